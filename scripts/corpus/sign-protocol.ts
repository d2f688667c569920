import type { Box } from '../../shared/geometry/page-space.ts';

/** One document to sign, and what came of it. Both cross a process boundary. */
export interface SignRequest {
  readonly source: string;
  readonly target: string;
  /** Repairs the document first where it is damaged. */
  readonly repair: boolean;
}

/** A signature as far as it is compared before and after. */
export interface SignatureFacts {
  readonly field: string;
  readonly revision: number;
  readonly sound: boolean;
  readonly changesAfter: string;
  readonly certify: string | null;
}

export interface SignReply {
  readonly signed: boolean;
  /** Whether what was signed is a repaired copy. */
  readonly repaired: boolean;
  /** Of the refusal; `SOUND` where a repair was asked for and nothing is damaged. */
  readonly code: string | null;
  readonly message: string;
  /** Name of our field. */
  readonly field: string | null;
  /** What our own verification said before, null where it refused the file. */
  readonly before: readonly SignatureFacts[] | null;
  readonly after: readonly SignatureFacts[];
  /** Our mark on the first page as displayed, with the page's size; null where it is invisible. */
  readonly mark: Mark | null;
  readonly milliseconds: number;
}

export interface Mark {
  readonly rect: Box;
  readonly width: number;
  readonly height: number;
  /** Numbers of the pages that do not show it: some files list one page object more than once, for some readers only. */
  readonly others: readonly number[];
}
