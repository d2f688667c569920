import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Clock } from '../platform/clock.ts';
import type { LevelServices } from './level-services.ts';
import type { PendingRuns } from './pending.ts';
import type { Raised, RaiseStage } from './raise-level.ts';
import type { TrustMaterial } from './trust-store.ts';

/** One signed file to take to a level. Paths are absolute. */
export interface ExtendJob {
  readonly source: string;
  /** Another file, unless `inPlace` is given. */
  readonly target: string;
  /** Replace the target if it is there. */
  readonly replace: boolean;
  /** The source itself is replaced, as long as its digest (hexadecimal SHA-256) is still this one. */
  readonly inPlace?: { readonly sha256: string } | undefined;
  readonly level: SignatureLevel;
  /** The field of the signature that matters. Absent: all do, and those that cannot follow the others are told. */
  readonly field?: string | undefined;
  /** Save also what is less than was asked for, if it is more than was there. */
  readonly partial?: boolean | undefined;
  /** Digest of the bytes that were shown to the person. */
  readonly shownSha256?: string | undefined;
  /** Where what a detached signature is over lies, absolute; beside it where absent. */
  readonly content?: string | undefined;
  /** User or owner password of an encrypted document. */
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: ExtendStage, fraction: number | null) => void) | undefined;
  /** Told the digest of the result before it gets its name. */
  readonly onResult?: ((sha256: string, raised: Raised) => Promise<void>) | undefined;
}

export type ExtendStage = 'copying' | RaiseStage | 'verifying' | 'saving' | 'recording';

export interface ExtendDependencies {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly pending: PendingRuns;
  readonly trust: TrustMaterial;
  readonly services: LevelServices;
}
