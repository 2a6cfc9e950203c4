import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** An event that a test waits for comes as late as a busy machine lets it. Vitest gives up after one second. */
const expect = { poll: { timeout: 60_000 } };

/**
 * Three kinds of test, told apart by their file names:
 * `*.test.ts` runs alone, `*.contract.test.ts` talks to an emulator or runs a pinned tool, `*.browser.test.ts` drives Chromium.
 */
export default defineConfig({
  test: {
    // On two cores vitest would take one worker, and much of what it runs waits for processes of its own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.contract.test.ts', 'test/**/*.browser.test.ts'],
          // No test depends on real time: a busy machine is not a failure.
          testTimeout: 90_000,
          expect,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/**/*.contract.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 600_000,
          expect,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect,
          fileParallelism: false,
          // After the others: what is drawn and filmed there goes by the wall's clock.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
