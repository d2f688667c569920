import type { Box } from '../../../shared/geometry/page-space.ts';
import { toUserSpace } from '../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import type { Page } from '../../pdf/page-tree.ts';
import type { FieldLock } from '../format/mdp.ts';
import { addField } from './new-field.ts';

/** A signature field for somebody to sign later. */
export interface EmptyField {
  readonly name: string;
  readonly page: Page;
  /** On the page as displayed: points, origin lower left. */
  readonly rect: Box;
  /** What signing it will lock. */
  readonly lock: FieldLock | null;
}

/**
 * Lays out the incremental update that adds an empty signature field. It shows nothing.
 * @returns bytes to append to the document
 * @throws AppError TOO_LARGE_FOR_XREF, PDF_UNSUPPORTED (XFA form), PDF_DAMAGED
 */
export async function layOutEmptyField(
  document: PdfDocument,
  { name, page, rect, lock }: EmptyField,
): Promise<Uint8Array> {
  const update = new IncrementalUpdate(document);
  const description = `Signature field ${name}`;
  await addField(document, update, { name, description, page, rect: toUserSpace(page.space, rect), lock });
  return update.layout();
}
