import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { MANIFEST_NAME, manifestOf, SIGNATURE_NAME } from '../cades/asic/make-container.ts';
import { writeContainer } from '../cades/asic/write-container.ts';
import { STAMP_HASH } from '../cades/sign/raise-cades.ts';
import { signCades } from '../cades/sign/sign-cades.ts';
import { digestOf } from '../cms/algorithms.ts';
import { Certificate } from '../cms/certificate.ts';
import { chooseAlgorithm } from '../pades/sign/sign-pdf.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import { chunksOf } from '../platform/chunks.ts';
import { type OpenFile, openFile } from '../platform/files.ts';
import { refuseBroken } from './post-check.ts';
import { raiseCadesLevel } from './raise-cades-level.ts';
import { authorityOf } from './raise-level.ts';
import { documentChanged, type SignDependencies, type SignStage } from './sign-document.ts';
import { refuseUnfit } from './signing-checks.ts';
import type { LevelResult } from './signing-levels.ts';
import { feed, type StagedFile } from './staged-file.ts';
import { type FileRecord, type Recorded, runStaged, type StagedProduction } from './staged-run.ts';
import { refuseTarget } from './target.ts';
import { verifyCms, verifyContainerFile } from './verify-file.ts';

/** What becomes of files that are not PDFs: a detached signature beside one, or a container around several. */
export type FileForm = 'cades' | 'asic-e';

/** Files of any kind to sign. Paths are absolute. */
export interface FileSignJob {
  readonly form: FileForm;
  /** One for `cades`. */
  readonly sources: readonly [string, ...string[]];
  readonly target: string;
  /** Replace the target if it is there. Never a source. */
  readonly replace: boolean;
  readonly allowExpired?: boolean | undefined;
  /** Digests (hexadecimal SHA-256) of the bytes that were shown to the person, in the order of the sources. */
  readonly shownSha256?: readonly string[] | undefined;
  /** B-B where absent. */
  readonly level?: SignatureLevel | undefined;
  /** As for a PDF. */
  readonly operation?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: SignStage, fraction: number | null) => void) | undefined;
}

export interface FileSignOutcome extends Recorded {
  readonly target: string;
  /** Of the file, or for a container of the list of what it holds (the manifest). */
  readonly sourceSha256: string;
  readonly resultSha256: string;
  readonly report: VerifiedDocument;
  readonly level: LevelResult;
}

/**
 * Signs files of any kind: CAdES baseline, detached (EN 319 122-1), or ASiC-E with CAdES (EN 319 162-1). Same path as for PDFs: the key
 * is asked once, the result verified before it gets its name, the ledger told. Sources are only read, in constant memory.
 * @throws AppError with the code of the step that failed; nothing is left behind
 */
export async function signFile(job: FileSignJob, dependencies: SignDependencies): Promise<FileSignOutcome> {
  const opened: OpenFile[] = [];
  try {
    for (const source of job.sources) opened.push(await openFile(source));
    const [first] = opened;
    if (first === undefined) throw new AppError('USAGE', 'Name at least one file to sign.');
    for (const source of opened) await refuseTarget(job, source);
    if (job.form === 'asic-e') refuseNames(job.sources);
    const { target, replace, signal, operation, onProgress } = job;
    return await runStaged(
      {
        kind: 'document.signed',
        source: first,
        start: 'empty',
        target,
        replace,
        signal,
        operation,
        turn: dependencies.turn,
        onStage: (stage) => onProgress?.(stage, null),
        produce: (run) => produce(job, opened, run, dependencies),
        takeBack: (operation) => dependencies.levels?.takeBack(operation) ?? Promise.resolve(),
      },
      dependencies,
    );
  } finally {
    for (const source of opened) await source.close();
  }
}

async function produce(
  job: FileSignJob,
  sources: readonly OpenFile[],
  { operation, file, note }: StagedProduction,
  { clock, trust, unlock, levels }: SignDependencies,
): Promise<{ record: FileRecord; outcome: Omit<FileSignOutcome, keyof Recorded> }> {
  const { form, signal, target, onProgress } = job;
  const asked = job.level ?? 'B-B';
  if (asked !== 'B-B') authorityOf({ timestamper: levels?.services.timestamper });
  onProgress?.('copying', null);
  const documents = await documentsOf(sources, job);
  const now = clock.now();
  const manifest = form === 'asic-e' ? manifestOf(documents, 'sha256') : undefined;
  const [only] = documents;
  onProgress?.('waiting-for-token', null);
  throwIfCancelled(signal);
  const signer = await unlock();
  const certificate = new Certificate(signer.certificate);
  refuseUnfit(certificate, now, job.allowExpired ?? false);
  const algorithm = chooseAlgorithm(signer);
  const hash = digestOf(algorithm);
  const digestBy = async (name: string): Promise<Uint8Array> => {
    if (manifest !== undefined) return createHash(name).update(manifest).digest();
    return name === 'sha256' && only !== undefined ? only.digest : digest(only?.source, name, job);
  };
  onProgress?.('signing', null);
  const baseline = await signCades(
    await digestBy(hash),
    { certificate, chain: signer.chain, algorithm, time: now, signal },
    signer,
  );
  const contentDigest = await digestBy(STAMP_HASH);
  const raised =
    asked === 'B-B' || levels === undefined
      ? { cms: baseline, reached: 'B-B' as const, problems: [] }
      : await raiseCadesLevel(baseline, { level: asked, contentDigest, now, signal }, levels.services);
  const level = levels?.settle({ asked, reached: raised.reached, problems: raised.problems }) ?? {
    asked,
    reached: raised.reached,
    problems: raised.problems,
  };
  throwIfCancelled(signal);
  onProgress?.('saving', null);
  const resultSha256 = await fill(file, { cms: raised.cms, manifest, documents, now });
  const sourceSha256 = Buffer.from(contentDigest).toString('hex');
  const record = { sourceSha256, resultSha256, signerSha256: certificate.sha256, signer: certificate.commonName };
  onProgress?.('verifying', null);
  const context = { trust, at: now, signal };
  const verified =
    manifest === undefined
      ? verifyCms(raised.cms, only?.source ?? file.source(), path.basename(target), context)
      : verifyContainerFile(file.source(), context);
  const work = [
    verified,
    file.sync(),
    note(record),
    levels?.queue(level, { operation, file: target, sha256: resultSha256 }, now) ?? null,
  ] as const;
  // Each is waited for also where another fails: what is undone afterwards must not be written behind its back.
  await Promise.allSettled(work);
  const [report, , , queued] = await Promise.all(work);
  refuseBroken(report.signatures);
  return { record, outcome: { target, sourceSha256, resultSha256, report, level: { ...level, queued } } };
}

/** One document of the signature: where it is read, how it is called in a container, its SHA-256. */
interface SignedDocument {
  readonly name: string;
  readonly source: ByteSource;
  readonly size: number;
  readonly digest: Uint8Array;
}

async function documentsOf(sources: readonly OpenFile[], job: FileSignJob): Promise<SignedDocument[]> {
  const documents: SignedDocument[] = [];
  for (const [index, source] of sources.entries()) {
    const sha256 = await digest(source, 'sha256', job);
    const shown = job.shownSha256?.[index];
    const found = Buffer.from(sha256).toString('hex');
    if (shown !== undefined && shown !== found) throw documentChanged({ source: source.path }, { shown, found });
    documents.push({ name: path.basename(source.path), source, size: source.size, digest: sha256 });
  }
  return documents;
}

async function digest(source: ByteSource | undefined, name: string, job: FileSignJob): Promise<Uint8Array> {
  const hash = createHash(name);
  const report = (fraction: number) => job.onProgress?.('copying', fraction);
  if (source !== undefined) await feed(source, [hash], { signal: job.signal, report });
  return hash.digest();
}

/** Writes the result into the staged file. @returns its SHA-256, hexadecimal */
async function fill(
  file: StagedFile,
  result: {
    readonly cms: Uint8Array;
    readonly manifest: Uint8Array | undefined;
    readonly documents: readonly SignedDocument[];
    readonly now: Date;
  },
): Promise<string> {
  const { cms, manifest, documents, now } = result;
  const hash = createHash('sha256');
  const chunks =
    manifest === undefined
      ? [cms]
      : writeContainer(
          documents.map(({ name, size, source }) => ({ name, size, stream: () => copied(source) })),
          [
            { name: MANIFEST_NAME, bytes: manifest },
            { name: SIGNATURE_NAME, bytes: cms },
          ],
          now,
        );
  for await (const chunk of chunks) {
    hash.update(chunk);
    await file.append(chunk);
  }
  return hash.digest('hex');
}

/** The chunks of a source are valid for a moment only; a stream keeps what it was given. */
async function* copied(source: ByteSource): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunksOf(source, 0, source.size)) yield Uint8Array.from(chunk);
}

/** Files in a container go by their names, each once; one name is the container's own. @throws AppError USAGE */
export function refuseNames(sources: readonly string[]): void {
  const names = sources.map((source) => path.basename(source));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new AppError(
      'USAGE',
      `Two of the files are called “${twice}”. Rename one: a container holds each name once.`,
    );
  }
  if (names.includes('mimetype')) {
    throw new AppError(
      'USAGE',
      'A file called “mimetype” cannot go into a container, which has one of its own. Rename it.',
    );
  }
}
