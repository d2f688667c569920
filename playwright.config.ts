import { defineConfig } from '@playwright/test';

/** End-to-end tests in a real window. One worker: each test owns a window, a token and a ledger. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  workers: 1,
  fullyParallel: false,
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
