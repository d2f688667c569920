import type { DoctorCertificate, DoctorReport, DoctorStep, DoctorWay } from './doctor.ts';
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

/** The report as text that can be copied into a letter to somebody who helps: lines for people, no secrets. */
export function doctorText(report: DoctorReport, sentences: DoctorSentences): string[] {
  const { version, system, time, readers, ways } = report;
  const pads = new Set(readers.flatMap(({ name, pinPad }) => (pinPad === true ? [name] : [])));
  return [
    withFacts(sentences.title, { version, system, time }),
    ...ways.flatMap((way) => ['', ...wayText(way, pads.has(way.subject), sentences)]),
  ];
}

function wayText(
  { subject, steps, certificates }: DoctorWay,
  hasPinPad: boolean,
  sentences: DoctorSentences,
): string[] {
  const name = subject === '' ? sentences.noReader : subject;
  return [
    hasPinPad ? `${name} (${sentences.pinPad})` : name,
    ...steps.flatMap((step) => stepText(step, sentences, certificates)),
  ];
}

/** Columns before what is said of a step. */
const WIDTH = 24;

function stepText(step: DoctorStep, sentences: DoctorSentences, certificates: readonly DoctorCertificate[]): string[] {
  const state = sentences.states[step.state].padEnd(8);
  const next = nextOf(step, sentences);
  const below = ' '.repeat(2 + 8 + WIDTH);
  return [
    `  ${state}${sentences.steps[step.step].padEnd(WIDTH)}${saysOf(step, sentences)}`,
    ...(next === null || step.finding === 'NOT_REACHED' ? [] : [`${below}${sentences.next}: ${next}`]),
    ...(step.error === null ? [] : [`${below}[${step.error}]`]),
    ...(step.step === 'certificates' ? certificates.map((one) => `${below}${certificateText(one, sentences)}`) : []),
  ];
}

function certificateText(
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
  return `- ${parts.filter((part) => part !== '').join(', ')}`;
}
