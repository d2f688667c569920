import { algorithmIdentifier } from './algorithm-identifier.ts';
import { bitString, concat, NULL, sequence } from './der-writer.ts';
import { oid } from './oid.ts';
import { PARAMETER_SETS, type ParameterSet } from './post-quantum.ts';

type Sha2 = 'sha256' | 'sha384' | 'sha512';

/** The schemes that stand beside ML-DSA. */
type OtherScheme =
  | { readonly family: 'rsa-pkcs1' | 'ecdsa'; readonly hash: Sha2 }
  | { readonly family: 'rsa-pss'; readonly hash: Sha2; readonly maskHash: Sha2; readonly saltLength: number }
  | { readonly family: 'ed25519' | 'ed448' };

/**
 * ML-DSA and an older algorithm as one (draft-ietf-lamps-pq-composite-sigs): one key of two, one signature of two, good only where both
 * are. A draft: the algorithm policy does not accept it unless somebody asks for it.
 */
export interface Composite {
  /** "MLDSA65-ECDSA-P256-SHA512" */
  readonly name: string;
  readonly mlDsa: ParameterSet;
  /** Octets of its signature, with which the composite one begins. */
  readonly mlDsaSignature: number;
  /** Octets that set this composite apart from others in what is signed. */
  readonly label: string;
  /** Hash of what is signed; the digest of a CMS structure is to be the same (draft-ietf-lamps-cms-composite-sigs, 3). */
  readonly hash: 'sha256' | 'sha512' | 'shake256';
  readonly other: OtherScheme;
  /** AlgorithmIdentifier of the other key, as a SubjectPublicKeyInfo of its own would have it. */
  readonly otherKey: Uint8Array;
  /** Bits of the other key. */
  readonly otherBits: number;
}

type Other = Pick<Composite, 'other' | 'otherKey' | 'otherBits'>;

const RSA = algorithmIdentifier('1.2.840.113549.1.1.1', NULL);
const rsaHash = (bits: number) =>
  bits === 4096 ? ({ hash: 'sha384', salt: 48 } as const) : ({ hash: 'sha256', salt: 32 } as const);
const pkcs1 = (bits: number): Other => ({
  other: { family: 'rsa-pkcs1', hash: rsaHash(bits).hash },
  otherKey: RSA,
  otherBits: bits,
});
const pss = (bits: number): Other => {
  const { hash, salt } = rsaHash(bits);
  return { other: { family: 'rsa-pss', hash, maskHash: hash, saltLength: salt }, otherKey: RSA, otherBits: bits };
};
const ecdsa = (curve: string, bits: number, hash: Sha2): Other => ({
  other: { family: 'ecdsa', hash },
  otherKey: algorithmIdentifier('1.2.840.10045.2.1', oid(curve)),
  otherBits: bits,
});
const P256 = ecdsa('1.2.840.10045.3.1.7', 256, 'sha256');
const P384 = ecdsa('1.3.132.0.34', 384, 'sha384');
const P521 = ecdsa('1.3.132.0.35', 521, 'sha512');
const BRAINPOOL_256 = ecdsa('1.3.36.3.3.2.8.1.1.7', 256, 'sha256');
const BRAINPOOL_384 = ecdsa('1.3.36.3.3.2.8.1.1.11', 384, 'sha384');
const ED25519: Other = { other: { family: 'ed25519' }, otherKey: algorithmIdentifier('1.3.101.112'), otherBits: 256 };
const ED448: Other = { other: { family: 'ed448' }, otherKey: algorithmIdentifier('1.3.101.113'), otherBits: 448 };

const ML_DSA = {
  44: { oid: '2.16.840.1.101.3.4.3.17', signature: 2420 },
  65: { oid: '2.16.840.1.101.3.4.3.18', signature: 3309 },
  87: { oid: '2.16.840.1.101.3.4.3.19', signature: 4627 },
} as const;

const FIRST_ARC = 37;

/** In the order of their OIDs, from 1.3.6.1.5.5.7.6.37: ML-DSA, name of the rest, hash, the other algorithm, label where it is shorter. */
const LIST: readonly (readonly [keyof typeof ML_DSA, string, Composite['hash'], Other, string?])[] = [
  [44, 'RSA2048-PSS-SHA256', 'sha256', pss(2048)],
  [44, 'RSA2048-PKCS15-SHA256', 'sha256', pkcs1(2048)],
  [44, 'Ed25519-SHA512', 'sha512', ED25519],
  [44, 'ECDSA-P256-SHA256', 'sha256', P256],
  [65, 'RSA3072-PSS-SHA512', 'sha512', pss(3072)],
  [65, 'RSA3072-PKCS15-SHA512', 'sha512', pkcs1(3072)],
  [65, 'RSA4096-PSS-SHA512', 'sha512', pss(4096)],
  [65, 'RSA4096-PKCS15-SHA512', 'sha512', pkcs1(4096)],
  [65, 'ECDSA-P256-SHA512', 'sha512', P256, 'P256-SHA512'],
  [65, 'ECDSA-P384-SHA512', 'sha512', P384, 'P384-SHA512'],
  [65, 'ECDSA-brainpoolP256r1-SHA512', 'sha512', BRAINPOOL_256, 'BP256-SHA512'],
  [65, 'Ed25519-SHA512', 'sha512', ED25519],
  [87, 'ECDSA-P384-SHA512', 'sha512', P384, 'P384-SHA512'],
  [87, 'ECDSA-brainpoolP384r1-SHA512', 'sha512', BRAINPOOL_384, 'BP384-SHA512'],
  [87, 'Ed448-SHAKE256', 'shake256', ED448],
  [87, 'RSA3072-PSS-SHA512', 'sha512', pss(3072)],
  [87, 'RSA4096-PSS-SHA512', 'sha512', pss(4096)],
  [87, 'ECDSA-P521-SHA512', 'sha512', P521, 'P521-SHA512'],
];

/** By OID, which names key and signature alike. */
export const COMPOSITES: ReadonlyMap<string, Composite> = new Map(
  LIST.flatMap(([size, rest, hash, other, label], at) => {
    const half = ML_DSA[size];
    const mlDsa = PARAMETER_SETS[half.oid];
    if (mlDsa === undefined) return [];
    const name = `MLDSA${size}-${rest}`;
    const composite = {
      name,
      mlDsa,
      mlDsaSignature: half.signature,
      label: `COMPSIG-MLDSA${size}-${label ?? rest}`,
      hash,
      ...other,
    };
    return [[`1.3.6.1.5.5.7.6.${FIRST_ARC + at}`, composite] as const];
  }),
);

const PREFIX = Buffer.from('CompositeAlgorithmSignatures2025', 'latin1');

/**
 * What both halves sign, with an empty context (draft-ietf-lamps-pq-composite-sigs, 2.2 and 3.2): prefix, label, length of the context, digest.
 * @param digest of the data, by the hash of the composite
 */
export function compositeMessage({ label }: Composite, digest: Uint8Array): Uint8Array {
  return concat([PREFIX, Buffer.from(label, 'latin1'), Uint8Array.of(0), digest]);
}

/** The ML-DSA half comes first and has a fixed length, in keys as in signatures (4.1 and 4.3). */
export function splitComposite(composite: Composite, key: Uint8Array, signature: Uint8Array) {
  const { mlDsa, mlDsaSignature, otherKey } = composite;
  return {
    key: key.subarray(0, mlDsa.keyLength),
    signature: signature.subarray(0, mlDsaSignature),
    /** SubjectPublicKeyInfo of the other key. */
    otherKeyInfo: sequence(otherKey, bitString(key.subarray(mlDsa.keyLength))),
    otherSignature: signature.subarray(mlDsaSignature),
  };
}
