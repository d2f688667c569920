import type { HashName, SignatureScheme } from '../../cms/algorithms.ts';
import { hashLength } from '../../cms/algorithms.ts';
import { TAG } from '../../cms/der.ts';
import { encode, sequence } from '../../cms/der-writer.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** True for the exclusive, false for the whole form, undefined for every other: those with comments, too. */
export function isExclusive(uri: string): boolean | undefined {
  return uri === EXCLUSIVE ? true : uri === INCLUSIVE ? false : undefined;
}

const HASHES: Readonly<Record<string, HashName>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-256': 'sha3-256',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-384': 'sha3-384',
  'http://www.w3.org/2007/05/xmldsig-more#sha3-512': 'sha3-512',
};

/** The hash that a DigestMethod names (RFC 9231, 2.1); undefined for one that is not computed here. */
export function xmlHash(uri: string): HashName | undefined {
  return HASHES[uri];
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const MGF1 = 'http://www.w3.org/2007/05/xmldsig-more#';

/** The scheme that a SignatureMethod names (RFC 9231, 2.3); undefined for those that are too weak for lists or not known: SHA-1, too. */
export function xmlScheme(uri: string): SignatureScheme | undefined {
  const hashes = ['sha256', 'sha384', 'sha512'] as const;
  for (const hash of hashes) {
    if (uri === `${MORE}rsa-${hash}`) return { family: 'rsa-pkcs1', hash };
    if (uri === `${MORE}ecdsa-${hash}`) return { family: 'ecdsa', hash };
    if (uri === `${MGF1}${hash}-rsa-MGF1`) {
      return { family: 'rsa-pss', hash, maskHash: hash, saltLength: hashLength(hash) };
    }
  }
  if (uri === 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519') return { family: 'ed25519' };
  return uri === 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448' ? { family: 'ed448' } : undefined;
}

/** XML signatures hold the two numbers of ECDSA side by side (RFC 9231, 2.3.6), CMS as DER. */
export function derSignature(scheme: SignatureScheme, value: Uint8Array): Uint8Array {
  if (scheme.family !== 'ecdsa') return value;
  const half = value.length / 2;
  return Number.isInteger(half)
    ? sequence(positive(value.subarray(0, half)), positive(value.subarray(half)))
    : new Uint8Array(0);
}

function positive(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((octet) => octet !== 0);
  const short = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return encode(TAG.integer, (short[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), short);
}
