import { AppError } from '../../shared/contract/app-error.ts';
import type { SignatureReport, SubIndication, VerifiedDocument } from '../../shared/domain/verification.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import type { Progress } from './staged-file.ts';
import type { TrustMaterial } from './trust-store.ts';
import { verifySource } from './verify-signed.ts';

/** What no timestamp mends. */
const SPOILED: readonly SubIndication[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'SIGNED_DATA_NOT_FOUND',
];

/** What must never be said of a signature that was just made, whoever trusts its certificate. */
const BROKEN: readonly SubIndication[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'SIGNED_DATA_NOT_FOUND',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'SIG_CONSTRAINTS_FAILURE',
];

/** What was done to a staged file: the revisions from `firstRevision` on are ours. */
export interface OurUpdates {
  /** From 1. */
  readonly firstRevision: number;
  /** Field of the signature that the first of them brought; absent where nobody signed. */
  readonly field?: string;
  /** Field of an earlier signature that took a timestamp into itself. */
  readonly filled?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * Verifies every signature of the staged file before it may be saved (docs/decisions/0002): what is new must be intact and cover its
 * whole revision, and no earlier signature may find our revisions anything but permitted.
 * @throws AppError VERIFICATION_FAILED, SIGNING_FORBIDDEN; SIGNATURE_INVALID where nobody signed and no earlier signature is intact
 */
export async function verifyUpdates(
  source: ByteSource,
  { firstRevision, field, filled, password }: OurUpdates,
  trust: TrustMaterial,
  at: Date,
  progress: Progress,
): Promise<VerifiedDocument> {
  const report = await verifySource(source, trust, at, { progress, password });
  const ours = field === undefined ? undefined : report.signatures.find((signature) => signature.field === field);
  if (field !== undefined && (ours === undefined || ours.coversRevision !== firstRevision || isBroken(ours))) {
    throw unverified(ours);
  }
  for (const one of report.signatures) {
    const isNew = one.coversRevision !== null && one.coversRevision >= firstRevision;
    if (isNew && isBroken(one)) throw brokenTimestamp(one);
    // What was unclear before cannot be made clear: then only what is forbidden counts.
    const wasUnclear = one.changes.some(
      ({ revision, assessment }) => revision < firstRevision && assessment !== 'permitted',
    );
    const hurt = one.changes.find(
      ({ revision, assessment }) =>
        revision >= firstRevision && (assessment === 'forbidden' || (assessment === 'indeterminate' && !wasUnclear)),
    );
    if (hurt !== undefined) throw isNew ? brokenTimestamp(one) : forbidden(one.field, hurt.description, field);
  }
  if (field === undefined) refuseSpoiled(report.signatures, firstRevision, filled);
  return report;
}

/** Timestamps over signatures of which none is intact prove nothing; nor may one have been spoiled by what was put into it. */
function refuseSpoiled(
  signatures: readonly SignatureReport[],
  firstRevision: number,
  filled: string | undefined,
): void {
  const earlier = signatures.filter(({ coversRevision }) => coversRevision === null || coversRevision < firstRevision);
  const signed = earlier.filter(({ kind }) => kind === 'signature');
  const spoiled = (signed.length > 0 ? signed : earlier).filter(isSpoiled);
  const touched = spoiled.find(({ field }) => field === filled);
  const [first] = spoiled;
  if (touched !== undefined) throw alreadyBroken(touched);
  if (first !== undefined && spoiled.length === (signed.length || earlier.length)) throw alreadyBroken(first);
}

/** Refuses to save a file whose signature was just made and does not hold. @throws AppError VERIFICATION_FAILED */
export function refuseBroken(signatures: readonly SignatureReport[]): void {
  const broken = signatures.find(isBroken);
  if (broken !== undefined || signatures.length === 0) throw unverified(broken);
}

function unverified(ours: SignatureReport | undefined): AppError {
  return new AppError(
    'VERIFICATION_FAILED',
    'The signature that the key returned does not verify, so nothing was saved. Check that the certificate and the key on the token belong together.',
    { subIndication: ours?.subIndication ?? null, covers: ours?.coversRevision ?? null },
  );
}

function isSpoiled({ subIndication }: SignatureReport): boolean {
  return subIndication !== null && SPOILED.includes(subIndication);
}

function isBroken({ subIndication }: SignatureReport): boolean {
  return subIndication !== null && BROKEN.includes(subIndication);
}

function forbidden(earlier: string, why: string, field: string | undefined): AppError {
  const what = field === undefined ? 'what was to be added' : 'this signature';
  return new AppError(
    'SIGNING_FORBIDDEN',
    `The earlier signature “${earlier}” does not allow ${what}: ${why} Nothing was saved.`,
    { field: earlier },
  );
}

function brokenTimestamp({ field, subIndication }: SignatureReport): AppError {
  return new AppError(
    'VERIFICATION_FAILED',
    `What was added to the document (“${field}”) does not verify, so nothing was saved. Try again, with another timestamp authority if there is one.`,
    { field, subIndication },
  );
}

function alreadyBroken({ field, subIndication, warnings }: SignatureReport): AppError {
  return new AppError(
    'SIGNATURE_INVALID',
    `The signature “${field}” is not intact, and timestamps would not make it so: ${warnings[0] ?? 'it does not verify.'} Nothing was saved; ask for the document as it was signed.`,
    { field, subIndication },
  );
}
