import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { EMPTY_ROOT, hasher } from '../../../shared/merkle/hash.ts';
import {
  isSubtree,
  makeConsistencyProof,
  makeInclusionProof,
  makeSubtreeConsistencyProof,
} from '../../../shared/merkle/make-proof.ts';
import {
  CompactRange,
  frontierOf,
  type NodeSource,
  rangeRoot,
  rootOfLeaves,
  treeRoot,
} from '../../../shared/merkle/tree.ts';
import {
  rootFromInclusion,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
} from '../../../shared/merkle/verify-proof.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha = (...parts: Uint8Array[]): Uint8Array => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 9162, 2.1.1 as it is written, with another SHA-256. */
function textbookRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha();
  if (leaves.length === 1) return sha(Uint8Array.of(0), only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Uint8Array.of(1), textbookRoot(leaves.slice(0, k)), textbookRoot(leaves.slice(k)));
}

const MAX = 70;
const data = Array.from({ length: MAX }, (_, i) => Buffer.from(`leaf ${i}`));
const leafHashes = data.map((leaf) => hasher.leaf(leaf));
const stored = new Map<string, Uint8Array>();
const range = new CompactRange(hasher);
leafHashes.forEach((hash, i) => {
  range.append(hash).forEach((node, level) => {
    stored.set(`${level}/${((i + 1) >> level) - 1}`, node);
  });
});
const nodes: NodeSource = (level, index) => {
  const hash = stored.get(`${level}/${index}`);
  if (hash === undefined) throw new Error(`asked for ${level}/${index}, which is not a perfect subtree`);
  return hash;
};
const root = (size: number): Uint8Array => treeRoot(hasher, nodes, size);
const leaf = (index: number): Uint8Array => leafHashes[index] ?? new Uint8Array();

describe('RFC 9162, 2.1.1: roots', () => {
  test('the known roots of the certificate transparency reference leaves', () => {
    const reference = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const hashes = reference.map((text) => hasher.leaf(Buffer.from(text, 'hex')));
    expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(rootOfLeaves(hasher, hashes.slice(0, 1)))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(hex(rootOfLeaves(hasher, hashes))).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  test('every way to compute a root agrees with the textbook', () => {
    const growing = new CompactRange(hasher);
    for (let size = 0; size <= MAX; size++) {
      const expected = hex(textbookRoot(data.slice(0, size)));
      expect(hex(root(size))).toBe(expected);
      expect(hex(growing.root())).toBe(expected);
      const continued = new CompactRange(
        hasher,
        size,
        frontierOf(size).map(({ level, index }) => nodes(level, index)),
      );
      expect(hex(continued.root())).toBe(expected);
      if (size < MAX)
        expect(hex(continued.append(leaf(size)).at(-1) ?? EMPTY_ROOT)).toBe(
          hex(growing.append(leaf(size)).at(-1) ?? leaf(0)),
        );
    }
  });
});

describe('RFC 9162, 2.1.3 and 2.1.4: proofs', () => {
  test('every inclusion proof up to the size verifies, and at no other place', () => {
    for (let size = 1; size <= MAX; size++) {
      for (let index = 0; index < size; index++) {
        const proof = makeInclusionProof(hasher, nodes, index, size);
        verifyInclusion(index, size, leaf(index), proof, root(size));
        if (size > 1) {
          const other = (index + 1) % size;
          expect(() => verifyInclusion(other, size, leaf(index), proof, root(size))).toThrow();
          expect(() => verifyInclusion(index, size, leaf(index), proof.slice(1), root(size))).toThrow();
        }
      }
    }
  });

  test('every consistency proof verifies, and none with another root', () => {
    for (let to = 1; to <= MAX; to++) {
      for (let from = 1; from <= to; from++) {
        const proof = makeConsistencyProof(hasher, nodes, from, to);
        verifyConsistency(from, to, root(from), root(to), proof);
        expect(() => verifyConsistency(from, to, leaf(69), root(to), proof)).toThrow();
        expect(() => verifyConsistency(from, to, root(from), leaf(69), proof)).toThrow();
      }
    }
  });

  test('every subtree consistency proof verifies', () => {
    for (const size of [1, 2, 7, 8, 13, 32, 61]) {
      for (let start = 0; start < size; start++) {
        for (let end = start + 1; end <= size; end++) {
          if (!isSubtree(start, end)) continue;
          const proof = makeSubtreeConsistencyProof(hasher, nodes, start, end, size);
          verifySubtreeConsistency(start, end, size, rangeRoot(hasher, nodes, start, end), root(size), proof);
        }
      }
    }
  });

  test('a proof of ten million entries reads as many nodes as the tree is high, and perhaps once more', () => {
    const size = 10_000_000;
    let reads = 0;
    const counting: NodeSource = () => {
      reads++;
      return leaf(0);
    };
    expect(makeInclusionProof(hasher, counting, 9_999_998, size).length).toBeLessThanOrEqual(24);
    expect(reads).toBeLessThanOrEqual(48);
  });

  test('sizes beyond 32 bits are computed, not cut', () => {
    const size = 2 ** 40 + 3;
    const proof = makeInclusionProof(hasher, () => leaf(5), 2 ** 40, size);
    expect(proof).toHaveLength(3);
    expect(rootFromInclusion(2 ** 40, size, leaf(5), proof)).toHaveLength(32);
    expect(() => rootFromInclusion(2 ** 60, 2 ** 61, leaf(5), proof)).toThrow();
  });

  test('a mismatch carries both roots', () => {
    expect(() => verifyInclusion(0, 1, leaf(0), [], leaf(1))).toThrow(
      expect.objectContaining({
        code: 'PROOF_INVALID',
        details: { expectedRoot: hex(leaf(1)), calculatedRoot: hex(leaf(0)) },
      }),
    );
  });

  test('what cannot be proved is refused', () => {
    expect(() => makeInclusionProof(hasher, nodes, 3, 3)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => makeConsistencyProof(hasher, nodes, 0, 3)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => makeConsistencyProof(hasher, nodes, 4, 3)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
