import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import { formFields } from '../pades/format/form-fields.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { signingRestriction } from '../pdf/encryption/permissions.ts';
import { PdfDict, PdfName, type PdfObject } from '../pdf/objects.ts';
import type { Page } from '../pdf/page-tree.ts';
import { pageRenderer } from './page-renderer.ts';
import { refuseShadow } from './shadow/shadow-content.ts';

/** Over this many bytes some viewers fail: their offsets are 32 bits wide. */
export const SIGNED_32_BITS = 2 ** 31 - 1;

/** What is to be signed although it may do or become something else. */
export interface ContentWish {
  /** Refuse documents with actions or scripts. */
  readonly strict?: boolean | undefined;
  /** Sign although the document looks prepared to show something else later. */
  readonly acceptShadow?: boolean | undefined;
  /** Opens an encrypted document, to see its pages. */
  readonly password?: string | undefined;
}

/** Actions that do more than move within the document or open an address when clicked (ISO 32000-2, table 201). */
const ACTIVE = new Set([
  'JavaScript',
  'Launch',
  'SubmitForm',
  'ImportData',
  'ResetForm',
  'Rendition',
  'GoToE',
  'RichMediaExecute',
]);
/** Pages looked at unless every one is to be: reading all of a long document takes longer than signing it. */
const PAGES_LOOKED_AT = 100;
/** Actions that follow one another, annotations of one page: of what is longer the beginning is looked at. */
const MOST = 1000;

/**
 * Weighs what a document carries besides its pages. Nothing in it is executed to find out.
 * @returns sentences worth reading before signing
 * @throws AppError PDF_XFA; ACTIVE_CONTENT where `strict`; SHADOW_CONTENT unless `acceptShadow`
 */
export async function contentRisks(
  document: PdfDocument,
  { strict = false, acceptShadow = false, password }: ContentWish,
): Promise<string[]> {
  await refuseXfa(document);
  if (!acceptShadow) await refuseShadow(document, pageRenderer(), password);
  const found = await activeContent(document, strict ? Number.POSITIVE_INFINITY : PAGES_LOOKED_AT);
  if (strict && found.length > 0) {
    throw new AppError(
      'ACTIVE_CONTENT',
      `The document carries actions or scripts (${found.join(', ')}), and --strict refuses those. Save a copy without them, or sign without --strict.`,
      { found: found.join(', ') },
    );
  }
  return [...(found.length > 0 ? [activeSentence(found)] : []), ...(await otherWarnings(document))];
}

/** The sentences of `contentRisks` where nothing is to be refused yet. */
export async function documentWarnings(document: PdfDocument): Promise<string[]> {
  const found = await activeContent(document, PAGES_LOOKED_AT);
  return [...(found.length > 0 ? [activeSentence(found)] : []), ...(await otherWarnings(document))];
}

function activeSentence(found: readonly string[]): string {
  return `The document carries actions or scripts (${found.join(', ')}). They are never run here, but other programs may run them.`;
}

async function otherWarnings(document: PdfDocument): Promise<string[]> {
  const warnings: string[] = [];
  const restriction = signingRestriction(document.encryption);
  if (restriction !== undefined) warnings.push(restriction);
  const { dict } = await document.catalog();
  if ((await document.resolve(dict.get('Collection'))) instanceof PdfDict) {
    warnings.push(
      'The document is a portfolio: the signature covers the files in it, too, though only its cover is shown here.',
    );
  }
  if (document.origin > 0) {
    warnings.push(
      `The file begins with ${document.origin} bytes that belong to no PDF; some programs do not open such files.`,
    );
  }
  if (document.size > SIGNED_32_BITS) {
    warnings.push('The document is over 2 GiB: some viewers cannot check signatures in files this large.');
  }
  return warnings;
}

/** An XFA form draws what is seen, whatever the pages hold. @throws AppError PDF_XFA */
async function refuseXfa(document: PdfDocument): Promise<void> {
  const { dict } = await document.catalog();
  const form = await document.resolve(dict.get('AcroForm'));
  if (!(form instanceof PdfDict) || (await document.resolve(form.get('XFA'))) === null) return;
  throw new AppError(
    'PDF_XFA',
    'This document holds an XFA form, whose look is not fixed by its pages. Print it to a PDF and sign that one.',
  );
}

/** What runs by itself or does more than a link, in words; each kind once. */
async function activeContent(document: PdfDocument, pages: number): Promise<string[]> {
  const found = new Set<string>();
  const { dict } = await document.catalog();
  await looking(found, async () => {
    const opening = await document.resolve(dict.get('OpenAction'));
    // A destination may stand here, too, which does nothing but scroll.
    if (opening instanceof PdfDict) await noteAction(document, opening, found);
  });
  await noteTriggers(document, dict, found);
  await looking(found, async () => {
    const names = await document.resolve(dict.get('Names'));
    if (names instanceof PdfDict && names.get('JavaScript') !== undefined) found.add('JavaScript');
  });
  for (const field of (await formFields(document)).fields) {
    await noteTriggers(document, field.dict, found);
    await noteAction(document, field.dict.get('A'), found);
  }
  for (let number = 1; number <= pages; number++) {
    const page = await document.pageIfAny(number);
    if (page === undefined) break;
    await notePage(document, page, found);
  }
  return [...found].sort();
}

/** What cannot be read is said to be so: it stops nobody who does not ask for strictness. */
async function looking(found: Set<string>, look: () => Promise<void>): Promise<void> {
  await look().catch((error: unknown) => {
    if (!codeOf(error).startsWith('PDF_')) throw error;
    found.add('parts that cannot be read');
  });
}

async function notePage(document: PdfDocument, { dict }: Page, found: Set<string>): Promise<void> {
  await noteTriggers(document, dict, found);
  await looking(found, async () => {
    const annotations = await document.resolve(dict.get('Annots'));
    for (const item of Array.isArray(annotations) ? annotations.slice(0, MOST) : []) {
      await looking(found, () => noteAnnotation(document, item, found));
    }
  });
}

async function noteAnnotation(document: PdfDocument, item: PdfObject, found: Set<string>): Promise<void> {
  const annotation = await document.resolve(item);
  if (!(annotation instanceof PdfDict)) return;
  await noteTriggers(document, annotation, found);
  await noteAction(document, annotation.get('A'), found);
  const subtype = annotation.get('Subtype');
  if (subtype instanceof PdfName && ['RichMedia', 'Movie', 'Screen', '3D'].includes(subtype.name))
    found.add(subtype.name);
}

/** /AA: actions that a page, a field or the document starts by itself (12.6.3). */
async function noteTriggers(document: PdfDocument, owner: PdfDict, found: Set<string>): Promise<void> {
  await looking(found, async () => {
    const triggers = await document.resolve(owner.get('AA'));
    if (!(triggers instanceof PdfDict)) return;
    for (const action of triggers.entries.values()) await noteAction(document, action, found);
  });
}

async function noteAction(document: PdfDocument, first: PdfObject | undefined, found: Set<string>): Promise<void> {
  await looking(found, async () => {
    const waiting = [first];
    for (let count = 0; waiting.length > 0 && count < MOST; count++) {
      const action = await document.resolve(waiting.pop());
      if (Array.isArray(action)) waiting.push(...action.slice(0, MOST));
      if (!(action instanceof PdfDict)) continue;
      const kind = await document.resolve(action.get('S'));
      if (kind instanceof PdfName && ACTIVE.has(kind.name)) found.add(kind.name);
      waiting.push(action.get('Next'));
    }
  });
}
