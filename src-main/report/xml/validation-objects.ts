import type { CertificateName, TimestampReport } from '../../../shared/domain/verification.ts';
import type { ReportInput, SignatureBytes, VerifiedFile } from '../report-input.ts';
import { digestUri } from './algorithm-uris.ts';
import { base64, element, type Markup } from './element.ts';
import { DOCUMENT_ID, objectId, SIGNED_ID, timestampId } from './identifiers.ts';
import { digestElement, sha256Digest } from './parts.ts';
import { statusElement } from './status.ts';

/** ETSI TS 119 102-2, 4.4.4 */
const TYPES = {
  certificate: 'urn:etsi:019102:validationObject:certificate',
  crl: 'urn:etsi:019102:validationObject:CRL',
  ocsp: 'urn:etsi:019102:validationObject:OCSPResponse',
  timestamp: 'urn:etsi:019102:validationObject:timestamp',
  evidenceRecord: 'urn:etsi:019102:validationObject:evidencerecord',
  document: 'urn:etsi:019102:validationObject:signedData',
} as const;

/** SignatureValidationObjects (TS 119 102-2, 4.4): everything the signatures refer to, each once: the file, certificates, revocation data, timestamps. */
export function validationObjects(input: ReportInput): Markup {
  const { report } = input;
  const objects = new Map<string, Markup>();
  const add = (kind: 'certificate' | 'crl' | 'ocsp', sha256: string): void => {
    const id = objectId(kind, sha256);
    if (!objects.has(id)) objects.set(id, validationObject(id, TYPES[kind], bytesOrDigest(input, sha256)));
  };
  const certificate = (name: CertificateName | null): void => {
    if (name !== null) add('certificate', name.sha256);
  };
  objects.set(DOCUMENT_ID, fileObject(DOCUMENT_ID, input.document));
  if (input.signed !== null) objects.set(SIGNED_ID, fileObject(SIGNED_ID, input.signed));
  for (const [index, signature] of report.signatures.entries()) {
    certificate(signature.signer);
    for (const one of signature.chain) certificate(one);
    for (const { kind, sha256, certificate: about } of signature.evidence) {
      add(kind, sha256);
      add('certificate', about);
    }
    for (const [place, timestamp] of signature.timestamps.entries()) {
      certificate(timestamp.authority);
      const id = timestampId(index, place);
      objects.set(id, timestampObject(id, timestamp, signature.field, input.signatures[index]));
    }
  }
  for (const { sha256 } of report.setting.anchors) add('certificate', sha256);
  return element('vr:SignatureValidationObjects', [...objects.values()]);
}

function validationObject(id: string, type: string, representation: Markup, further: readonly Markup[] = []): Markup {
  return element(
    'vr:ValidationObject',
    [element('vr:ObjectType', type), element('vr:ValidationObjectRepresentation', [representation]), ...further],
    { id },
  );
}

function bytesOrDigest({ objects }: ReportInput, sha256: string): Markup {
  const der = objects.get(sha256);
  return der === undefined
    ? digestElement('vr:DigestAlgAndValue', sha256Digest(sha256))
    : element('vr:base64', base64(der));
}

function fileObject(id: string, { name, sha256 }: VerifiedFile): Markup {
  return element(
    'vr:ValidationObject',
    [
      element('vr:ObjectType', TYPES.document),
      element('vr:ValidationObjectRepresentation', [
        digestElement('vr:DigestAlgAndValue', sha256Digest(sha256)),
        element('vr:URI', encodeURIComponent(Buffer.from(name).toString())),
      ]),
    ],
    { id },
  );
}

/** A timestamp with what it proves (4.4.7) and its own validation (4.4.8). */
function timestampObject(
  id: string,
  timestamp: TimestampReport,
  field: string,
  bytes: SignatureBytes | undefined,
): Markup {
  const token = bytes?.tokens.find(({ time }) => time === timestamp.time);
  const type = timestamp.kind === 'evidence-record' ? TYPES.evidenceRecord : TYPES.timestamp;
  const representation =
    token === undefined
      ? element('vr:direct', [element('cs:Time', timestamp.time ?? 'unreadable')])
      : element('vr:base64', base64(token.der));
  const further: Markup[] = [];
  if (timestamp.time !== null && timestamp.indication === 'TOTAL-PASSED') {
    const identified = bytes?.toBeSigned;
    const which = identified
      ? [
          element('vr:DigestMethod', digestUri(identified.algorithm)),
          element('vr:DigestValue', base64(identified.value)),
        ]
      : [element('vr:PAdESFieldName', field)];
    further.push(
      element('vr:POEProvisioning', [element('vr:POETime', timestamp.time), element('vr:SignatureReference', which)]),
    );
  }
  const chain = timestamp.authority === null ? [] : [timestamp.authority];
  further.push(
    element('vr:ValidationReport', [
      statusElement('vr:SignatureValidationStatus', { ...timestamp, of: 'part', chain }),
    ]),
  );
  return validationObject(id, type, representation, further);
}
