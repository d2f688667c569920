import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { concluded, verifyContainer } from '../cades/asic/verify-container.ts';
import type { ContentDigests } from '../cades/verify/archive.ts';
import { type Given, neededHashes, verifyCades } from '../cades/verify/verify-cades.ts';
import type { HashName } from '../cms/algorithms.ts';
import { type RunningDigest, startDigest } from '../cms/digest.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { untilComplete, withObtained } from '../trust/wants.ts';
import { feed } from './staged-file.ts';
import type { TrustMaterial } from './trust-store.ts';

/** What a verification of a file rests on. */
export interface FileVerification {
  readonly trust: TrustMaterial;
  /** Time of validation. */
  readonly at: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Verifies, and where something is missing that can be fetched, again with that. @throws AppError CANCELLED and what `run` throws */
export function completed<T>(
  trust: TrustMaterial,
  at: Date,
  signal: AbortSignal | undefined,
  run: (given: Given) => Promise<T>,
): Promise<T> {
  const { online, ...material } = trust;
  const given = { ...material, at, originOf: online?.originOf };
  return untilComplete((obtained, wanted) => run({ ...withObtained(given, obtained), wanted }), online?.obtain, signal);
}

/** Verifies a detached CAdES signature over a file. @param name what the report calls the signature */
export async function verifyCms(
  cms: Uint8Array,
  content: ByteSource,
  name: string,
  { trust, at, signal, onProgress }: FileVerification,
): Promise<VerifiedDocument> {
  const hashes = neededHashes(cms);
  const states = new Map<HashName, RunningDigest>(hashes.map((hash) => [hash, startDigest(hash)]));
  await feed(content, [...states.values()], { signal, report: (fraction) => onProgress?.(fraction) });
  const digests: ContentDigests = new Map([...states].map(([hash, state]) => [hash, state.digest()]));
  return completed(trust, at, signal, async (given) => concluded(verifyCades(cms, digests, given, name)));
}

/** Verifies a signature container. @throws AppError CONTAINER_DAMAGED */
export function verifyContainerFile(
  source: ByteSource,
  { trust, at, signal }: FileVerification,
): Promise<VerifiedDocument> {
  return completed(trust, at, signal, (given) => verifyContainer(source, given, signal));
}
