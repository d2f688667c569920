import type { Hash } from 'node:crypto';
import path from 'node:path';
import { AppError, type ErrorDetails, type Failure } from '../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import { plainLine, plainLines } from '../../shared/domain/plain-text.ts';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { knownCertificate } from '../cms/known-certificates.ts';
import type { Ledger } from '../ledger/ledger.ts';
import {
  chooseAlgorithm,
  hashState,
  preparePdfSignature,
  roomForTimestamp,
  type SigningHash,
} from '../pades/sign/sign-pdf.ts';
import type { SignatureWords } from '../pades/sign/signature-update.ts';
import type { Standing } from '../pades/verify/standing.ts';
import { PdfDocument } from '../pdf/document.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { Clock } from '../platform/clock.ts';
import { type OpenFile, openFile } from '../platform/files.ts';
import type { Signer } from '../platform/signer.ts';
import { certificateWords } from './appearance-text.ts';
import type { ContentWish } from './content-risks.ts';
import type { ExtendStage } from './extend-job.ts';
import type { FieldWish } from './field-choice.ts';
import { type KindWish, planSignature, weighForField } from './field-rules.ts';
import { GrowingFile } from './growing-file.ts';
import { dressed, type LookWish, missingWarning } from './look-plan.ts';
import type { PendingRuns } from './pending.ts';
import { verifyUpdates } from './post-check.ts';
import { authorityOf, isAtLeast, type RaiseStage, raiseLevel, refuseLevel } from './raise-level.ts';
import { seededAlgorithms } from './seed-values.ts';
import { refuseUnfit } from './signing-checks.ts';
import type { LevelResult, SigningLevels } from './signing-levels.ts';
import { feed, type Progress, type StagedFile } from './staged-file.ts';
import { type FileRecord, type Recorded, runStaged, type StagedProduction } from './staged-run.ts';
import { refuseTarget } from './target.ts';
import type { TrustMaterial } from './trust-store.ts';
import type { Turn } from './turns.ts';

/** One document to sign. Paths are absolute. */
export interface SignJob extends FieldWish, KindWish, ContentWish, LookWish {
  readonly source: string;
  readonly target: string;
  /** Replace the target if it is there. Never the source. */
  readonly replace: boolean;
  /** Digest of the bytes that were shown to the person; absent where nothing was shown (command line). */
  readonly shownSha256?: string | undefined;
  readonly location?: string | undefined;
  readonly contact?: string | undefined;
  readonly allowExpired?: boolean | undefined;
  /** User or owner password of an encrypted document. */
  readonly password?: string | undefined;
  /** B-B where absent. */
  readonly level?: SignatureLevel | undefined;
  /** Name of this piece of work in the ledger, which takes each once; a fresh one where absent. See StagedWork. */
  readonly operation?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: SignStage, fraction: number | null) => void) | undefined;
}

export type SignStage = ExtendStage | 'waiting-for-token' | 'signing';

export interface SignDependencies {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly pending: PendingRuns;
  readonly trust: TrustMaterial;
  /** Opens the key: asked once, after everything that can be checked without it. */
  readonly unlock: () => Promise<Signer>;
  /** What takes the signature beyond B-B; absent where nothing is set up for that. */
  readonly levels?: SigningLevels | undefined;
  /** Where several are signed side by side: which comes first. */
  readonly turn?: Turn | undefined;
  /** Is told what the person should know of this document's signature. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

export interface SignOutcome extends Recorded {
  readonly target: string;
  readonly field: string;
  readonly sourceSha256: string;
  readonly resultSha256: string;
  readonly report: VerifiedDocument;
  readonly level: LevelResult;
}

/**
 * Signs one PDF at the PAdES level asked for, or at what can be had of it (docs/decisions/0002): copy beside the target, digest compared with what was shown, key asked
 * once, updates appended, every signature verified in the copy, fsync, rename, fsync of the folder, ledger entry. The source
 * is never written. Whatever fails, nothing is left behind.
 * @throws AppError with the code of the step that failed
 */
export async function signDocument(job: SignJob, dependencies: SignDependencies): Promise<SignOutcome> {
  const source = await openFile(job.source);
  try {
    await refuseTarget(job, source);
    return await signStaged(job, source, dependencies);
  } finally {
    await source.close();
  }
}

function signStaged(job: SignJob, source: OpenFile, dependencies: SignDependencies): Promise<SignOutcome> {
  const { target, replace, signal, operation, onProgress } = job;
  return runStaged(
    {
      kind: 'document.signed',
      source,
      target,
      replace,
      signal,
      operation,
      turn: dependencies.turn,
      onStage: (stage) => onProgress?.(stage, null),
      produce: (run) => produce(job, run, dependencies),
      takeBack: (operation) => dependencies.levels?.takeBack(operation) ?? Promise.resolve(),
    },
    dependencies,
  );
}

/**
 * Fills the staged file: copy, compare, sign, append, verify. The target is not touched. When it returns, the bytes and the note of
 * their digest are on the disk: both are forced there while the signatures are verified.
 */
async function produce(
  job: SignJob,
  { operation, file, note }: StagedProduction,
  { clock, trust, unlock, levels, warn }: SignDependencies,
): Promise<{ record: FileRecord; outcome: Omit<SignOutcome, keyof Recorded> }> {
  const asked = job.level ?? 'B-B';
  const timestamper = asked === 'B-B' ? undefined : authorityOf({ timestamper: levels?.services.timestamper });
  const sha256 = hashState('sha256');
  await file.fill([sha256], progressOf(job, 'copying'));
  const sourceSha256 = sha256.copy().digest('hex');
  refuseChanged(job, sourceSha256);
  const document = await PdfDocument.open(file.source(), { ...signalOption(job), password: job.password });
  refuseLevel(document, asked);
  const plan = await planSignature(document, job);
  const { choice } = plan;
  for (const sentence of plan.warnings) warn?.(sentence);
  job.onProgress?.('waiting-for-token', null);
  throwIfCancelled(job.signal);
  const signer = await unlock();
  const certificate = knownCertificate(signer.certificate);
  const now = clock.now();
  refuseUnfit(certificate, now, job.allowExpired ?? false);
  for (const sentence of weighForField(plan, certificate, { now, trust, chain: signer.chain })) warn?.(sentence);
  const words = signatureWords({ ...job, reason: plan.reason }, certificate.commonName, now);
  const text = { ...certificateWords(certificate), ...words, field: choice.fieldName };
  const { home, missing } = await dressed(choice, text, plan.look);
  const replaced = missingWarning(missing);
  if (replaced !== undefined) warn?.(replaced);
  const algorithms = seededAlgorithms(choice.fieldName, plan.hashes, signer.algorithms);
  const prepared = await preparePdfSignature(document, {
    home,
    words,
    certificate,
    chain: signer.chain,
    algorithm: chooseAlgorithm({ keyHome: signer.keyHome, algorithms }),
    rules: plan.rules,
    timestampRoom: levels?.room ?? roomForTimestamp(),
    ...signalOption(job),
  });
  const prefix = prepared.hash === 'sha256' ? sha256.copy() : await hashOf(file, prepared.hash, job);
  job.onProgress?.('signing', null);
  const { bytes: update, timestampFailure } = await prepared.complete(prefix, signer, timestamper);
  throwIfCancelled(job.signal);
  await file.append(update);
  const growing = new GrowingFile(file, sha256.update(update), job.password);
  const level = await reach(growing, { asked, timestampFailure, now }, job, levels);
  const resultSha256 = growing.digest();
  const record = { sourceSha256, resultSha256, signerSha256: certificate.sha256, signer: certificate.commonName };
  const ours = { firstRevision: document.revisions.length + 1, field: choice.fieldName, password: job.password };
  // Each is waited for also where another fails: what is undone afterwards must not be written behind its back.
  const work = [
    verifyUpdates(file.source(), ours, trust, now, progressOf(job, 'verifying')),
    file.sync(),
    note(record),
    levels?.queue(level, { operation, file: job.target, field: choice.fieldName, sha256: resultSha256 }, now) ?? null,
  ] as const;
  await Promise.allSettled(work);
  const [report, , , queued] = await Promise.all(work);
  return {
    record,
    outcome: {
      target: job.target,
      field: choice.fieldName,
      sourceSha256,
      resultSha256,
      report,
      level: { ...level, reached: lower(level.reached, ours.field, report), queued },
    },
  };
}

/** Takes the signature that was just appended further, as far as it was asked for and can be had. */
async function reach(
  growing: GrowingFile,
  { asked, timestampFailure, now }: { asked: SignatureLevel; timestampFailure: Failure | undefined; now: Date },
  job: SignJob,
  levels: SigningLevels | undefined,
): Promise<Omit<LevelResult, 'queued'>> {
  if (asked === 'B-B' || levels === undefined) return { asked, reached: 'B-B', problems: [] };
  const gapTooSmall = timestampFailure?.code === 'SIGNATURE_TOO_LARGE';
  if (timestampFailure !== undefined && !gapTooSmall) {
    return levels.settle({ asked, reached: 'B-B', problems: [timestampFailure] });
  }
  const end = growing.file.size;
  const required = ({ range }: Standing) => range.end === end;
  const onStage = (stage: RaiseStage) => job.onProgress?.(stage, null);
  const request = { level: asked, required, gapTooSmall, now, onStage, signal: job.signal };
  const { reached, problems } = await raiseLevel(growing, request, levels.services);
  return levels.settle({ asked, reached, problems });
}

/** The level that was reached, or what verification finds in the bytes where that is less. */
function lower(reached: SignatureLevel, field: string, report: SignOutcome['report']): SignatureLevel {
  const held = report.signatures.find((signature) => signature.field === field)?.level ?? reached;
  return isAtLeast(held, reached) ? reached : held;
}

function refuseChanged(job: SignJob, sourceSha256: string): void {
  if (job.shownSha256 === undefined || job.shownSha256 === sourceSha256) return;
  throw documentChanged(job, { shown: job.shownSha256, found: sourceSha256 });
}

/** The error for a file that is not what the person was shown. */
export function documentChanged(job: Pick<SignJob, 'source'>, details: ErrorDetails = {}): AppError {
  return new AppError(
    'DOCUMENT_CHANGED',
    `“${path.basename(job.source)}” is no longer the document that was shown. Open it again, read it, and sign then.`,
    details,
  );
}

async function hashOf(file: StagedFile, name: SigningHash, job: SignJob): Promise<Hash> {
  const hash = hashState(name);
  await feed(file.source(), [hash], progressOf(job, 'signing'));
  return hash;
}

function signatureWords(job: SignJob, name: string, time: Date): SignatureWords {
  return {
    name: plainLine(name),
    time,
    ...(job.reason ? { reason: plainLines(job.reason) } : {}),
    ...(job.location ? { location: plainLines(job.location) } : {}),
    ...(job.contact ? { contact: plainLines(job.contact) } : {}),
  };
}

function progressOf(job: SignJob, stage: SignStage): Progress {
  return { signal: job.signal, report: (fraction) => job.onProgress?.(stage, fraction) };
}

function signalOption(job: SignJob): { signal?: AbortSignal } {
  return job.signal === undefined ? {} : { signal: job.signal };
}
