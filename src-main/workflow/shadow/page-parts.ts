import { codeOf } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import type { PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { references } from '../../pdf/references.ts';

/** Pages drawn of each reading. */
export const PAGES = 10;
/** Pages of which it is looked up what they are made of. */
const LOOKED_AT = 200;
/** Objects followed from one page. */
export const REACHED = 2000;

/** Numbers of the pages that are compared, each with itself. */
export async function firstPages(document: PdfDocument): Promise<(readonly [number, number])[]> {
  const count = Math.min(PAGES, await document.pageCount());
  return Array.from({ length: count }, (_, index) => [index + 1, index + 1] as const);
}

/** Every page; none where the page tree cannot be read. */
export async function pagesOf(view: PdfDocument): Promise<readonly Page[]> {
  return (await readable(() => view.pages())) ?? [];
}

/** A page and the objects that its content is made of. */
export interface MadePage {
  readonly view: PdfDocument;
  readonly page: Page;
  /** Object numbers. */
  readonly parts: ReadonlySet<number>;
}

/** The first pages with what they are made of. */
export async function madePages(view: PdfDocument): Promise<MadePage[]> {
  const made: MadePage[] = [];
  for (const page of (await pagesOf(view)).slice(0, LOOKED_AT)) made.push(await madePage(view, page));
  return made;
}

export async function madePage(view: PdfDocument, page: Page): Promise<MadePage> {
  return { view, page, parts: await contentOf(view, page) };
}

/** Numbers of the objects that the content of a page is made of. */
async function contentOf(document: PdfDocument, { dict, inherited }: Page): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  const queue: (PdfObject | undefined)[] = [dict.get('Contents'), dict.get('Resources'), inherited.resources];
  while (queue.length > 0) {
    for (const ref of references(queue.pop())) {
      if (found.has(ref.num) || found.size >= REACHED) continue;
      found.add(ref.num);
      queue.push((await readable(() => document.object(ref))) ?? undefined);
    }
  }
  return found;
}

/** What is damaged shows nothing. */
export async function readable<T>(read: () => Promise<T>): Promise<T | null> {
  return read().catch((error: unknown) => {
    if (!codeOf(error).startsWith('PDF_')) throw error;
    return null;
  });
}
