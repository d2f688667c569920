import type { ReportInput, SignatureBytes } from '../report-input.ts';
import { base64, element, type Markup, withNamespaces } from './element.ts';
import { signatureElement, unsignedElement } from './signature-report.ts';
import { validationObjects } from './validation-objects.ts';
import { type ReportSigner, xadesSignature } from './xades.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const UNREADABLE: SignatureBytes = { toBeSigned: null, value: null, content: null, dictionary: null, tokens: [] };

/**
 * The report as ETSI TS 119 102-2 V1.4.1 has it. The text below the declaration is in the form of Canonical XML 1.0, so its digest is that of
 * its own bytes.
 */
export function validationReportXml(input: ReportInput): string {
  return `${DECLARATION}${withNamespaces(reportElement(input, undefined))}\n`;
}

/** The same, signed by whoever answers for the check: XAdES B-B, enveloped (4.2). */
export async function signedValidationReportXml(input: ReportInput, signer: ReportSigner): Promise<string> {
  const root = reportElement(input, signer);
  const { canonical } = await xadesSignature(root, signer);
  const text = withNamespaces(root);
  const end = text.lastIndexOf('</');
  return `${DECLARATION}${text.slice(0, end)}${canonical}${text.slice(end)}\n`;
}

function reportElement(input: ReportInput, signer: ReportSigner | undefined): Markup {
  const { report, signatures } = input;
  return element('vr:ValidationReport', [
    ...(report.signatures.length === 0
      ? [unsignedElement(input)]
      : report.signatures.map((one, index) => signatureElement(input, one, signatures[index] ?? UNREADABLE, index))),
    validationObjects(input),
    validatorElement(input, signer),
  ]);
}

/** SignatureValidator (4.5): who answers for the check, the program, and what it asked for on the network. */
function validatorElement({ report: { setting } }: ReportInput, signer: ReportSigner | undefined): Markup {
  return element('vr:SignatureValidator', [
    signer === undefined
      ? undefined
      : element('vr:DigitalId', [element('tsl:X509Certificate', base64(signer.certificate))]),
    element('vr:DigitalId', [element('tsl:Other', setting.program)]),
    element('vr:OtherInformation', [
      ...setting.anchors.map(({ sha256, subject, origin }) => element('cs:Anchor', subject, { origin, sha256 })),
      ...setting.trustedLists.map(({ operator, territory, sequence, issued, nextUpdate, stale }) =>
        element('cs:TrustedList', operator, {
          territory,
          sequence: `${sequence}`,
          issued,
          stale: `${stale}`,
          ...(nextUpdate === null ? {} : { nextUpdate }),
        }),
      ),
      ...setting.fetched.map(({ url, purpose, outcome, bytes }) =>
        element('cs:Request', url, { bytes: `${bytes}`, outcome, purpose }),
      ),
    ]),
  ]);
}
