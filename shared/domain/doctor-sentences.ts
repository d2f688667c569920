import type { DoctorFinding, DoctorStepName } from './doctor.ts';

/** What a finding means and what to do next; null where there is nothing to do. `{name}` stands for a fact. */
export interface FindingSentences {
  readonly says: string;
  readonly next: string | null;
}

/** The doctor in one language. */
export interface DoctorSentences {
  readonly steps: Readonly<Record<DoctorStepName, string>>;
  readonly states: Readonly<Record<'ok' | 'warning' | 'failed' | 'skipped', string>>;
  readonly findings: Readonly<Record<DoctorFinding, FindingSentences>>;
  readonly title: string;
  readonly noReader: string;
  readonly next: string;
  readonly pinPad: string;
  readonly until: string;
  readonly qualified: string;
  readonly faults: Readonly<Record<'key-missing' | 'key-usage' | 'expired' | 'not-yet-valid', string>>;
}
