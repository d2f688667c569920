import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type HashName, hashLength } from '../../../src-main/cms/algorithms.ts';
import { digestBytes, startDigest } from '../../../src-main/cms/digest.ts';

const HASHES = ['sha256', 'sha512', 'sha3-256', 'sha3-384', 'sha3-512', 'shake256'] as const satisfies HashName[];
const [first, second] = [new Uint8Array(1000).fill(1), new Uint8Array(77).fill(2)];

describe('a digest', () => {
  it.each(HASHES)('by %s is that of OpenSSL, in pieces too, and can be forked', (hash) => {
    const expected = (...parts: Uint8Array[]) => {
      const state = createHash(hash, hash === 'shake256' ? { outputLength: 64 } : {});
      for (const part of parts) state.update(part);
      return state.digest('hex');
    };
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    expect(hex(digestBytes(hash, first, second))).toBe(expected(first, second));
    expect(digestBytes(hash)).toHaveLength(hashLength(hash));
    const running = startDigest(hash).update(first);
    const fork = running.copy();
    expect(hex(running.update(second).digest())).toBe(expected(first, second));
    expect(hex(fork.digest())).toBe(expected(first));
  });
});
