import type { PdfDocument } from '../../pdf/document.ts';
import { PdfName } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { isAccessible } from '../format/claims.ts';
import { earlierSignatures } from '../format/earlier-signatures.ts';

/** Pages looked at for one that a field which nobody sees may join. */
const MOST_PAGES = 1000;

/** What a new visible field may do to the structure of a tagged document. */
export interface Tagging {
  /** Enter the widget into the logical structure. */
  readonly element: boolean;
  /** Give the page the tab order of the structure where it has none. */
  readonly tabs: boolean;
}

/**
 * A tagged document stays tagged (docs/decisions/0006). Under an earlier signature only a document that calls itself PDF/UA gets an
 * element and a tab order, since some validators take every change of the structure for tampering; under a certification none does.
 */
export async function taggingOf(document: PdfDocument): Promise<Tagging> {
  const { dict } = await document.catalog();
  if (dict.get('StructTreeRoot') === undefined) return { element: false, tabs: false };
  const earlier = await earlierSignatures(document);
  // Usage rights (ISO 32000-1, 12.8.2.3) are a signature, too, that no field holds.
  if (earlier.length === 0 && dict.get('Perms') === undefined) return { element: true, tabs: true };
  const certified = earlier.some(({ permission }) => permission !== null);
  const asked = !certified && (await isAccessible(document));
  return { element: asked, tabs: asked };
}

/**
 * The page for a field that nobody sees: the first one. PDF/UA asks for the tab order of the structure on every page with an annotation
 * (ISO 14289-1, 7.18.3): there it is the first page that has it, so that none needs to be given it.
 * @throws AppError PDF_DAMAGED, PAGE_OUT_OF_RANGE
 */
export async function unseenPage(document: PdfDocument): Promise<Page> {
  const count = (await isAccessible(document)) ? Math.min(await document.pageCount(), MOST_PAGES) : 0;
  for (let number = 1; number <= count; number++) {
    const page = await document.page(number);
    const order = await document.resolve(page.dict.get('Tabs'));
    if (order instanceof PdfName && order.name === 'S') return page;
  }
  return document.page(1);
}
