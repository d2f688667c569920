import type { DoctorCertificate, DoctorFinding, DoctorReport, DoctorStep, DoctorWay } from './doctor.ts';
import type { DoctorSentences } from './doctor-sentences.ts';

/** A sentence with its facts in their places; a fact that is empty leaves no gap behind. */
export function withFacts(sentence: string, facts: Readonly<Record<string, string | number>>): string {
  const filled = sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
  return filled.replace(/ {2,}/g, ' ').replace(/ \./g, '.').trim();
}

/** What a step found, in one sentence. */
export function saysOf({ finding, facts }: DoctorStep, { findings }: DoctorSentences): string {
  return withFacts(findings[finding].says, facts);
}

/** What to do about it; null where there is nothing to do. */
export function nextOf({ finding, facts }: DoctorStep, { findings }: DoctorSentences): string | null {
  const { next } = findings[finding];
  return next === null ? null : withFacts(next, facts);
}

/** The sentence of a failure by its code (error-codes.ts, ckr-codes.ts); null where there is none. `name`: the function that gave it, where it is known. */
export type ReasonOf = (code: string, name?: string) => string | null;

/** What these findings come from is told by the failure behind them alone. */
const TOLD_BY_CODE: ReadonlySet<DoctorFinding> = new Set([
  'DRIVER_REFUSES',
  'SLOT_UNREADABLE',
  'TOKEN_UNREADABLE',
  'TRIAL_PIN_REFUSED',
  'TRIAL_FAILED',
]);

/** Code of the failure behind a step, with its sentence where the finding does not say as much; null where there is none. */
export function causeOf({ finding, error }: DoctorStep, reasonOf: ReasonOf): string | null {
  if (error === null) return null;
  // What a return value says of a PIN is another thing than what it says of a signature.
  const name = finding === 'TRIAL_PIN_REFUSED' ? 'C_Login' : undefined;
  const reason = TOLD_BY_CODE.has(finding) ? reasonOf(error, name) : null;
  return reason === null ? `[${error}]` : `[${error}] ${reason}`;
}

/** The report as text that can be copied into a letter to somebody who helps: lines for people, no secrets. */
export function doctorText(report: DoctorReport, sentences: DoctorSentences, reasonOf: ReasonOf): string[] {
  const { version, system, time, readers, ways } = report;
  const pads = new Set(readers.flatMap(({ name, pinPad }) => (pinPad === true ? [name] : [])));
  return [
    withFacts(sentences.title, { version, system, time }),
    ...ways.flatMap((way) => ['', ...wayText(way, pads.has(way.subject), sentences, reasonOf)]),
  ];
}

function wayText(
  { subject, steps, certificates }: DoctorWay,
  hasPinPad: boolean,
  sentences: DoctorSentences,
  reasonOf: ReasonOf,
): string[] {
  const name = subject === '' ? sentences.noReader : subject;
  return [
    hasPinPad ? `${name} (${sentences.pinPad})` : name,
    ...steps.flatMap((step) => stepText(step, certificates, sentences, reasonOf)),
  ];
}

/** Columns before what is said of a step. */
const WIDTH = 24;

function stepText(
  step: DoctorStep,
  certificates: readonly DoctorCertificate[],
  sentences: DoctorSentences,
  reasonOf: ReasonOf,
): string[] {
  const state = sentences.states[step.state].padEnd(8);
  const next = nextOf(step, sentences);
  const cause = causeOf(step, reasonOf);
  const below = ' '.repeat(2 + 8 + WIDTH);
  return [
    `  ${state}${sentences.steps[step.step].padEnd(WIDTH)}${saysOf(step, sentences)}`,
    ...(next === null || step.finding === 'NOT_REACHED' ? [] : [`${below}${sentences.next}: ${next}`]),
    ...(cause === null ? [] : [`${below}${cause}`]),
    ...(step.step === 'certificates' ? certificates.map((one) => `${below}- ${certificateText(one, sentences)}`) : []),
  ];
}

/** A certificate without whose it is, in one line. */
export function certificateText(
  { key, issuer, notAfter, qualified, fault }: DoctorCertificate,
  sentences: DoctorSentences,
): string {
  const parts = [
    key,
    issuer,
    withFacts(sentences.until, { date: notAfter.slice(0, 10) }),
    qualified === null ? '' : sentences.qualified,
    fault === null ? '' : sentences.faults[fault],
  ];
  return parts.filter((part) => part !== '').join(', ');
}
