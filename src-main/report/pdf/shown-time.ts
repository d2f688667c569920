/** A time of a report for people: `2026-03-01 10:00:00 UTC`; a dash where there is none. */
export function shownTime(time: string | null): string {
  return time === null ? '–' : `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}
