import type { SignatureAlgorithm } from '../platform/signer.ts';
import { isSignatureOf, type KeyKind } from './key-kind.ts';
import { ecdsaDer } from './mechanisms.ts';

/**
 * A signature that somebody else made, if it is one of this key over these bytes: as it came, or, from a key on a curve, its two numbers
 * put into DER.
 * @returns undefined for what is no such signature
 */
export function provenSignature(
  kind: KeyKind,
  algorithm: SignatureAlgorithm,
  toBeSigned: Uint8Array,
  signature: Uint8Array,
): Uint8Array | undefined {
  if (isSignatureOf(kind, algorithm, toBeSigned, signature)) return signature;
  if (kind.family !== 'ec' || signature.length !== 2 * Math.ceil(kind.bits / 8)) return undefined;
  const der = ecdsaDer(signature);
  return isSignatureOf(kind, algorithm, toBeSigned, der) ? der : undefined;
}
