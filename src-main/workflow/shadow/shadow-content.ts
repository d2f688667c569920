import { AppError, codeOf } from '../../../shared/contract/app-error.ts';
import { type Box, displayedSize } from '../../../shared/geometry/page-space.ts';
import { differenceOutside, type PixelBox } from '../../pades/verify/visual/compare-pictures.ts';
import { type BoxPictures, lossesIn } from '../../pades/verify/visual/covered-ink.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { turnDue } from '../../platform/event-loop.ts';
import type { PagePicture, PageRenderer } from '../../platform/page-renderer.ts';
import { PageFaces } from './page-faces.ts';
import { rememberedFinding } from './remembered-findings.ts';
import type { SecondReading, ShadowFinding } from './second-reading.ts';
import { secondReadings } from './second-readings.ts';

/** Pixels across a picture. Text of 8 points can still be told apart on A4. */
const WIDTH = { least: 300, most: 1000 } as const;

/** Milliseconds for all pages: what takes longer to draw is not looked at, and signed. */
const LONGEST = 10_000;
/** Pixels of a place in which one thing stands instead of another: about two lines of text. */
const CELL = 24;

/**
 * Refuses a document that is prepared to show something else later ("shadow attacks"): pages that look otherwise in an earlier version,
 * with objects that nothing lists, or with other layers. Pages are drawn only where the structure gives reason to and their words do not
 * say already that they are the same; that a file has revisions, objects without use or layers is none by itself. What was found of a
 * file is remembered by its digest.
 * @throws AppError SHADOW_CONTENT
 */
export async function refuseShadow(
  document: PdfDocument,
  renderer: PageRenderer,
  password: string | undefined,
): Promise<void> {
  const readings = await secondReadings(document);
  if (readings.length === 0) return;
  const found = await rememberedFinding(document, password, () => find({ document, renderer, password }, readings));
  if (found !== undefined) throw shadow(found);
}

async function find(
  look: Omit<Look, 'deadline'>,
  readings: readonly SecondReading[],
): Promise<ShadowFinding | undefined> {
  for (const reading of readings) if (reading.replaced !== undefined) return { reading, page: reading.replaced };
  const deadline = AbortSignal.timeout(LONGEST);
  try {
    return await findSeen({ ...look, deadline }, readings);
  } catch (error) {
    if (codeOf(error) !== 'CANCELLED' || !deadline.aborted) throw error;
    return undefined;
  }
}

async function findSeen(look: Look, readings: readonly SecondReading[]): Promise<ShadowFinding | undefined> {
  const now = await facesOf(look, { source: look.document.source });
  if (now === undefined) return undefined;
  try {
    for (const reading of readings) {
      const page = await differingPage(look, now, reading);
      if (page !== undefined) return { reading, page };
    }
    return undefined;
  } finally {
    await now.close();
  }
}

interface Look {
  readonly document: PdfDocument;
  readonly renderer: PageRenderer;
  readonly password: string | undefined;
  readonly deadline: AbortSignal;
}

function shadow({ page, reading: { what, replaced } }: ShadowFinding): AppError {
  const how = replaced === undefined ? 'looks otherwise with' : 'could be made from';
  return new AppError(
    'SHADOW_CONTENT',
    `The document can be made to show something else after it was signed: page ${page} ${how} ${what}. Ask the sender for a clean copy, or sign all the same with --accept-risk shadow.`,
    { page, what },
  );
}

/** The first page that looks otherwise in the second reading; undefined where none does or that reading is no document. */
async function differingPage(look: Look, now: PageFaces, reading: SecondReading): Promise<number | undefined> {
  const there = await facesOf(look, reading);
  if (there === undefined) return reading.replacesPages ? 1 : undefined;
  try {
    if (reading.samePages && there.pages !== now.pages) return Math.min(there.pages, now.pages) + 1;
    for (const [page, other] of reading.pages) {
      const { space, inherited } = await look.document.page(page);
      const words = reading.comparesText ? await compareWords(now, there, [page, other], inherited.cropBox) : 'unknown';
      if (words === 'same') continue;
      const { width } = displayedSize(space);
      const wish = {
        width: Math.round(Math.min(WIDTH.most, Math.max(WIDTH.least, width))),
        annotations: reading.annotations,
      };
      const a = await now.picture(page, wish);
      if (a !== undefined && reading.counts === 'exchange' && isBlank(a)) continue;
      const b = await there.picture(other, wish);
      if (a === undefined || b === undefined) return a !== undefined && reading.replacesPages ? page : undefined;
      if (await differs(a, b, words === 'exchanged' ? 'anything' : reading.counts)) return page;
    }
    return undefined;
  } finally {
    await there.close();
  }
}

/** What one character decides: amounts, dates, numbers of accounts. Single digits number pages and paragraphs. */
const FIGURE = /\d\d|\d[.,]\d/;

/**
 * Whether both pages have the same words in the same order, or a figure in the place of another: a digit that was exchanged is too
 * small to be told from other changes in pictures of this size. That costs a small part of drawing them.
 */
async function compareWords(
  now: PageFaces,
  there: PageFaces,
  [page, other]: readonly [number, number],
  box: Box,
): Promise<'same' | 'exchanged' | 'unknown'> {
  const [a, b] = [await now.words(page, box), await there.words(other, box)];
  if (a === '' || b === '') return 'unknown';
  if (a === b) return 'same';
  const [mine, others] = [a.split(' '), b.split(' ')];
  const isExchanged = (word: string, at: number): boolean => {
    const old = others[at] ?? '';
    return word !== old && FIGURE.test(word) && FIGURE.test(old);
  };
  return mine.length === others.length && mine.some(isExchanged) ? 'exchanged' : 'unknown';
}

/** Where nothing is seen, nothing stands in the place of something else. */
function isBlank({ rgba }: PagePicture): boolean {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  for (let at = 1; at < pixels.length; at++) if (pixels[at] !== pixels[0]) return false;
  return true;
}

async function differs(now: PagePicture, there: PagePicture, counts: SecondReading['counts']): Promise<boolean> {
  const changed = differenceOutside(now, there, []);
  if (changed === undefined || counts === 'anything') return changed !== undefined;
  // A page that was turned or cropped is no other page.
  if (now.width !== there.width || now.height !== there.height) return false;
  const gone = { before: there, after: now, bare: there };
  const come = { before: now, after: there, bare: now };
  if (!(await isAnyLost(gone, changed))) return false;
  for (const cell of cellsOf(changed)) {
    if ((await isAnyLost(gone, cell)) && (await isAnyLost(come, cell))) return true;
  }
  return false;
}

/** Pictures are large: the window goes on between their pieces. */
async function isAnyLost(pictures: BoxPictures, box: PixelBox): Promise<boolean> {
  for (const lost of lossesIn(pictures, box)) {
    if (lost !== undefined) return true;
    const turn = turnDue();
    if (turn !== undefined) await turn;
  }
  return false;
}

function cellsOf({ left, top, right, bottom }: PixelBox): PixelBox[] {
  const cells: PixelBox[] = [];
  for (let y = top; y < bottom; y += CELL) {
    for (let x = left; x < right; x += CELL) cells.push({ left: x, top: y, right: x + CELL, bottom: y + CELL });
  }
  return cells;
}

async function facesOf(
  { renderer, password, deadline: signal }: Look,
  { source, length }: Pick<SecondReading, 'source' | 'length'>,
): Promise<PageFaces | undefined> {
  return PageFaces.open(renderer, source, { password, signal, ...(length === undefined ? {} : { length }) });
}
