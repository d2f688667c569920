import { reasonsEn } from '../../../shared/domain/reasons-en.ts';
import type { Proofs, Words } from './words.ts';

const all = ({ signatures, timestamps }: Proofs): string => {
  const named = (count: number, name: string, [one, many]: readonly [string, string]) =>
    count === 1 ? `${one} ${name}` : `${many} ${count} ${name}s`;
  if (signatures === 0) return named(timestamps, 'timestamp', ['The', 'All']);
  const first = named(signatures, 'signature', ['The', 'All']);
  return timestamps === 0 ? first : `${first} and ${named(timestamps, 'timestamp', ['the', 'the'])}`;
};
const areOne = ({ signatures, timestamps }: Proofs) => signatures + timestamps === 1;

export const wordsEn: Words = {
  language: 'en',
  title: 'Signature validation report',
  page: (page, pages) => `Page ${page} of ${pages}`,
  verdict: {
    passed: (proofs) => ({
      title: `${all(proofs)} ${areOne(proofs) ? 'is' : 'are'} valid`,
      text: 'Every signature is intact, its certificate leads to an issuer that was trusted for this check, and nothing was found against it.',
    }),
    visual: (proofs) => ({
      title: `${all(proofs)} ${areOne(proofs) ? 'is' : 'are'} valid, but the document looks different now`,
      text: 'What was signed is intact, and the later changes are of a permitted kind. They alter what is seen. Compare the pages named below with what was signed.',
    }),
    failed: ({ kind, some, count }) => ({
      title:
        count === 1
          ? `The ${kind} is not valid`
          : `${some} of ${count} ${kind}s ${some === 1 ? 'is' : 'are'} not valid`,
      text: 'Do not rely on this document. The reason stands with the signature below.',
    }),
    indeterminate: ({ kind, some, count }) => ({
      title:
        count === 1
          ? `It cannot be decided whether the ${kind} is valid`
          : `${some} of ${count} ${kind}s cannot be decided`,
      text: 'Nothing was found that proves a signature wrong, but something that is needed to prove it right is missing. What is missing stands with the signature below.',
    }),
    unsigned: {
      title: 'The file is not signed',
      text: 'No electronic signature and no timestamp was found in this file.',
    },
  },
  document: {
    heading: 'Document',
    name: 'File',
    signed: 'Signed file',
    size: 'Size',
    sha256: 'SHA-256',
    time: 'Checked as of',
    program: 'Checked with',
    status: 'Since it was signed',
  },
  bytes: (count) => `${count.toLocaleString('en-GB')} bytes`,
  status: {
    unchanged: 'unchanged',
    'changed-permitted': 'changed in permitted ways',
    'changed-forbidden': 'changed in ways that are not permitted',
    unclear: 'cannot be told',
  },
  overview: {
    heading: 'Signatures',
    number: 'No.',
    who: 'Who',
    when: 'When',
    proved: 'proved',
    claimed: 'claimed',
    result: 'Result',
  },
  indication: { 'TOTAL-PASSED': 'Valid', 'TOTAL-FAILED': 'Not valid', INDETERMINATE: 'Undecided' },
  reasons: reasonsEn,
  signature: {
    heading: (number, count) => `Signature ${number} of ${count}`,
    timestampHeading: (number, count) => `Timestamp (${number} of ${count})`,
    unknownSigner: 'Signer unknown',
    intact: 'Intact, from a trusted issuer, and not revoked.',
    who: 'Who signed',
    issuedBy: (name) => `Certificate issued by ${name}`,
    certificate: 'Certificate',
    when: 'When',
    proved: (time) => `Existed at ${time}: proved by a timestamp`,
    stated: (time) => `${time}: what the timestamp states, not proved`,
    claimed: (time) => `${time} by the signer’s own clock: claimed, not proved`,
    noTime: 'The signer stated no time.',
    notProved: 'No timestamp proves the time. Everything was decided for the time of this check.',
    how: 'How strong',
    levels: {
      'B-B': 'B-B: basic signature, no proof of time',
      'B-T': 'B-T: with a trusted timestamp',
      'B-LT': 'B-LT: with timestamp and the material for a later check',
      'B-LTA': 'B-LTA: with material for a later check, protected by an archive timestamp',
    },
    noLevel: 'No baseline level of the standards',
    revocation: 'Revocation',
    revocations: {
      good: 'The certificate was not revoked.',
      revoked: 'The certificate was revoked.',
      unknown: 'Whether the certificate was revoked is not known.',
      'not-checked': 'Revocation was not checked.',
    },
    covers: 'What it covers',
    coversRevision: (revision, revisions) =>
      revision === revisions
        ? `The whole file (revision ${revision} of ${revisions})`
        : `The file as it was at revision ${revision} of ${revisions}`,
    coversNothing: 'No complete version of the file',
    later: 'Changed since',
    changes: {
      none: 'Nothing.',
      permitted: 'Only in ways that this signature permits.',
      forbidden: 'In ways that this signature does not permit.',
      indeterminate: 'It cannot be told whether the changes are harmless.',
    },
    certifies: 'Certification',
    certified: {
      'no-changes': 'The author permits no changes.',
      forms: 'The author permits filling in forms and signing.',
      annotations: 'The author permits comments, filling in forms and signing.',
    },
    qualified: 'Legal quality',
    field: 'Field',
    reasons: 'Reasons and remarks',
    noReasons: 'None.',
  },
  chain: {
    heading: 'Certificates, from the signer to the trusted issuer',
    subject: 'Issued to',
    role: 'Role',
    digest: 'Serial number and SHA-256',
    signer: 'signer',
    between: 'issuer',
    anchor: 'trusted for this check',
    end: 'issuer, not trusted for this check',
  },
  timestamps: {
    heading: 'Proofs of time',
    kind: 'Kind',
    time: 'Time',
    authority: 'Authority',
    result: 'Result',
    unreadable: 'unreadable',
  },
  timestampKinds: {
    'signature-time-stamp': 'on the signature',
    'content-time-stamp': 'on the content',
    'archive-time-stamp': 'archive timestamp',
    'document-time-stamp': 'on the document',
    'evidence-record': 'evidence record',
  },
  evidence: {
    heading: 'What the answers about revocation rest on',
    kind: 'Kind',
    about: 'About',
    from: 'Issued',
    until: 'Next',
    origin: 'From',
    revoked: (name, time, reason) => `The certificate of ${name} was revoked on ${time} (${reason}).`,
  },
  revocationReasons: {
    unspecified: 'no reason given',
    keyCompromise: 'key compromised',
    cACompromise: 'certification authority compromised',
    affiliationChanged: 'affiliation changed',
    superseded: 'superseded',
    cessationOfOperation: 'no longer in use',
    certificateHold: 'on hold',
    privilegeWithdrawn: 'privilege withdrawn',
    aACompromise: 'attribute authority compromised',
  },
  origins: { document: 'the file', given: 'given', fetched: 'fetched', kept: 'fetched earlier' },
  changeList: {
    heading: 'Changes after this signature',
    visual: 'Pages that look different',
    revision: 'Revision',
    assessment: 'Judgement',
    description: 'What changed',
    assessments: { permitted: 'permitted', forbidden: 'not permitted', indeterminate: 'undecided' },
    more: (count) => `${count} further changes stand in the XML and JSON forms of this report.`,
    onPage: (page) => `Page ${page}`,
  },
  setting: {
    heading: 'How this was checked',
    policy: 'Rules',
    policyDigest: 'SHA-256 of the rules',
    checksOff: 'Not checked',
    allChecks: 'No check was switched off.',
    anchors: 'Trusted',
    noAnchors: 'No issuer was trusted for this check.',
    origin: 'source',
    requests: 'Asked for on the network',
    noRequests: 'Nothing.',
    lists: 'Trusted lists',
    stale: 'which should have been replaced by then',
    list: (sequence, issued) => `no. ${sequence} of ${issued}`,
  },
  request: { heading: 'Requests', url: 'Address', purpose: 'For', outcome: 'Outcome', bytes: 'Bytes' },
  meaning: {
    heading: 'What this report means',
    paragraphs: [
      'This report was made by a computer program. It states what the program found when it checked the file whose SHA-256 stands at the top, as of the time given there, with the certificates and revocation data listed here, by the rules of ETSI EN 319 102-1.',
      '“Valid” (TOTAL-PASSED) means: the signed bytes are unchanged, the signature fits the key of the certificate, the certificate leads to an issuer that whoever ran the check trusts, and it was not revoked. “Not valid” (TOTAL-FAILED) means that the signature is proved wrong. “Undecided” (INDETERMINATE) means that what is at hand proves neither; with more material, another check may decide.',
      'A time is “proved” where a timestamp authority confirmed it. A time that the signer’s own computer wrote is only “claimed”.',
      'Another check at another time, with other trusted issuers or newer revocation data, may come to another result. To know that a file is the one that was checked, compare its SHA-256.',
      'This report is no certification, no legal opinion, and no statement of a trust service provider.',
    ],
  },
};
