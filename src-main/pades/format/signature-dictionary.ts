import { parsePdfDate } from '../../pdf/date.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { type PdfDict, PdfName, type PdfObject, PdfString } from '../../pdf/objects.ts';
import { textOf } from '../../pdf/text-string.ts';
import { gapFault, hexFault, readByteRange, type SignedRange } from './byte-range.ts';

/** A signature dictionary (ISO 32000-2, 12.8.1), read strictly. */
export interface SignatureDictionary {
  readonly kind: 'signature' | 'timestamp';
  readonly dict: PdfDict;
  /** "ETSI.CAdES.detached"; null where it is missing or no name. */
  readonly subFilter: string | null;
  /** What is signed; null where /ByteRange and /Contents do not say it exactly. */
  readonly range: SignedRange | null;
  /** The CMS structure with its padding; null as `range`. */
  readonly contents: Uint8Array | null;
  /** /M in ISO 8601, UTC; null where it is missing or unreadable. Claimed, never proved. */
  readonly claimedTime: string | null;
  /** Format faults, one sentence each: any of them is FORMAT_FAILURE. */
  readonly faults: readonly string[];
}

/**
 * Reads a signature dictionary of this view of the document. /ByteRange must leave out exactly the hexadecimal string of
 * this dictionary's own /Contents, found by where it stands in the file; whatever is signed elsewhere is not this signature.
 * @throws AppError INPUT_UNREADABLE
 */
export async function readSignatureDictionary(document: PdfDocument, dict: PdfDict): Promise<SignatureDictionary> {
  const faults: string[] = [];
  const text = async (key: string): Promise<string | null> => {
    const value = await document.resolve(dict.get(key));
    return value instanceof PdfName ? value.name : null;
  };
  const type = await text('Type');
  const subFilter = await text('SubFilter');
  if (dict.get('Type') !== undefined && type !== 'Sig' && type !== 'DocTimeStamp') {
    faults.push('/Type is neither /Sig nor /DocTimeStamp.');
  }
  if ((await text('Filter')) === null) faults.push('/Filter is missing or is not a name.');
  if (subFilter === null) faults.push('/SubFilter is missing or is not a name.');

  const range = readByteRange(dict.get('ByteRange'), document.source.size);
  if (typeof range === 'string') faults.push(range);
  const contents = dict.get('Contents');
  const contentsFaults = await checkContents(document, contents, typeof range === 'string' ? null : range);
  faults.push(...contentsFaults);
  const { span } = dict;
  const place = span === undefined ? '' : ` The signature dictionary stands at byte ${span.start} of the file.`;
  const sound = typeof range !== 'string' && contents instanceof PdfString && contentsFaults.length === 0;
  return {
    kind: type === 'DocTimeStamp' || subFilter === 'ETSI.RFC3161' ? 'timestamp' : 'signature',
    dict,
    subFilter,
    range: sound ? range : null,
    contents: sound ? contents.bytes : null,
    claimedTime: claimedTime(await document.resolve(dict.get('M'))),
    faults: faults.map((fault) => `${fault}${place}`),
  };
}

async function checkContents(
  document: PdfDocument,
  contents: PdfObject | undefined,
  range: SignedRange | null,
): Promise<string[]> {
  if (!(contents instanceof PdfString)) return ['/Contents is missing or is not a direct string.'];
  if (contents.bytes.every((octet) => octet === 0)) return ['/Contents is empty: there is no signature in it.'];
  if (contents.span === undefined) return ['/Contents does not stand in the file itself but in a compressed object.'];
  const wrong = contents.hex ? await hexFault(document.source, contents.span) : contents.span.start;
  if (wrong !== undefined) return [`/Contents is not a plain hexadecimal string from byte ${wrong} of the file.`];
  const fault = range === null ? undefined : gapFault(range, contents.span);
  return fault === undefined ? [] : [fault];
}

function claimedTime(value: PdfObject): string | null {
  return value instanceof PdfString ? parsePdfDate(textOf(value)) : null;
}
