import { hash } from 'node:crypto';
import { elementText } from '../../../shared/domain/xml-text.ts';
import { SRGB } from '../../pades/appearance/colour.ts';
import { drawLine, embedFonts, type NamedFonts } from '../../pades/appearance/draw-text.ts';
import { compressed, type ObjectSink } from '../../pades/appearance/embedded-font.ts';
import { loadStampFonts } from '../../pades/appearance/font-files.ts';
import { rounded } from '../../pades/appearance/numbers.ts';
import type { StampFonts } from '../../pades/appearance/set-text.ts';
import { plainLine, setLineWithin } from '../../pades/appearance/text-line.ts';
import { formatPdfDate } from '../../pdf/date.ts';
import { newFile } from '../../pdf/new-file.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.ts';
import { textString } from '../../pdf/text-string.ts';
import type { ReportInput } from '../report-input.ts';
import { textsOf } from './blocks.ts';
import { composeReport } from './compose.ts';
import { layOut } from './layout.ts';
import { type Fill, MARGIN, PAPER, type Sheet, WIDTH } from './sheets.ts';
import { putTags, type Tag } from './tags.ts';
import type { Words } from './words.ts';

const FILLS: Readonly<Record<Fill, string>> = {
  good: '0.08 0.5 0.3',
  warn: '0.8 0.5 0.05',
  bad: '0.75 0.15 0.15',
  detail: '0.45 0.5 0.56',
  'good-light': '0.925 0.97 0.94',
  'warn-light': '0.995 0.965 0.9',
  'bad-light': '0.995 0.93 0.925',
  'detail-light': '0.95 0.955 0.965',
  rule: '0.82 0.84 0.87',
  shade: '0.945 0.95 0.96',
};
const FOOTER = 7.6;

/**
 * The report as a PDF file: A4, tagged, text in every script that the fonts have. The same input gives the same bytes.
 */
export async function validationReportPdf(input: ReportInput, language: 'en' | 'de'): Promise<Uint8Array> {
  const words = await wordsOf(language);
  const blocks = composeReport(input, words);
  const name = plainLine(input.document.name);
  const fonts = await loadStampFonts([...textsOf(blocks), name]);
  const { sheets, document } = layOut(blocks, fonts);
  for (const [index, sheet] of sheets.entries()) {
    footer(
      sheet,
      `${name} – SHA-256 ${input.document.sha256.slice(0, 16)}…`,
      words.page(index + 1, sheets.length),
      fonts,
    );
  }
  return write(sheets, document, {
    title: `${words.title}: ${name}`,
    language: words.language,
    program: input.report.setting.program,
    time: new Date(input.report.setting.time),
  });
}

async function wordsOf(language: 'en' | 'de'): Promise<Words> {
  return language === 'de' ? (await import('./words-de.ts')).wordsDe : (await import('./words-en.ts')).wordsEn;
}

function footer(sheet: Sheet, left: string, right: string, fonts: StampFonts): void {
  const y = MARGIN.bottom - 26;
  const page = setLineWithin(fonts, right, WIDTH / FOOTER);
  const about = setLineWithin(fonts, left, WIDTH / FOOTER - page.width - 2);
  const x = MARGIN.side + WIDTH - page.width * FOOTER;
  sheet.rectangles.push({ x: MARGIN.side, y: y + 14, width: WIDTH, height: 0.4, fill: 'rule' });
  sheet.lines.push(
    { line: { line: about, size: FOOTER, x: MARGIN.side, y, tone: 'detail' }, tag: undefined },
    { line: { line: page, size: FOOTER, x, y, tone: 'detail' }, tag: undefined },
  );
}

interface Facts {
  readonly title: string;
  readonly language: string;
  readonly program: string;
  readonly time: Date;
}

function write(sheets: readonly Sheet[], document: Tag, facts: Facts): Uint8Array {
  const objects: PdfObject[] = [];
  const sink: ObjectSink = {
    reserve: () => new PdfRef(objects.push(null)),
    put: ({ num }, object) => {
      objects[num - 1] = object;
    },
  };
  const add = (object: PdfObject): PdfRef => {
    const ref = sink.reserve();
    sink.put(ref, object);
    return ref;
  };
  const [root, pages] = [sink.reserve(), sink.reserve()];
  const fonts = embedFonts(sheets.flatMap(({ lines }) => lines.map(({ line }) => line)));
  const resources = add(
    new PdfDict([
      ['ColorSpace', new PdfDict([['C', SRGB]])],
      ['Font', new PdfDict([...fonts.values()].map(({ name, embedded }) => [name, embedded.put(sink)]))],
    ]),
  );
  const kids = sheets.map((sheet, index) =>
    add(
      new PdfDict([
        ['Type', new PdfName('Page')],
        ['Parent', pages],
        ['MediaBox', [0, 0, PAPER.width, PAPER.height]],
        ['Resources', resources],
        ['Contents', add(compressed(Buffer.from(drawSheet(sheet, index, fonts), 'latin1')))],
        ['StructParents', index],
        ['Tabs', new PdfName('S')],
      ]),
    ),
  );
  sink.put(pages, dictionary({ Type: new PdfName('Pages'), Kids: kids, Count: kids.length }));
  sink.put(
    root,
    dictionary({
      Type: new PdfName('Catalog'),
      Pages: pages,
      Lang: textString(facts.language),
      MarkInfo: dictionary({ Marked: true }),
      ViewerPreferences: dictionary({ DisplayDocTitle: true }),
      StructTreeRoot: putTags(sink, document, kids),
      Metadata: add(metadata(facts)),
    }),
  );
  const info = add(
    dictionary({
      Title: textString(facts.title),
      Producer: textString(facts.program),
      CreationDate: textString(formatPdfDate(facts.time)),
    }),
  );
  const id = hash('sha256', newFile(objects, { root, info }), 'buffer').subarray(0, 16);
  return newFile(objects, { root, info, id });
}

function dictionary(entries: Readonly<Record<string, PdfObject>>): PdfDict {
  return new PdfDict(Object.entries(entries));
}

/** Numbers the pieces of content as it draws them, and notes them in the structure. */
function drawSheet({ rectangles, lines }: Sheet, index: number, fonts: NamedFonts): string {
  const operators = ['/Artifact BMC', '/C cs'];
  for (const { x, y, width, height, fill } of rectangles) {
    operators.push(`${FILLS[fill]} sc ${[x, y, width, height].map(rounded).join(' ')} re f`);
  }
  operators.push('EMC');
  let mcid = 0;
  for (const { line, tag } of lines) {
    const drawn = drawLine(line, fonts);
    if (drawn.length === 0) continue;
    operators.push(tag === undefined ? '/Artifact BMC' : `/${tag.role} << /MCID ${mcid} >> BDC`, ...drawn, 'EMC');
    if (tag === undefined) continue;
    tag.kids.push({ sheet: index, mcid });
    mcid += 1;
  }
  return `${operators.join('\n')}\n`;
}

/** XMP with title and language (ISO 32000-2, 14.3.2). */
function metadata({ title, language }: Facts): PdfStream {
  const text = elementText(title);
  const xmp = [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">',
    `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:title>`,
    `<dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language>`,
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
  ].join('\n');
  const bytes = Buffer.from(xmp);
  return new PdfStream(
    dictionary({ Type: new PdfName('Metadata'), Subtype: new PdfName('XML'), Length: bytes.length }),
    bytes,
  );
}
