import { commonName } from '../../../shared/domain/common-name.ts';
import type { SignatureReport, VerificationReport } from '../../../shared/domain/verification.ts';
import type { ReportInput } from '../report-input.ts';
import { type Block, type Fact, headedTable, type VerdictTone } from './blocks.ts';
import { signatureBlocks } from './compose-signature.ts';
import { provedTime, shownName, shownTime } from './shown.ts';
import { toneOf } from './tones.ts';
import type { Said, Some, Words } from './words.ts';

/** More signatures than this are summed up on the first pages and stand in full in the other forms of the report. */
const MOST_SIGNATURES = 500;

/** The report as a person reads it: the verdict first, then each signature, then how it was checked and what that means. */
export function composeReport(input: ReportInput, words: Words): Block[] {
  const { report } = input;
  const shown = report.signatures.slice(0, MOST_SIGNATURES);
  return [
    { kind: 'heading', level: 1, text: words.title },
    verdictBlock(report, words),
    { kind: 'heading', level: 2, text: words.document.heading },
    documentBlock(input, words),
    ...overviewBlocks(shown, words),
    ...shown.flatMap((signature, index) => signatureBlocks(report, signature, index, words)),
    ...settingBlocks(report, words),
    { kind: 'heading', level: 2, text: words.meaning.heading },
    ...words.meaning.paragraphs.map((text): Block => ({ kind: 'paragraph', text })),
  ];
}

function verdictBlock(report: VerificationReport, { verdict }: Words): Block {
  const of = (kind: SignatureReport['kind']) => report.signatures.filter((one) => one.kind === kind);
  const proofs = { signatures: of('signature').length, timestamps: of('timestamp').length };
  /** Signatures weigh more: timestamps are told of where no signature has this result. */
  const those = (indication: SignatureReport['indication']): Some => {
    const some = (kind: SignatureReport['kind']) => of(kind).filter((one) => one.indication === indication).length;
    const kind = some('signature') > 0 ? 'signature' : 'timestamp';
    return { kind, some: some(kind), count: of(kind).length };
  };
  const said = (tone: VerdictTone, { title, text }: Said): Block => ({ kind: 'verdict', tone, title, text });
  switch (report.verdict) {
    case 'TOTAL-PASSED':
      return report.visualChange ? said('warn', verdict.visual(proofs)) : said('good', verdict.passed(proofs));
    case 'TOTAL-FAILED':
      return said('bad', verdict.failed(those('TOTAL-FAILED')));
    case 'INDETERMINATE':
      return said('warn', verdict.indeterminate(those('INDETERMINATE')));
    case 'NO_SIGNATURE':
      return said('detail', verdict.unsigned);
  }
}

function documentBlock({ report, document, signed }: ReportInput, words: Words): Block {
  const row = (label: string, text: string): Fact => ({ label, phrases: [{ text }] });
  return {
    kind: 'facts',
    rows: [
      { label: words.document.name, phrases: [{ text: document.name, strong: true }] },
      row(words.document.sha256, document.sha256),
      row(words.document.size, words.bytes(document.bytes)),
      ...(signed === null
        ? []
        : [
            row(words.document.signed, signed.name),
            row(words.document.sha256, signed.sha256),
            row(words.document.size, words.bytes(signed.bytes)),
          ]),
      row(words.document.time, shownTime(report.setting.time)),
      row(words.document.program, report.setting.program),
      ...(report.signatures.length === 0 ? [] : [row(words.document.status, words.status[report.documentStatus])]),
    ],
  };
}

function overviewBlocks(signatures: readonly SignatureReport[], words: Words): Block[] {
  if (signatures.length === 0) return [];
  const { number, who, when, result, heading } = words.overview;
  return [
    ...headedTable(
      2,
      heading,
      [
        [number, 0.07],
        [who, 0.4],
        [when, 0.36],
        [result, 0.17],
      ],
      signatures.map((one, index) => [
        { text: `${index + 1}` },
        { text: one.signer === null ? words.signature.unknownSigner : commonName(one.signer.subject) },
        { text: whenOf(one, words) },
        { text: words.indication[one.indication], tone: toneOf(one.indication), strong: true },
      ]),
    ),
  ];
}

function whenOf(signature: SignatureReport, { overview }: Words): string {
  const proved = provedTime(signature);
  if (proved !== null) return `${shownTime(proved)} (${overview.proved})`;
  const claimed = signature.signingTimeClaimed ?? signature.timestampTime;
  return claimed === null ? '–' : `${shownTime(claimed)} (${overview.claimed})`;
}

function settingBlocks({ setting }: VerificationReport, words: Words): Block[] {
  const { policy, checksOff, anchors, fetched, trustedLists } = setting;
  const said = words.setting;
  const facts: Fact[] = [
    { label: said.policy, phrases: [{ text: policy.title }] },
    ...(policy.sha256 === null ? [] : [{ label: said.policyDigest, phrases: [{ text: policy.sha256 }] }]),
    {
      label: said.checksOff,
      phrases: checksOff.length === 0 ? [{ text: said.allChecks }] : checksOff.map((text) => ({ text })),
    },
    {
      label: said.anchors,
      phrases:
        anchors.length === 0
          ? [{ text: said.noAnchors }]
          : anchors.flatMap(({ subject, sha256, origin }) => [
              { text: `${shownName(subject)} (${said.origin}: ${origin})` },
              { text: sha256, tone: 'detail' as const },
            ]),
    },
    ...(trustedLists.length === 0
      ? []
      : [
          {
            label: said.lists,
            phrases: trustedLists.map(({ territory, operator, sequence, issued, stale }) => ({
              text: `${territory}: ${operator}, ${said.list(sequence, shownTime(issued))}${stale ? `, ${said.stale}` : ''}`,
            })),
          },
        ]),
    ...(fetched.length === 0 ? [{ label: said.requests, phrases: [{ text: said.noRequests }] }] : []),
  ];
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text: said.heading },
    { kind: 'facts', rows: facts },
  ];
  if (fetched.length === 0) return blocks;
  const { heading, url, purpose, outcome, bytes } = words.request;
  return [
    ...blocks,
    ...headedTable(
      3,
      heading,
      [
        [url, 0.56],
        [purpose, 0.14],
        [outcome, 0.18],
        [bytes, 0.12],
      ],
      fetched.map((one) => [{ text: one.url }, { text: one.purpose }, { text: one.outcome }, { text: `${one.bytes}` }]),
    ),
  ];
}
