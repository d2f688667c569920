import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { SignatureReport, VerifiedDocument } from '../../shared/domain/verification.ts';
import { concluded } from '../cades/asic/verify-container.ts';
import type { ContentDigests } from '../cades/verify/archive.ts';
import {
  hashesOfProof,
  type ProofOfTime,
  readProofOfTime,
  verifyProofOfTime,
} from '../cades/verify/verify-timestamp.ts';
import type { HashName } from '../cms/algorithms.ts';
import { type RunningDigest, startDigest } from '../cms/digest.ts';
import { type ByteSource, bytesSource } from '../platform/byte-source.ts';
import { openFile } from '../platform/files.ts';
import { worstVerdict } from '../trust/report.ts';
import { contentBeside, readCms } from './file-kind.ts';
import { type ProofKind, proofKind } from './proof-kind.ts';
import { feed } from './staged-file.ts';
import { completed, type FileVerification } from './verify-file.ts';

/** A file that proves a time, as the person named it. */
export interface NamedProof {
  readonly source: ByteSource;
  readonly file: string;
  readonly kind: ProofKind;
  /** What it is of, where the person said so. */
  readonly content: string | undefined;
}

/**
 * Verifies a timestamp or an evidence record for itself, against the file that it is of: the one named, the one inside, or the one beside it
 * under its name without the ending.
 * @throws AppError INPUT_*, CMS_UNREADABLE, CANCELLED
 */
export async function verifyProof(named: NamedProof, verification: FileVerification): Promise<VerifiedDocument> {
  if (named.source.size === 0) throw new AppError('INPUT_EMPTY', 'The file is empty; get a complete copy.');
  const proof = readProofOfTime(await readCms(named.source), named.kind);
  const enclosed = proof.kind === 'malformed' ? undefined : proof.file?.content;
  const name = path.basename(named.file);
  if (enclosed !== undefined && named.content === undefined) {
    return concluded([await against(proof, bytesSource(enclosed), name, verification)]);
  }
  const beside = named.content ?? (await contentBeside(named.file));
  if (beside === undefined) return concluded([await against(proof, undefined, name, verification)]);
  const content = await openFile(beside);
  try {
    return concluded([await against(proof, content, name, verification)]);
  } finally {
    await content.close();
  }
}

/** Adds to what was found out about a file what a proof of time says of its bytes. @param document undefined for one without signatures */
export function withProof(document: VerifiedDocument | undefined, report: SignatureReport): VerifiedDocument {
  if (document === undefined) return concluded([report]);
  const signatures = [...document.signatures, report];
  const changed = report.subIndication === 'HASH_FAILURE';
  return {
    ...document,
    signatures,
    verdict: worstVerdict(signatures),
    documentStatus: changed ? 'changed-forbidden' : document.documentStatus,
  };
}

/** What a timestamp or evidence record proves of these bytes. @throws AppError INPUT_*, CMS_UNREADABLE, CANCELLED */
export async function proofOf(
  content: ByteSource,
  evidence: string,
  verification: FileVerification,
): Promise<SignatureReport> {
  const source = await openFile(evidence);
  try {
    const kind = (await proofKind(source, path.basename(evidence))) ?? 'evidence';
    return await against(readProofOfTime(await readCms(source), kind), content, path.basename(evidence), verification);
  } finally {
    await source.close();
  }
}

async function against(
  proof: ProofOfTime,
  content: ByteSource | undefined,
  name: string,
  { trust, at, signal, onProgress }: FileVerification,
): Promise<SignatureReport> {
  const prefix = proof.kind === 'malformed' ? undefined : proof.file?.prefix;
  const states = new Map<HashName, RunningDigest>(
    hashesOfProof(proof).map((hash) => [hash, startDigest(hash).update(prefix ?? new Uint8Array())]),
  );
  const data: ContentDigests[] = [];
  if (content !== undefined) {
    await feed(content, [...states.values()], { signal, report: (fraction) => onProgress?.(fraction) });
    data.push(new Map([...states].map(([hash, state]) => [hash, state.digest()])));
  }
  return completed(trust, at, signal, async (given) => verifyProofOfTime(proof, data, given, name));
}
