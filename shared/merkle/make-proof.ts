import { AppError } from '../contract/app-error.ts';
import type { TreeHasher } from './hash.ts';
import { type NodeSource, rangeRoot, splitPoint } from './tree.ts';

/**
 * PATH(index, D[size]) of RFC 9162, 2.1.3.1: sibling hashes from the leaf to the root. O(log n) nodes read.
 * @throws AppError INPUT_INVALID unless 0 ≤ index < size
 */
export function makeInclusionProof(hasher: TreeHasher, nodes: NodeSource, index: number, size: number): Uint8Array[] {
  requireOrder(0 <= index && index < size, `The tree of ${size} entries has no entry ${index}; choose a lower index.`);
  const proof: Uint8Array[] = [];
  descend(0, size);
  return proof;

  function descend(start: number, end: number): void {
    if (end - start === 1) return;
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      descend(start, middle);
      proof.push(rangeRoot(hasher, nodes, middle, end));
    } else {
      descend(middle, end);
      proof.push(rangeRoot(hasher, nodes, start, middle));
    }
  }
}

/**
 * PROOF(from, D[to]) of RFC 9162, 2.1.4.1: the tree of `from` leaves is a prefix of that of `to`. Empty where they are equal.
 * @throws AppError INPUT_INVALID unless 0 < from ≤ to
 */
export function makeConsistencyProof(hasher: TreeHasher, nodes: NodeSource, from: number, to: number): Uint8Array[] {
  return makeSubtreeConsistencyProof(hasher, nodes, 0, from, to);
}

/**
 * SUBTREE_PROOF(start, end, D[size]) of draft-ietf-plants-merkle-tree-certs: the subtree [start, end) is part of the tree.
 * With start = 0 this is the consistency proof of RFC 9162.
 * @throws AppError INPUT_INVALID unless [start, end) is a subtree (see `isSubtree`) and end ≤ size
 */
export function makeSubtreeConsistencyProof(
  hasher: TreeHasher,
  nodes: NodeSource,
  start: number,
  end: number,
  size: number,
): Uint8Array[] {
  requireOrder(
    isSubtree(start, end) && end <= size,
    `The entries ${start} to ${end} are no subtree of a tree of ${size} entries.`,
  );
  const proof: Uint8Array[] = [];
  descend(0, size, true);
  return proof;

  /** `known`: the verifier holds the root of this node, because it is the subtree itself. */
  function descend(low: number, high: number, known: boolean): void {
    if (Math.max(start, low) === low && Math.min(end, high) === high) {
      if (!known) proof.push(rangeRoot(hasher, nodes, low, high));
      return;
    }
    const middle = low + splitPoint(high - low);
    if (end <= middle) {
      descend(low, middle, known);
      proof.push(rangeRoot(hasher, nodes, middle, high));
    } else if (middle <= start) {
      descend(middle, high, known);
      proof.push(rangeRoot(hasher, nodes, low, middle));
    } else {
      descend(middle, high, false);
      proof.push(rangeRoot(hasher, nodes, low, middle));
    }
  }
}

/** True where [start, end) may be a node of a tree: not empty, and `start` a multiple of the power of two that holds its length. */
export function isSubtree(start: number, end: number): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start >= end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}

function requireOrder(holds: boolean, message: string): void {
  if (!holds) throw new AppError('INPUT_INVALID', message);
}
