import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores, and a third file for while one waits for processes, locks or time limits: more only make each other slow.
    maxWorkers: 3,
    // Processes are killed at random moments, on machines of any load: there a test that fails is run once more, and named.
    retry: process.env.CI ? 1 : 0,
    // Continuous integration reads its summary from a file.
    reporters: process.env.REPORT ? ['default', ['json', { outputFile: process.env.REPORT }]] : ['default'],
    globalSetup: ['test/support/global-setup.ts'],
  },
});
