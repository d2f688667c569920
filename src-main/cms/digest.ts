import { createHash } from 'node:crypto';
import { sha3_256, sha3_384, sha3_512, shake256 } from '@noble/hashes/sha3.js';
import type { HashName } from './algorithms.ts';

/** A digest under way. */
export interface RunningDigest {
  update(bytes: Uint8Array): RunningDigest;
  /** A second digest with the same octets behind it. */
  copy(): RunningDigest;
  /** Ends it. */
  digest(): Uint8Array;
}

type KeccakHash = Extract<HashName, `sha${'ke' | '3-'}${string}`>;

const KECCAK = {
  'sha3-256': () => sha3_256.create(),
  'sha3-384': () => sha3_384.create(),
  'sha3-512': () => sha3_512.create(),
  // id-shake256 in CMS: 512 bits (RFC 8702, 2).
  shake256: () => shake256.create({ dkLen: 64 }),
} as const satisfies Record<KeccakHash, () => unknown>;

type KeccakState = ReturnType<(typeof KECCAK)[KeccakHash]>;

/** Keccak is not in every build of node:crypto. */
class KeccakDigest implements RunningDigest {
  readonly #state: KeccakState;

  constructor(state: KeccakState) {
    this.#state = state;
  }

  update(bytes: Uint8Array): RunningDigest {
    this.#state.update(bytes);
    return this;
  }

  copy(): RunningDigest {
    return new KeccakDigest(this.#state.clone());
  }

  digest(): Uint8Array {
    return this.#state.digest();
  }
}

export function startDigest(hash: HashName): RunningDigest {
  return isKeccak(hash) ? new KeccakDigest(KECCAK[hash]()) : createHash(hash);
}

/** Digest of these octets one after the other. */
export function digestBytes(hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const running = startDigest(hash);
  for (const part of parts) running.update(part);
  return running.digest();
}

/** True for SHA-3 and SHAKE. */
export function isKeccak(hash: HashName): hash is KeccakHash {
  return hash in KECCAK;
}
