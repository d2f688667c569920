import { usage } from './arguments.ts';

/** What a person may take upon them: `shadow`: the document looks prepared to show something else later; `last-try`: of the PIN. */
export const RISKS = ['shadow', 'last-try'] as const;
export type Risk = (typeof RISKS)[number];

/** Collects `--accept-risk`, which may be given several times. @throws AppError USAGE */
export function acceptedRisks(value: string, before: readonly Risk[] = []): Risk[] {
  const risk = RISKS.find((known) => known === value);
  if (risk === undefined) throw usage(`“${value}” is no risk that can be accepted. Give ${RISKS.join(' or ')}.`);
  return [...before, risk];
}
