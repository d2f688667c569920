import type { AppError } from '../../shared/contract/app-error.ts';
import type { HashName } from './algorithms.ts';
import { CONTENT_TYPE } from './attributes.ts';
import type { Certificate } from './certificate.ts';
import { minimalInteger, sameBytes } from './der.ts';
import { digestBytes } from './digest.ts';
import { EXTENSION, PURPOSE } from './extensions.ts';
import { isFormatError } from './format-error.ts';
import { invalidTimestamp, nonceContent } from './timestamp-request.ts';
import { parseTimestampToken, type TimestampToken, timestampSigner } from './timestamp-token.ts';
import { contentHashOf, type SignerInfoResult, verifySignerInfo } from './verify-signer-info.ts';

/**
 * Checks the signature of a token as `verifySignerInfo` does.
 * @throws FormatError never: what is wrong is in the result
 */
export function verifyTimestampSigner(token: TimestampToken, certificate: Certificate): SignerInfoResult {
  const hash = contentHashOf(token.signerInfo);
  const digest = hash === undefined ? new Uint8Array() : digestBytes(hash, token.content);
  return verifySignerInfo(token.signedData, token.signerInfo, digest, certificate, CONTENT_TYPE.tstInfo);
}

/**
 * What keeps a certificate from being that of a timestamp authority at the time of a token (RFC 3161, 2.3): the purpose
 * timestamping, critical and alone, and a validity that includes `genTime`. Each to follow a colon; empty where all is well.
 */
export function timestampCertificateFaults(certificate: Certificate, genTime: Date): string[] {
  const faults: string[] = [];
  const purposes = certificate.extendedKeyUsage ?? [];
  if (!purposes.includes(PURPOSE.timeStamping)) {
    faults.push('the certificate of the authority is not for timestamping');
  } else if (purposes.length > 1) {
    faults.push('the certificate of the authority is for other purposes besides timestamping');
  } else if (certificate.extensions.get(EXTENSION.extendedKeyUsage)?.critical !== true) {
    faults.push('the certificate of the authority does not mark its purpose as critical');
  }
  const { keyUsage } = certificate;
  if (keyUsage !== undefined && !keyUsage.has('digitalSignature') && !keyUsage.has('nonRepudiation')) {
    faults.push('the key of the authority is not for signatures');
  }
  if (genTime < certificate.notBefore) {
    faults.push('the certificate of the authority was not yet valid at the time stated');
  }
  if (genTime > certificate.notAfter) {
    faults.push('the certificate of the authority had expired at the time stated');
  }
  return faults;
}

/**
 * What keeps a token from proving a time, certificate and content apart: no ESS reference to the certificate (RFC 3161, 2.4.2; RFC 5816),
 * or an extension that must be understood and is not. Each to follow a colon.
 */
export function tokenFaults(token: TimestampToken, result: Pick<SignerInfoResult, 'essMatches'>): string[] {
  const critical = [...token.extensions.values()].filter((extension) => extension.critical);
  return [
    ...(result.essMatches ? [] : ['it does not say which certificate it was signed with']),
    ...critical.map(({ oid }) => `it holds the critical extension ${oid}, which is not known`),
  ];
}

/** What a token is compared with. */
export interface ExpectedTimestamp {
  readonly hash: HashName;
  readonly digest: Uint8Array;
  /** As given to `timestampRequest`; undefined where the token was not asked for just now. */
  readonly nonce?: Uint8Array;
  /** How the authority is called in an error: its host name. */
  readonly authority: string;
}

/**
 * Makes every check of RFC 3161, 2.2, 2.3 and 2.4.2 that needs no trust anchor: one signer, content type, imprint, nonce, the
 * certificate in the token, its ESS reference, purpose and validity at the time stated, and the signature value.
 * @throws AppError TSA_RESPONSE_INVALID that names what is wrong
 */
export function checkTimestampToken(bytes: Uint8Array, expected: ExpectedTimestamp): TimestampToken {
  try {
    return checked(bytes, expected);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    throw invalidTimestamp(expected.authority, `it is malformed (${error.message.replace(/\.$/, '')})`);
  }
}

function checked(bytes: Uint8Array, expected: ExpectedTimestamp): TimestampToken {
  const wrong = (reason: string): AppError => invalidTimestamp(expected.authority, reason);
  const token = parseTimestampToken(bytes);
  if (token.hash !== expected.hash || !sameBytes(token.digest, expected.digest)) {
    throw wrong('it is of another digest than the one sent');
  }
  if (expected.nonce !== undefined) {
    const { nonce } = token;
    if (nonce === undefined || !sameBytes(minimalInteger(nonce), nonceContent(expected.nonce))) {
      throw wrong('it does not repeat the random number of the request, so it may be an old one');
    }
  }
  const certificate = timestampSigner(token);
  if (certificate === undefined) throw wrong('it does not hold the certificate of its signer');
  const [fault] = timestampCertificateFaults(certificate, token.genTime);
  if (fault !== undefined) throw wrong(fault);
  const result = verifyTimestampSigner(token, certificate);
  const [problem] = result.problems;
  if (problem !== undefined) throw wrong(problem.message.replace(/\.$/, ''));
  const [useless] = tokenFaults(token, result);
  if (useless !== undefined) throw wrong(useless);
  return token;
}
