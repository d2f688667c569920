import type { Failure } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { ValidationMaterial } from '../cms/validation-material.ts';
import type { Timestamper } from '../platform/timestamper.ts';
import type { FetchOptions } from './evidence-source.ts';

/** What is to be proved of one certificate. */
export interface EvidenceWish {
  readonly leaf: Certificate;
  /** When it was used, as far as that is proved; else now. */
  readonly at: Date;
  /** What is at hand already: in the file, in signatures, found for another certificate. */
  readonly known: ValidationMaterial;
  readonly signal?: AbortSignal | undefined;
  /** Nothing is asked about a chain that ends at nobody trusted; otherwise it is proved up to a self-signed certificate. */
  readonly trustedOnly?: boolean | undefined;
  /** Asks about the leaf alone, though something at hand says that it was not revoked: a document may hold what is out of date. */
  readonly newer?: boolean | undefined;
  readonly observe?: FetchOptions['observe'];
}

/** What proves that a certificate was good: its chain to the anchor and the revocation data for all of it. */
export interface Found {
  readonly material: ValidationMaterial;
  /** Why it is not complete; empty where it is. */
  readonly missing: readonly Failure[];
}

/** What takes a signature beyond B-B. */
export interface LevelServices {
  /** Undefined where no authority is set up. */
  readonly timestamper: Timestamper | undefined;
  /** @throws AppError CANCELLED */
  findEvidence(wish: EvidenceWish): Promise<Found>;
}
