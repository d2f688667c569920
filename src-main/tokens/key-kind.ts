import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { RSAPublicKey, RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, type SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { AppError } from '../../shared/contract/app-error.ts';
import type { SignatureAlgorithm } from '../platform/signer.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** What a certificate says of its key. The certificate decides, not the token: a token calls every RSA key RSA. */
export interface KeyKind {
  readonly family: 'rsa' | 'ec' | 'ed25519';
  /** Bits of the modulus or of the curve's order. */
  readonly bits: number;
  /** What the key may sign with, best first. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** For verification. An id-RSASSA-PSS key is given as a plain RSA key, since BoringSSL does not read the other form. */
  readonly publicKey: KeyObject;
}

const RSA = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
const MGF1 = '1.2.840.113549.1.1.8';

/** Hash by OID (RFC 4055, 2.1). */
const HASHES: Readonly<Record<string, HashName>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** DER of the named curve's OID → size and algorithms; the hash as long as the curve first. */
const CURVES: Readonly<Record<string, { bits: number; algorithms: readonly SignatureAlgorithm[] }>> = {
  '06082a8648ce3d030107': { bits: 256, algorithms: ['ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512'] },
  '06052b81040022': { bits: 384, algorithms: ['ecdsa-sha384', 'ecdsa-sha512', 'ecdsa-sha256'] },
  '06052b81040023': { bits: 521, algorithms: ['ecdsa-sha512', 'ecdsa-sha384', 'ecdsa-sha256'] },
};

/**
 * Reads the key of a certificate (RFC 5280, 4.1.2.7; RFC 4055 for RSASSA-PSS; RFC 8410 for Ed25519).
 * @throws AppError CERTIFICATE_UNREADABLE, ALGORITHM_UNSUPPORTED
 */
export function keyKindOf(certificate: Uint8Array): KeyKind {
  const spki = parse(certificate).tbsCertificate.subjectPublicKeyInfo;
  switch (spki.algorithm.algorithm) {
    case RSA:
      return rsa(spki, [...byHash('rsa-pkcs1', ALL_HASHES), ...byHash('rsa-pss', ALL_HASHES)]);
    case RSA_PSS:
      return rsa(spki, byHash('rsa-pss', pssHashes(spki.algorithm.parameters)));
    case EC: {
      const curve = CURVES[Buffer.from(spki.algorithm.parameters ?? new ArrayBuffer(0)).toString('hex')];
      if (curve === undefined) throw unsupported('an elliptic curve other than P-256, P-384 and P-521');
      return { family: 'ec', ...curve, publicKey: publicKey(spki) };
    }
    case ED25519:
      return { family: 'ed25519', bits: 256, algorithms: ['ed25519'], publicKey: publicKey(spki) };
    default:
      throw unsupported(`the key algorithm ${spki.algorithm.algorithm}`);
  }
}

/** Whether the signature is one of this key's. ECDSA as DER. Never throws: what cannot be checked is not valid. */
export function isSignatureOf(
  kind: KeyKind,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(hashOf(algorithm) ?? null, data, { key: kind.publicKey, ...paddingOf(algorithm) }, signature);
  } catch {
    return false;
  }
}

/** The hash of an algorithm; undefined for Ed25519, which takes the message as it is. */
export function hashOf(algorithm: SignatureAlgorithm): HashName | undefined {
  return ALL_HASHES.find((hash) => algorithm.endsWith(hash));
}

/** RSA padding for node:crypto: RSA_PKCS1_PADDING is 1, RSA_PKCS1_PSS_PADDING 6; the salt is as long as the hash. */
export function paddingOf(algorithm: SignatureAlgorithm): { padding?: number; saltLength?: number } {
  if (algorithm.startsWith('rsa-pkcs1')) return { padding: 1 };
  if (algorithm.startsWith('rsa-pss')) return { padding: 6, saltLength: HASH_BYTES[hashOf(algorithm) ?? 'sha256'] };
  return {};
}

export const HASH_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };
const ALL_HASHES = ['sha256', 'sha384', 'sha512'] as const;

function byHash(scheme: 'rsa-pkcs1' | 'rsa-pss', hashes: readonly HashName[]): SignatureAlgorithm[] {
  return hashes.map((hash) => `${scheme}-${hash}` as const);
}

function rsa(spki: SubjectPublicKeyInfo, algorithms: readonly SignatureAlgorithm[]): KeyKind {
  const { modulus } = AsnConvert.parse(spki.subjectPublicKey, RSAPublicKey);
  const bytes = Buffer.from(modulus);
  const start = bytes.findIndex((byte) => byte !== 0);
  const bits = (bytes.length - start) * 8 - Math.clz32(bytes[start] ?? 0) + 24;
  spki.algorithm = new AlgorithmIdentifier({ algorithm: RSA, parameters: NULL_DER });
  return { family: 'rsa', bits, algorithms, publicKey: publicKey(spki) };
}

/** Parameters in the certificate bind the key to one hash (RFC 4055, 1.2); none leave all open. */
function pssHashes(parameters: ArrayBuffer | null | undefined): readonly HashName[] {
  if (parameters === null || parameters === undefined) return ALL_HASHES;
  const pss = AsnConvert.parse(parameters, RsaSaPssParams);
  const hash = HASHES[pss.hashAlgorithm.algorithm];
  const mgf = pss.maskGenAlgorithm;
  const mgfHash =
    mgf.algorithm === MGF1 && mgf.parameters
      ? AsnConvert.parse(mgf.parameters, AlgorithmIdentifier).algorithm
      : undefined;
  if (hash === undefined || mgfHash === undefined || HASHES[mgfHash] !== hash || pss.saltLength > HASH_BYTES[hash]) {
    throw unsupported('RSASSA-PSS parameters other than SHA-2 with its own mask and a salt of its length');
  }
  return [hash];
}

const NULL_DER = new Uint8Array([5, 0]).buffer;

function publicKey(spki: SubjectPublicKeyInfo): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(AsnConvert.serialize(spki)), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new AppError(
      'CERTIFICATE_UNREADABLE',
      'The certificate’s public key cannot be read; obtain the certificate again from its issuer.',
      {},
      { cause },
    );
  }
}

function parse(certificate: Uint8Array): Certificate {
  try {
    return AsnConvert.parse(certificate, Certificate);
  } catch (cause) {
    throw new AppError(
      'CERTIFICATE_UNREADABLE',
      'The certificate cannot be read; obtain it again from its issuer.',
      {},
      { cause },
    );
  }
}

function unsupported(what: string): AppError {
  return new AppError('ALGORITHM_UNSUPPORTED', `The certificate has ${what}, which cannot sign here; choose another.`);
}
