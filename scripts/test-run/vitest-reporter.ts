import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Skip } from './outcome.ts';

/** Where the report goes; without it the reporter writes none. */
export const REPORT_VARIABLE = 'COUNTERSIGN_VITEST_REPORT';

/**
 * Writes what `npm test` counts: passed, failed and skipped tests, each skip with its reason.
 * A module that could not be collected and an error outside any test count as failures.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const path = process.env[REPORT_VARIABLE];
    if (path === undefined) {
      return;
    }
    let passed = 0;
    let failed = unhandled.length;
    const skipped: Skip[] = [];
    for (const module of modules) {
      const cases = [...module.children.allTests()];
      for (const test of cases) {
        const { state } = test.result();
        if (state === 'passed') {
          passed += 1;
        } else if (state === 'skipped') {
          skipped.push({ test: `${module.relativeModuleId} > ${test.fullName}`, reason: reasonOf(test) });
        } else {
          failed += 1;
        }
      }
      if (module.state() === 'failed' && cases.every((test) => test.result().state !== 'failed')) {
        failed += 1;
      }
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ passed, failed, skipped }));
  }
}

/** The note given to `context.skip(note)`, or the one that `suiteWith` keeps in the name: "… (skipped: no qpdf)". */
function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? /\(skipped: (.*?)\)(?: >|$)/.exec(test.fullName)?.[1] ?? 'no reason given';
}
