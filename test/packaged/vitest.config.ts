import { defineConfig } from 'vitest/config';

/** The packaged application: apart from the other tests, since it first builds it. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/packaged/**/*.test.ts'],
    setupFiles: ['./test/support/clean-up.ts'],
    reporters: ['default', './scripts/test-run/vitest-reporter.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
