import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';

/** Which page an object is, by its number. The tree is walked once, when first asked: whoever changes no page never pays for it. */
export class PageNumbers {
  readonly #document: PdfDocument;
  #known: Promise<ReadonlyMap<number, number>> | undefined;

  /** @param document the view whose pages are counted */
  constructor(document: PdfDocument) {
    this.#document = document;
  }

  /** Numbers, from 1 and in order, of those of these objects that are pages. @throws AppError INPUT_UNREADABLE, CANCELLED */
  async of(objects: Iterable<number>): Promise<number[]> {
    const wanted = [...objects];
    if (wanted.length === 0) return [];
    this.#known ??= this.#walk();
    const known = await this.#known;
    const found = new Set(wanted.flatMap((num) => known.get(num) ?? []));
    return [...found].sort((a, b) => a - b);
  }

  async #walk(): Promise<ReadonlyMap<number, number>> {
    const known = new Map<number, number>();
    try {
      // A page that stands in the tree twice counts where it comes first.
      for (const { ref, number } of await this.#document.pages()) {
        if (!known.has(ref.num)) known.set(ref.num, number);
      }
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    }
    return known;
  }
}
