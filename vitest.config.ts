import { defineConfig } from 'vitest/config';

/** Everything but the end-to-end tests (Playwright) and the packaged application (its own configuration). */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/packaged/**', '**/node_modules/**'],
    setupFiles: ['./test/support/clean-up.ts'],
    reporters: ['default', './scripts/test-run/vitest-reporter.ts'],
    pool: 'forks',
    // Files share a worker and the modules it has loaded: a test that changes something of the process puts it back.
    isolate: false,
    // Most tests wait for processes, cards and timers of their own: half as many workers again as there are processors.
    maxWorkers: '150%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
