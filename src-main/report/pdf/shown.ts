import type { SignatureReport } from '../../../shared/domain/verification.ts';

/** A time of a report for people: `2026-03-01 10:00:00 UTC`; a dash where there is none. */
export function shownTime(time: string | null): string {
  return time === null ? '–' : `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** A distinguished name (RFC 4514) with room to break after each of its parts. */
export function shownName(distinguishedName: string): string {
  return distinguishedName.replace(
    /(\\.)|,(?=\S)/gsu,
    (found: string, escaped: string | undefined) => escaped ?? `${found} `,
  );
}

/** The time that a passed timestamp proves, its own or that of the signature as the verdict used it; null where none does. */
export function provedTime(report: SignatureReport): string | null {
  const { kind, indication, timestamps, timestampTime, bestSignatureTime } = report;
  if (kind === 'timestamp') return indication === 'TOTAL-PASSED' ? timestampTime : null;
  const proved = timestamps.some((one) => one.time === bestSignatureTime && one.indication === 'TOTAL-PASSED');
  return proved ? bestSignatureTime : null;
}
