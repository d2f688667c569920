import { codeOf } from '../../../../shared/contract/app-error.ts';
import {
  type Box,
  displayedSize,
  type PageSpace,
  toDisplayed,
  toUserSpace,
} from '../../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import type { PagePicture, PageRenderer, RenderedDocument } from '../../../platform/page-renderer.ts';
import type { PixelBox } from './compare-pictures.ts';

/** Pixels for each point of the page: text of 6 points can still be told apart. */
const SCALE = 1.5;
/** Pixels of a picture at most; larger pages are drawn coarser. */
const MOST_PIXELS = 4_000_000;
/** Beyond its edge a box still leaves traces: lines are smoothed. */
const EDGE = 1;

export interface PictureWish {
  readonly page: number;
  readonly annotations: boolean;
  readonly printing: boolean;
}

/** The file at its revisions as people see it. Documents stay open until `close`. */
export class PagePictures {
  readonly #document: PdfDocument;
  readonly #renderer: PageRenderer;
  readonly #options: { readonly password: string | undefined; readonly signal: AbortSignal | undefined };
  readonly #open = new Map<number, Promise<RenderedDocument>>();

  constructor(
    document: PdfDocument,
    renderer: PageRenderer,
    options: { readonly password: string | undefined; readonly signal: AbortSignal | undefined },
  ) {
    this.#document = document;
    this.#renderer = renderer;
    this.#options = options;
  }

  /** @throws AppError PAGE_NOT_RENDERED, CANCELLED, PAGE_OUT_OF_RANGE, PDF_DAMAGED */
  async draw(revision: number, { page, annotations, printing }: PictureWish): Promise<PagePicture> {
    const { width, height } = displayedSize((await this.#document.page(page)).space);
    const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (width * height)));
    const shown = await this.#at(revision);
    return shown.render(page, { width: Math.max(1, Math.round(width * scale)), annotations, printing });
  }

  /** Text of a page's content at a revision, under a part of its picture; empty where it cannot be read. @throws AppError CANCELLED */
  async textUnder(revision: number, page: number, picture: PagePicture, box: PixelBox): Promise<string> {
    const { space } = await this.#document.page(page);
    try {
      const [text = ''] = await (await this.#at(revision)).text(page, [userBox(space, picture, box)]);
      return text;
    } catch (error) {
      if (codeOf(error) !== 'PAGE_NOT_RENDERED') throw error;
      return '';
    }
  }

  async close(): Promise<void> {
    for (const opened of this.#open.values()) {
      await opened.then(
        (document) => document.close(),
        () => undefined,
      );
    }
  }

  #at(revision: number): Promise<RenderedDocument> {
    const known = this.#open.get(revision);
    if (known !== undefined) return known;
    const opened = this.#renderer.open(this.#document.source, {
      ...this.#options,
      length: this.#document.at(revision).size,
    });
    this.#open.set(revision, opened);
    return opened;
  }
}

/** A rectangle of the page (default user space) on its picture, with what it leaves at its edge. */
export function pixelBox(space: PageSpace, { width, height }: PagePicture, rect: Box): PixelBox {
  const size = displayedSize(space);
  const [across, down] = [width / size.width, height / size.height];
  const { x0, y0, x1, y1 } = toDisplayed(space, rect);
  return {
    left: Math.floor(x0 * across) - EDGE,
    top: Math.floor((size.height - y1) * down) - EDGE,
    right: Math.ceil(x1 * across) + EDGE,
    bottom: Math.ceil((size.height - y0) * down) + EDGE,
  };
}

/** The other way round. */
export function userBox(space: PageSpace, { width, height }: PagePicture, { left, top, right, bottom }: PixelBox): Box {
  const size = displayedSize(space);
  const [across, down] = [size.width / width, size.height / height];
  return toUserSpace(space, {
    x0: left * across,
    y0: size.height - bottom * down,
    x1: right * across,
    y1: size.height - top * down,
  });
}
