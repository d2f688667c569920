import type { ReportInput, SignatureBytes } from '../report-input.ts';
import { element, type Markup, withNamespaces } from './element.ts';
import { signatureElement, unsignedElement } from './signature-report.ts';
import { validationObjects } from './validation-objects.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const UNREADABLE: SignatureBytes = { toBeSigned: null, value: null, content: null, dictionary: null, tokens: [] };

/** Who stands behind a report: DER of the certificate that signs it. */
export interface ReportSigner {
  readonly certificate: Uint8Array;
}

/**
 * The report as ETSI TS 119 102-2 V1.4.1 has it. The text below the declaration is in the form of Canonical XML 1.0, so its digest is that of
 * its own bytes.
 */
export function validationReportXml(input: ReportInput): string {
  return `${DECLARATION}${withNamespaces(reportElement(input))}\n`;
}

function reportElement(input: ReportInput): Markup {
  const { report, signatures } = input;
  return element('vr:ValidationReport', [
    ...(report.signatures.length === 0
      ? [unsignedElement(input)]
      : report.signatures.map((one, index) => signatureElement(input, one, signatures[index] ?? UNREADABLE, index))),
    validationObjects(input),
    validatorElement(input),
  ]);
}

/** SignatureValidator (4.5): the program, and what it asked for on the network. */
function validatorElement({ report: { setting } }: ReportInput): Markup {
  return element('vr:SignatureValidator', [
    element('vr:DigitalId', [element('tsl:Other', setting.program)]),
    element('vr:OtherInformation', [
      ...setting.anchors.map(({ sha256, subject, origin }) => element('cs:Anchor', subject, { origin, sha256 })),
      ...setting.fetched.map(({ url, purpose, outcome, bytes }) =>
        element('cs:Request', url, { bytes: `${bytes}`, outcome, purpose }),
      ),
    ]),
  ]);
}
