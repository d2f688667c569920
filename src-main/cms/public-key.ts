import { createPublicKey, type KeyObject } from 'node:crypto';
import { type AlgorithmIdentifier, algorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { assertNoParameters, readPssParameters, type SignatureScheme } from './algorithms.ts';
import { COMPOSITES } from './composite.ts';
import { type CurveName, isCurve } from './curves.ts';
import { type Der, Members, readBitString, readDer, TAG } from './der.ts';
import { bitString, NULL, sequence } from './der-writer.ts';
import { bitsOf, type DsaParameters, readDsaParameters } from './dsa.ts';
import { FormatError } from './format-error.ts';
import { readOid } from './oid.ts';
import { PARAMETER_SETS } from './post-quantum.ts';

const RSA = '1.2.840.113549.1.1.1';
const DSA = '1.2.840.10040.4.1';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const CURVES: Readonly<Record<string, { readonly name: CurveName | 'P-224' | 'secp256k1'; readonly bits: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', bits: 256 },
  '1.3.132.0.34': { name: 'P-384', bits: 384 },
  '1.3.132.0.35': { name: 'P-521', bits: 521 },
  '1.3.36.3.3.2.8.1.1.7': { name: 'brainpoolP256r1', bits: 256 },
  '1.3.36.3.3.2.8.1.1.11': { name: 'brainpoolP384r1', bits: 384 },
  '1.3.36.3.3.2.8.1.1.13': { name: 'brainpoolP512r1', bits: 512 },
  '1.3.132.0.33': { name: 'P-224', bits: 224 },
  '1.3.132.0.10': { name: 'secp256k1', bits: 256 },
};

/** What a SubjectPublicKeyInfo says of its key. */
export interface PublicKeyInfo {
  /** DER of the SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  /** The octets of subjectPublicKey: what key identifiers are made of (RFC 5280, 4.2.1.2). */
  readonly keyBits: Uint8Array;
  /** `rsa-pss` is a key that may sign with RSASSA-PSS only (RFC 4055, 1.2). */
  readonly family:
    | 'rsa'
    | 'rsa-pss'
    | 'ec'
    | 'dsa'
    | 'ed25519'
    | 'ed448'
    | 'ml-dsa'
    | 'slh-dsa'
    | 'composite'
    | 'other';
  /** "RSA 2048", "ECDSA P-256", "Ed25519" */
  readonly keyName: string;
  /** Bits of the modulus or of the curve, strength of an SLH-DSA key; undefined for an algorithm that has no such number. */
  readonly bits: number | undefined;
  /** The curve of an elliptic key whose arithmetic is at hand. */
  readonly curve: CurveName | undefined;
  /** Domain parameters of a DSA key; undefined where they are those of its issuer (RFC 3279, 2.3.2), and the key is not usable by itself. */
  readonly dsa?: DsaParameters | undefined;
  /** False for curves that node:crypto does not have under every library it is built on: `toKeyObject` does not take them. */
  readonly isNative: boolean;
  /** Parameters that an id-RSASSA-PSS key demands of its signatures. */
  readonly pssOnly: Extract<SignatureScheme, { family: 'rsa-pss' }> | undefined;
  /** False where signatures of this key cannot be checked. */
  readonly usable: boolean;
}

/** @throws FormatError */
export function readPublicKeyInfo(value: Der): PublicKeyInfo {
  const members = new Members(value);
  const algorithm = readAlgorithm(members.take());
  const keyBits = readBitString(members.take());
  members.end();
  const base = { der: value.bytes, algorithm, keyBits, pssOnly: undefined, curve: undefined, isNative: true };
  switch (algorithm.oid) {
    case RSA: {
      const bits = modulusBits(keyBits);
      return { ...base, family: 'rsa', keyName: `RSA ${bits}`, bits, usable: true };
    }
    case '1.2.840.113549.1.1.10': {
      const bits = modulusBits(keyBits);
      const pssOnly = algorithm.parameters === undefined ? undefined : readPssParameters(algorithm);
      const usable = algorithm.parameters === undefined || pssOnly !== undefined;
      return { ...base, family: 'rsa-pss', keyName: `RSA ${bits}`, bits, pssOnly, usable };
    }
    case EC_PUBLIC_KEY: {
      const curveOid = curveOidOf(algorithm);
      const curve = curveOid === undefined ? undefined : CURVES[curveOid];
      const keyName = `ECDSA ${curve?.name ?? curveOid ?? 'with explicit curve parameters'}`;
      const name = curveOf(algorithm);
      const isNative = name?.startsWith('P-') ?? false;
      return { ...base, family: 'ec', keyName, bits: curve?.bits, curve: name, isNative, usable: name !== undefined };
    }
    case DSA:
      return { ...base, ...dsaKey(readDsaParameters(algorithm)) };
    case '1.3.101.112':
      return { ...base, family: 'ed25519', keyName: 'Ed25519', bits: 256, usable: keyBits.length === 32 };
    case '1.3.101.113': {
      const usable = keyBits.length === 57;
      return { ...base, family: 'ed448', keyName: 'Ed448', bits: 448, isNative: false, usable };
    }
    default:
      return { ...base, bits: undefined, isNative: false, ...postQuantumKey(algorithm, keyBits) };
  }
}

/** ML-DSA (RFC 9881, 4), SLH-DSA (RFC 9909, 4) and composites: the identifier says everything. @throws FormatError for parameters */
function postQuantumKey(algorithm: AlgorithmIdentifier, { length }: Uint8Array) {
  const set = PARAMETER_SETS[algorithm.oid];
  const composite = COMPOSITES.get(algorithm.oid);
  if (set === undefined && composite === undefined) {
    return { family: 'other', keyName: algorithm.oid, usable: false } as const;
  }
  assertNoParameters(algorithm);
  if (set === undefined) {
    const usable = length > (composite?.mlDsa.keyLength ?? 0);
    return { family: 'composite', keyName: `Composite ${composite?.name}`, usable } as const;
  }
  const bits = set.family === 'slh-dsa' ? set.strength : undefined;
  return { family: set.family, keyName: set.name, bits, usable: length === set.keyLength } as const;
}

/** A DSA key without parameters of its own together with those of its issuer. */
export function withDsaParameters(info: PublicKeyInfo, parameters: DsaParameters): PublicKeyInfo {
  return { ...info, ...dsaKey(parameters) };
}

function dsaKey(dsa: DsaParameters | undefined) {
  const bits = dsa === undefined ? undefined : bitsOf(dsa.p);
  const keyName = bits === undefined ? 'DSA' : `DSA ${bits}`;
  return { family: 'dsa', keyName, bits, dsa, isNative: false, usable: dsa !== undefined } as const;
}

/** The curve that the AlgorithmIdentifier of an elliptic key names (RFC 5480, 2.1.1), where its arithmetic is at hand. @throws FormatError */
export function curveOf(algorithm: AlgorithmIdentifier): CurveName | undefined {
  const curveOid = algorithm.oid === EC_PUBLIC_KEY ? curveOidOf(algorithm) : undefined;
  const name = curveOid === undefined ? undefined : CURVES[curveOid]?.name;
  return name !== undefined && isCurve(name) ? name : undefined;
}

function curveOidOf({ parameters }: AlgorithmIdentifier): string | undefined {
  return parameters?.tag === TAG.oid ? readOid(parameters) : undefined;
}

function modulusBits(keyBits: Uint8Array): number {
  const modulus = new Members(readDer(keyBits)).take(TAG.integer).content;
  const first = modulus.findIndex((octet) => octet !== 0);
  if (first < 0) {
    throw new FormatError('An RSA public key has the modulus zero.');
  }
  return (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24;
}

/**
 * The key for node:crypto. An id-RSASSA-PSS key comes back as a plain RSA key, as BoringSSL knows no other:
 * its restrictions are kept by `checkSignature`.
 * @throws FormatError when the key's numbers are not those of a key, or its algorithm is not usable
 */
export function toKeyObject(info: PublicKeyInfo): KeyObject {
  if (!info.usable || !info.isNative) {
    throw new FormatError(`A key of type ${info.keyName} cannot be used.`);
  }
  const der = info.family === 'rsa-pss' ? sequence(algorithmIdentifier(RSA, NULL), bitString(info.keyBits)) : info.der;
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch (error) {
    throw new FormatError(
      `A public key (${info.keyName}) is not a valid key: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
