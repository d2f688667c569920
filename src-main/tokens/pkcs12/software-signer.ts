import { type KeyObject, sign } from 'node:crypto';
import { AppError } from '../../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../../platform/signer.ts';
import { hashOf, type KeyKind, paddingOf } from '../key-kind.ts';

/** A private key in this process's memory. Signatures are made off the main thread. */
export class SoftwareSigner implements Signer {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
  #key: KeyObject | undefined;

  /** @param key belongs to the certificate: the caller has compared their public keys */
  constructor(
    key: KeyObject,
    about: { certificate: Uint8Array; chain: readonly Uint8Array[]; kind: KeyKind; keyHome: string },
  ) {
    this.certificate = about.certificate;
    this.chain = about.chain;
    this.algorithms = about.kind.algorithms;
    this.keyHome = about.keyHome;
    this.#key = key;
  }

  async sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm, signal?: AbortSignal): Promise<Uint8Array> {
    throwIfCancelled(signal);
    const key = this.#key;
    if (key === undefined) throw new AppError('KEY_MISSING', 'The key store was closed; open it again.');
    if (!this.algorithms.includes(algorithm)) {
      throw new AppError(
        'ALGORITHM_UNSUPPORTED',
        `This key cannot sign with ${algorithm}; choose one that it offers.`,
        {
          algorithm,
        },
      );
    }
    return new Promise((resolve, reject) => {
      sign(hashOf(algorithm) ?? null, toBeSigned, { key, ...paddingOf(algorithm) }, (error, signature) => {
        if (error === null) resolve(new Uint8Array(signature));
        else reject(error);
      });
    });
  }

  async close(): Promise<void> {
    this.#key = undefined;
  }
}
