/** What one runner reported. `skipped` carries the reason of each test that did not run. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
}

export interface Skip {
  readonly test: string;
  readonly reason: string;
}

/** A runner that ended without a report counts as one failure: silence is never a pass. */
export const NO_REPORT: Outcome = { passed: 0, failed: 1, skipped: [] };

/** Adds up what the runners reported. */
export function total(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
  };
}

/** The last line of every run. */
export function summaryLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

/** A run is good when something passed and nothing failed. */
export function isGood({ passed, failed }: Outcome): boolean {
  return passed > 0 && failed === 0;
}
