import { codeOf } from '../../../shared/contract/app-error.ts';
import type { Box } from '../../../shared/geometry/page-space.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import type {
  OpenWish,
  PagePicture,
  PageRenderer,
  RenderedDocument,
  RenderWish,
} from '../../platform/page-renderer.ts';

/** The pages of one reading as they look and what they say, each drawn at most once. Whoever opened it closes it. */
export class PageFaces {
  readonly #document: RenderedDocument;
  readonly #pictures = new Map<string, Promise<PagePicture | undefined>>();
  readonly #words = new Map<number, Promise<string>>();

  private constructor(document: RenderedDocument) {
    this.#document = document;
  }

  /** Undefined where it is no document. @throws AppError CANCELLED, INPUT_UNREADABLE */
  static async open(renderer: PageRenderer, source: ByteSource, wish: OpenWish): Promise<PageFaces | undefined> {
    const document = await drawn(renderer.open(source, wish));
    return document === undefined ? undefined : new PageFaces(document);
  }

  get pages(): number {
    return this.#document.pages;
  }

  /** Undefined where the page cannot be drawn. @throws AppError CANCELLED, INPUT_UNREADABLE */
  picture(page: number, wish: Pick<RenderWish, 'width' | 'annotations'>): Promise<PagePicture | undefined> {
    const key = `${page} ${wish.width} ${wish.annotations}`;
    const known = this.#pictures.get(key) ?? drawn(this.#document.render(page, wish));
    this.#pictures.set(key, known);
    return known;
  }

  /** The words of a page's content in its order, within its box; empty where there are none. @throws AppError CANCELLED, INPUT_UNREADABLE */
  words(page: number, box: Box): Promise<string> {
    const known = this.#words.get(page) ?? drawn(this.#document.text(page, [box])).then(plain);
    this.#words.set(page, known);
    return known;
  }

  async close(): Promise<void> {
    await this.#document.close();
  }
}

function plain([text = '']: readonly string[] = []): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

async function drawn<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (codeOf(error) !== 'PAGE_NOT_RENDERED') throw error;
    return undefined;
  });
}
