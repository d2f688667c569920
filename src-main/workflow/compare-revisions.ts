import { AppError } from '../../shared/contract/app-error.ts';
import { differingBoxes, type PixelBox } from '../pades/verify/visual/compare-pictures.ts';
import { PdfDocument } from '../pdf/document.ts';
import type { PagePicture, RenderedDocument } from '../platform/page-renderer.ts';
import { pageRenderer } from './page-renderer.ts';
import type { OpenedFile } from './workflow-api.ts';

/** A page as it was signed beside the page as it is now. */
export interface ComparedPage {
  /** From 1. */
  readonly page: number;
  /** PNG; null where that revision has no such page. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  /** Pixels of both pictures; of the one there is where the other is missing. */
  readonly width: number;
  readonly height: number;
  /** Around what differs, in these pixels from the top left; empty where the page looks the same. */
  readonly differences: readonly PixelBox[];
}

/** A file at one of its revisions beside the file as it is now. Whoever opened it closes it. */
export interface Comparison {
  /** Of the signed revision, and now. */
  readonly pages: { readonly before: number; readonly after: number };
  /** @param width pixels across. @throws AppError PAGE_NOT_RENDERED, CANCELLED, PAGE_OUT_OF_RANGE */
  page(page: number, width: number): Promise<ComparedPage>;
  close(): Promise<void>;
}

/**
 * Opens the signed revision of a PDF beside the file as it is now, for looking at them page by page. Nothing is written; nothing in the file is
 * executed or fetched.
 * @param revision from 1, as `coversRevision` of a signature names it
 * @throws AppError INPUT_*, PDF_*, PAGE_NOT_RENDERED, CANCELLED; USAGE where there is no such revision
 */
export async function compareRevisions(
  { source, password }: Pick<OpenedFile, 'source' | 'password'>,
  revision: number,
  signal?: AbortSignal,
): Promise<Comparison> {
  const document = await PdfDocument.open(source, { ...(signal === undefined ? {} : { signal }), password });
  const signed = document.revisions[revision - 1];
  if (signed === undefined) {
    throw new AppError('USAGE', `The document has no revision ${revision}, only ${document.revisions.length}.`, {
      revision,
      revisions: document.revisions.length,
    });
  }
  const renderer = pageRenderer();
  const { size } = document.at(revision);
  const before = await renderer.open(source, { password, signal, length: size });
  const after = await renderer.open(source, { password, signal }).catch(async (error: unknown) => {
    await before.close();
    throw error;
  });
  return {
    pages: { before: before.pages, after: after.pages },
    page: (page, width) => comparePage(before, after, page, width),
    close: async () => {
      await before.close();
      await after.close();
    },
  };
}

async function comparePage(
  before: RenderedDocument,
  after: RenderedDocument,
  page: number,
  width: number,
): Promise<ComparedPage> {
  const { pngOf } = await import('../render/png.ts');
  const draw = (document: RenderedDocument): Promise<PagePicture> | null =>
    page >= 1 && page <= document.pages ? document.render(page, { width, annotations: true }) : null;
  const [old, now] = [await draw(before), await draw(after)];
  const shown = now ?? old;
  if (shown === null) {
    const pages = Math.max(before.pages, after.pages);
    throw new AppError('PAGE_OUT_OF_RANGE', `There is no page ${page}; the document has ${pages}.`, { page, pages });
  }
  const whole = { left: 0, top: 0, right: shown.width, bottom: shown.height };
  return {
    page,
    before: old === null ? null : await pngOf(old),
    after: now === null ? null : await pngOf(now),
    width: shown.width,
    height: shown.height,
    differences: old === null || now === null ? [whole] : differingBoxes(old, now),
  };
}
