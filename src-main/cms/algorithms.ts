import type { SignatureAlgorithm } from '../platform/signer.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { COMPOSITES, type Composite } from './composite.ts';
import { contextTag, Members, onlyChild, readSmallInteger, sameBytes, TAG } from './der.ts';
import { encode, integer, NULL, sequence } from './der-writer.ts';
import { FormatError, isFormatError } from './format-error.ts';
import { PARAMETER_SETS, type ParameterSet } from './post-quantum.ts';

/**
 * Hashes that can be computed, with `digest.ts`. MD5, SHA-1, SHA-224, SHA-3 and SHAKE for reading only: whether they are accepted is the
 * algorithm policy's word. SHAKE256 gives 512 bits, as with Ed448 in CMS (RFC 8419, 2.3).
 */
export type HashName =
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'
  | 'shake256';

const HASHES: Readonly<Record<HashName, { readonly oid: string; readonly name: string; readonly length: number }>> = {
  md5: { oid: '1.2.840.113549.2.5', name: 'MD5', length: 16 },
  sha1: { oid: '1.3.14.3.2.26', name: 'SHA-1', length: 20 },
  sha224: { oid: '2.16.840.1.101.3.4.2.4', name: 'SHA-224', length: 28 },
  sha256: { oid: '2.16.840.1.101.3.4.2.1', name: 'SHA-256', length: 32 },
  sha384: { oid: '2.16.840.1.101.3.4.2.2', name: 'SHA-384', length: 48 },
  sha512: { oid: '2.16.840.1.101.3.4.2.3', name: 'SHA-512', length: 64 },
  'sha3-256': { oid: '2.16.840.1.101.3.4.2.8', name: 'SHA3-256', length: 32 },
  'sha3-384': { oid: '2.16.840.1.101.3.4.2.9', name: 'SHA3-384', length: 48 },
  'sha3-512': { oid: '2.16.840.1.101.3.4.2.10', name: 'SHA3-512', length: 64 },
  shake256: { oid: '2.16.840.1.101.3.4.2.12', name: 'SHAKE256', length: 64 },
};

/** How a signature value is to be checked. */
export type SignatureScheme =
  | { readonly family: 'rsa-pkcs1' | 'dsa'; readonly hash: HashName }
  /** `plain`: the signature is the two numbers side by side (BSI TR-03111, 5.2.1), not DER. */
  | { readonly family: 'ecdsa'; readonly hash: HashName; readonly plain?: true }
  | { readonly family: 'rsa-pss'; readonly hash: HashName; readonly maskHash: HashName; readonly saltLength: number }
  | { readonly family: 'ed25519' | 'ed448' }
  | { readonly family: 'ml-dsa' | 'slh-dsa'; readonly parameters: ParameterSet }
  | { readonly family: 'composite'; readonly composite: Composite };

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
const ED25519 = '1.3.101.112';
const ED448 = '1.3.101.113';

const FIXED_SCHEMES: Readonly<Record<string, SignatureScheme>> = {
  '1.2.840.113549.1.1.4': { family: 'rsa-pkcs1', hash: 'md5' },
  '1.2.840.113549.1.1.5': { family: 'rsa-pkcs1', hash: 'sha1' },
  '1.3.14.3.2.29': { family: 'rsa-pkcs1', hash: 'sha1' },
  '1.2.840.113549.1.1.14': { family: 'rsa-pkcs1', hash: 'sha224' },
  '1.2.840.113549.1.1.11': { family: 'rsa-pkcs1', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { family: 'rsa-pkcs1', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { family: 'rsa-pkcs1', hash: 'sha512' },
  '1.2.840.10045.4.1': { family: 'ecdsa', hash: 'sha1' },
  '1.2.840.10045.4.3.1': { family: 'ecdsa', hash: 'sha224' },
  '1.2.840.10045.4.3.2': { family: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { family: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { family: 'ecdsa', hash: 'sha512' },
  '1.2.840.10040.4.3': { family: 'dsa', hash: 'sha1' },
  '2.16.840.1.101.3.4.3.1': { family: 'dsa', hash: 'sha224' },
  '2.16.840.1.101.3.4.3.2': { family: 'dsa', hash: 'sha256' },
  '2.16.840.1.101.3.4.3.3': { family: 'dsa', hash: 'sha384' },
  '2.16.840.1.101.3.4.3.4': { family: 'dsa', hash: 'sha512' },
  '2.16.840.1.101.3.4.3.10': { family: 'ecdsa', hash: 'sha3-256' },
  '2.16.840.1.101.3.4.3.11': { family: 'ecdsa', hash: 'sha3-384' },
  '2.16.840.1.101.3.4.3.12': { family: 'ecdsa', hash: 'sha3-512' },
  '2.16.840.1.101.3.4.3.14': { family: 'rsa-pkcs1', hash: 'sha3-256' },
  '2.16.840.1.101.3.4.3.15': { family: 'rsa-pkcs1', hash: 'sha3-384' },
  '2.16.840.1.101.3.4.3.16': { family: 'rsa-pkcs1', hash: 'sha3-512' },
  [ED25519]: { family: 'ed25519' },
  [ED448]: { family: 'ed448' },
};

/** ecdsa-plain-signatures (BSI TR-03111, 5.2.1). */
const PLAIN_ECDSA: Readonly<Record<string, HashName>> = {
  '0.4.0.127.0.7.1.1.4.1.2': 'sha224',
  '0.4.0.127.0.7.1.1.4.1.3': 'sha256',
  '0.4.0.127.0.7.1.1.4.1.4': 'sha384',
  '0.4.0.127.0.7.1.1.4.1.5': 'sha512',
  '0.4.0.127.0.7.1.1.4.1.9': 'sha3-256',
  '0.4.0.127.0.7.1.1.4.1.10': 'sha3-384',
  '0.4.0.127.0.7.1.1.4.1.11': 'sha3-512',
};

/** DER of the AlgorithmIdentifier written as `SignerInfo.signatureAlgorithm` (RFC 5754, 3; RFC 4056, 3; RFC 8419, 3.1). */
export function signatureAlgorithmIdentifier(algorithm: SignatureAlgorithm): Uint8Array {
  const hash = digestOf(algorithm);
  switch (algorithm) {
    case 'rsa-pkcs1-sha256':
      return algorithmIdentifier('1.2.840.113549.1.1.11', NULL);
    case 'rsa-pkcs1-sha384':
      return algorithmIdentifier('1.2.840.113549.1.1.12', NULL);
    case 'rsa-pkcs1-sha512':
      return algorithmIdentifier('1.2.840.113549.1.1.13', NULL);
    case 'rsa-pss-sha256':
    case 'rsa-pss-sha384':
    case 'rsa-pss-sha512':
      return algorithmIdentifier(RSASSA_PSS, pssParameters(hash));
    case 'ecdsa-sha256':
      return algorithmIdentifier('1.2.840.10045.4.3.2');
    case 'ecdsa-sha384':
      return algorithmIdentifier('1.2.840.10045.4.3.3');
    case 'ecdsa-sha512':
      return algorithmIdentifier('1.2.840.10045.4.3.4');
    case 'ed25519':
      return algorithmIdentifier(ED25519);
  }
}

/** How a signature under this algorithm is checked. */
export function schemeOf(algorithm: SignatureAlgorithm): SignatureScheme {
  if (algorithm === 'ed25519') {
    return { family: 'ed25519' };
  }
  const hash = digestOf(algorithm);
  if (algorithm.startsWith('rsa-pss')) {
    return { family: 'rsa-pss', hash, maskHash: hash, saltLength: hashLength(hash) };
  }
  return { family: algorithm.startsWith('ecdsa') ? 'ecdsa' : 'rsa-pkcs1', hash };
}

/** Hash of the content and of the signed attributes under this algorithm; Ed25519 goes with SHA-512 (RFC 8419, 3.1). */
export function digestOf(algorithm: SignatureAlgorithm): 'sha256' | 'sha384' | 'sha512' {
  if (algorithm.endsWith('sha256')) {
    return 'sha256';
  }
  return algorithm.endsWith('sha384') ? 'sha384' : 'sha512';
}

/**
 * Whether a CMS signature under this scheme may digest its content with this hash: Ed25519 goes with SHA-512 and Ed448 with SHAKE256
 * (RFC 8419, 2.3), ML-DSA and SLH-DSA with digests of twice their strength or more (RFC 9882, 3.3; RFC 9814, 4), the rest with its own.
 */
export function goesWith(scheme: SignatureScheme, hash: HashName): boolean {
  switch (scheme.family) {
    case 'ed448':
      return hash === 'shake256';
    case 'ed25519':
      return hash === 'sha512';
    case 'ml-dsa':
    case 'slh-dsa':
      return hashLength(hash) * 4 >= scheme.parameters.strength;
    case 'composite':
      return hash === scheme.composite.hash;
    default:
      return hash === scheme.hash;
  }
}

/** DER of a digest AlgorithmIdentifier, parameters absent (RFC 5754, 2). */
export function digestAlgorithmIdentifier(hash: HashName): Uint8Array {
  return algorithmIdentifier(HASHES[hash].oid);
}

/** RSASSA-PSS-params (RFC 4055, 3.1): MGF1 with the same hash, salt as long as the hash. */
function pssParameters(hash: HashName): Uint8Array {
  const hashIdentifier = algorithmIdentifier(HASHES[hash].oid, NULL);
  return sequence(
    encode(contextTag(0), hashIdentifier),
    encode(contextTag(1), algorithmIdentifier(MGF1, hashIdentifier)),
    encode(contextTag(2), integer(HASHES[hash].length)),
  );
}

/** The hash that a digest AlgorithmIdentifier names; undefined for one we do not compute. */
export function readHash(algorithm: AlgorithmIdentifier): HashName | undefined {
  return (Object.keys(HASHES) as HashName[]).find((hash) => HASHES[hash].oid === algorithm.oid);
}

/**
 * The scheme that a signature AlgorithmIdentifier names; undefined for one outside the white list.
 * @param digest hash of the SignerInfo, for CMS signatures that name `rsaEncryption` alone (RFC 3370, 3.2)
 * @throws FormatError for parameters that are malformed or out of place
 */
export function readScheme(algorithm: AlgorithmIdentifier, digest?: HashName): SignatureScheme | undefined {
  if (algorithm.oid === RSASSA_PSS) {
    return readPssParameters(algorithm);
  }
  const pure = postQuantumScheme(algorithm.oid);
  if (pure !== undefined) {
    assertNoParameters(algorithm);
    return pure;
  }
  const plain = PLAIN_ECDSA[algorithm.oid];
  // Some signers repeat the name of the curve; it is the key that says which it is.
  if (plain !== undefined && algorithm.parameters?.tag === TAG.oid)
    return { family: 'ecdsa', hash: plain, plain: true };
  if (algorithm.parameters !== undefined && !sameBytes(algorithm.parameters.bytes, NULL)) {
    throw new FormatError(`The algorithm ${algorithm.oid} comes with parameters that it does not have.`);
  }
  if (algorithm.oid === RSA_ENCRYPTION) {
    return digest === undefined ? undefined : { family: 'rsa-pkcs1', hash: digest };
  }
  return plain === undefined ? FIXED_SCHEMES[algorithm.oid] : { family: 'ecdsa', hash: plain, plain: true };
}

/** ML-DSA (RFC 9881, 2), SLH-DSA (RFC 9909, 3) and their composites; undefined for other algorithms. */
function postQuantumScheme(oid: string): SignatureScheme | undefined {
  const parameters = PARAMETER_SETS[oid];
  if (parameters !== undefined) return { family: parameters.family, parameters };
  const composite = COMPOSITES.get(oid);
  return composite === undefined ? undefined : { family: 'composite', composite };
}

/** For algorithms whose identifiers must have no parameters, not even NULL. @throws FormatError */
export function assertNoParameters(algorithm: AlgorithmIdentifier): void {
  if (algorithm.parameters !== undefined) {
    throw new FormatError(`The algorithm ${algorithm.oid} comes with parameters that it does not have.`);
  }
}

/** The scheme of a certificate or CRL signature; undefined outside the white list and for malformed parameters. */
export function knownScheme(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  try {
    return readScheme(algorithm);
  } catch (error) {
    if (isFormatError(error)) {
      return undefined;
    }
    throw error;
  }
}

/** RSASSA-PSS-params with their defaults (RFC 4055, 3.1); undefined where a hash or mask function is not known. @throws FormatError */
export function readPssParameters(
  algorithm: AlgorithmIdentifier,
): Extract<SignatureScheme, { family: 'rsa-pss' }> | undefined {
  if (algorithm.parameters === undefined) {
    throw new FormatError('An RSASSA-PSS algorithm identifier lacks its parameters.');
  }
  const members = new Members(algorithm.parameters);
  const hashMember = members.optional(contextTag(0));
  const maskMember = members.optional(contextTag(1));
  const saltMember = members.optional(contextTag(2));
  const trailerMember = members.optional(contextTag(3));
  members.end();
  const hash = hashMember === undefined ? 'sha1' : readHash(readAlgorithm(onlyChild(hashMember)));
  const mask = maskMember === undefined ? undefined : readAlgorithm(onlyChild(maskMember));
  const saltLength = saltMember === undefined ? 20 : readSmallInteger(onlyChild(saltMember));
  if (trailerMember !== undefined && readSmallInteger(onlyChild(trailerMember)) !== 1) {
    throw new FormatError('An RSASSA-PSS algorithm identifier names a trailer other than 0xBC.');
  }
  let maskHash: HashName | undefined = 'sha1';
  if (mask !== undefined) {
    maskHash =
      mask.oid === MGF1 && mask.parameters !== undefined ? readHash(readAlgorithm(mask.parameters)) : undefined;
  }
  return hash === undefined || maskHash === undefined ? undefined : { family: 'rsa-pss', hash, maskHash, saltLength };
}

/** "SHA-256" */
export function hashLabel(hash: HashName): string {
  return HASHES[hash].name;
}

/** Dotted OID. */
export function hashOid(hash: HashName): string {
  return HASHES[hash].oid;
}

/** Octets of a digest. */
export function hashLength(hash: HashName): number {
  return HASHES[hash].length;
}

/** "RSA-PSS with SHA-256", "ECDSA with SHA-384", "Ed25519" */
export function schemeLabel(scheme: SignatureScheme): string {
  switch (scheme.family) {
    case 'rsa-pkcs1':
      return `RSA PKCS#1 v1.5 with ${hashLabel(scheme.hash)}`;
    case 'rsa-pss':
      return `RSA-PSS with ${hashLabel(scheme.hash)}`;
    case 'ecdsa':
      return `ECDSA with ${hashLabel(scheme.hash)}`;
    case 'dsa':
      return `DSA with ${hashLabel(scheme.hash)}`;
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    case 'ml-dsa':
    case 'slh-dsa':
      return scheme.parameters.name;
    case 'composite':
      return `Composite ${scheme.composite.name}`;
  }
}
