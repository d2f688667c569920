/** The one source of wall-clock time. Signing times are claimed times: they come from here and prove nothing. */
export interface Clock {
  /** Current time, UTC inside. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
