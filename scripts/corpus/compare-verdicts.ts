import type { SignatureReport, VerifiedDocument } from '../../shared/domain/verification.ts';
import type { OthersVerdict } from './others-verdicts.ts';

/** What is compared, and with whom. */
export const ABOUT = ['integrity', 'coverage', 'changes', 'pdfsig', 'reference'] as const;
export type About = (typeof ABOUT)[number];

/** One thing that two validators both said something about. */
export interface Comparison {
  readonly file: string;
  /** Field; empty where it is about the whole file. */
  readonly signature: string;
  readonly about: About;
  readonly ours: string;
  readonly theirs: string;
  readonly agree: boolean;
  /** Our reasons. */
  readonly reason: string;
}

/** Our verdict about a file, or the code with which it was refused. */
export type OurVerdict = VerifiedDocument | { readonly refused: string };

const BROKEN = ['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE'];

export function compareVerdicts(others: OthersVerdict, ours: OurVerdict): Comparison[] {
  if ('refused' in ours) return compareRefusal(others, ours.refused);
  const { file, lenient, pdfsig, reference } = others;
  const taken = new Set<SignatureReport>();
  const found: Comparison[] = [];
  const say = (about: About, signature: string, mine: string, theirs: string, agree: boolean, one?: SignatureReport) =>
    found.push({ file, signature, about, ours: mine, theirs, agree, reason: reasonOf(one, ours) });
  const inOrder = [...ours.signatures].sort((a, b) => (a.coversRevision ?? 0) - (b.coversRevision ?? 0));
  const take = (fits: (own: SignatureReport) => boolean) => {
    const own = inOrder.find((candidate) => fits(candidate) && !taken.has(candidate));
    if (own !== undefined) taken.add(own);
    return own;
  };
  // One that covers the whole file is the last of its kind, whatever stands before it.
  const matched = lenient.map((one) =>
    one?.coverage === 'file' ? take((own) => own.kind === one.kind && coverageOf(own) === 'file') : undefined,
  );
  for (const [at, one] of lenient.entries()) matched[at] ??= take((own) => one === undefined || own.kind === one.kind);
  for (const [at, one] of lenient.entries()) {
    const own = matched[at];
    if (one === undefined) continue;
    if (own === undefined) {
      say('integrity', '', 'not found', one.integrity, false);
      continue;
    }
    const integrity = integrityOf(own);
    say('integrity', own.field, integrity, one.integrity, integrity.startsWith(one.integrity), own);
    const coverage = coverageOf(own);
    say('coverage', own.field, coverage, one.coverage, coverage === one.coverage, own);
    const changes = own.changesAfter;
    const cautious = changes === 'indeterminate' && one.changes === 'forbidden';
    say('changes', own.field, changes, one.changes, changes === one.changes || cautious, own);
  }
  const lone = ours.signatures.length === 1 ? ours.signatures : [];
  const told = pdfsig.length === lenient.length && matched.every((own) => own !== undefined) ? matched : lone;
  for (const [at, word] of pdfsig.entries()) {
    const own = told[at];
    if (word === undefined || own === undefined) continue;
    const integrity = integrityOf(own);
    say('pdfsig', own.field, integrity, word, integrity.startsWith(word), own);
  }
  const decided = reference.filter((text) => expectation(text) !== undefined);
  if (decided.length > 0) {
    const mine = ours.verdict === 'TOTAL-FAILED' ? 'broken' : 'intact';
    const agree = decided.some((text) => expectation(text) === mine);
    const broken = ours.signatures.find(({ indication }) => indication === 'TOTAL-FAILED');
    say('reference', '', mine, decided.join(' | '), agree, broken);
  }
  return found;
}

function compareRefusal({ file, lenient, pdfsig, reference }: OthersVerdict, code: string): Comparison[] {
  const opened = [...lenient, ...pdfsig].some((one) => one !== undefined && one !== 'broken');
  const expected = reference.some((text) => expectation(text) === 'intact');
  const common = { file, signature: '', ours: `refused (${code})`, reason: code };
  return [
    ...(lenient.length === 0 ? [] : [{ ...common, about: 'integrity' as const, theirs: 'opened', agree: !opened }]),
    ...(expected ? [{ ...common, about: 'reference' as const, theirs: reference.join(' | '), agree: false }] : []),
  ];
}

/** What a test of the reference validator expects of the arithmetic: `intact` where it must not fail; undefined where it says nothing. */
function expectation(text: string): 'intact' | 'broken' | undefined {
  if (/indication INDET/.test(text)) return 'intact';
  if (/(intact|signature valid|technically valid): no/.test(text)) return 'broken';
  return /expected valid|(intact|signature valid|technically valid): yes/.test(text) ? 'intact' : undefined;
}

function integrityOf({ subIndication, warnings }: SignatureReport): string {
  if (BROKEN.includes(subIndication ?? '')) return `broken (${subIndication})`;
  return warnings.some((text) => /not one that is accepted|cannot be checked/.test(text)) ? 'not checked' : 'intact';
}

function coverageOf({ coversRevision, revisions }: SignatureReport): string {
  if (coversRevision === null) return 'nothing';
  return coversRevision === revisions ? 'file' : 'revision';
}

function reasonOf(one: SignatureReport | undefined, { signatures }: VerifiedDocument): string {
  const { warnings = [], changes = [] } = one ?? signatures[0] ?? {};
  const blamed = changes.filter(({ assessment }) => assessment !== 'permitted').map(({ description }) => description);
  return [...blamed.slice(0, 2), ...warnings.slice(0, 2)].join(' ');
}
