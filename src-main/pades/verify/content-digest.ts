import type { HashName } from '../../cms/algorithms.ts';
import { type RunningDigest, startDigest } from '../../cms/digest.ts';
import { limitExceeded } from '../../pdf/pdf-errors.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import { chunksOf } from '../../platform/chunks.ts';
import type { SignedRange } from '../format/byte-range.ts';

export interface DigestRequest {
  readonly range: SignedRange;
  readonly hash: HashName;
}

export interface DigestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * Digests what each signature covers. All of them start at the first byte, so the file is read once per hash function: the state
 * is forked at each gap, and only what follows the gap is read again. Results in the order of the requests.
 * @throws AppError INPUT_UNREADABLE, CANCELLED
 */
export async function contentDigests(
  source: ByteSource,
  requests: readonly DigestRequest[],
  options: DigestOptions = {},
): Promise<Uint8Array[]> {
  const results: Uint8Array[] = requests.map(() => new Uint8Array(0));
  const total = totalBytes(requests);
  if (total > MOST_WORK + 8 * source.size) throw limitExceeded('bytes that its signatures cover', { bytes: total });
  let done = 0;
  const feed = async (running: RunningDigest, from: number, to: number): Promise<void> => {
    for await (const bytes of chunksOf(source, from, to)) {
      throwIfCancelled(options.signal);
      running.update(bytes);
      done += bytes.length;
      if (done < total) options.onProgress?.(done / total);
    }
  };
  for (const name of new Set(requests.map((request) => request.hash))) {
    const inOrder = requests
      .map(({ range, hash }, index) => ({ range, hash, index }))
      .filter((request) => request.hash === name)
      .sort((a, b) => a.range.gapStart - b.range.gapStart);
    const running = startDigest(name);
    let reached = 0;
    for (const { range, index } of inOrder) {
      await feed(running, reached, range.gapStart);
      reached = range.gapStart;
      const fork = running.copy();
      await feed(fork, range.gapEnd, range.end);
      results[index] = fork.digest();
    }
  }
  options.onProgress?.(1);
  return results;
}

/** Bytes digested for one file, beside eight times its length: thousands of forged signatures over one range cost no more. */
const MOST_WORK = 4 * 1024 ** 3;

function totalBytes(requests: readonly DigestRequest[]): number {
  const longest = new Map<HashName, number>();
  let tails = 0;
  for (const { range, hash } of requests) {
    longest.set(hash, Math.max(longest.get(hash) ?? 0, range.gapStart));
    tails += range.end - range.gapEnd;
  }
  return [...longest.values()].reduce((sum, length) => sum + length, tails);
}
