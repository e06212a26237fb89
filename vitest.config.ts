import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more files at once only make each other slow.
    maxWorkers: 2,
    // Continuous integration reads its summary from a file.
    reporters: process.env.REPORT ? ['default', ['json', { outputFile: process.env.REPORT }]] : ['default'],
    globalSetup: ['test/support/global-setup.ts'],
  },
});
