import { readAlgorithm } from '../../cms/algorithm-identifier.ts';
import { digestOf, hashOid, signatureAlgorithmIdentifier } from '../../cms/algorithms.ts';
import { readDer } from '../../cms/der.ts';
import type { SignatureAlgorithm } from '../../platform/signer.ts';

/** How signatures/signHash is told of an algorithm (CSC API v2.0.0.2, 11.10). */
export interface CscAlgorithm {
  readonly signAlgo: string;
  /** Base64 of the DER of the parameters, for RSASSA-PSS. */
  readonly signAlgoParams?: string;
  readonly hashAlgorithmOID: string;
}

/** OIDs that stand for a key and leave the scheme or the hash open: with them the hash is named beside. */
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';

/**
 * The request's names for an algorithm. `signAlgo` is to be one that the service lists (11.10): where it lists the key's alone, that with the
 * hash beside it.
 * @param offered `key.algo` of credentials/info (11.5)
 * @returns undefined for what the service does not list, and for Ed25519, which signs messages and not their hashes
 */
export function cscAlgorithm(algorithm: SignatureAlgorithm, offered: readonly string[]): CscAlgorithm | undefined {
  if (algorithm === 'ed25519') return undefined;
  const { oid, parameters } = readAlgorithm(readDer(signatureAlgorithmIdentifier(algorithm)));
  const hashAlgorithmOID = hashOid(digestOf(algorithm));
  if (offered.includes(oid)) {
    const isPss = oid === RSASSA_PSS && parameters !== undefined;
    return {
      signAlgo: oid,
      ...(isPss && { signAlgoParams: Buffer.from(parameters.bytes).toString('base64') }),
      hashAlgorithmOID,
    };
  }
  const open = algorithm.startsWith('ecdsa') ? EC_PUBLIC_KEY : RSA_ENCRYPTION;
  return offered.includes(open) && !algorithm.startsWith('rsa-pss') ? { signAlgo: open, hashAlgorithmOID } : undefined;
}

/** Those of the key's algorithms that the service says it signs with, best first. */
export function offeredAlgorithms(
  algorithms: readonly SignatureAlgorithm[],
  offered: readonly string[],
): SignatureAlgorithm[] {
  return algorithms.filter((algorithm) => cscAlgorithm(algorithm, offered) !== undefined);
}
