import { readAlgorithm } from './algorithm-identifier.ts';
import {
  goesWith,
  type HashName,
  hashLabel,
  readHash,
  readScheme,
  type SignatureScheme,
  schemeLabel,
} from './algorithms.ts';
import { ATTRIBUTE, type Attribute, singleValue } from './attributes.ts';
import type { Certificate } from './certificate.ts';
import { contextTag, expectTag, Members, sameBytes, TAG } from './der.ts';
import { type EssBinding, essBinding } from './ess.ts';
import { isFormatError, placedIn } from './format-error.ts';
import { readOid } from './oid.ts';
import type { ParsedSignedData, SignerInfo } from './parsed-signed-data.ts';

/** One thing wrong with a signature, named by the sub-indication of EN 319 102-1 that it leads to. Worst first in a list. */
export interface SignerProblem {
  readonly subIndication:
    | 'FORMAT_FAILURE'
    | 'HASH_FAILURE'
    | 'SIG_CRYPTO_FAILURE'
    | 'NO_SIGNING_CERTIFICATE_FOUND'
    | 'SIG_CONSTRAINTS_FAILURE'
    | 'CRYPTO_CONSTRAINTS_FAILURE';
  readonly message: string;
}

export interface SignerInfoResult {
  /** The message-digest attribute equals the digest of the content. */
  readonly digestMatches: boolean;
  /** The signature value is right for the signed attributes and the certificate's key. */
  readonly signatureValid: boolean;
  readonly ess: EssBinding;
  /** The certificate is bound by a matching signing-certificate(-v2) attribute. */
  readonly essMatches: boolean;
  readonly hash: HashName | null;
  readonly scheme: SignatureScheme | null;
  /** "SHA-256"; the OID of an unknown one. */
  readonly digestAlgorithm: string;
  /** "RSA-PSS with SHA-256"; the OID of an unknown one. */
  readonly signatureAlgorithm: string;
  /** The signed attributes hold the signing-time that PAdES forbids. */
  readonly hasSigningTime: boolean;
  /** Empty for a signature that is intact; the worst first. A missing ESS attribute is not among them: see `ess`. */
  readonly problems: readonly SignerProblem[];
  /** Remarks that change no verdict. */
  readonly remarks: readonly string[];
}

/** Hash that the content of this SignerInfo is to be digested with; undefined for one that we do not compute. */
export function contentHashOf(signer: SignerInfo): HashName | undefined {
  return readHash(signer.digestAlgorithm);
}

const RANK: readonly SignerProblem['subIndication'][] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'SIG_CONSTRAINTS_FAILURE',
];

/**
 * Checks one SignerInfo (RFC 5652, 5.4 to 5.6): signed attributes present and about this content type, message-digest, algorithms
 * on the white list and consistent with one another and with CMSAlgorithmProtection (RFC 6211), ESS binding, signature value.
 * Says nothing of the certificate's chain nor of the strength of algorithms.
 * @param contentDigest digest of the content by `contentHashOf(signer)`
 * @param contentType what eContentType must be; id-data for PDF and detached CAdES
 * @returns what was found; never throws for a bad signature or malformed attributes
 */
export function verifySignerInfo(
  parsed: ParsedSignedData,
  signer: SignerInfo,
  contentDigest: Uint8Array,
  certificate: Certificate,
  contentType: string,
): SignerInfoResult {
  const problems: SignerProblem[] = [];
  const remarks: string[] = [];
  const fail = (subIndication: SignerProblem['subIndication'], message: string) =>
    problems.push({ subIndication, message });
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return placedIn(parsed.der, read);
    } catch (error) {
      if (!isFormatError(error)) {
        throw error;
      }
      fail('FORMAT_FAILURE', error.message);
      return otherwise;
    }
  };

  const hash = contentHashOf(signer);
  const scheme = attempt(() => readScheme(signer.signatureAlgorithm, hash), undefined);
  const attributes = signer.signedAttributes ?? [];
  if (signer.signedAttributes === undefined) {
    fail('FORMAT_FAILURE', 'The signature has no signed attributes.');
  }
  if (parsed.eContentType !== contentType) {
    fail('FORMAT_FAILURE', `The signature is over content of type ${parsed.eContentType}, not ${contentType}.`);
  }
  const digestMatches = attempt(() => compareContent(attributes, contentType, contentDigest, fail), false);
  if (hash === undefined) {
    fail(
      'CRYPTO_CONSTRAINTS_FAILURE',
      `The digest algorithm ${signer.digestAlgorithm.oid} is not one that is accepted.`,
    );
  }
  if (scheme === undefined) {
    const { oid } = signer.signatureAlgorithm;
    fail('CRYPTO_CONSTRAINTS_FAILURE', `The signature algorithm ${oid} is not one that is accepted.`);
  }
  if (hash !== undefined && scheme !== undefined && !goesWith(scheme, hash)) {
    fail(
      'SIG_CONSTRAINTS_FAILURE',
      `The signature algorithm (${schemeLabel(scheme)}) does not go with the digest algorithm ${hashLabel(hash)}.`,
    );
  }
  if (
    hash !== undefined &&
    !parsed.digestAlgorithms.some((algorithm) => algorithm.oid === signer.digestAlgorithm.oid)
  ) {
    remarks.push('The digest algorithm of the signer is missing from the list at the head of the CMS structure.');
  }
  attempt(() => compareAlgorithmProtection(attributes, signer, fail), undefined);
  const absent: EssBinding = { state: 'absent', hash: null, issuerSerialDiffers: false };
  const ess = attempt(() => essBinding(attributes, certificate), absent);
  if (ess.state === 'differs') {
    fail(
      'NO_SIGNING_CERTIFICATE_FOUND',
      'The signing-certificate attribute names another certificate than the one given.',
    );
  } else if (ess.state === 'unsupported') {
    fail(
      'NO_SIGNING_CERTIFICATE_FOUND',
      'The signing-certificate attribute names the certificate by a digest that is not accepted.',
    );
  }
  if (ess.issuerSerialDiffers) {
    remarks.push('The signing-certificate attribute names another issuer or serial number than the certificate has.');
  }
  const check = scheme === undefined ? 'unsupported' : checkValue(signer, certificate, scheme);
  if (check === 'invalid') {
    fail('SIG_CRYPTO_FAILURE', 'The signature value does not belong to these signed attributes and this certificate.');
  } else if (check === 'unsupported' && scheme !== undefined) {
    fail('CRYPTO_CONSTRAINTS_FAILURE', `Signatures of a key of type ${certificate.keyName} cannot be checked here.`);
  }
  return {
    digestMatches,
    signatureValid: check === 'valid',
    ess,
    essMatches: ess.state === 'matches',
    hash: hash ?? null,
    scheme: scheme ?? null,
    digestAlgorithm: hash === undefined ? signer.digestAlgorithm.oid : hashLabel(hash),
    signatureAlgorithm: scheme === undefined ? signer.signatureAlgorithm.oid : schemeLabel(scheme),
    hasSigningTime: attributes.some((attribute) => attribute.oid === ATTRIBUTE.signingTime),
    problems: problems.sort((a, b) => RANK.indexOf(a.subIndication) - RANK.indexOf(b.subIndication)),
    remarks,
  };
}

type Fail = (subIndication: SignerProblem['subIndication'], message: string) => void;

/** content-type and message-digest (RFC 5652, 11.1 and 11.2). */
function compareContent(
  attributes: readonly Attribute[],
  contentType: string,
  contentDigest: Uint8Array,
  fail: Fail,
): boolean {
  const type = singleValue(attributes, ATTRIBUTE.contentType);
  const digest = singleValue(attributes, ATTRIBUTE.messageDigest);
  if (type === undefined || readOid(type) !== contentType) {
    fail('FORMAT_FAILURE', 'The signed content-type attribute is missing or names another type than the content has.');
  }
  if (digest === undefined) {
    fail('FORMAT_FAILURE', 'The signed attributes hold no message digest.');
    return false;
  }
  if (!sameBytes(expectTag(digest, TAG.octetString).content, contentDigest)) {
    fail('HASH_FAILURE', 'The content was changed: its digest is not the one that was signed.');
    return false;
  }
  return true;
}

/** CMSAlgorithmProtection (RFC 6211, 2): the algorithms repeated inside the signature are those outside. */
function compareAlgorithmProtection(attributes: readonly Attribute[], signer: SignerInfo, fail: Fail): void {
  const value = singleValue(attributes, ATTRIBUTE.algorithmProtection);
  if (value === undefined) {
    return;
  }
  const members = new Members(value);
  const digest = readAlgorithm(members.take());
  const signature = members.optional(contextTag(1));
  members.optional(contextTag(2));
  members.end();
  const signatureAlgorithm = signature === undefined ? undefined : readAlgorithm(signature, contextTag(1));
  const same =
    digest.oid === signer.digestAlgorithm.oid &&
    signatureAlgorithm?.oid === signer.signatureAlgorithm.oid &&
    sameBytes(parametersOf(signatureAlgorithm), parametersOf(signer.signatureAlgorithm));
  if (!same) {
    fail('SIG_CRYPTO_FAILURE', 'The algorithms named outside the signature are not those that were signed.');
  }
}

/** Parameters for comparison; NULL counts as absent (RFC 5754, 2). */
function parametersOf(algorithm: {
  readonly parameters: { readonly tag: number; readonly bytes: Uint8Array } | undefined;
}) {
  const { parameters } = algorithm;
  return parameters === undefined || parameters.tag === TAG.null ? new Uint8Array() : parameters.bytes;
}

function checkValue(signer: SignerInfo, certificate: Certificate, scheme: SignatureScheme) {
  if (signer.signedAttributesDer === undefined) {
    return 'unsupported';
  }
  const check = certificate.checkScheme(scheme, signer.signedAttributesDer, signer.signature);
  // Signers that did not sort the SET signed it as they sent it. It says the same: the attributes are equal.
  return check === 'invalid' && signer.signedAttributesAsSent !== undefined
    ? certificate.checkScheme(scheme, signer.signedAttributesAsSent, signer.signature)
    : check;
}
