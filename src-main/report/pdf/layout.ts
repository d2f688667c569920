import type { StampFonts } from '../../pades/appearance/set-text.ts';
import type { Block, Phrase } from './blocks.ts';
import { heightOf, lineHeight, MARGIN, type SetText, type Sheet, Sheets, WIDTH } from './sheets.ts';
import { type Tag, tagIn } from './tags.ts';

const BODY = 9;
const SMALL = 8.2;
const LABEL = 118;
const SIZES = { 1: 21, 2: 13, 3: 9.6 } as const;
const SPACE_ABOVE = { 1: 0, 2: 22, 3: 13 } as const;
const SPACE_BELOW = { 1: 12, 2: 7, 3: 4 } as const;
/** What must fit below a heading, or it moves to the next page with it. */
const FOLLOWING = { 1: 60, 2: 96, 3: 44 } as const;
/** Rows up to this height are not broken by a page. */
const KEPT_TOGETHER = 90;

/** Pages, and the structure of what stands on them. */
export interface LaidOut {
  readonly sheets: readonly Sheet[];
  readonly document: Tag;
}

/** Sets blocks on pages. */
export function layOut(blocks: readonly Block[], fonts: StampFonts): LaidOut {
  const sheets = new Sheets(fonts);
  const document: Tag = { role: 'Document', kids: [] };
  for (const block of blocks) place(block, sheets, document);
  return { sheets: sheets.pages, document };
}

function place(block: Block, sheets: Sheets, document: Tag): void {
  if (block.kind === 'heading') heading(block, sheets, document);
  else if (block.kind === 'paragraph') paragraph(block.text, sheets, document);
  else if (block.kind === 'verdict') verdict(block, sheets, document);
  else if (block.kind === 'facts') facts(block, sheets, document);
  else table(block, sheets, document);
}

function heading({ level, text }: Extract<Block, { kind: 'heading' }>, sheets: Sheets, document: Tag): void {
  const size = SIZES[level];
  const set = sheets.set(text, WIDTH, { size, strong: true, tag: tagIn(document, `H${level}`) });
  const fresh = sheets.need(SPACE_ABOVE[level] + heightOf(set) + FOLLOWING[level]);
  if (!fresh) sheets.top -= SPACE_ABOVE[level];
  row(sheets, [{ x: MARGIN.side, width: WIDTH, texts: [set] }]);
  if (level === 2) {
    sheets.top -= 3;
    sheets.fill({ x: MARGIN.side, y: sheets.top, width: WIDTH, height: 0.8, fill: 'rule' });
  }
  sheets.top -= SPACE_BELOW[level];
}

function paragraph(text: string, sheets: Sheets, document: Tag): void {
  row(sheets, [
    { x: MARGIN.side, width: WIDTH, texts: [sheets.set(text, WIDTH, { size: BODY, tag: tagIn(document, 'P') })] },
  ]);
  sheets.top -= 6;
}

function verdict({ tone, title, text }: Extract<Block, { kind: 'verdict' }>, sheets: Sheets, document: Tag): void {
  const [bar, padding] = [4, 12];
  const column = { x: MARGIN.side + bar + padding, width: WIDTH - bar - 2 * padding };
  const first = sheets.pages.length === 1 && sheets.page.rectangles.length === 0;
  const set = [
    sheets.set(title, column.width, { size: first ? 14 : 10.5, strong: true, tone, tag: tagIn(document, 'P') }),
    sheets.set(text, column.width, {
      size: first ? BODY : SMALL,
      tone: first ? 'name' : 'detail',
      tag: tagIn(document, 'P'),
    }),
  ];
  const height = set.reduce((sum, one) => sum + heightOf(one), 0) + 2 * padding - 4;
  sheets.need(height);
  const bottom = sheets.top - height;
  sheets.fill({ x: MARGIN.side, y: bottom, width: WIDTH, height, fill: `${tone}-light` });
  sheets.fill({ x: MARGIN.side, y: bottom, width: bar, height, fill: tone });
  sheets.top -= padding - 2;
  row(sheets, [{ ...column, texts: set }]);
  sheets.top = bottom - 8;
}

function facts({ rows }: Extract<Block, { kind: 'facts' }>, sheets: Sheets, document: Tag): void {
  const list = tagIn(document, 'L');
  for (const { label, phrases } of rows) {
    const item = tagIn(list, 'LI');
    const width = WIDTH - LABEL;
    const name = sheets.set(label, LABEL - 10, { size: BODY, tone: 'detail', tag: tagIn(item, 'Lbl') });
    const body = tagIn(item, 'LBody');
    const texts = phrases.map((phrase) =>
      sheets.set(phrase.text, width, { ...phrase, size: BODY, tag: tagIn(body, 'P') }),
    );
    row(sheets, [
      { x: MARGIN.side, width: LABEL - 10, texts: [name] },
      { x: MARGIN.side + LABEL, width, texts },
    ]);
    sheets.top -= 3;
  }
}

function table({ columns, rows }: Extract<Block, { kind: 'table' }>, sheets: Sheets, document: Tag): void {
  const element = tagIn(document, 'Table');
  const gap = 8;
  let x = MARGIN.side;
  const places = columns.map(({ share }) => {
    const at = { x: x + 4, width: share * WIDTH - gap };
    x += share * WIDTH;
    return at;
  });
  const cells = (phrases: readonly Phrase[], role: 'TH' | 'TD' | undefined): Cell[] => {
    const line = role === undefined ? undefined : tagIn(element, 'TR');
    return phrases.map((phrase, index) => {
      const at = places[index] ?? { x: MARGIN.side, width: WIDTH };
      const tag = line === undefined || role === undefined ? undefined : tagIn(line, role);
      return { ...at, texts: [sheets.set(phrase.text, at.width, { ...phrase, size: SMALL, tag })] };
    });
  };
  const titles = columns.map(({ title }): Phrase => ({ text: title, strong: true, tone: 'detail' }));
  const header = (role: 'TH' | undefined): void => {
    const set = cells(titles, role);
    const height = Math.max(...set.map(cellHeight)) + 6;
    sheets.fill({ x: MARGIN.side, y: sheets.top - height, width: WIDTH, height, fill: 'shade' });
    sheets.top -= 3;
    row(sheets, set);
    sheets.top -= 3;
  };
  sheets.need(50);
  header('TH');
  for (const phrases of rows) {
    sheets.top -= 3;
    // A heading that is repeated on the next page is no further heading of the structure.
    row(sheets, cells(phrases, 'TD'), () => header(undefined));
    sheets.top -= 3;
    sheets.fill({ x: MARGIN.side, y: sheets.top, width: WIDTH, height: 0.4, fill: 'rule' });
  }
  sheets.top -= 4;
}

/** Texts one below the other in a column. */
interface Cell {
  readonly x: number;
  readonly width: number;
  readonly texts: readonly SetText[];
}

function cellHeight({ texts }: Cell): number {
  return texts.reduce((sum, text) => sum + heightOf(text), 0);
}

/**
 * Places cells side by side, line by line: on one page where they are not too high, over as many as it takes otherwise.
 * @param onNewPage called where a page began within or before them
 */
function row(sheets: Sheets, cells: readonly Cell[], onNewPage: () => void = () => undefined): void {
  const height = Math.max(...cells.map(cellHeight));
  if (height <= KEPT_TOGETHER && sheets.need(height)) onNewPage();
  const lines = cells.map(({ texts }) => texts.flatMap((text) => text.lines.map((line) => ({ text, line }))));
  const count = Math.max(...lines.map(({ length }) => length));
  for (let index = 0; index < count; index++) {
    const side = lines.map((column) => column[index]);
    const high = Math.max(...side.map((one) => (one === undefined ? 0 : lineHeight(one.line, one.text.size))));
    if (sheets.need(high)) onNewPage();
    for (const [place, one] of side.entries()) {
      const cell = cells[place];
      if (one === undefined || cell === undefined) continue;
      sheets.put(one.text, one.line, { x: cell.x, width: cell.width, top: sheets.top });
    }
    sheets.top -= high;
  }
}
