import type { Outcome, Skip } from './outcome.ts';

interface ReportSuite {
  readonly title: string;
  readonly suites?: readonly ReportSuite[];
  readonly specs?: readonly ReportSpec[];
}

interface ReportSpec {
  readonly title: string;
  readonly tests: readonly ReportTest[];
}

interface ReportTest {
  readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
  readonly annotations: readonly { readonly type: string; readonly description?: string }[];
}

/**
 * Counts Playwright's JSON report. A flaky test counts as failed: a test that passes sometimes proves nothing.
 * @param report the parsed file of Playwright's `json` reporter
 */
export function countPlaywright(report: { suites: readonly ReportSuite[]; errors: readonly unknown[] }): Outcome {
  let passed = 0;
  let failed = report.errors.length;
  const skipped: Skip[] = [];
  const visit = (suite: ReportSuite, path: string): void => {
    for (const spec of suite.specs ?? []) {
      for (const { status, annotations } of spec.tests) {
        if (status === 'expected') {
          passed += 1;
        } else if (status === 'skipped') {
          const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
          skipped.push({ test: `${path} > ${spec.title}`, reason: reason ?? 'no reason given' });
        } else {
          failed += 1;
        }
      }
    }
    for (const inner of suite.suites ?? []) {
      visit(inner, `${path} > ${inner.title}`);
    }
  };
  for (const suite of report.suites) {
    visit(suite, suite.title);
  }
  return { passed, failed, skipped };
}
