import { AppError } from '../../shared/contract/app-error.ts';
import { schemeOf } from '../cms/algorithms.ts';
import { Certificate } from '../cms/certificate.ts';
import type { PublicKeyInfo } from '../cms/public-key.ts';
import type { SignatureAlgorithm } from '../platform/signer.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** What a public key says of itself. */
export interface KeyShape {
  readonly family: 'rsa' | 'ec' | 'ed25519';
  /** Bits of the modulus or of the curve's order. */
  readonly bits: number;
  /** What the key may sign with, best first. */
  readonly algorithms: readonly SignatureAlgorithm[];
}

/** What a certificate says of its key. The certificate decides, not the token: a token calls every RSA key RSA. */
export interface KeyKind extends KeyShape {
  /** Whose key it is. */
  readonly certificate: Certificate;
}

/** Algorithms by size of the curve; the hash as long as the curve first. */
const CURVES: ReadonlyMap<string, readonly SignatureAlgorithm[]> = new Map([
  ['ECDSA P-256', ['ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512']],
  ['ECDSA P-384', ['ecdsa-sha384', 'ecdsa-sha512', 'ecdsa-sha256']],
  ['ECDSA P-521', ['ecdsa-sha512', 'ecdsa-sha384', 'ecdsa-sha256']],
  ['ECDSA brainpoolP256r1', ['ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512']],
  ['ECDSA brainpoolP384r1', ['ecdsa-sha384', 'ecdsa-sha512', 'ecdsa-sha256']],
  ['ECDSA brainpoolP512r1', ['ecdsa-sha512', 'ecdsa-sha384', 'ecdsa-sha256']],
]);

/**
 * Reads the key of a certificate (RFC 5280, 4.1.2.7).
 * @throws AppError CERTIFICATE_UNREADABLE, ALGORITHM_UNSUPPORTED
 */
export function keyKindOf(certificate: Uint8Array): KeyKind {
  const parsed = Certificate.parse(certificate);
  return { ...keyShapeOf(parsed.spki), certificate: usable(parsed) };
}

/**
 * Reads a public key (RFC 4055 for RSASSA-PSS; RFC 8410 for Ed25519).
 * @throws AppError ALGORITHM_UNSUPPORTED
 */
export function keyShapeOf(spki: PublicKeyInfo): KeyShape {
  const shape = (family: KeyShape['family'], algorithms: readonly SignatureAlgorithm[]): KeyShape => ({
    family,
    bits: spki.bits ?? 0,
    algorithms,
  });
  switch (spki.family) {
    case 'rsa':
      return shape('rsa', [...byHash('rsa-pkcs1', ALL_HASHES), ...byHash('rsa-pss', ALL_HASHES)]);
    case 'rsa-pss':
      return shape('rsa', byHash('rsa-pss', pssHashes(spki)));
    case 'ec': {
      const algorithms = CURVES.get(spki.keyName);
      if (algorithms === undefined)
        throw unsupported('an elliptic curve other than P-256, P-384, P-521 and those of Brainpool');
      return shape('ec', algorithms);
    }
    case 'ed25519':
      return shape('ed25519', ['ed25519']);
    case 'dsa':
    case 'ed448':
    case 'ml-dsa':
    case 'slh-dsa':
    case 'composite':
    case 'other':
      throw unsupported(`the key algorithm ${spki.keyName}`);
  }
}

/** The same, and undefined for a certificate that cannot be read or whose key cannot sign here. */
export function knownKeyKind(certificate: Uint8Array): KeyKind | undefined {
  try {
    return keyKindOf(certificate);
  } catch {
    return undefined;
  }
}

/** The error of a signer that is asked for an algorithm it does not offer. */
export function notOffered(algorithm: SignatureAlgorithm): AppError {
  return new AppError('ALGORITHM_UNSUPPORTED', `This key cannot sign with ${algorithm}; choose one that it offers.`, {
    algorithm,
  });
}

/** Whether the signature is one of this key's. ECDSA as DER. Never throws: what cannot be checked is not valid. */
export function isSignatureOf(
  kind: KeyKind,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  return kind.certificate.checkScheme(schemeOf(algorithm), data, signature) === 'valid';
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

/** Parameters in the certificate bind the key to one hash (RFC 4055, 1.2); none leave all open. */
function pssHashes({ algorithm, pssOnly }: PublicKeyInfo): readonly HashName[] {
  if (algorithm.parameters === undefined) return ALL_HASHES;
  const hash = ALL_HASHES.find((name) => name === pssOnly?.hash);
  if (
    hash === undefined ||
    pssOnly === undefined ||
    pssOnly.maskHash !== hash ||
    pssOnly.saltLength > HASH_BYTES[hash]
  ) {
    throw unsupported('RSASSA-PSS parameters other than SHA-2 with its own mask and a salt of its length');
  }
  return [hash];
}

/** Sees to it that the public key can be read where node:crypto is to read it. */
function usable(certificate: Certificate): Certificate {
  try {
    if (certificate.spki.isNative) void certificate.publicKey;
    return certificate;
  } catch (cause) {
    throw new AppError(
      'CERTIFICATE_UNREADABLE',
      'The certificate’s public key cannot be read; obtain the certificate again from its issuer.',
      {},
      { cause },
    );
  }
}

function unsupported(what: string): AppError {
  return new AppError('ALGORITHM_UNSUPPORTED', `The certificate has ${what}, which cannot sign here; choose another.`);
}
