import { commonName } from '../../../shared/domain/common-name.ts';
import type { SignatureReport, VerificationReport } from '../../../shared/domain/verification.ts';
import { type Block, type Fact, headedTable, type Phrase } from './blocks.ts';
import { provedTime, shownName, shownTime } from './shown.ts';
import { toneOf } from './tones.ts';
import type { Words } from './words.ts';

/** More changes than this stand in the other forms of the report only. */
const MOST_CHANGES = 200;

/** All that is printed of one signature. @param index from 0 */
export function signatureBlocks(
  report: VerificationReport,
  signature: SignatureReport,
  index: number,
  words: Words,
): Block[] {
  const said = words.signature;
  const [number, count] = [index + 1, report.signatures.length];
  const heading = signature.kind === 'timestamp' ? said.timestampHeading(number, count) : said.heading(number, count);
  const { indication, subIndication, signer } = signature;
  const reason = subIndication === null ? said.intact : words.reasons[subIndication];
  const code = subIndication === null ? indication : `${indication} / ${subIndication}`;
  const who = signer === null ? said.unknownSigner : commonName(signer.subject);
  return [
    { kind: 'heading', level: 2, text: `${heading}: ${who}` },
    { kind: 'verdict', tone: toneOf(indication), title: `${words.indication[indication]}: ${reason}`, text: code },
    { kind: 'facts', rows: factsOf(signature, words) },
    ...changeBlocks(report, signature, index, words),
    ...chainBlocks(report, signature, words),
    ...timestampBlocks(signature, words),
    ...evidenceBlocks(signature, words),
  ];
}

function factsOf(signature: SignatureReport, words: Words): Fact[] {
  const said = words.signature;
  const { signer, level, certify, qualified, warnings, coversRevision, revisions, field } = signature;
  const algorithm = signature.signatureAlgorithm;
  const fact = (label: string, ...texts: readonly (string | null)[]): Fact => ({
    label,
    phrases: texts.flatMap((text) => (text === null || text === '' ? [] : [{ text }])),
  });
  const covers = coversRevision === null ? said.coversNothing : said.coversRevision(coversRevision, revisions);
  return [
    fact(
      said.who,
      signer === null ? said.unknownSigner : shownName(signer.subject),
      signer === null ? null : said.issuedBy(commonName(signer.issuer)),
    ),
    { label: said.when, phrases: timePhrases(signature, words) },
    fact(
      said.how,
      signature.kind === 'signature' ? (level === null ? said.noLevel : said.levels[level]) : null,
      algorithm,
    ),
    fact(said.revocation, said.revocations[signature.revocation]),
    fact(said.covers, covers),
    fact(said.later, said.changes[signature.changesAfter]),
    ...(certify === null ? [] : [fact(said.certifies, said.certified[certify])]),
    ...(qualified === null ? [] : [fact(said.qualified, qualified, ...(signature.qualification?.reasons ?? []))]),
    ...(field === '' ? [] : [fact(said.field, field)]),
    fact(said.reasons, ...(warnings.length === 0 ? [said.noReasons] : warnings)),
  ].filter(({ phrases }) => phrases.length > 0);
}

function timePhrases(report: SignatureReport, { signature }: Words): Phrase[] {
  const { signingTimeClaimed, timestampTime, kind } = report;
  const proved = provedTime(report);
  if (kind === 'timestamp' && proved === null) {
    return [{ text: timestampTime === null ? signature.noTime : signature.stated(shownTime(timestampTime)) }];
  }
  const claimed: Phrase = {
    text: signingTimeClaimed === null ? signature.noTime : signature.claimed(shownTime(signingTimeClaimed)),
  };
  if (proved === null) return [claimed, { text: signature.notProved, tone: 'detail' }];
  const first: Phrase = { text: signature.proved(shownTime(proved)) };
  return kind === 'timestamp' ? [first] : [first, { ...claimed, tone: 'detail' }];
}

function changeBlocks(report: VerificationReport, { changes }: SignatureReport, index: number, words: Words): Block[] {
  const said = words.changeList;
  const looks = report.visualDifferences.filter((one) => one.signature === index);
  const blocks: Block[] = [];
  if (looks.length > 0) {
    const rows = looks.map(
      ({ page, description }): Fact => ({ label: said.onPage(page), phrases: [{ text: description }] }),
    );
    blocks.push({ kind: 'heading', level: 3, text: said.visual }, { kind: 'facts', rows });
  }
  if (changes.length === 0) return blocks;
  const tones = { permitted: 'detail', forbidden: 'bad', indeterminate: 'warn' } as const;
  blocks.push(
    ...headedTable(
      3,
      said.heading,
      [
        [said.revision, 0.12],
        [said.assessment, 0.18],
        [said.description, 0.7],
      ],
      changes
        .slice(0, MOST_CHANGES)
        .map(({ revision, assessment, description }) => [
          { text: `${revision}` },
          { text: said.assessments[assessment], tone: tones[assessment] },
          { text: description },
        ]),
    ),
  );
  const more = changes.length - MOST_CHANGES;
  if (more > 0) blocks.push({ kind: 'paragraph', text: said.more(more) });
  return blocks;
}

function chainBlocks({ setting }: VerificationReport, { chain }: SignatureReport, words: Words): Block[] {
  if (chain.length === 0) return [];
  const said = words.chain;
  const trusted = new Set(setting.anchors.map(({ sha256 }) => sha256));
  const role = (index: number, sha256: string): string => {
    if (trusted.has(sha256)) return said.anchor;
    if (index === 0) return said.signer;
    return index === chain.length - 1 ? said.end : said.between;
  };
  return [
    ...headedTable(
      3,
      said.heading,
      [
        [said.subject, 0.38],
        [said.role, 0.2],
        [said.digest, 0.42],
      ],
      chain.map(({ subject, serial, sha256 }, index) => [
        { text: shownName(subject) },
        { text: role(index, sha256) },
        { text: `${serial}, ${sha256}`, tone: 'detail' },
      ]),
    ),
  ];
}

function timestampBlocks({ timestamps }: SignatureReport, words: Words): Block[] {
  if (timestamps.length === 0) return [];
  const { heading, kind, time, authority, result, unreadable } = words.timestamps;
  return [
    ...headedTable(
      3,
      heading,
      [
        [kind, 0.2],
        [time, 0.26],
        [authority, 0.28],
        [result, 0.26],
      ],
      timestamps.map((one) => [
        { text: words.timestampKinds[one.kind] },
        { text: one.time === null ? unreadable : shownTime(one.time) },
        { text: one.authority === null ? '–' : commonName(one.authority.subject) },
        {
          text: [words.indication[one.indication], one.subIndication ?? '', ...one.warnings]
            .filter((text) => text !== '')
            .join('. '),
          tone: toneOf(one.indication),
        },
      ]),
    ),
  ];
}

function evidenceBlocks({ evidence, chain, timestamps }: SignatureReport, words: Words): Block[] {
  if (evidence.length === 0) return [];
  const known = [...chain, ...timestamps.flatMap(({ authority }) => (authority === null ? [] : [authority]))];
  const about = (sha256: string): string => {
    const certificate = known.find((one) => one.sha256 === sha256);
    return certificate === undefined ? `SHA-256 ${sha256.slice(0, 16)}…` : commonName(certificate.subject);
  };
  const said = words.evidence;
  return [
    ...headedTable(
      3,
      said.heading,
      [
        [said.kind, 0.1],
        [said.about, 0.26],
        [said.from, 0.24],
        [said.until, 0.24],
        [said.origin, 0.16],
      ],
      evidence.map((one) => [
        { text: one.kind.toUpperCase() },
        { text: about(one.certificate) },
        { text: shownTime(one.thisUpdate) },
        { text: shownTime(one.nextUpdate) },
        { text: words.origins[one.origin] },
      ]),
    ),
    ...evidence.flatMap(({ certificate, revoked }): Block[] =>
      revoked === null
        ? []
        : [
            {
              kind: 'paragraph',
              text: said.revoked(about(certificate), shownTime(revoked.time), words.revocationReasons[revoked.reason]),
            },
          ],
    ),
  ];
}
