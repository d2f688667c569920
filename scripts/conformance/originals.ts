import { SRGB } from '../../src-main/pades/appearance/colour.ts';
import { drawLine } from '../../src-main/pades/appearance/draw-text.ts';
import { compressed, embedFont } from '../../src-main/pades/appearance/embedded-font.ts';
import { loadStampFonts } from '../../src-main/pades/appearance/font-files.ts';
import { setLine } from '../../src-main/pades/appearance/text-line.ts';
import { formatPdfDate } from '../../src-main/pdf/date.ts';
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream, PdfString } from '../../src-main/pdf/objects.ts';
import { textString } from '../../src-main/pdf/text-string.ts';
import { type Claims, xmpPacket } from './metadata.ts';
import { type FileForm, PdfObjects } from './pdf-objects.ts';

/** What veraPDF calls the standards. */
export type Flavour = '1b' | '2a' | '2b' | '3b' | 'ua1';

/** One conforming document that is to be signed. */
export interface Original {
  readonly name: string;
  /** All that it conforms to. */
  readonly flavours: readonly Flavour[];
  readonly bytes: Uint8Array;
}

interface Recipe extends Pick<Claims, 'part' | 'conformance' | 'accessible'> {
  readonly name: string;
  readonly flavours: readonly Flavour[];
  readonly form: FileForm;
  readonly version: string;
}

const RECIPES: readonly Recipe[] = [
  { name: 'a1b', flavours: ['1b'], part: 1, conformance: 'B', accessible: false, form: 'classic', version: '1.4' },
  {
    name: 'a2b',
    flavours: ['2b'],
    part: 2,
    conformance: 'B',
    accessible: false,
    form: 'object-streams',
    version: '1.7',
  },
  {
    name: 'a2a-ua1',
    flavours: ['2a', 'ua1'],
    part: 2,
    conformance: 'A',
    accessible: true,
    form: 'classic',
    version: '1.7',
  },
  {
    name: 'a3b',
    flavours: ['3b'],
    part: 3,
    conformance: 'B',
    accessible: false,
    form: 'object-streams',
    version: '1.7',
  },
];

/** Fixed, so that every run makes the same bytes. */
const MADE = new Date('2026-03-16T09:00:00Z');
const TITLE = 'A document to be signed';
const LINES = [
  { role: 'H1', text: TITLE, size: 22 },
  { role: 'P', text: 'The second page has room for signatures as well.', size: 11 },
];

/** Two pages each: PDF/A-1b with a table, PDF/A-2b with object streams, PDF/A-2a and PDF/UA-1 in one, PDF/A-3b with an attachment. */
export function makeOriginals(): Promise<Original[]> {
  return Promise.all(RECIPES.map(makeOriginal));
}

async function makeOriginal(recipe: Recipe): Promise<Original> {
  const { name, flavours, accessible, form, version, part } = recipe;
  const claims: Claims = {
    ...recipe,
    title: TITLE,
    producer: 'Countersign',
    creator: 'Countersign samples',
    made: MADE,
  };
  const objects = new PdfObjects();
  const catalog = objects.reserve();
  const pages = objects.reserve();
  const kids = await putPages(objects, pages, accessible);
  objects.put(
    pages,
    dictionary('Pages', [
      ['Kids', [...kids]],
      ['Count', kids.length],
    ]),
  );
  const packet = xmpPacket(claims);
  // Not compressed: programs that know nothing of PDF can find it (ISO 19005-1, 6.7.2).
  const metadata = objects.add(new PdfStream(dictionary('Metadata', [['Subtype', new PdfName('XML')]]), packet));
  objects.put(
    catalog,
    dictionary('Catalog', [
      ['Pages', pages],
      ['Metadata', metadata],
      ...(accessible ? structure(objects, kids) : []),
      ...(part === 3 ? attachment(objects) : []),
    ]),
  );
  const info = objects.add(
    new PdfDict([
      ['Title', textString(claims.title)],
      ['Creator', textString(claims.creator)],
      ['Producer', textString(claims.producer)],
      ['CreationDate', textString(formatPdfDate(MADE))],
      ['ModDate', textString(formatPdfDate(MADE))],
    ]),
  );
  return { name, flavours, bytes: objects.write(form, version, [['Info', info]]) };
}

/** Text in an embedded subset font and in a calibrated colour, so that no output intent is needed. */
async function putPages(objects: PdfObjects, parent: PdfRef, tagged: boolean): Promise<PdfRef[]> {
  const { regular } = await loadStampFonts();
  const lines = LINES.map(({ text }) => setLine({ regular, strong: regular, further: [] }, text));
  const embedded = embedFont(
    regular,
    lines.flatMap(({ runs }) => runs),
  );
  const font = embedded.put(objects);
  const fonts = new Map([[regular, { name: 'F0', embedded }]]);
  const resources = objects.add(
    new PdfDict([
      ['Font', new PdfDict([['F0', font]])],
      ['ColorSpace', new PdfDict([['C', SRGB]])],
    ]),
  );
  return lines.map((line, index) => {
    const { role = 'P', size = 11 } = LINES[index] ?? {};
    const drawn = ['/C cs', ...drawLine({ line, size, x: 72, y: 740, tone: 'name' }, fonts)];
    const operators = tagged ? [`/${role} <</MCID 0>> BDC`, ...drawn, 'EMC'] : drawn;
    const contents = objects.add(compressed(Buffer.from(`${operators.join('\n')}\n`, 'latin1')));
    return objects.add(
      dictionary('Page', [
        ['Parent', parent],
        ['MediaBox', [0, 0, 595, 842]],
        ['Resources', resources],
        ['Contents', contents],
        ...(tagged ? [['StructParents', index] as const] : []),
      ]),
    );
  });
}

/** Catalog entries of a tagged document in a known language (ISO 32000-1, 14.7; ISO 14289-1, 7.1 and 7.2). */
function structure(objects: PdfObjects, pages: readonly PdfRef[]): [string, PdfObject][] {
  const root = objects.reserve();
  const top = objects.reserve();
  const elements = pages.map((page, index) =>
    objects.add(
      dictionary('StructElem', [
        ['S', new PdfName(LINES[index]?.role ?? 'P')],
        ['P', top],
        ['Pg', page],
        ['K', 0],
      ]),
    ),
  );
  objects.put(
    top,
    dictionary('StructElem', [
      ['S', new PdfName('Document')],
      ['P', root],
      ['K', [...elements]],
    ]),
  );
  const numbers = elements.flatMap((element, index): PdfObject[] => [index, [element]]);
  objects.put(
    root,
    dictionary('StructTreeRoot', [
      ['K', [top]],
      ['ParentTree', objects.add(new PdfDict([['Nums', numbers]]))],
      ['ParentTreeNextKey', elements.length],
    ]),
  );
  return [
    ['StructTreeRoot', root],
    ['MarkInfo', new PdfDict([['Marked', true]])],
    ['Lang', textString('en-GB')],
    ['ViewerPreferences', new PdfDict([['DisplayDocTitle', true]])],
  ];
}

/** Catalog entries of a document with an associated file (ISO 19005-3, 6.8). */
function attachment(objects: PdfObjects): [string, PdfObject][] {
  const content = Buffer.from('amount;currency\n1200;EUR\n', 'latin1');
  const file = objects.add(
    compressed(content, [
      ['Type', new PdfName('EmbeddedFile')],
      ['Subtype', new PdfName('text/csv')],
      [
        'Params',
        new PdfDict([
          ['Size', content.length],
          ['ModDate', textString(formatPdfDate(MADE))],
        ]),
      ],
    ]),
  );
  const name = textString('amounts.csv');
  const specification = objects.add(
    dictionary('Filespec', [
      ['F', name],
      ['UF', name],
      [
        'EF',
        new PdfDict([
          ['F', file],
          ['UF', file],
        ]),
      ],
      ['Desc', textString('The amounts as a table')],
      ['AFRelationship', new PdfName('Data')],
    ]),
  );
  const names = new PdfDict([['Names', [new PdfString(Buffer.from('amounts.csv')), specification]]]);
  return [
    ['Names', new PdfDict([['EmbeddedFiles', names]])],
    ['AF', [specification]],
  ];
}

function dictionary(type: string, entries: readonly (readonly [string, PdfObject])[]): PdfDict {
  return new PdfDict([['Type', new PdfName(type)], ...entries]);
}
