import type { ByteSource } from './byte-source.ts';

/** Large enough that system calls do not count, small enough that hashing one keeps the event loop well under 16 ms. */
export const CHUNK = 1024 * 1024;

/**
 * The bytes from `from` to `to` in chunks of `CHUNK`, the next one being read while one is used. Three buffers serve the whole
 * range, so memory is constant: a chunk is valid until the second next is asked for.
 */
export async function* chunksOf(source: ByteSource, from: number, to: number): AsyncGenerator<Uint8Array> {
  const buffers: Uint8Array[] = [];
  const readAt = (offset: number, turn: number): Promise<Uint8Array> => {
    const length = Math.min(CHUNK, to - offset);
    if (source.readInto === undefined) return source.read(offset, length);
    buffers[turn % 3] ??= new Uint8Array(Math.min(CHUNK, to - from));
    return source.readInto((buffers[turn % 3] ?? new Uint8Array(length)).subarray(0, length), offset);
  };
  let next = from < to ? readAt(from, 0) : undefined;
  for (let offset = from, turn = 1; next !== undefined; offset += CHUNK, turn += 1) {
    const bytes = await next;
    next = offset + CHUNK < to ? readAt(offset + CHUNK, turn) : undefined;
    // A consumer that stops early leaves this read behind: its failure is nobody's.
    next?.catch(() => undefined);
    yield bytes;
  }
}
