import {
  DOCTOR_STEPS,
  type DoctorFinding,
  type DoctorStep,
  type DoctorStepName,
} from '../../../shared/domain/doctor.ts';

/** A step before it has its place on the way. */
export type Found = Omit<DoctorStep, 'step'>;
type Facts = DoctorStep['facts'];

export const ok = (finding: DoctorFinding, facts: Facts = {}): Found => ({ state: 'ok', finding, facts, error: null });
export const skipped = (finding: DoctorFinding, facts: Facts = {}): Found => ({
  state: 'skipped',
  finding,
  facts,
  error: null,
});
export const warning = (finding: DoctorFinding, facts: Facts = {}): Found => ({
  state: 'warning',
  finding,
  facts,
  error: null,
});
export const failed = (finding: DoctorFinding, facts: Facts = {}, error: string | null = null): Found => ({
  state: 'failed',
  finding,
  facts,
  error,
});

/** A way under construction: what is found at each step, until one fails. */
export class Way {
  readonly #found: Found[] = [];

  /** Adds what the next step found. After a failure nothing is added any more. @returns false where the way ends here */
  add(found: Found): boolean {
    if (this.hasFailed) return false;
    this.#found.push(found);
    return !this.hasFailed;
  }

  get hasFailed(): boolean {
    return this.#found.at(-1)?.state === 'failed';
  }

  /** Another way that begins with what this one found, or with `start` in place of its first steps. */
  branch(start: readonly Found[] = []): Way {
    const other = new Way();
    for (const found of [...start, ...this.#found.slice(start.length)]) other.add(found);
    return other;
  }

  /** All steps in order; those behind a failure were not reached. */
  steps(): DoctorStep[] {
    return DOCTOR_STEPS.map((step, index) => ({ step, ...(this.#found[index] ?? skipped('NOT_REACHED')) }));
  }
}

/** The steps with another finding for one of them. */
export function withStep(steps: readonly DoctorStep[], name: DoctorStepName, found: Found): DoctorStep[] {
  return steps.map((one) => (one.step === name ? { step: name, ...found } : one));
}
