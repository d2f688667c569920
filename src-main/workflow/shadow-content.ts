import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import { type Box, displayedSize } from '../../shared/geometry/page-space.ts';
import { differenceOutside, type PixelBox } from '../pades/verify/visual/compare-pictures.ts';
import { coveredInk } from '../pades/verify/visual/covered-ink.ts';
import type { PdfDocument } from '../pdf/document.ts';
import type { PagePicture, PageRenderer, RenderedDocument } from '../platform/page-renderer.ts';
import { type SecondReading, secondReadings } from './second-readings.ts';

/** Bytes: looking through larger files takes longer than signing them. */
const LOOKED_THROUGH = 8 * 1024 * 1024;
/** Pixels across a picture. Text of 8 points can still be told apart on A4. */
const WIDTH = { least: 300, most: 1000 } as const;

/** Milliseconds for all pages: what takes longer to draw is not looked at, and signed. */
const LONGEST = 10_000;
/** Pixels of a place in which one thing stands instead of another: about two lines of text. */
const CELL = 24;

/**
 * Refuses a document that is prepared to show something else later ("shadow attacks"): pages that look otherwise in an earlier version,
 * with objects that nothing lists, or with other layers. Pages are drawn only where the structure gives reason to; that a file has
 * revisions, objects without use or layers is none by itself.
 * @throws AppError SHADOW_CONTENT
 */
export async function refuseShadow(
  document: PdfDocument,
  renderer: PageRenderer,
  password: string | undefined,
): Promise<void> {
  if (document.size > LOOKED_THROUGH) return;
  const readings = await secondReadings(document);
  for (const reading of readings) if (reading.replaced !== undefined) throw shadow(reading, reading.replaced);
  if (readings.length === 0) return;
  const look: Look = { document, renderer, password, deadline: AbortSignal.timeout(LONGEST) };
  try {
    const now = await opened(look, { source: document.source });
    if (now === undefined) return;
    try {
      for (const reading of readings) {
        const page = await differingPage(look, now, reading);
        if (page !== undefined) throw shadow(reading, page);
      }
    } finally {
      await now.close();
    }
  } catch (error) {
    if (codeOf(error) !== 'CANCELLED' || !look.deadline.aborted) throw error;
  }
}

interface Look {
  readonly document: PdfDocument;
  readonly renderer: PageRenderer;
  readonly password: string | undefined;
  readonly deadline: AbortSignal;
}

function shadow({ what, replaced }: SecondReading, page: number): AppError {
  const how = replaced === undefined ? 'looks otherwise with' : 'could be made from';
  return new AppError(
    'SHADOW_CONTENT',
    `The document can be made to show something else after it was signed: page ${page} ${how} ${what}. Ask the sender for a clean copy, or sign all the same with --accept-risk shadow.`,
    { page, what },
  );
}

/** The first page that looks otherwise in the second reading; undefined where none does or that reading is no document. */
async function differingPage(look: Look, now: RenderedDocument, reading: SecondReading): Promise<number | undefined> {
  const there = await opened(look, reading);
  if (there === undefined) return reading.replacesPages ? 1 : undefined;
  try {
    if (reading.samePages && there.pages !== now.pages) return Math.min(there.pages, now.pages) + 1;
    for (const [page, other] of reading.pages) {
      const { space, inherited } = await look.document.page(page);
      const { width } = displayedSize(space);
      const wish = {
        width: Math.round(Math.min(WIDTH.most, Math.max(WIDTH.least, width))),
        annotations: reading.annotations,
      };
      const [a, b] = [await picture(now, page, wish), await picture(there, other, wish)];
      if (a === undefined || b === undefined) return a !== undefined && reading.replacesPages ? page : undefined;
      if (differs(a, b, reading.counts)) {
        if (!reading.comparesText) return page;
        const box = inherited.cropBox;
        const words = await wordsOf(now, page, box);
        if (words === '' || words !== (await wordsOf(there, other, box))) return page;
      }
    }
    return undefined;
  } finally {
    await there.close();
  }
}

function differs(now: PagePicture, there: PagePicture, counts: SecondReading['counts']): boolean {
  const changed = differenceOutside(now, there, []);
  if (changed === undefined || counts === 'anything') return changed !== undefined;
  // A page that was turned or cropped is no other page.
  if (now.width !== there.width || now.height !== there.height) return false;
  if (coveredInk({ before: there, after: now, bare: there }, changed) === undefined) return false;
  return cellsOf(changed).some(
    (cell) =>
      coveredInk({ before: there, after: now, bare: there }, cell) !== undefined &&
      coveredInk({ before: now, after: there, bare: now }, cell) !== undefined,
  );
}

function cellsOf({ left, top, right, bottom }: PixelBox): PixelBox[] {
  const cells: PixelBox[] = [];
  for (let y = top; y < bottom; y += CELL) {
    for (let x = left; x < right; x += CELL) cells.push({ left: x, top: y, right: x + CELL, bottom: y + CELL });
  }
  return cells;
}

async function opened(
  { renderer, password, deadline: signal }: Look,
  { source, length }: Pick<SecondReading, 'source' | 'length'>,
): Promise<RenderedDocument | undefined> {
  return drawn(renderer.open(source, { password, signal, ...(length === undefined ? {} : { length }) }));
}

async function picture(
  document: RenderedDocument,
  page: number,
  wish: { readonly width: number; readonly annotations: boolean },
): Promise<PagePicture | undefined> {
  return drawn(document.render(page, wish));
}

/** The words of a page in the order of its content. */
async function wordsOf(document: RenderedDocument, page: number, box: Box): Promise<string> {
  const [text = ''] = (await drawn(document.text(page, [box]))) ?? [];
  return text.replaceAll(/\s+/gu, ' ').trim();
}

async function drawn<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (codeOf(error) !== 'PAGE_NOT_RENDERED') throw error;
    return undefined;
  });
}
