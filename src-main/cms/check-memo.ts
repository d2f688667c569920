import type { SignatureCheck } from './verify-signature.ts';

/** Enough for the authorities of a day's work; beyond, the memory starts anew. */
const LARGEST = 2000;

/** Results of signature checks by what was checked with which key: both are fixed by their digests, so a result never changes. */
const known = new Map<string, SignatureCheck>();

/**
 * Checks the signature on `signed` by `issuer` once per process.
 * @param signed hexadecimal SHA-256 of the whole signed object, signature included
 * @param issuer names the certificate whose key is used: `Certificate.keyedAs`
 */
export function checkedOnce(signed: string, issuer: string, check: () => SignatureCheck): SignatureCheck {
  const key = `${signed}:${issuer}`;
  const result = known.get(key) ?? check();
  if (known.size >= LARGEST) known.clear();
  known.set(key, result);
  return result;
}
