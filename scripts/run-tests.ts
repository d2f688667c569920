/**
 * `npm test`: the static checks, then every runner, then one line summed from the runners' own reports.
 * `--only=checks|vitest|e2e|packaged` (comma-separated) runs a part; further words go to vitest and Playwright as file filters.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runPackage } from './run-package.ts';
import { runChecks } from './test-run/checks.ts';
import { isGood, NO_REPORT, type Outcome, summaryLine, total } from './test-run/outcome.ts';
import { countPlaywright } from './test-run/playwright-report.ts';
import { REPORT_VARIABLE } from './test-run/vitest-reporter.ts';

const RESULTS = join(import.meta.dirname, '..', 'test-results');
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function vitest(name: string, args: readonly string[]): Promise<Outcome> {
  const report = freshReport(name);
  const { status } = await runPackage('vitest/vitest.mjs', ['run', ...args], {
    live: true,
    env: { [REPORT_VARIABLE]: report },
  });
  return counted(report, status, (parsed) => parsed as Outcome);
}

async function playwright(filters: readonly string[]): Promise<Outcome> {
  if (globSync('test/e2e/**/*.spec.ts').length === 0) {
    print('  ✖ there is no end-to-end test');
    return NO_REPORT;
  }
  const report = freshReport('playwright');
  const { status } = await runPackage('@playwright/test/cli.js', ['test', ...filters], {
    live: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return counted(report, status, (parsed) => countPlaywright(parsed as Parameters<typeof countPlaywright>[0]));
}

function freshReport(name: string): string {
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, `${name}.json`);
  rmSync(path, { force: true });
  return path;
}

/** The report decides; a runner that says it failed although its report does not counts as one failure more. */
function counted(report: string, status: number | null, read: (parsed: unknown) => Outcome): Outcome {
  if (!existsSync(report)) {
    print(`  ✖ the runner ended with status ${status} and without a report`);
    return NO_REPORT;
  }
  const outcome = read(JSON.parse(readFileSync(report, 'utf8')));
  if (status !== 0 && outcome.failed === 0) {
    print(`  ✖ the runner ended with status ${status} although its report names no failure`);
    return { ...outcome, failed: 1 };
  }
  return outcome;
}

const args = process.argv.slice(2);
const only = args
  .find((arg) => arg.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const filters = args.filter((arg) => !arg.startsWith('--only='));

const PARTS: Readonly<Record<string, () => Promise<Outcome>>> = {
  checks: () => runChecks(print),
  vitest: () => vitest('vitest', filters),
  e2e: () => playwright(filters),
  packaged: () => vitest('packaged', ['--config', 'test/packaged/vitest.config.ts', ...filters]),
};
const chosen = only ?? Object.keys(PARTS);
const unknown = chosen.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  print(`There is no part "${unknown.join(', ')}": name ${Object.keys(PARTS).join(', ')}.`);
  process.exit(64);
}

const outcomes: Outcome[] = [];
for (const [name, run] of Object.entries(PARTS)) {
  if (chosen.includes(name)) {
    const started = performance.now();
    print(`\n${name}`);
    const outcome = await run();
    outcomes.push(outcome);
    print(`${name}: ${summaryLine(outcome)} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}
const sum = total(outcomes);
if (sum.skipped.length > 0) {
  print('\nSkipped:');
  for (const { test, reason } of sum.skipped) {
    print(`  ${test}: ${reason}`);
  }
}
print(`\n${summaryLine(sum)}`);
process.exitCode = isGood(sum) ? 0 : 1;
