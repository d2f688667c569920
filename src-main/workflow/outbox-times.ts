import type { Failure } from '../../shared/contract/app-error.ts';

const MINUTE = 60_000;
/** Waiting times after one, two, three … attempts; the last for all further ones. */
const BACK_OFF = [1, 5, 15, 60, 240, 720].map((minutes) => minutes * MINUTE);

/** When an entry is tried again by itself: later each time, and never before the moment that an authority or its budget names. */
export function nextTryAfter(attempts: number, problem: Failure | undefined, now: Date): Date {
  const wait = BACK_OFF[Math.min(attempts, BACK_OFF.length - 1)] ?? MINUTE;
  const named = namedMoment(problem);
  return new Date(Math.max(now.getTime() + wait, named?.getTime() ?? 0));
}

/** The moment before which an authority is not to be asked again; undefined where none was named. */
export function namedMoment(problem: Pick<Failure, 'details'> | undefined): Date | undefined {
  const freeAt = problem?.details.freeAt;
  const time = typeof freeAt === 'string' ? new Date(freeAt) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
}
