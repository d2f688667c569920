import { createHash } from 'node:crypto';
import path from 'node:path';
import { AppError, type Failure } from '../../shared/contract/app-error.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { readManifest } from '../cades/asic/manifest.ts';
import { type Container, openContainer } from '../cades/asic/read-container.ts';
import { MANIFEST } from '../cades/asic/verify-container.ts';
import { META, writeContainer } from '../cades/asic/write-container.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type OpenFile, openFile } from '../platform/files.ts';
import type { ExtendDependencies, ExtendJob } from './extend-job.ts';
import { readCms, signedContentOf } from './file-kind.ts';
import { refuseBroken } from './post-check.ts';
import { raiseCadesLevel } from './raise-cades-level.ts';
import { isAtLeast } from './raise-level.ts';
import { feed } from './staged-file.ts';
import type { FileRecord, StagedProduction } from './staged-run.ts';
import { verifyCms, verifyContainerFile } from './verify-file.ts';

/** What an extension of a file that is no PDF gives back. */
export interface ExtendedFile {
  readonly target: string;
  readonly sourceSha256: string;
  readonly resultSha256: string;
  readonly report: VerifiedDocument;
  readonly reached: SignatureLevel;
  readonly problems: readonly Failure[];
}

/** The bytes of the result, in order, and how far it got. */
interface Extended {
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly reached: SignatureLevel;
  readonly problems: readonly Failure[];
  readonly changed: boolean;
}

/**
 * Takes a detached CAdES signature, or every CAdES signature of a container, to a level (EN 319 122-1, 6.3; EN 319 162-1). What was
 * signed stays as it is; the container is written anew around it.
 * @param refuseChanged called with the digest of the source before anything else is done
 * @throws AppError CMS_UNREADABLE, CONTAINER_DAMAGED, SIGNED_CONTENT_MISSING, NOTHING_SIGNED; the problem where the level was not reached
 */
export async function produceExtendedFile(
  kind: 'cms' | 'container',
  job: ExtendJob,
  source: OpenFile,
  { file, note }: StagedProduction,
  dependencies: ExtendDependencies,
  refuseChanged: (sha256: string) => void,
): Promise<{ record: FileRecord; outcome: ExtendedFile }> {
  const { target, signal, onProgress } = job;
  const { trust, clock } = dependencies;
  const hash = createHash('sha256');
  await feed(source, [hash], { signal, report: (fraction) => onProgress?.('copying', fraction) });
  const sourceSha256 = hash.digest('hex');
  refuseChanged(sourceSha256);
  const now = clock.now();
  const content = kind === 'cms' ? await openFile(job.content ?? (await signedContentOf(job.source))) : undefined;
  const container = kind === 'container' ? await openContainer(source) : undefined;
  try {
    onProgress?.('timestamping', null);
    const extended =
      container === undefined
        ? await extendCms(await readCms(source), content ?? source, job, dependencies)
        : await extendContainer(container, job, dependencies);
    const [problem] = extended.problems;
    if (problem !== undefined && (job.partial !== true || !extended.changed)) {
      throw new AppError(problem.code, problem.message, problem.details);
    }
    const result = createHash('sha256');
    for await (const chunk of extended.chunks) {
      result.update(chunk);
      await file.append(chunk);
    }
    const resultSha256 = result.digest('hex');
    const record = { sourceSha256, resultSha256, signerSha256: null, signer: null };
    const { reached, problems } = extended;
    onProgress?.('verifying', null);
    const context = { trust, at: now, signal };
    const verified =
      content === undefined
        ? verifyContainerFile(file.source(), context)
        : readCms(file.source()).then((cms) => verifyCms(cms, content, path.basename(target), context));
    const work = [verified, file.sync(), note(record), job.onResult?.(resultSha256, { reached, problems })] as const;
    // Each is waited for also where another fails: what is undone afterwards must not be written behind its back.
    await Promise.allSettled(work);
    const [report] = await Promise.all(work);
    refuseBroken(report.signatures);
    return { record, outcome: { target, sourceSha256, resultSha256, report, reached, problems } };
  } finally {
    container?.close();
    await content?.close();
  }
}

async function extendCms(
  cms: Uint8Array,
  content: OpenFile,
  { level, signal }: ExtendJob,
  { clock, services }: ExtendDependencies,
): Promise<Extended> {
  const digest = createHash('sha256');
  await feed(content, [digest], { signal, report: () => undefined });
  const request = { level, contentDigest: digest.digest(), now: clock.now(), signal };
  const raised = await raiseCadesLevel(cms, request, services);
  return { ...raised, chunks: [raised.cms], changed: raised.cms !== cms };
}

async function extendContainer(
  container: Container,
  { level, signal, source }: ExtendJob,
  { clock, services }: ExtendDependencies,
): Promise<Extended> {
  const now = clock.now();
  const raised = new Map<string, Uint8Array>();
  const problems: Failure[] = [];
  let reached: SignatureLevel = level;
  let changed = false;
  for (const entry of container.entries.filter(({ name }) => MANIFEST.test(name))) {
    const manifest = await entry.bytes();
    const signature = container.entries.find(({ name }) => name === signatureOf(manifest));
    if (signature === undefined) continue;
    const cms = await signature.bytes();
    const contentDigest = createHash('sha256').update(manifest).digest();
    const one = await raiseCadesLevel(cms, { level, contentDigest, now, signal }, services);
    raised.set(signature.name, one.cms);
    changed ||= one.cms !== cms;
    problems.push(...one.problems);
    if (!isAtLeast(one.reached, reached)) reached = one.reached;
  }
  if (raised.size === 0) {
    const name = path.basename(source);
    throw new AppError('NOTHING_SIGNED', `“${name}” holds no CAdES signature that could be extended.`, { file: name });
  }
  const documents = container.entries.filter(({ name }) => !name.startsWith(META));
  const meta = [];
  for (const entry of container.entries.filter(({ name }) => name.startsWith(META))) {
    meta.push({ name: entry.name, bytes: raised.get(entry.name) ?? (await entry.bytes()) });
  }
  return { chunks: writeContainer(documents, meta, now, container.mimetype), reached, problems, changed };
}

function signatureOf(manifest: Uint8Array): string | undefined {
  try {
    return readManifest(manifest).signature;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}
