import { codeOf } from '../../shared/contract/app-error.ts';
import { toUserSpace } from '../../shared/geometry/page-space.ts';
import { quoted } from '../pades/verify/changes/quoted-text.ts';
import { inkUnder } from '../pades/verify/visual/covered-ink.ts';
import { PagePictures, pixelBox } from '../pades/verify/visual/page-pictures.ts';
import type { PdfDocument } from '../pdf/document.ts';
import type { PageRenderer } from '../platform/page-renderer.ts';
import type { FieldChoice } from './field-choice.ts';
import { mayHoldInk } from './place-ink.ts';

/** Milliseconds: a page that takes longer to draw is signed without a word of what the signature lies over. */
const LONGEST = 5_000;

/**
 * Says before signing that the visible signature will lie over text or drawings of its page: whoever verifies a signature made before is
 * told then that something was covered, and whoever reads the page cannot read it. Rules and dotted lines are made to be signed on. The page
 * is drawn only where its content may reach the place at all.
 * @param password opens an encrypted document
 * @returns sentences worth reading before signing; what cannot be drawn is not spoken of
 * @throws AppError INPUT_UNREADABLE
 */
export async function coverWarnings(
  document: PdfDocument,
  { visible, home }: Pick<FieldChoice, 'visible' | 'home'>,
  renderer: PageRenderer,
  password: string | undefined,
): Promise<string[]> {
  if (visible === undefined) return [];
  const { page, rect } = visible;
  const place = toUserSpace(page.space, rect);
  // The look that an empty field has is replaced by that of the signature.
  const annotations = home.kind === 'new';
  if (!(await mayHoldInk(document, page, place, annotations))) return [];
  const pictures = new PagePictures(document, renderer, { password, signal: AbortSignal.timeout(LONGEST) });
  const { revision } = document;
  try {
    const picture = await pictures.draw(revision, { page: page.number, annotations, printing: false });
    const under = inkUnder(picture, pixelBox(page.space, picture, place));
    if (under === undefined) return [];
    const text = quoted(await pictures.textUnder(revision, page.number, picture, under));
    const what = text === '' ? 'a drawing that is there' : `the text ${text}`;
    return [`On page ${page.number} the signature will lie over ${what}. Choose a free place if that is to be seen.`];
  } catch (error) {
    if (!['CANCELLED', 'PAGE_NOT_RENDERED', 'PAGE_OUT_OF_RANGE', 'PDF_DAMAGED'].includes(codeOf(error))) throw error;
    return [];
  } finally {
    await pictures.close();
  }
}
