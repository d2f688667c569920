import { AppError } from '../../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../../platform/signer.ts';
import { type KeyKind, notOffered } from '../key-kind.ts';
import type { SoftwareKey } from './software-key.ts';

/** Signs with a private key in this process's memory. */
export class SoftwareSigner implements Signer {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
  #key: SoftwareKey | undefined;

  /** @param key belongs to the certificate: the caller has compared their public keys */
  constructor(
    key: SoftwareKey,
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
      throw notOffered(algorithm);
    }
    return key.sign(toBeSigned, algorithm);
  }

  async close(): Promise<void> {
    this.#key = undefined;
  }
}
