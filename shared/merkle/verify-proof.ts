import { bytesToHex } from '@noble/hashes/utils.js';
import { AppError } from '../contract/app-error.ts';
import { EMPTY_ROOT, equalBytes, HASH_SIZE, hasher } from './hash.ts';
import { isSubtree } from './make-proof.ts';

/**
 * Checks that the leaf stands at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2): recomputes the root and compares.
 * @throws AppError PROOF_INVALID, with `expectedRoot` and `calculatedRoot` where the roots differ
 */
export function verifyInclusion(
  index: number,
  size: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  requireRoot(root, rootFromInclusion(index, size, leafHash, proof));
}

/**
 * The same for a subtree [start, end) of a larger tree: `index` counts in the larger tree.
 * @throws AppError PROOF_INVALID
 */
export function verifySubtreeInclusion(
  index: number,
  start: number,
  end: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  if (!isSubtree(start, end)) throw malformed(`the entries ${start} to ${end} are no subtree`);
  verifyInclusion(index - start, end - start, leafHash, proof, root);
}

/**
 * Root that a leaf and its inclusion proof lead to (RFC 9162, 2.1.3.2).
 * @throws AppError PROOF_INVALID where index, size and proof do not fit each other
 */
export function rootFromInclusion(
  index: number,
  size: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array {
  requireHashes([leafHash, ...proof]);
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) {
    throw malformed(`a tree of ${size} entries has no entry ${index}`);
  }
  let node = index;
  let last = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0) throw malformed('it is longer than the tree is high');
    if (isOdd(node) || node === last) {
      hash = hasher.node(sibling, hash);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  if (last !== 0) throw malformed('it is shorter than the tree is high');
  return hash;
}

/**
 * Checks that the tree of `from` leaves is a prefix of the tree of `to` leaves (RFC 9162, 2.1.4.2).
 * From the empty tree nothing can be proved, so `from` = 0 is refused.
 * @throws AppError PROOF_INVALID, with `expectedRoot` and `calculatedRoot` where roots differ
 */
export function verifyConsistency(
  from: number,
  to: number,
  fromRoot: Uint8Array,
  toRoot: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  if (from === 0) throw malformed('it starts at the empty tree, which is a prefix of every tree');
  verifySubtreeConsistency(0, from, to, fromRoot, toRoot, proof);
}

/**
 * Checks that [start, end) with its root is a subtree of the tree of `size` leaves (draft-ietf-plants-merkle-tree-certs, subtree
 * consistency proofs; for start = 0 RFC 9162, 2.1.4.2). The empty subtree, start = end, is part of every tree: its root must be EMPTY_ROOT.
 * @throws AppError PROOF_INVALID
 */
export function verifySubtreeConsistency(
  start: number,
  end: number,
  size: number,
  subtreeRoot: Uint8Array,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  // Without a proof nothing is hashed: the two roots are one root, compared as opaque bytes.
  if (proof.length > 0) requireHashes([subtreeRoot, root, ...proof]);
  if (start === end && proof.length === 0 && Number.isSafeInteger(start) && 0 <= start && end <= size) {
    requireRoot(subtreeRoot, EMPTY_ROOT);
    return;
  }
  if (!isSubtree(start, end) || !Number.isSafeInteger(size) || end > size) {
    throw malformed(`the entries ${start} to ${end} are no subtree of a tree of ${size} entries`);
  }
  let first = start;
  let last = end - 1;
  let treeLast = size - 1;
  const up = (): void => {
    first = half(first);
    last = half(last);
    treeLast = half(treeLast);
  };
  while (first !== last && (last === treeLast || isOdd(last))) up();

  let rest = proof;
  let subtreeHash = subtreeRoot;
  if (first !== last) {
    const [seed, ...others] = proof;
    if (seed === undefined) throw malformed('it is empty');
    subtreeHash = seed;
    rest = others;
  }
  let treeHash = subtreeHash;
  for (const hash of rest) {
    if (treeLast === 0) throw malformed('it is longer than the tree is high');
    if (isOdd(last) || last === treeLast) {
      if (first < last) subtreeHash = hasher.node(hash, subtreeHash);
      treeHash = hasher.node(hash, treeHash);
      while (!isOdd(last) && last !== 0) up();
    } else {
      treeHash = hasher.node(treeHash, hash);
    }
    up();
  }
  if (treeLast !== 0) throw malformed('it is shorter than the tree is high');
  requireRoot(subtreeRoot, subtreeHash);
  requireRoot(root, treeHash);
}

/** @throws AppError PROOF_INVALID that carries both roots */
export function requireRoot(expected: Uint8Array, calculated: Uint8Array): void {
  if (equalBytes(expected, calculated)) return;
  throw new AppError(
    'PROOF_INVALID',
    'The proof leads to another root hash than the one expected: entry, proof and checkpoint do not belong together.',
    { expectedRoot: bytesToHex(expected), calculatedRoot: bytesToHex(calculated) },
  );
}

function requireHashes(hashes: readonly Uint8Array[]): void {
  for (const hash of hashes) {
    if (hash.length !== HASH_SIZE) throw malformed(`a hash in it has ${hash.length} bytes in place of ${HASH_SIZE}`);
  }
}

function malformed(why: string): AppError {
  return new AppError('PROOF_INVALID', `The proof is malformed: ${why}. Ask its source for a new one.`);
}

/** Sizes go beyond 32 bits, so no bit operators. */
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
