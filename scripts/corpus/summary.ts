import type { Verdict } from './judge.ts';

/** What the run comes to. */
export interface Summary {
  readonly signed: number;
  readonly refused: number;
  readonly wrong: number;
  readonly eligible: number;
  /** Of the eligible files, 0 to 1. */
  readonly share: number;
}

export const LEAST_SHARE = 0.98;

export function summaryOf(verdicts: readonly Verdict[]): Summary {
  const count = (outcome: Verdict['outcome']): number => verdicts.filter((one) => one.outcome === outcome).length;
  const eligible = verdicts.filter((one) => one.eligible);
  const done = eligible.filter(({ outcome }) => outcome === 'signed').length;
  return {
    signed: count('signed'),
    refused: count('refused'),
    wrong: count('wrong'),
    eligible: eligible.length,
    share: eligible.length === 0 ? 1 : done / eligible.length,
  };
}

/** The table: signed, refused by code, wrong; then each eligible file that was not signed, and each that is wrong. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const summary = summaryOf(verdicts);
  const codes = new Map<string, number>();
  for (const { outcome, code } of verdicts) {
    if (outcome === 'refused') codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const line = (words: string, number: number): string => `${words.padEnd(34)}${String(number).padStart(6)}`;
  const refusals = [...codes].sort(([, a], [, b]) => b - a).map(([code, number]) => line(`  ${code}`, number));
  const list = (chosen: readonly Verdict[]): string[] =>
    chosen.map(({ code, file, detail }) => `  ${code === '' ? '' : `${code}  `}${file}\n      ${detail}`);
  const missed = verdicts.filter(({ eligible, outcome }) => eligible && outcome === 'refused');
  const wrong = verdicts.filter(({ outcome }) => outcome === 'wrong');
  return [
    line('files', verdicts.length),
    line('signed', summary.signed),
    line('refused', summary.refused),
    ...refusals,
    line('wrong', summary.wrong),
    '',
    `${summary.eligible} files ought to be signed without any flag: ${(100 * summary.share).toFixed(2)} % are.`,
    ...(missed.length > 0 ? ['', 'Refused of those:', ...list(missed.sort((a, b) => (a.code < b.code ? -1 : 1)))] : []),
    ...(wrong.length > 0 ? ['', 'Wrong:', ...list(wrong)] : []),
    '',
  ].join('\n');
}
