import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import { type Standing, standings } from '../pades/verify/standing.ts';
import { type OpenFile, openFile } from '../platform/files.ts';
import type { ExtendDependencies, ExtendJob, ExtendStage } from './extend-job.ts';
import { fileKind } from './file-kind.ts';
import { GrowingFile, type HashBefore } from './growing-file.ts';
import { verifyUpdates } from './post-check.ts';
import { type Raised, type RaiseStage, raiseLevel } from './raise-level.ts';
import type { Progress } from './staged-file.ts';
import { type Recorded, runStaged, type StagedProduction } from './staged-run.ts';
import { refuseTarget } from './target.ts';

export interface ExtendOutcome extends Recorded, Raised {
  readonly target: string;
  readonly sourceSha256: string;
  readonly resultSha256: string;
  readonly report: VerifiedDocument;
}

/**
 * Takes every signature of a file to a level, ours or a stranger's (EN 319 142-1, 6.3), by appending only; a timestamp may go into the
 * room that the newest signature kept for it. Same path as signing: copy, update, verify, rename, ledger entry.
 * @throws AppError NOTHING_SIGNED, SIGNATURE_INVALID, TSA_*, NETWORK_*, EVIDENCE_INCOMPLETE where the level was not reached; nothing was saved then
 */
export async function extendDocument(job: ExtendJob, dependencies: ExtendDependencies): Promise<ExtendOutcome> {
  const source = await openFile(job.source);
  try {
    if (job.inPlace === undefined) await refuseTarget(job, source);
    const before = await source.stamp();
    const kind = await fileKind(source, path.basename(job.source));
    return await runStaged<Omit<ExtendOutcome, keyof Recorded>>(
      {
        kind: 'document.extended',
        source,
        target: job.target,
        replace: job.replace || job.inPlace !== undefined,
        start: kind === 'pdf' ? 'copy' : 'empty',
        signal: job.signal,
        onStage: (stage) => job.onProgress?.(stage, null),
        produce: (run) =>
          kind === 'pdf' ? produce(job, run, dependencies) : produceFile(kind, job, source, run, dependencies),
        beforePublish: () => (job.inPlace === undefined ? Promise.resolve() : refuseTouched(source, before.mark)),
      },
      dependencies,
    );
  } finally {
    await source.close();
  }
}

/** Signatures that are not in a PDF are another matter, and seldom: what they need is loaded when one comes. */
async function produceFile(
  kind: 'cms' | 'container',
  job: ExtendJob,
  source: OpenFile,
  run: StagedProduction,
  dependencies: ExtendDependencies,
) {
  const { produceExtendedFile } = await import('./extend-file.ts');
  return produceExtendedFile(kind, job, source, run, dependencies, (found) => refuseChanged(job, found));
}

async function produce(job: ExtendJob, { file, note }: StagedProduction, dependencies: ExtendDependencies) {
  const { clock, trust, services } = dependencies;
  const { level, field, password, signal, onProgress } = job;
  const sha256 = hashState('sha256');
  let before: HashBefore | undefined;
  const nearEnd = (offset: number) => {
    before = { hash: sha256.copy(), offset };
  };
  await file.fill([sha256], { ...progressOf(job, 'copying'), nearEnd });
  const sourceSha256 = sha256.copy().digest('hex');
  refuseChanged(job, sourceSha256);
  const growing = new GrowingFile(file, sha256, password, before);
  const document = await growing.open(signal);
  const firstRevision = document.revisions.length + 1;
  if ((await standings(document)).length === 0) throw nothingSigned(job.source);
  const now = clock.now();
  const onStage = (stage: RaiseStage) => onProgress?.(stage, null);
  const whose = {
    required: (one: Standing) => field === undefined || one.field === field,
    oneIsEnough: field === undefined,
  };
  const { finished, filled, ...raised } = await raiseLevel(
    growing,
    { level, ...whose, now, signal, onStage },
    services,
  );
  const resultSha256 = growing.digest();
  const [problem] = raised.problems;
  if (problem !== undefined && !finished && (job.partial !== true || resultSha256 === sourceSha256)) {
    throw new AppError(problem.code, problem.message, problem.details);
  }
  const record = { sourceSha256, resultSha256, signerSha256: null, signer: null };
  const work = [
    verifyUpdates(file.source(), { firstRevision, filled, password }, trust, now, progressOf(job, 'verifying')),
    file.sync(),
    note(record),
    job.onResult?.(resultSha256, raised),
  ] as const;
  // Each is waited for also where another fails: what is undone afterwards must not be written behind its back.
  await Promise.allSettled(work);
  const [report] = await Promise.all(work);
  return { record, outcome: { target: job.target, sourceSha256, resultSha256, report, ...raised } };
}

function refuseChanged({ source, inPlace, shownSha256 }: ExtendJob, found: string): void {
  if (inPlace !== undefined && inPlace.sha256 !== found) throw fileChanged(source);
  if (shownSha256 === undefined || shownSha256 === found) return;
  throw new AppError(
    'DOCUMENT_CHANGED',
    `“${path.basename(source)}” is no longer the document that was shown. Open it again, read it, and extend it then.`,
    { shown: shownSha256, found },
  );
}

/** Between its copy and the rename, somebody may have written to it. */
async function refuseTouched(source: OpenFile, mark: string): Promise<void> {
  const now = await source.stamp();
  const same = await openFile(source.path).then(
    async (there) => {
      await there.close();
      return there.identity === source.identity;
    },
    () => false,
  );
  if (now.mark !== mark || !same) throw fileChanged(source.path);
}

/** The error for a file of the outbox that is another one now. */
function fileChanged(file: string): AppError {
  const name = path.basename(file);
  return new AppError(
    'OUTBOX_FILE_CHANGED',
    `“${name}” was changed since it was put into the outbox and was left as it is. Extend it by hand, and remove it from the outbox.`,
    { file: name },
  );
}

function nothingSigned(file: string): AppError {
  const name = path.basename(file);
  return new AppError('NOTHING_SIGNED', `“${name}” holds no signature that could be extended. Sign it first.`, {
    file: name,
  });
}

function progressOf(job: ExtendJob, stage: ExtendStage): Progress {
  return { signal: job.signal, report: (fraction) => job.onProgress?.(stage, fraction) };
}
