import type {
  CertificateName,
  EvidenceReport,
  Indication,
  SubIndication,
} from '../../../shared/domain/verification.ts';
import { signatureUri } from './algorithm-uris.ts';
import { element, elementOf, type Markup } from './element.ts';
import { objectId } from './identifiers.ts';
import { reference, typedData } from './parts.ts';

/** What a status is made of: of a whole signature, or of something that it rests on, such as a timestamp. */
export interface Status {
  readonly of: 'signature' | 'part';
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly warnings: readonly string[];
  /** From the signer on. */
  readonly chain?: readonly CertificateName[];
  /** SHA-256 of the trust anchors. */
  readonly anchors?: ReadonlySet<string>;
  readonly evidence?: readonly EvidenceReport[];
  /** The algorithm that is not good enough, where that is the reason. */
  readonly algorithm?: string | null;
  /** Identifier of the object whose algorithm it is. */
  readonly about?: string;
}

const MAIN = 'urn:etsi:019102:mainindication:';
const SUB = 'urn:etsi:019102:subindication:';

/** ValidationStatusType (TS 119 102-2, 4.3.12): main indication, sub-indication, and what led to them. */
export function statusElement(name: string, status: Status): Markup {
  const { subIndication } = status;
  return element(name, [
    element('vr:MainIndication', MAIN + mainIndication(status)),
    subIndication === null ? undefined : element('vr:SubIndication', SUB + subIndication),
    associatedData(status),
  ]);
}

/** A part passes or fails (EN 319 102-1, 5.1.3); only a signature does so in total. */
function mainIndication({ of, indication }: Status): string {
  const word = indication.toLowerCase();
  return of === 'signature' ? word : word.replace('total-', '');
}

/** ValidationReportDataType (4.3.12.4): the chain, what was looked at, the algorithm at fault, the reasons in words. */
function associatedData({
  chain = [],
  anchors,
  evidence = [],
  algorithm,
  about,
  ...status
}: Status): Markup | undefined {
  const [signer, ...above] = chain;
  const last = chain.at(-1);
  const anchored = last !== undefined && anchors?.has(last.sha256) === true;
  const anchor = anchored ? reference('vr:TrustAnchor', objectId('certificate', last.sha256)) : undefined;
  const between = above.slice(0, anchored ? -1 : undefined);
  const weak = status.subIndication?.startsWith('CRYPTO_CONSTRAINTS_FAILURE') === true;
  return elementOf('vr:AssociatedValidationReportData', [
    anchor,
    signer === undefined
      ? undefined
      : element('vr:CertificateChain', [
          reference('vr:SigningCertificate', objectId('certificate', signer.sha256)),
          ...between.map(({ sha256 }) => reference('vr:IntermediateCertificate', objectId('certificate', sha256))),
          above.length > 0 ? anchor : undefined,
        ]),
    ...evidence.map(({ kind, sha256 }) => reference('vr:RelatedValidationObject', objectId(kind, sha256))),
    revocationElement(status.subIndication, chain, evidence),
    weak && algorithm && about !== undefined
      ? element('vr:CryptoInformation', [
          reference('vr:ValidationObjectId', about),
          element('vr:Algorithm', signatureUri(algorithm)),
          element('vr:SecureAlgorithm', 'false'),
        ])
      : undefined,
    elementOf(
      'vr:AdditionalValidationReportData',
      status.warnings.map((sentence) => typedData('vr:ReportData', 'sentence', sentence)),
    ),
  ]);
}

/** Where the revocation of a certificate of the chain, or its being on hold, decided the result. */
const BY_REVOCATION: readonly (SubIndication | null)[] = [
  'REVOKED',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'TRY_LATER',
];

/** RevocationStatusInformation (4.3.12.6): whose certificate was revoked, when, why, and what says so. */
function revocationElement(
  subIndication: SubIndication | null,
  chain: readonly CertificateName[],
  evidence: readonly EvidenceReport[],
): Markup | undefined {
  if (!BY_REVOCATION.includes(subIndication)) return undefined;
  const suspects = subIndication === 'REVOKED_CA_NO_POE' ? chain.slice(1) : chain;
  const about = new Set(suspects.map(({ sha256 }) => sha256));
  const answer = evidence.find(({ certificate, revoked }) => revoked !== null && about.has(certificate));
  if (answer === undefined || answer.revoked === null) return undefined;
  return element('vr:RevocationStatusInformation', [
    reference('vr:ValidationObjectId', objectId('certificate', answer.certificate)),
    element('vr:RevocationTime', answer.revoked.time),
    element('vr:RevocationReason', `urn:etsi:019102:revocationReason:${answer.revoked.reason}`),
    reference('vr:RevocationObject', objectId(answer.kind, answer.sha256)),
  ]);
}
