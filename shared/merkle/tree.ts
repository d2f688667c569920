import { EMPTY_ROOT, type TreeHasher } from './hash.ts';

/**
 * Root of the perfect subtree over the leaves [index · 2^level, (index + 1) · 2^level). Level 0 is a leaf hash.
 * Only subtrees that lie wholly inside the tree are asked for.
 */
export type NodeSource = (level: number, index: number) => Uint8Array;

/** Largest power of two below `size`: where RFC 9162, 2.1.1 splits a tree. Requires size ≥ 2. */
export function splitPoint(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** log2 of `size` where it is a power of two, else undefined. */
function levelOf(size: number): number | undefined {
  const level = Math.log2(size);
  return Number.isInteger(level) && 2 ** level === size ? level : undefined;
}

/** MTH(D[start:end]) of RFC 9162, 2.1.1 for a range met when a tree is split; O(log n) nodes read. Requires start < end. */
export function rangeRoot(hasher: TreeHasher, nodes: NodeSource, start: number, end: number): Uint8Array {
  const level = levelOf(end - start);
  if (level !== undefined && start % (end - start) === 0) return nodes(level, start / (end - start));
  const middle = start + splitPoint(end - start);
  return hasher.node(rangeRoot(hasher, nodes, start, middle), rangeRoot(hasher, nodes, middle, end));
}

/** Root of the tree of the first `size` leaves. */
export function treeRoot(hasher: TreeHasher, nodes: NodeSource, size: number): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeRoot(hasher, nodes, 0, size);
}

/** Root over leaf hashes held in memory (RFC 9162, 2.1.1). */
export function rootOfLeaves(hasher: TreeHasher, leafHashes: readonly Uint8Array[]): Uint8Array {
  const range = new CompactRange(hasher);
  for (const leafHash of leafHashes) range.append(leafHash);
  return range.root();
}

/** Levels and indexes of the perfect subtrees that make up a tree of `size` leaves, largest first. */
export function frontierOf(size: number): { level: number; index: number }[] {
  const nodes: { level: number; index: number }[] = [];
  let start = 0;
  for (let rest = size; rest > 0; ) {
    const level = Math.floor(Math.log2(rest));
    nodes.push({ level, index: start / 2 ** level });
    start += 2 ** level;
    rest -= 2 ** level;
  }
  return nodes;
}

/** A tree that grows leaf by leaf and remembers O(log n) hashes: the roots of its perfect subtrees. */
export class CompactRange {
  readonly #hasher: TreeHasher;
  /** Roots of the perfect subtrees of `frontierOf(size)`, in its order. */
  readonly #roots: Uint8Array[];
  #size: number;

  /** Empty, or continued from `frontierOf(size)` read out of a store. */
  constructor(hasher: TreeHasher, size = 0, roots: readonly Uint8Array[] = []) {
    this.#hasher = hasher;
    this.#size = size;
    this.#roots = [...roots];
  }

  get size(): number {
    return this.#size;
  }

  /** Adds one leaf hash. Returns it and the roots of all perfect subtrees it completes, level 0 upwards. */
  append(leafHash: Uint8Array): Uint8Array[] {
    const completed = [leafHash];
    let hash = leafHash;
    for (let index = this.#size; index % 2 === 1; index = (index - 1) / 2) {
      const left = this.#roots.pop();
      if (left === undefined) throw new RangeError('A compact range holds one root per bit of its size.');
      hash = this.#hasher.node(left, hash);
      completed.push(hash);
    }
    this.#roots.push(hash);
    this.#size++;
    return completed;
  }

  /** Root of the tree so far. */
  root(): Uint8Array {
    const last = this.#roots.at(-1);
    if (last === undefined) return EMPTY_ROOT;
    return this.#roots.slice(0, -1).reduceRight((right, left) => this.#hasher.node(left, right), last);
  }
}
