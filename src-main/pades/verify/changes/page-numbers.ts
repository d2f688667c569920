import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfRef } from '../../../pdf/objects.ts';

interface Known {
  /** Page object → its number. */
  readonly pages: ReadonlyMap<number, number>;
  /** Annotation → the pages that list it. */
  readonly shown: ReadonlyMap<number, readonly number[]>;
}

/**
 * Which page an object is, and which pages show an annotation. The tree is walked once, when first asked: whoever changes no page
 * never pays for it.
 */
export class PageNumbers {
  readonly #document: PdfDocument;
  #known: Promise<Known> | undefined;

  /** @param document the view whose pages are counted */
  constructor(document: PdfDocument) {
    this.#document = document;
  }

  /** Numbers, from 1 and in order, of those of these objects that are pages. @throws AppError INPUT_UNREADABLE, CANCELLED */
  of(objects: Iterable<number>): Promise<number[]> {
    return this.#look(objects, ({ pages }, num) => pages.get(num) ?? []);
  }

  /** Numbers of the pages that list one of these annotations, whatever page it names itself. @throws as `of` */
  showing(annotations: Iterable<number>): Promise<number[]> {
    return this.#look(annotations, ({ shown }, num) => shown.get(num) ?? []);
  }

  async #look(
    objects: Iterable<number>,
    find: (known: Known, num: number) => number | readonly number[],
  ): Promise<number[]> {
    const wanted = [...objects];
    if (wanted.length === 0) return [];
    this.#known ??= this.#walk();
    const known = await this.#known;
    const found = new Set(wanted.flatMap((num) => find(known, num)));
    return [...found].sort((a, b) => a - b);
  }

  async #walk(): Promise<Known> {
    const pages = new Map<number, number>();
    const shown = new Map<number, number[]>();
    try {
      for (const { ref, number, dict } of await this.#document.pages()) {
        // A page that stands in the tree twice counts where it comes first.
        if (!pages.has(ref.num)) pages.set(ref.num, number);
        const list = await this.#document.resolve(dict.get('Annots'));
        for (const item of Array.isArray(list) ? list : []) {
          if (!(item instanceof PdfRef)) continue;
          const others = shown.get(item.num);
          if (others === undefined) shown.set(item.num, [number]);
          else others.push(number);
        }
      }
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    }
    return { pages, shown };
  }
}
