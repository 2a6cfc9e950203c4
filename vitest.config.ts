import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { slowTests } from './scripts/slow-tests.ts';

/** An event that a test waits for comes as late as a busy machine lets it. Vitest gives up after one second. */
const expect = { poll: { timeout: 60_000 } };

/**
 * One project after the other, because a worker serves only one: if they alternated, each change would start a worker, and often an emulator or a
 * Chromium. Within a project, vitest starts with the files that took longest last time; in a fresh clone it knows none, and the slowest would come
 * last.
 */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = slowTests.findIndex((path) => moduleId.endsWith(`/${path}`));
      return rank === -1 ? slowTests.length : rank;
    };
    const turnOf = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return (await super.sort(files)).toSorted((a, b) => turnOf(a) - turnOf(b) || rankOf(a) - rankOf(b));
  }
}

const projects = ['contract', 'browser', 'unit', 'stories'];

/**
 * A worker keeps what its files import, and the emulator that they have started: loading the SDK for each file anew took a tenth of the run. So
 * no test may leave anything behind in a module, in the environment or in a global.
 */
const shared = {
  isolate: false,
  restoreMocks: true,
  unstubEnvs: true,
  unstubGlobals: true,
  // Nothing goes by the computer's time zone: here, local time is never UTC, and summer time is half an hour.
  env: { TZ: 'Australia/Lord_Howe' },
};

/** What `greenlight init check` writes imports the package, which here is this repository. */
const source = (name: string) => fileURLToPath(new URL(`src/${name}.ts`, import.meta.url));
const alias = [
  { find: /^ecs-greenlight$/, replacement: source('index') },
  { find: /^ecs-greenlight\/testing$/, replacement: source('testing') },
];

/**
 * Three kinds of test, told apart by their file names:
 * `*.test.ts` runs alone, `*.contract.test.ts` talks to an emulator or runs a pinned tool, `*.browser.test.ts` drives Chromium.
 */
export default defineConfig({
  test: {
    // Much of what a worker runs waits for processes of its own or for a clock, so two workers more than there are cores keep them all busy.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'examples/starter/checks/*/check.test.ts'],
          exclude: ['test/**/*.contract.test.ts', 'test/**/*.browser.test.ts'],
          // No test depends on real time: a busy machine is not a failure.
          testTimeout: 90_000,
          expect,
          alias,
          ...shared,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/**/*.contract.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 600_000,
          expect,
          ...shared,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          exclude: ['test/story/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect,
          ...shared,
        },
      },
      {
        test: {
          name: 'stories',
          include: ['test/story/**/*.browser.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect,
          ...shared,
          // After the others: a story goes by a clock that is many times faster than the wall's, and its pages have to keep up.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
