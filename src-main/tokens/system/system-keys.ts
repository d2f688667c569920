import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/contract/app-error.ts';
import { digestOf } from '../../cms/algorithms.ts';
import { digestBytes } from '../../cms/digest.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../../platform/signer.ts';
import { issuersOf } from '../choice.ts';
import { type KeyKind, knownKeyKind, notOffered } from '../key-kind.ts';
import { provenSignature } from '../signature-form.ts';
import { HelperProcess } from './helper-process.ts';
import type { HelperProgram } from './helper-program.ts';
import { listReply, signReply } from './protocol.ts';

/** A key that the operating system keeps, or shows of a card: Windows certificate store (CNG and CryptoAPI), macOS keychain. */
export interface SystemKey {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Its issuers as far as the system has them, DER. */
  readonly chain: readonly Uint8Array[];
  /** Lower-case hexadecimal SHA-256 of the certificate. */
  readonly sha256: string;
  readonly kind: KeyKind;
  readonly keyHome: string;
}

/**
 * The keys that can sign; certificates of other kinds are passed over. Nothing is asked of anybody.
 * @throws AppError SYSTEM_KEYS_UNAVAILABLE, CANCELLED
 */
export async function systemKeys(program: HelperProgram, signal?: AbortSignal): Promise<SystemKey[]> {
  const helper = new HelperProcess(program);
  try {
    const listed = await helper.ask({ call: 'list' }, listReply, signal);
    const pool = [...new Set(listed.flatMap(({ chain }) => chain))].map(bytesOf);
    const found = listed.flatMap(({ certificate }): SystemKey[] => {
      const der = bytesOf(certificate);
      const kind = knownKeyKind(der);
      if (kind === undefined || kind.family === 'ed25519') return [];
      const sha256 = createHash('sha256').update(der).digest('hex');
      return [{ certificate: der, chain: issuersOf(der, pool), sha256, kind, keyHome: program.place }];
    });
    return [...new Map(found.map((key) => [key.sha256, key])).values()];
  } finally {
    helper.close();
  }
}

/** Signs with a key of the operating system. The system asks for a PIN or a fingerprint by itself; what it gives is verified. */
export class SystemSigner implements Signer {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
  readonly #key: SystemKey;
  readonly #helper: HelperProcess;

  constructor(key: SystemKey, program: HelperProgram) {
    this.certificate = key.certificate;
    this.chain = key.chain;
    this.algorithms = key.kind.algorithms;
    this.keyHome = key.keyHome;
    this.#key = key;
    this.#helper = new HelperProcess(program);
  }

  async sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm, signal?: AbortSignal): Promise<Uint8Array> {
    throwIfCancelled(signal);
    if (!this.algorithms.includes(algorithm)) {
      throw notOffered(algorithm);
    }
    const hash = digestOf(algorithm);
    const digest = Buffer.from(digestBytes(hash, toBeSigned)).toString('base64');
    const scheme = algorithm.startsWith('ecdsa') ? 'ecdsa' : algorithm.startsWith('rsa-pss') ? 'pss' : 'pkcs1';
    const request = { call: 'sign', certificate: this.#key.sha256, scheme, hash, digest } as const;
    const raw = bytesOf(await this.#helper.ask(request, signReply, signal));
    const signature = provenSignature(this.#key.kind, algorithm, toBeSigned, raw);
    if (signature !== undefined) return signature;
    throw new AppError(
      'KEY_MISMATCH',
      `The key in the ${this.keyHome} does not belong to its certificate; choose another certificate.`,
      { algorithm },
    );
  }

  async close(): Promise<void> {
    this.#helper.close();
  }
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
