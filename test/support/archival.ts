import { PdfDocument } from '../../src-main/pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../src-main/pdf/objects.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';

/** The standards whose rules are looked at. */
export interface Archival {
  /** Of PDF/A; undefined for a file that is none. */
  readonly part: 1 | 2 | 3;
  /** PDF/UA-1 as well. */
  readonly accessible: boolean;
}

const FILTERS = ['FlateDecode', 'DCTDecode'];
/** Operators that set a colour which depends on the device, between white space. */
const DEVICE_COLOUR = /(?<=^|\s)(?:g|G|rg|RG|k|K|\/Device\w+ (?:cs|CS))(?=\s|$)/m;

/**
 * What in a file breaks rules of PDF/A or PDF/UA that signing could break, in words; by no means all rules. Looks at every object,
 * whether or not anything refers to it.
 */
export async function archivalFaults(bytes: Uint8Array, { part, accessible }: Archival): Promise<string[]> {
  const document = await PdfDocument.open(bytesSource(bytes));
  const faults: string[] = [];
  const text = Buffer.from(bytes).toString('latin1');
  if (part === 1 && /\/ObjStm|\/XRef/.test(text)) faults.push('objects or the cross-reference in streams');
  if (/%%EOF\r?\n?$/.exec(text) === null) faults.push('something after the end');
  const longest = part === 1 ? 65_535 : 32_767;
  for (let num = 1; num < document.nextObjectNumber; num++) {
    const entry = document.entry(num);
    if (entry === undefined || entry.type === 'free') continue;
    const object = await document.object(new PdfRef(num, entry.type === 'offset' ? entry.gen : 0));
    const say = (fault: string) => void faults.push(`object ${num}: ${fault}`);
    if (entry.type === 'offset') spacing(text, entry.offset, num, say);
    for (const part of partsOf(object)) {
      if (part instanceof PdfString && part.bytes.length > longest) say(`a string of ${part.bytes.length} bytes`);
      if (part instanceof PdfDict) await lookAt(document, part, say);
    }
    if (object instanceof PdfStream) await lookInto(document, object, say);
  }
  if (accessible) faults.push(...(await accessibleFaults(document)));
  return faults;
}

/** ISO 19005-1, 6.1.8. */
function spacing(text: string, offset: number, num: number, say: (fault: string) => void): void {
  if (!text.startsWith(`${num} 0 obj\n`, offset)) say('its number is not written as asked for');
  const end = text.indexOf('endobj', offset);
  if (!/^[\r\n]endobj[\r\n]/.test(text.slice(end - 1, end + 7))) say('its end does not stand on a line of its own');
}

async function lookAt(document: PdfDocument, dict: PdfDict, say: (fault: string) => void): Promise<void> {
  for (const key of ['AA', 'JS', 'JavaScript', 'NeedAppearances', 'XFA', 'SMask', 'TR', 'Interpolate', 'OPI']) {
    if (dict.get(key) !== undefined) say(`/${key}`);
  }
  for (const key of ['ca', 'CA']) if (dict.get(key) !== undefined && dict.get(key) !== 1) say('transparency');
  const group = dict.get('Group');
  if (group instanceof PdfDict && nameOf(group.get('S')) === 'Transparency') say('a transparency group');
  if (dict.get('Rect') !== undefined && dict.get('Subtype') !== undefined) await annotation(document, dict, say);
  if (nameOf(dict.get('Type')) === 'FontDescriptor' && dict.get('FontFile2') === undefined) say('no font program');
  if (nameOf(dict.get('Subtype')) === 'Type0' && dict.get('ToUnicode') === undefined) say('no /ToUnicode');
  if (nameOf(dict.get('Subtype')) === 'CIDFontType2') await codes(document, dict, say);
}

/** ISO 19005-1, 6.5.3 and 6.9; ISO 19005-2, 6.3. */
async function annotation(document: PdfDocument, dict: PdfDict, say: (fault: string) => void): Promise<void> {
  const flags = Number(dict.get('F'));
  if ((flags & 4) === 0 || (flags & (1 | 2 | 32 | 256)) !== 0) say(`an annotation with the flags ${flags}`);
  if (dict.get('A') !== undefined) say('an annotation that acts');
  const looks = dict.get('AP');
  if (!(looks instanceof PdfDict) || [...looks.entries.keys()].join() !== 'N') say('an annotation without its look');
  else if (!((await document.resolve(looks.get('N'))) instanceof PdfStream)) say('a look that is no stream');
}

/** /CIDSet names each code that /W gives a width to (ISO 19005-1, 6.3.5), and each is of the embedded font. */
async function codes(document: PdfDocument, font: PdfDict, say: (fault: string) => void): Promise<void> {
  const descriptor = await document.resolve(font.get('FontDescriptor'));
  const set = descriptor instanceof PdfDict ? await document.resolve(descriptor.get('CIDSet')) : null;
  const map = await document.resolve(font.get('CIDToGIDMap'));
  if (!(set instanceof PdfStream) || !(map instanceof PdfStream)) return say('a font without /CIDSet');
  const bits = [...(await document.decode(set))].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const count = (await document.decode(map)).length / 2;
  if (bits !== '1'.repeat(count).padEnd(bits.length, '0')) say('a /CIDSet that does not name the codes of its font');
}

async function lookInto(document: PdfDocument, stream: PdfStream, say: (fault: string) => void): Promise<void> {
  const { dict } = stream;
  for (const filter of [dict.get('Filter') ?? []].flat()) {
    if (!FILTERS.includes(nameOf(filter))) say(`the filter ${nameOf(filter)}`);
  }
  const isImage = nameOf(dict.get('Subtype')) === 'Image';
  if (isImage && dict.get('ImageMask') !== true) {
    const [family] = [dict.get('ColorSpace')].flat();
    if (!['CalRGB', 'CalGray'].includes(nameOf(family))) say(`an image in ${nameOf(family)}`);
  }
  const isContent = nameOf(dict.get('Subtype')) === 'Form' || (dict.get('Type') === undefined && !isImage);
  if (!isContent) return;
  const content = Buffer.from(await document.decode(stream)).toString('latin1');
  const [found] = /\b(?:Tj|TJ|Do|re|Tf|cm)\b/.test(content) ? (DEVICE_COLOUR.exec(content) ?? []) : [];
  if (found !== undefined) say(`the colour operator ${found}`);
}

/** ISO 14289-1, 7.18. */
async function accessibleFaults(document: PdfDocument): Promise<string[]> {
  const faults: string[] = [];
  for (const page of await document.pages()) {
    const annotations = await document.resolve(page.dict.get('Annots'));
    if (!Array.isArray(annotations) || annotations.length === 0) continue;
    if (nameOf(page.dict.get('Tabs')) !== 'S') faults.push(`page ${page.number} has another tab order`);
    for (const item of annotations) {
      const dict = await document.resolve(item);
      if (!(dict instanceof PdfDict)) continue;
      const [x0, y0, x1, y1] = [dict.get('Rect')].flat();
      const isSeen = x0 !== x1 && y0 !== y1;
      if (isSeen && typeof dict.get('StructParent') !== 'number') faults.push('an annotation outside the structure');
      const words = dict.get('TU') ?? dict.get('Contents');
      if (!(words instanceof PdfString) || words.bytes.length === 0) faults.push('an annotation without a description');
    }
  }
  return faults;
}

/** An object with everything that stands in it directly. */
function* partsOf(object: PdfObject): Generator<PdfObject> {
  yield object;
  if (Array.isArray(object)) for (const item of object) yield* partsOf(item);
  else if (object instanceof PdfDict) for (const value of object.entries.values()) yield* partsOf(value);
  else if (object instanceof PdfStream) yield* partsOf(object.dict);
}

function nameOf(object: PdfObject | undefined): string {
  return object instanceof PdfName ? object.name : '';
}
