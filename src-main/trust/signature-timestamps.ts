import type { SubIndication } from '../../shared/domain/verification.ts';
import { ATTRIBUTE, type Attribute } from '../cms/attributes.ts';
import type { Certificate } from '../cms/certificate.ts';
import { type Der, sameBytes } from '../cms/der.ts';
import { digestBytes } from '../cms/digest.ts';
import { isFormatError } from '../cms/format-error.ts';
import type { SignerInfo } from '../cms/parsed-signed-data.ts';
import { timestampCertificateFaults, tokenFaults, verifyTimestampSigner } from '../cms/timestamp-check.ts';
import { parseTimestampToken, type TimestampToken, timestampSigner } from '../cms/timestamp-token.ts';
import type { SignerInfoResult } from '../cms/verify-signer-info.ts';

/** A timestamp token whose form, imprint and signature value are right: only its authority is still to be trusted. */
export interface IntactTimestamp {
  readonly token: TimestampToken;
  readonly certificate: Certificate;
  readonly result: SignerInfoResult;
}

/** A token, or why it proves nothing. */
export type CheckedTimestamp = IntactTimestamp | FaultyTimestamp;

/** A timestamp that proves nothing, whoever made it. */
export interface FaultyTimestamp {
  /** To follow a colon. */
  readonly fault: string;
  readonly subIndication: SubIndication;
  /** Undefined where it cannot be read. */
  readonly token: TimestampToken | undefined;
  /** Of the authority, where it is at hand. */
  readonly authority: Certificate | undefined;
}

/** More than any signature carries. */
const MOST_TOKENS = 50;

/**
 * The signature timestamps of a signature (EN 319 122-1, 5.3), each checked against the signature value.
 * @param certificates where an authority's certificate may be, besides the token
 */
export function signatureTimestamps(signer: SignerInfo, certificates: readonly Certificate[]): CheckedTimestamp[] {
  return tokensIn(signer.unsignedAttributes, ATTRIBUTE.signatureTimeStamp).map(({ bytes }) =>
    checkTimestamp(bytes, (hash) => digestBytes(hash, signer.signature), certificates),
  );
}

/** The values of an attribute that holds timestamp tokens, within bounds. */
export function tokensIn(attributes: readonly Attribute[], type: string): Der[] {
  return attributes
    .filter(({ oid }) => oid === type)
    .flatMap(({ values }) => values)
    .slice(0, MOST_TOKENS);
}

/**
 * Checks everything about a token that needs no trust: form, imprint, certificate, ESS reference, purpose, signature value.
 * @param digestBy digest of what is timestamped, by the token's hash; undefined where it was not computed
 */
export function checkTimestamp(
  bytes: Uint8Array,
  digestBy: (hash: NonNullable<TimestampToken['hash']>) => Uint8Array | undefined,
  certificates: readonly Certificate[],
): CheckedTimestamp {
  let token: TimestampToken | undefined;
  let authority: Certificate | undefined;
  const faulty = (subIndication: SubIndication, fault: string): FaultyTimestamp => {
    return { fault: fault.replace(/\.$/, ''), subIndication, token, authority };
  };
  try {
    token = parseTimestampToken(bytes);
    const digest = token.hash === undefined ? undefined : digestBy(token.hash);
    if (digest === undefined) {
      return faulty('CRYPTO_CONSTRAINTS_FAILURE', 'it is of a digest that this program cannot compute');
    }
    if (!sameBytes(token.digest, digest)) return faulty('HASH_FAILURE', 'it is of something else');
    authority = timestampSigner(token, certificates);
    if (authority === undefined) {
      return faulty('NO_SIGNING_CERTIFICATE_FOUND', 'the certificate of its authority is missing');
    }
    const [fault] = timestampCertificateFaults(authority, token.genTime);
    if (fault !== undefined) return faulty('CHAIN_CONSTRAINTS_FAILURE', fault);
    const result = verifyTimestampSigner(token, authority);
    const [problem] = result.problems;
    if (problem !== undefined) return faulty(problem.subIndication, problem.message);
    const [useless] = tokenFaults(token, result);
    if (useless !== undefined) {
      return faulty(result.essMatches ? 'SIG_CONSTRAINTS_FAILURE' : 'NO_SIGNING_CERTIFICATE_FOUND', useless);
    }
    return { token, certificate: authority, result };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return faulty('FORMAT_FAILURE', `it is malformed (${error.message.replace(/\.$/, '')})`);
  }
}
