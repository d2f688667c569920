import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import type { Box } from '../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import type { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { textString } from '../../pdf/text-string.ts';
import { changeDict } from './change-object.ts';
import { stateBalance } from './content-balance.ts';
import { addToPage } from './form.ts';
import { addStructureElement } from './structure-element.ts';
import { taggingOf } from './tagging.ts';

/** Annotation flags Print, ReadOnly, Locked and LockedContents (ISO 32000-2, table 167). */
const PRINT_AND_FIXED = 4 | 64 | 128 | 512;

/** The look of a signature on a page where the signature itself is not. */
export interface FurtherLook {
  readonly page: Page;
  /** An annotation, or part of the page's own content. */
  readonly as: 'stamp' | 'content';
  /** Default user space. */
  readonly userRect: Box;
  /** Puts the form XObject, upright on the page as displayed. */
  put(update: IncrementalUpdate): PdfRef;
}

/**
 * Puts the same look on a further page, in the revision of the signature (a field has exactly one widget, ISO 32000-2, 12.7.5.5).
 * @param description for those who cannot see it
 * @throws AppError PDF_DAMAGED, PDF_UNSUPPORTED
 */
export async function addFurtherLook(
  document: PdfDocument,
  update: IncrementalUpdate,
  look: FurtherLook,
  description: string,
): Promise<void> {
  const form = look.put(update);
  if (look.as === 'stamp') await addStamp(document, update, look, form, description);
  else await addContent(document, update, look, form);
}

/** A stamp annotation (12.5.6.12) that viewers print and leave where it is. */
async function addStamp(
  document: PdfDocument,
  update: IncrementalUpdate,
  { page, userRect }: FurtherLook,
  form: PdfRef,
  description: string,
): Promise<void> {
  const stamp = update.reserve();
  const { x0, y0, x1, y1 } = userRect;
  const tagged = { annotation: stamp, role: 'Annot', page: page.ref, description } as const;
  const { element, tabs } = await taggingOf(document);
  const key = element ? await addStructureElement(document, update, tagged) : undefined;
  if (tabs && page.dict.get('Tabs') === undefined) await changeDict(update, page.ref, { Tabs: new PdfName('S') });
  update.put(
    stamp,
    new PdfDict([
      ['Type', new PdfName('Annot')],
      ['Subtype', new PdfName('Stamp')],
      ['P', page.ref],
      ['Rect', [x0, y0, x1, y1].map(rounded)],
      ['F', PRINT_AND_FIXED],
      ['Contents', textString(description)],
      ['AP', new PdfDict([['N', form]])],
      ...(key === undefined ? [] : [['StructParent', key] as const]),
    ]),
  );
  await addToPage(document, update, page, stamp);
}

/**
 * Content at the end of the page's own, whatever state that leaves behind: what it saved is restored, so what is added begins with the
 * page's initial state (8.4.2). Marked as an artifact, since the signature itself is elsewhere (14.8.2.2).
 */
async function addContent(
  document: PdfDocument,
  update: IncrementalUpdate,
  { page, userRect }: FurtherLook,
  form: PdfRef,
): Promise<void> {
  const { name, resources } = await withXObject(document, page, form);
  const depth = await depthAfterContent(document, page);
  const scale = 1 / page.space.userUnit;
  const matrix = [scale, 0, 0, scale, userRect.x0, userRect.y0].map((value) => Number(value.toFixed(6)));
  const before = put(update, 'q\n');
  const restore = 'Q\n'.repeat(1 + depth);
  const after = put(update, `\n${restore}/Artifact BMC\nq\n${matrix.join(' ')} cm\n/${name} Do\nQ\nEMC\n`);
  const parts = await contentParts(document, page);
  await changeDict(update, page.ref, { Contents: [before, ...parts, after], Resources: resources });
}

/** The references of /Contents, one stream or a list of them. */
async function contentParts(document: PdfDocument, page: Page): Promise<PdfObject[]> {
  const entry = page.dict.get('Contents');
  const value = await document.resolve(entry);
  if (Array.isArray(value)) return value;
  return entry instanceof PdfRef && value instanceof PdfStream ? [entry] : [];
}

/**
 * How many graphics states the page's own content leaves saved. What cannot be read counts as balanced.
 * @throws AppError PDF_UNSUPPORTED where it restores states that it never saved: enclosing it would change what it shows
 */
export async function depthAfterContent(document: PdfDocument, page: Page): Promise<number> {
  const streams: Uint8Array[] = [];
  for (const part of await contentParts(document, page)) {
    const stream = await document.resolve(part);
    const bytes = stream instanceof PdfStream ? await document.decode(stream).catch(ignoreDamage) : undefined;
    if (bytes !== undefined) streams.push(bytes, Buffer.from('\n'));
  }
  const { missing, deeper } = stateBalance(Buffer.concat(streams));
  if (missing === 0) return deeper;
  throw new AppError(
    'PDF_UNSUPPORTED',
    `The content of page ${page.number} is not in order, and nothing can be added to it safely. Put the look there as a stamp instead.`,
    { page: page.number },
  );
}

function ignoreDamage(error: unknown): undefined {
  if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
  return undefined;
}

/** The page's resources, inherited ones too, with the form under a name that none of them has. */
async function withXObject(
  document: PdfDocument,
  page: Page,
  form: PdfRef,
): Promise<{ name: string; resources: PdfDict }> {
  const known = await document.resolve(page.dict.get('Resources') ?? page.inherited.resources);
  const resources = known instanceof PdfDict ? known : new PdfDict();
  const value = await document.resolve(resources.get('XObject'));
  const objects = value instanceof PdfDict ? value : new PdfDict();
  let number = 0;
  while (objects.get(`Signed${number}`) !== undefined) number += 1;
  const name = `Signed${number}`;
  return { name, resources: resources.with({ XObject: objects.with({ [name]: form }) }) };
}

function put(update: IncrementalUpdate, content: string): PdfRef {
  const data = Buffer.from(content, 'latin1');
  const ref = update.reserve();
  update.put(ref, new PdfStream(new PdfDict([['Length', data.length]]), data));
  return ref;
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
