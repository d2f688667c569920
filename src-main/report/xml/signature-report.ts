import type { SignatureReport, TimestampReport, VerificationReport } from '../../../shared/domain/verification.ts';
import type { ReportInput, SignatureBytes } from '../report-input.ts';
import { base64, element, type Markup } from './element.ts';
import { findingsElement } from './findings.ts';
import { DOCUMENT_ID, objectId, SIGNED_ID, signatureId, timestampId } from './identifiers.ts';
import { digestElement, reference, sha256Digest, typedData } from './parts.ts';
import { attributesElement } from './signature-attributes.ts';
import { statusElement } from './status.ts';

const APPLIED = 'urn:etsi:019102:constraintStatus:applied';
const DISABLED = 'urn:etsi:019102:constraintStatus:disabled';
const POE_FOUND = 'urn:etsi:019102:poetype:validation';
const PROCESS = 'urn:etsi:019102:validationprocess:';

/** Named as the validator that most readers of such reports know names them. */
const QUALITY: Readonly<Record<string, string>> = {
  'QES signature': 'QESig',
  'QES seal': 'QESeal',
  'AdES-QC signature': 'AdESigQC',
  'AdES-QC seal': 'AdESealQC',
  'AdES signature': 'AdESig',
  'AdES seal': 'AdESeal',
};

/** SignatureValidationReport (TS 119 102-2, 4.3) of one signature. @param index of the signature, from 0 */
export function signatureElement(
  input: ReportInput,
  signature: SignatureReport,
  bytes: SignatureBytes,
  index: number,
): Markup {
  const { report } = input;
  return element('vr:SignatureValidationReport', [
    identifierElement(signature, bytes, index),
    constraintsElement(report, signature),
    timeElement(report, signature, index),
    documentElement(signature, bytes, input.signed === null ? DOCUMENT_ID : SIGNED_ID),
    attributesElement(signature, bytes, index),
    signerElement(signature),
    qualityElement(signature),
    element('vr:SignatureValidationProcess', [
      element('vr:SignatureValidationProcessID', PROCESS + processOf(signature.timestamps)),
    ]),
    statusElement('vr:SignatureValidationStatus', {
      ...signature,
      of: 'signature',
      anchors: new Set(report.setting.anchors.map(({ sha256 }) => sha256)),
      algorithm: signature.signatureAlgorithm,
      about: signatureId(index),
    }),
    findingsElement(report, signature, index),
  ]);
}

/** The report of a file in which nothing is signed: a report is never empty (TS 119 102-2, 4.2). */
export function unsignedElement({ report }: ReportInput): Markup {
  return element('vr:SignatureValidationReport', [
    constraintsElement(report, undefined),
    element('vr:ValidationTimeInfo', [
      element('vr:ValidationTime', report.setting.time),
      poeElement(report.setting.time, undefined),
    ]),
    element('vr:SignersDocument', [reference('vr:SignersDocumentRepresentation', DOCUMENT_ID)]),
    element('vr:SignatureValidationStatus', [
      element('vr:MainIndication', 'urn:cef:dss:mainindication:noSignatureFound'),
    ]),
  ]);
}

/** 4.3.3: the digest of what the signature value is over, the value, and the field. */
function identifierElement({ field }: SignatureReport, { toBeSigned, value }: SignatureBytes, index: number): Markup {
  return element(
    'vr:SignatureIdentifier',
    [
      toBeSigned === null ? undefined : digestElement('vr:DigestAlgAndValue', toBeSigned),
      value === null ? undefined : element('ds:SignatureValue', base64(value)),
      element('vr:HashOnly', 'false'),
      element('vr:DocHashOnly', 'false'),
      field === '' ? undefined : element('vr:DAIdentifier', field),
    ],
    { id: signatureId(index) },
  );
}

/** 4.3.5: the policy, and each check that was switched off (EN 319 102-1, 5.1.4.1). */
function constraintsElement({ setting }: VerificationReport, signature: SignatureReport | undefined): Markup {
  const { title, sha256 } = setting.policy;
  const identifier =
    sha256 === null
      ? element('xades:SignaturePolicyImplied', undefined)
      : element('xades:SignaturePolicyId', [
          element('xades:SigPolicyId', [element('xades:Identifier', `ni:///sha-256;${base64url(sha256)}`)]),
          digestElement('xades:SigPolicyHash', sha256Digest(sha256)),
        ]);
  const constraint = (name: string, value: string, status: string): Markup =>
    element('vr:ValidationConstraint', [
      element('vr:ValidationConstraintIdentifier', `urn:x-countersign:constraint:${name}`),
      typedData('vr:ValidationConstraintParameter', name, value),
      element('vr:ConstraintStatus', [element('vr:Status', status)]),
    ]);
  return element('vr:ValidationConstraintsEvaluationReport', [
    element('vr:SignatureValidationPolicy', [
      element('vr:SignaturePolicyIdentifier', [identifier]),
      element('vr:PolicyName', title),
    ]),
    signature === undefined ? undefined : constraint('later-changes', signature.changesAfter, APPLIED),
    signature === undefined ? undefined : constraint('revocation', signature.revocation, APPLIED),
    ...setting.checksOff.map((sentence) => constraint('check-not-made', sentence, DISABLED)),
  ]);
}

/** 4.3.6: when was decided, and since when the signature is known to exist. */
function timeElement({ setting }: VerificationReport, signature: SignatureReport, index: number): Markup {
  const { bestSignatureTime, timestamps } = signature;
  const proof = timestamps.findIndex((one) => one.time === bestSignatureTime && one.indication === 'TOTAL-PASSED');
  return element('vr:ValidationTimeInfo', [
    element('vr:ValidationTime', setting.time),
    poeElement(bestSignatureTime ?? setting.time, proof < 0 ? undefined : timestampId(index, proof)),
  ]);
}

function poeElement(time: string, proof: string | undefined): Markup {
  return element('vr:BestSignatureTime', [
    element('vr:POETime', time),
    element('vr:TypeOfProof', POE_FOUND),
    proof === undefined ? undefined : reference('vr:POEObject', proof),
  ]);
}

/** 4.3.7. The digest is what the signature says it is over; it is left out where the content has another one. */
function documentElement({ subIndication }: SignatureReport, { content }: SignatureBytes, id: string): Markup {
  const wrong = subIndication === 'HASH_FAILURE' || subIndication === 'FORMAT_FAILURE';
  return element('vr:SignersDocument', [
    content === null || wrong ? undefined : digestElement('vr:DigestAlgAndValue', content),
    reference('vr:SignersDocumentRepresentation', id),
  ]);
}

/** 4.3.9 */
function signerElement({ signer }: SignatureReport): Markup | undefined {
  if (signer === null) return undefined;
  return element('vr:SignerInformation', [
    reference('vr:SignerCertificate', objectId('certificate', signer.sha256)),
    element('vr:Signer', signer.subject),
  ]);
}

/** 4.3.10 */
function qualityElement({ qualification }: SignatureReport): Markup | undefined {
  const quality = qualification === null ? undefined : QUALITY[`${qualification.result} ${qualification.purpose}`];
  if (quality === undefined) return undefined;
  return element('vr:SignatureQuality', [
    element('vr:SignatureQualityInformation', `urn:cef:dss:signatureQualification:${quality}`),
  ]);
}

/** 4.3.11: the process of EN 319 102-1 whose proofs the signature has: 5.3, 5.5 or 5.6. */
function processOf(timestamps: readonly TimestampReport[]): 'Basic' | 'LTVM' | 'LTA' {
  if (timestamps.some(({ kind }) => /^(archive|document|evidence)-/.test(kind))) return 'LTA';
  return timestamps.length > 0 ? 'LTVM' : 'Basic';
}

function base64url(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toString('base64url');
}
