import { defineConfig } from 'vitest/config';

// `npm test` leaves out *.full.test.ts: kills, disks, clocks, mutations, real training and whole commands.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Only a test that hangs takes this long, however busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000, interval: 20 } },
    // Two cores, and a third file that runs while another waits for a process, a lock or a time limit.
    maxWorkers: 3,
    isolate: false,
    // Continuous integration reads its summary from a file.
    reporters: process.env.REPORT ? ['default', ['json', { outputFile: process.env.REPORT }]] : ['default'],
    globalSetup: ['test/support/global-setup.ts'],
  },
});
