import type { HashName } from '../../cms/algorithms.ts';
import { CONTENT_TYPE } from '../../cms/attributes.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { sameBytes } from '../../cms/der.ts';
import { digestBytes } from '../../cms/digest.ts';
import { findSignerCertificate } from '../../cms/ess.ts';
import { isFormatError } from '../../cms/format-error.ts';
import {
  noSignerSentence,
  type ParsedSignedData,
  parseSignedData,
  type SignerInfo,
} from '../../cms/parsed-signed-data.ts';
import { timestampCertificateFaults, tokenFaults } from '../../cms/timestamp-check.ts';
import { readTimestampToken, type TimestampToken } from '../../cms/timestamp-token.ts';
import { contentHashOf, type SignerInfoResult, verifySignerInfo } from '../../cms/verify-signer-info.ts';
import { contentTimestampHashes } from '../../trust/content-timestamps.ts';
import type { Problem } from '../../trust/verdict.ts';
import type { SignedRange } from '../format/byte-range.ts';
import type { SignatureDictionary } from '../format/signature-dictionary.ts';

/** A signature whose form is right so far: what is signed, and by which structure. */
export interface Opened {
  readonly range: SignedRange;
  readonly parsed: ParsedSignedData;
  readonly signer: SignerInfo;
  /** Hash of the covered bytes; undefined for one that is not computed here. */
  readonly hash: HashName | undefined;
  /** All hashes of the covered bytes that are needed: timestamps of the content may be of others. */
  readonly hashes: readonly HashName[];
  /** Of a document timestamp. */
  readonly token: TimestampToken | undefined;
}

/** Digests of the covered bytes by each hash of `Opened.hashes`. */
export type ContentDigests = ReadonlyMap<HashName, Uint8Array>;

/** The arithmetic of one signature, before any question of trust. */
export interface Integrity {
  readonly opened: Opened | undefined;
  readonly signer: Certificate | undefined;
  readonly result: SignerInfoResult | undefined;
  readonly problems: readonly Problem[];
  readonly remarks: readonly string[];
  /** Well-formed, and both its digest and its signature value right. */
  readonly intact: boolean;
  /** Digests of the covered bytes. */
  readonly digests: ContentDigests;
}

const CHECKED: readonly string[] = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'ETSI.RFC3161'];
const SHA1_ONLY: readonly string[] = ['adbe.pkcs7.sha1', 'adbe.x509.rsa_sha1'];

/** Opens the CMS structure of a signature, or says what is wrong with its form. */
export function openSignature(dictionary: SignatureDictionary): Opened | readonly Problem[] {
  const { subFilter, range, contents, faults, kind } = dictionary;
  if (faults.length > 0 || range === null || contents === null) {
    return faults.map((message) => ({ subIndication: 'FORMAT_FAILURE', message }));
  }
  if (subFilter === null || !CHECKED.includes(subFilter)) {
    const old = subFilter !== null && SHA1_ONLY.includes(subFilter);
    const message = old
      ? `The signature is of the kind ${subFilter}, which rests on SHA-1 and is no longer accepted.`
      : `The signature is of the kind ${subFilter}, which this program cannot check.`;
    return [{ subIndication: old ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CUSTOM', message }];
  }
  try {
    const parsed = parseSignedData(contents);
    const [signer, ...others] = parsed.signerInfos;
    if (signer === undefined || others.length > 0) {
      return format(`The CMS structure must hold one signature and holds ${parsed.signerInfos.length}.`);
    }
    if (kind === 'timestamp') {
      const token = readTimestampToken(parsed);
      return { range, parsed, signer, token, hash: token.hash, hashes: token.hash === undefined ? [] : [token.hash] };
    }
    if (parsed.eContent !== undefined) return format('The signature carries a content of its own beside the document.');
    const hash = contentHashOf(signer);
    const hashes = new Set([...(hash === undefined ? [] : [hash]), ...contentTimestampHashes(signer)]);
    return { range, parsed, signer, token: undefined, hash, hashes: [...hashes] };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    // Each octet of the structure stands as two digits behind the delimiter.
    const place =
      error.offset === undefined ? '' : ` That is byte ${range.gapStart + 1 + 2 * error.offset} of the file.`;
    return format(`The CMS structure in /Contents is malformed: ${error.message}${place}`);
  }
}

/** What is known of a signature that cannot be opened. */
export function unopened(problems: readonly Problem[]): Integrity {
  const nothing = { opened: undefined, signer: undefined, result: undefined, remarks: [] };
  return { ...nothing, problems, intact: false, digests: new Map() };
}

function format(message: string): readonly Problem[] {
  return [{ subIndication: 'FORMAT_FAILURE', message }];
}

/**
 * Checks digest and signature value.
 * @param certificates among which the signer may be, besides those in the structure itself
 */
export function checkIntegrity(
  dictionary: SignatureDictionary,
  opened: Opened,
  digests: ContentDigests,
  certificates: readonly Certificate[],
): Integrity {
  const { parsed, signer, token, hash } = opened;
  const digest = (hash === undefined ? undefined : digests.get(hash)) ?? new Uint8Array();
  const certificate = findSignerCertificate(signer, [...parsed.certificates, ...certificates]);
  const problems: Problem[] = [];
  if (token !== undefined && (token.hash === undefined || !sameBytes(token.digest, digest))) {
    const message =
      token.hash === undefined
        ? 'The timestamp is of a digest that this program cannot compute.'
        : 'The content was changed: its digest is not the one that the timestamp is of.';
    problems.push({
      subIndication: token.hash === undefined ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'HASH_FAILURE',
      message,
    });
  }
  if (certificate === undefined) {
    problems.push({ subIndication: 'NO_SIGNING_CERTIFICATE_FOUND', message: noSignerSentence(parsed) });
    return { opened, signer: undefined, result: undefined, problems, remarks: [], intact: false, digests };
  }
  if (signer.signedAttributes === undefined && dictionary.subFilter === 'adbe.pkcs7.detached') {
    const message =
      'The signature has no signed attributes, as very old programs made them; this program does not check that kind.';
    problems.push({ subIndication: 'SIG_CONSTRAINTS_FAILURE', message });
    return { opened, signer: certificate, result: undefined, problems, remarks: [], intact: false, digests };
  }
  const contentType = token === undefined ? CONTENT_TYPE.data : CONTENT_TYPE.tstInfo;
  const tokenHash = contentHashOf(signer);
  const content = token === undefined || tokenHash === undefined ? digest : digestBytes(tokenHash, token.content);
  const result = verifySignerInfo(parsed, signer, content, certificate, contentType);
  problems.push(...result.problems);
  if (result.ess.state === 'absent' && dictionary.subFilter === 'ETSI.CAdES.detached') {
    const message =
      'The signature does not say which certificate it was made with: the signing-certificate attribute is missing.';
    problems.push({ subIndication: 'NO_SIGNING_CERTIFICATE_FOUND', message });
  }
  if (token !== undefined) {
    const faults = [...tokenFaults(token, result), ...timestampCertificateFaults(certificate, token.genTime)];
    for (const fault of faults) {
      problems.push({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message: `The timestamp proves nothing: ${fault}.` });
    }
  }
  const intact =
    result.digestMatches &&
    result.signatureValid &&
    !problems.some(({ subIndication }) => subIndication === 'FORMAT_FAILURE' || subIndication === 'HASH_FAILURE');
  return { opened, signer: certificate, result, problems, remarks: result.remarks, intact, digests };
}
