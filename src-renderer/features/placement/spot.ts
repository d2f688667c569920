import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { Placement } from '../../../shared/contract/signing-choices.ts';

/** Where the signature goes: a new mark, an empty field of the document, or nowhere to be seen. Never both. */
export interface Spot {
  readonly rect: Placement | null;
  /** Name of the empty field. */
  readonly field: string | null;
}

export const NOWHERE: Spot = { rect: null, field: null };

/** Where the mark will be seen; null: nowhere. */
export function seenAt({ rect, field }: Spot, info: Pick<PdfInfo, 'emptyFields'>): Placement | null {
  if (field === null) return rect;
  return info.emptyFields.find(({ name }) => name === field)?.place ?? null;
}
