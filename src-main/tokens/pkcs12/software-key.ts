import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { PrivateKeyInfo } from '@peculiar/asn1-pkcs8';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { readAlgorithm } from '../../cms/algorithm-identifier.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { type CurveName, publicPoint, signDigest } from '../../cms/curves.ts';
import { Members, readDer, sameBytes, TAG } from '../../cms/der.ts';
import { digestBytes } from '../../cms/digest.ts';
import { curveOf } from '../../cms/public-key.ts';
import type { SignatureAlgorithm } from '../../platform/signer.ts';
import { hashOf, paddingOf } from '../key-kind.ts';

/** A private key in this process's memory. */
export interface SoftwareKey {
  /** Whether the public key of the certificate is this key's. */
  isOf(certificate: Certificate): boolean;
  /** ECDSA as DER. */
  sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array>;
}

/**
 * Reads a private key (PrivateKeyInfo, RFC 5208, DER). An id-RSASSA-PSS key is opened as a plain RSA key, since BoringSSL does not read
 * the other form: the certificate tells what it may sign with.
 * @throws an error of the parsers
 */
export function readSoftwareKey(pkcs8: Uint8Array): SoftwareKey {
  const info = AsnConvert.parse(pkcs8, PrivateKeyInfo);
  const algorithm = readAlgorithm(readDer(new Uint8Array(AsnConvert.serialize(info.privateKeyAlgorithm))));
  const curve = curveOf(algorithm);
  if (curve?.startsWith('brainpool')) {
    return new CurveKey(curve, scalarOf(new Uint8Array(info.privateKey.buffer)));
  }
  if (algorithm.oid === '1.2.840.113549.1.1.10') {
    const parameters = new Uint8Array([5, 0]).buffer;
    info.privateKeyAlgorithm = new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.1', parameters });
  }
  const der = Buffer.from(AsnConvert.serialize(info));
  return new NativeKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** privateKey of an ECPrivateKey (RFC 5915, 3): as long as the order of the curve. */
function scalarOf(ecPrivateKey: Uint8Array): Uint8Array {
  const members = new Members(readDer(ecPrivateKey));
  members.take(TAG.integer);
  return Uint8Array.from(members.take(TAG.octetString).content);
}

/** A key of node:crypto. Signatures are made off the main thread. */
class NativeKey implements SoftwareKey {
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
    this.#publicKey = createPublicKey(key);
  }

  isOf(certificate: Certificate): boolean {
    if (!certificate.spki.isNative) return false;
    const { publicKey } = certificate;
    // Comparing keys of unlike types leaves an error behind in OpenSSL, at which the next private key that is read fails.
    return publicKey.asymmetricKeyType === this.#publicKey.asymmetricKeyType && publicKey.equals(this.#publicKey);
  }

  sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      sign(hashOf(algorithm) ?? null, toBeSigned, { key: this.#key, ...paddingOf(algorithm) }, (error, signature) => {
        if (error === null) resolve(new Uint8Array(signature));
        else reject(error);
      });
    });
  }
}

/** A key on a curve that BoringSSL does not have. */
class CurveKey implements SoftwareKey {
  readonly #curve: CurveName;
  readonly #scalar: Uint8Array;
  readonly #point: Uint8Array;

  /** @throws an error of the library for a number out of range */
  constructor(curve: CurveName, scalar: Uint8Array) {
    this.#curve = curve;
    this.#scalar = scalar;
    this.#point = publicPoint(curve, scalar);
  }

  isOf({ spki }: Certificate): boolean {
    return spki.curve === this.#curve && sameBytes(spki.keyBits, this.#point);
  }

  async sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array> {
    return signDigest(this.#curve, this.#scalar, digestBytes(hashOf(algorithm) ?? 'sha256', toBeSigned));
  }
}
