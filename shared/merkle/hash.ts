import { sha256 } from '@noble/hashes/sha2.js';

/** Bytes of a SHA-256 hash. */
export const HASH_SIZE = 32;

/** Root of the tree without leaves: the hash of nothing (RFC 9162, 2.1.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

/** The two hashes of a Merkle tree. The prefixes keep a node from passing for a leaf (RFC 9162, 2.1.1). */
export interface TreeHasher {
  /** SHA-256(0x00 ‖ data). */
  leaf(data: Uint8Array): Uint8Array;
  /** SHA-256(0x01 ‖ left ‖ right), both of HASH_SIZE bytes. */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
}

/** RFC 9162 hashing with any SHA-256. */
export function treeHasher(digest: (bytes: Uint8Array) => Uint8Array): TreeHasher {
  return {
    leaf: (data) => {
      const input = new Uint8Array(1 + data.length);
      input.set(data, 1);
      return digest(input);
    },
    node: (left, right) => {
      const input = new Uint8Array(1 + 2 * HASH_SIZE);
      input[0] = 1;
      input.set(left, 1);
      input.set(right, 1 + HASH_SIZE);
      return digest(input);
    },
  };
}

/** The hasher that runs everywhere. */
export const hasher: TreeHasher = treeHasher(sha256);

/** Compares in full; for hashes, which are public, so without regard to time. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}
