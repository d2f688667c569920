import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPackage } from '../../../scripts/run-package.ts';
import { isGood, NO_REPORT, summaryLine, total } from '../../../scripts/test-run/outcome.ts';
import { countPlaywright } from '../../../scripts/test-run/playwright-report.ts';
import { REPORT_VARIABLE } from '../../../scripts/test-run/vitest-reporter.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../support/tools.ts';

describe('sum of the runners', () => {
  it('adds up and says so in one line', () => {
    const sum = total([
      { passed: 2, failed: 0, skipped: [{ test: 'a', reason: 'b' }] },
      { passed: 3, failed: 1, skipped: [] },
    ]);
    expect(summaryLine(sum)).toBe('5 passed, 1 failed, 1 skipped');
    expect(isGood(sum)).toBe(false);
  });

  it('is bad without a report and without a test', () => {
    expect(isGood(total([{ passed: 5, failed: 0, skipped: [] }, NO_REPORT]))).toBe(false);
    expect(isGood(total([]))).toBe(false);
  });
});

describe('Playwright report', () => {
  const test = (status: 'expected' | 'unexpected' | 'flaky' | 'skipped', description?: string) => ({
    title: status,
    tests: [{ status, annotations: description === undefined ? [] : [{ type: 'skip', description }] }],
  });

  it('counts at every depth; flaky is failed; a skip has its reason', () => {
    const inner = { title: 'inner', specs: [test('flaky'), test('skipped', 'no Electron')] };
    const suite = { title: 'a.spec.ts', specs: [test('expected'), test('unexpected')], suites: [inner] };
    expect(countPlaywright({ suites: [suite], errors: [{}] })).toEqual({
      passed: 1,
      failed: 3,
      skipped: [{ test: 'a.spec.ts > inner > skipped', reason: 'no Electron' }],
    });
  });
});

it('counts vitest with the reason of each skip, and a file that does not load as a failure', async () => {
  const root = temporaryFolder('countersign-report-');
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  writeFileSync(
    join(root, 'good.test.ts'),
    `import { describe, expect, it } from 'vitest';
     it('passes', () => expect(1).toBe(1));
     it('fails', () => expect(1).toBe(2));
     it('notes', (context) => context.skip('no token'));
     describe.skip('tool (skipped: qpdf not installed)', () => { it('checks', () => undefined); });`,
  );
  writeFileSync(join(root, 'broken.test.ts'), "throw new Error('does not load');");
  const report = join(root, 'report.json');
  const reporter = join(PROJECT_ROOT, 'scripts', 'test-run', 'vitest-reporter.ts');
  const { status, output } = await runPackage(
    'vitest/vitest.mjs',
    ['run', `--root=${root}`, `--reporter=${reporter}`],
    {
      env: { [REPORT_VARIABLE]: report },
    },
  );
  expect(status, output).toBe(1);
  expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual({
    passed: 1,
    failed: 2,
    skipped: expect.arrayContaining([
      { test: 'good.test.ts > notes', reason: 'no token' },
      { test: 'good.test.ts > tool (skipped: qpdf not installed) > checks', reason: 'qpdf not installed' },
    ]),
  });
});
