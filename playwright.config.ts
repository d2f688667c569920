import { defineConfig } from '@playwright/test';

/** End-to-end tests in a real window. Each test owns its window, token and ledger, so that two run at a time. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/playwright.json' }],
  ],
  // A trace of every test costs as much as a third of its time: where one fails, run it again with --trace on.
  use: { screenshot: 'only-on-failure', trace: 'off' },
});
