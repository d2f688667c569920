import type { Box } from '../../shared/geometry/page-space.ts';
import type { ByteSource } from './byte-source.ts';

/** A page as it looks, on white. */
export interface PagePicture {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha; rows from the top, without padding. */
  readonly rgba: Uint8Array<ArrayBuffer>;
}

export interface RenderWish {
  /** Pixels across the page as displayed; fewer where the picture would be larger than the renderer's limit. */
  readonly width: number;
  /** Whether annotations and form fields are drawn. */
  readonly annotations: boolean;
  /** As on paper instead of on screen: annotations and layers may be made for one of them only. On screen where absent. */
  readonly printing?: boolean | undefined;
}

export interface OpenWish {
  /** Only the first bytes: those of a revision. All of them where absent. */
  readonly length?: number | undefined;
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A document whose pages can be drawn. Whoever opened it closes it, and the source after it. */
export interface RenderedDocument {
  readonly pages: number;
  /** @param page from 1. @throws AppError PAGE_NOT_RENDERED, CANCELLED, INPUT_UNREADABLE */
  render(page: number, wish: RenderWish): Promise<PagePicture>;
  /** The text of the page's content within each of these boxes (default user space), one line each. @throws AppError as `render` */
  text(page: number, boxes: readonly Box[]): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Draws pages of PDFs, hostile ones too: no script is run, nothing is fetched, the file is read in blocks, and time and memory are
 * limited.
 */
export interface PageRenderer {
  /** @throws AppError PAGE_NOT_RENDERED, CANCELLED, INPUT_UNREADABLE */
  open(source: ByteSource, wish?: OpenWish): Promise<RenderedDocument>;
  /** Ends it for good. */
  close(): Promise<void>;
}
