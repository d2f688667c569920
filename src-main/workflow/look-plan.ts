import { AppError } from '../../shared/contract/app-error.ts';
import { type Box, displayedSize, toUserSpace } from '../../shared/geometry/page-space.ts';
import { type AppearanceContent, drawAppearance, markDrawing, placeLook } from '../pades/appearance/appearance.ts';
import { writeTime } from '../pades/appearance/dates.ts';
import type { AppearanceLook } from '../pades/appearance/look.ts';
import type { AppearanceText } from '../pades/appearance/stamp-layout.ts';
import { checkTemplate } from '../pades/appearance/template.ts';
import { isArchival } from '../pades/format/claims.ts';
import { earlierSignatures } from '../pades/format/earlier-signatures.ts';
import { stricter } from '../pades/format/mdp.ts';
import { depthAfterContent } from '../pades/sign/further-pages.ts';
import type { SignatureHome } from '../pades/sign/signature-update.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { refuseForbidden } from '../pdf/encryption/permissions.ts';
import type { Page } from '../pdf/page-tree.ts';
import type { FieldChoice } from './field-choice.ts';

/** Pages that get the same look as the signature; its own page is never among them. */
export interface FurtherWish {
  /** Numbers from 1, negative from the end; or a part of all pages. */
  readonly pages: readonly number[] | 'all' | 'odd' | 'even' | 'last';
  /** An annotation, or part of the pages' content. A stamp where absent. */
  readonly as?: 'stamp' | 'content' | undefined;
  /** Points on each page as displayed; where the signature stands on its own page where absent. */
  readonly rect?: Box | undefined;
}

/** How a person wants a visible signature to look. */
export interface LookWish {
  readonly look?: AppearanceLook | undefined;
  readonly further?: FurtherWish | undefined;
}

/** Everything about the look that the document answers. */
export interface LookPlan {
  readonly look: AppearanceLook | undefined;
  /** The file allows no transparency. */
  readonly plain: boolean;
  readonly further:
    | {
        readonly pages: readonly Page[];
        readonly rect: Box;
        readonly as: 'stamp' | 'content';
        /** Sentences that a person should read before signing. */
        readonly warnings: readonly string[];
      }
    | undefined;
}

/** All that is added to a document is in memory until it is written: a few kilobytes a page. */
const MOST_FURTHER = 50_000;

/**
 * Checks the look before any key is asked: what can be drawn, where, and what earlier signatures leave room for.
 * @throws AppError USAGE, IMAGE_UNREADABLE, PAGE_OUT_OF_RANGE, RECT_INVALID, SIGNING_FORBIDDEN, PERMISSION_DENIED, PDF_UNSUPPORTED, PDF_LIMIT_EXCEEDED, PDF_DAMAGED
 */
export async function planLook(document: PdfDocument, choice: FieldChoice, wish: LookWish): Promise<LookPlan> {
  const { look, further } = wish;
  if (choice.visible === undefined) {
    if (look === undefined && further === undefined) return { look, plain: false, further: undefined };
    throw new AppError(
      'USAGE',
      'The signature is invisible, so it has no look. Give its place with --page and --rect, or a field that has one.',
    );
  }
  const plain = await isArchival(document);
  if (look?.text !== undefined) checkTemplate(look.text);
  if (look?.text === '' && look.mark === undefined) {
    throw new AppError('USAGE', 'The signature’s text is empty and there is no image, so there is nothing to see.');
  }
  if (look?.timeZone !== undefined) writeTime(new Date(0), 'iso', look.timeZone);
  markDrawing(look?.mark, plain);
  return { look, plain, further: further && (await planFurther(document, choice.visible, further)) };
}

/** The home with its look drawn, and the characters that no font has. @throws AppError as `planLook` */
export async function dressed(
  choice: FieldChoice,
  text: AppearanceText,
  plan: LookPlan,
): Promise<{ home: SignatureHome; missing: readonly string[] }> {
  const { visible, home } = choice;
  if (visible === undefined) return { home, missing: [] };
  const content: AppearanceContent = { text, look: plan.look, plain: plan.plain };
  const drawn = await drawAppearance(content, sizeOf(visible.rect));
  const appearance = placeLook(drawn, visible.page.space, visible.rect);
  if (plan.further === undefined) return { home: { ...home, appearance }, missing: drawn.missing };
  const { pages, rect, as } = plan.further;
  const same = sameSize(rect, visible.rect) ? drawn : await drawAppearance(content, sizeOf(rect));
  const further = pages.map((page) => ({
    page,
    as,
    userRect: toUserSpace(page.space, rect),
    put: (update: Parameters<typeof same.put>[0]) => same.put(update, page.space.rotate),
  }));
  return { home: { ...home, appearance, further }, missing: drawn.missing };
}

/** What is said where characters were replaced; undefined where none was. */
export function missingWarning(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined;
  const shown = missing.map((character) => `“${character}”`).join(', ');
  return `The visible signature shows a question mark for ${shown}: no font of this program has it. What is signed is not affected.`;
}

async function planFurther(
  document: PdfDocument,
  visible: { readonly page: Page; readonly rect: Box },
  { pages: wanted, as = 'stamp', rect = visible.rect }: FurtherWish,
): Promise<NonNullable<LookPlan['further']>> {
  refuseForbidden(document.encryption, as === 'stamp' ? 'annotate' : 'change-pages');
  const warnings = await weighLateLook(document, as);
  const numbers = pageNumbers(wanted, await document.pageCount()).filter((number) => number !== visible.page.number);
  if (numbers.length > MOST_FURTHER) {
    throw new AppError(
      'PDF_LIMIT_EXCEEDED',
      `The look of the signature cannot be put on ${numbers.length} further pages, at most on ${MOST_FURTHER}. Name fewer pages.`,
      { pages: numbers.length, limit: MOST_FURTHER },
    );
  }
  const pages: Page[] = [];
  for (const number of numbers) {
    const page = await document.page(number);
    refuseOutside(page, rect);
    if (as === 'content') await depthAfterContent(document, page);
    pages.push(page);
  }
  return { pages, rect, as, warnings };
}

/**
 * An earlier signature finds annotations and content that came later; only the box of a signature is its own. Where a certification permits
 * annotations (ISO 32000-2, table 257, P 3), stamps are permitted, and still seen.
 * @returns what a person should know of it before signing
 */
async function weighLateLook(document: PdfDocument, as: 'stamp' | 'content'): Promise<string[]> {
  const signatures = await earlierSignatures(document);
  const [earlier] = signatures;
  if (earlier === undefined) return [];
  const whose = earlier.field === '' ? 'an earlier signature' : `the signature “${earlier.field}”`;
  const strictest = signatures.map(({ permission }) => permission).reduce(stricter, null);
  if (as === 'stamp' && strictest === 3) {
    return [
      `The document is certified, and stamps on further pages are permitted, but they change how pages look that ${whose} covers: whoever verifies the document is told so.`,
    ];
  }
  const what = as === 'stamp' ? 'stamps on further pages' : 'content on further pages';
  throw new AppError(
    'SIGNING_FORBIDDEN',
    `The document is signed already, and ${what} would count as changes to what ${whose} covers. Sign without further pages.`,
    { field: earlier.field },
  );
}

/** In order, each once. */
function pageNumbers(wanted: FurtherWish['pages'], count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (wanted === 'all') return all;
  if (wanted === 'last') return count === 0 ? [] : [count];
  if (wanted === 'odd' || wanted === 'even') return all.filter((number) => (number % 2 === 1) === (wanted === 'odd'));
  const numbers = wanted.map((number) => {
    const counted = number < 0 ? count + 1 + number : number;
    if (Number.isInteger(counted) && counted >= 1 && counted <= count) return counted;
    throw new AppError(
      'PAGE_OUT_OF_RANGE',
      `There is no page ${number} for the look of the signature: the document has ${count === 1 ? '1 page' : `${count} pages`}.`,
      { page: number, pages: count },
    );
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Half a point beyond the edge is rounding. */
function refuseOutside(page: Page, { x0, y0, x1, y1 }: Box): void {
  const { width, height } = displayedSize(page.space);
  const isSized = [x0, y0, x1, y1].every(Number.isFinite) && x1 - x0 >= 1 && y1 - y0 >= 1;
  if (isSized && x0 >= -0.5 && y0 >= -0.5 && x1 <= width + 0.5 && y1 <= height + 0.5) return;
  throw new AppError(
    'RECT_INVALID',
    `The look of the signature does not fit on page ${page.number}, which is ${Math.round(width)} × ${Math.round(height)} points as displayed. Leave that page out, or choose another place.`,
    { page: page.number, width, height },
  );
}

function sizeOf({ x0, y0, x1, y1 }: Box): { width: number; height: number } {
  return { width: x1 - x0, height: y1 - y0 };
}

function sameSize(a: Box, b: Box): boolean {
  const [one, other] = [sizeOf(a), sizeOf(b)];
  return Math.abs(one.width - other.width) < 1e-6 && Math.abs(one.height - other.height) < 1e-6;
}
