import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fontkit from '@cantoo/fontkit';
import { PDFDocument, PDFHexString } from 'pdf-lib';
import { type Block, PAGES, type Party, REFERENCE, SUBTITLE, TITLE } from './contract-text.ts';
import { ACCENT, type Fonts, GREY, INK, PAGE, PageWriter, RULE, TEXT_WIDTH } from './page-writer.ts';

const BODY = { size: 10.4, leading: 14.6, color: INK };
const NUMBER_WIDTH = 30;
/** Fixed, so that every run makes the same bytes. */
const MADE = new Date('2026-03-16T09:00:00Z');
const FILE_ID = '8f14e45fceea167a5a36dedd4bea2543';

/** Writes the sample contract of four pages: the same bytes on every run. */
export async function makeContract(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const embed = async (style: string) =>
    document.embedFont(await readFile(join(import.meta.dirname, 'fonts', `SourceSerif4-${style}.ttf`)), {
      subset: true,
      customName: `CSGN${style === 'Regular' ? 'RG' : style === 'Italic' ? 'IT' : 'SB'}+SourceSerif4-${style}`,
    });
  const fonts: Fonts = {
    regular: await embed('Regular'),
    italic: await embed('Italic'),
    semibold: await embed('SemiBold'),
  };
  document.setTitle(`${TITLE} ${REFERENCE}`, { showInWindowTitleBar: true });
  document.setAuthor('Kalahari Field Analytics (Pty) Ltd');
  document.setSubject(SUBTITLE);
  document.setKeywords(['services agreement', 'sample contract']);
  document.setCreator('Countersign sample');
  document.setProducer('pdf-lib');
  document.setLanguage('en-GB');
  document.setCreationDate(MADE);
  document.setModificationDate(MADE);
  document.context.trailerInfo.ID = document.context.obj([PDFHexString.of(FILE_ID), PDFHexString.of(FILE_ID)]);
  for (const [index, blocks] of PAGES.entries()) {
    const writer = new PageWriter(document.addPage([PAGE.width, PAGE.height]), fonts);
    writeFrame(writer, index);
    if (index === 0) {
      writeTitle(writer);
    }
    for (const block of blocks) {
      writeBlock(writer, block);
    }
    if (writer.y < PAGE.bottom) {
      throw new Error(
        `Page ${index + 1} of the sample contract overflows by ${Math.round(PAGE.bottom - writer.y)} points.`,
      );
    }
  }
  return document.save({ useObjectStreams: false });
}

/** Running head (from page 2) and foot. */
function writeFrame(writer: PageWriter, index: number): void {
  const { regular } = writer.fonts;
  const right = PAGE.width - PAGE.right;
  if (index > 0) {
    writer.line(TITLE, PAGE.left, PAGE.height - 50, regular, 8.6, GREY);
    writer.line(REFERENCE, right, PAGE.height - 50, regular, 8.6, GREY, 'right');
    writer.rule(PAGE.left, PAGE.height - 57, TEXT_WIDTH);
  }
  writer.rule(PAGE.left, 52, TEXT_WIDTH);
  writer.line(
    'Kalahari Field Analytics (Pty) Ltd and Halvorsen & Reeve Port Services ApS',
    PAGE.left,
    38,
    regular,
    8.6,
    GREY,
  );
  writer.line(`Page ${index + 1} of ${PAGES.length}`, right, 38, regular, 8.6, GREY, 'right');
}

function writeTitle(writer: PageWriter): void {
  const { regular, semibold, italic } = writer.fonts;
  writer.line(`Agreement no. ${REFERENCE}`, PAGE.left, writer.y + 8, regular, 9.4, GREY);
  writer.line(TITLE, PAGE.left, writer.y - 22, semibold, 27, ACCENT);
  writer.line(SUBTITLE, PAGE.left, writer.y - 43, italic, 12.2, INK);
  writer.rule(PAGE.left, writer.y - 58, TEXT_WIDTH, ACCENT, 1.2);
  writer.y -= 84;
}

function writeBlock(writer: PageWriter, block: Block): void {
  switch (block.kind) {
    case 'heading':
      writer.y -= 9;
      writer.line(block.text, PAGE.left, writer.y, writer.fonts.semibold, 12, ACCENT);
      writer.y -= 19;
      return;
    case 'text':
      writer.text(block.text, BODY);
      writer.y -= 6;
      return;
    case 'clause':
      writeClause(writer, block);
      return;
    case 'parties':
      writeParties(writer, block.parties);
      return;
    case 'table':
      writeTable(writer, block);
      return;
    case 'signatures':
      writeSignatures(writer, block.parties);
      return;
  }
}

function writeClause(writer: PageWriter, clause: Extract<Block, { kind: 'clause' }>): void {
  if (clause.title !== '') {
    writer.y -= 9;
    writer.line(clause.number, PAGE.left, writer.y, writer.fonts.semibold, 12, ACCENT);
    writer.line(clause.title, PAGE.left + NUMBER_WIDTH, writer.y, writer.fonts.semibold, 12, ACCENT);
    writer.y -= 19;
  }
  for (const { number, text } of clause.paragraphs) {
    writer.line(number, PAGE.left, writer.y, writer.fonts.regular, BODY.size, GREY);
    writer.text(text, BODY, PAGE.left + NUMBER_WIDTH, TEXT_WIDTH - NUMBER_WIDTH);
    writer.y -= 5;
  }
}

const GAP = 24;
const COLUMN = (TEXT_WIDTH - GAP) / 2;
const columnLeft = (index: number) => PAGE.left + index * (COLUMN + GAP);

function writeParties(writer: PageWriter, parties: readonly Party[]): void {
  const { regular, italic, semibold } = writer.fonts;
  for (const [index, party] of parties.entries()) {
    const x = columnLeft(index);
    writer.line(index === 0 ? 'Between' : 'and', x, writer.y, italic, 9.4, GREY);
    writer.line(party.name, x, writer.y - 17, semibold, 11.2, INK);
    for (const [row, line] of party.lines.entries()) {
      writer.line(line, x, writer.y - 33 - row * 14, regular, 9.8, INK);
    }
    writer.line(`(${party.role})`, x, writer.y - 63, italic, 9.8, INK);
  }
  writer.y -= 90;
}

function writeTable(writer: PageWriter, table: Extract<Block, { kind: 'table' }>): void {
  const { regular, italic, semibold } = writer.fonts;
  let edge: number = PAGE.left;
  const starts = table.columns.map((column) => {
    const start = edge;
    edge += column.share * TEXT_WIDTH;
    return start;
  });
  const cells = (texts: readonly string[], font: typeof regular, size: number, color: typeof INK) => {
    for (const [index, column] of table.columns.entries()) {
      const start = starts[index] ?? PAGE.left;
      const x = column.align === 'right' ? start + column.share * TEXT_WIDTH - 6 : start + 6;
      writer.line(texts[index] ?? '', x, writer.y, font, size, color, column.align);
    }
  };
  writer.y -= 6;
  writer.line(table.caption, PAGE.left, writer.y, italic, 9.6, GREY);
  writer.y -= 8;
  writer.rule(PAGE.left, writer.y, TEXT_WIDTH, ACCENT, 1);
  writer.y -= 15;
  cells(
    table.columns.map((column) => column.title),
    semibold,
    9.2,
    INK,
  );
  writer.y -= 7;
  writer.rule(PAGE.left, writer.y, TEXT_WIDTH);
  for (const [index, row] of table.rows.entries()) {
    writer.y -= 15;
    cells(row, regular, 9.8, INK);
    writer.y -= 6.5;
    const isLast = index === table.rows.length - 1;
    writer.rule(PAGE.left, writer.y, TEXT_WIDTH, isLast ? ACCENT : RULE, isLast ? 1 : 0.5);
  }
  if (table.total !== undefined) {
    writer.y -= 16;
    writer.line(table.total[0], PAGE.left + 6, writer.y, semibold, 9.8, INK);
    writer.line(table.total[1], PAGE.left + TEXT_WIDTH - 6, writer.y, semibold, 9.8, INK, 'right');
    writer.y -= 7;
  }
  writer.y -= 20;
}

/** Two columns; the space above each signature line is where the visible signatures go. */
function writeSignatures(writer: PageWriter, parties: readonly Party[]): void {
  const { regular, semibold, italic } = writer.fonts;
  const top = writer.y - 14;
  for (const [index, party] of parties.entries()) {
    const x = columnLeft(index);
    writer.line(`For ${party.role}`, x, top, italic, 9.6, GREY);
    writer.line(party.name, x, top - 16, semibold, 10.6, INK);
    writer.rule(x, top - 112, COLUMN, INK, 0.7);
    writer.line('Signature', x, top - 124, regular, 8.4, GREY);
    writer.line(party.signatory, x, top - 146, regular, 10.4, INK);
    writer.line(party.title, x, top - 160, regular, 9.8, GREY);
    writer.line('Place and date', x, top - 208, regular, 8.4, GREY);
    writer.rule(x, top - 196, COLUMN, INK, 0.7);
  }
  writer.y = top - 214;
}

if (process.argv[1] === import.meta.filename) {
  const target = join(import.meta.dirname, '..', '..', 'resources', 'sample', 'contract.pdf');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await makeContract());
  process.stdout.write(`${target}\n`);
}
