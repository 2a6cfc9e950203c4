import { defineConfig } from 'vitest/config';
import { NearestFirst } from './nearest-first.ts';

/** The unit tests of the decision core: they are the ones that have to notice a change in it. */
export default defineConfig({
  test: {
    include: ['test/{wording,hook,storage,deployment,approval,checks,watcher}/**/*.test.ts'],
    exclude: ['test/**/*.contract.test.ts', 'test/**/*.browser.test.ts'],
    // One process for all files: four times faster, and no test here changes what another one sees.
    isolate: false,
    setupFiles: ['tools/mutants/load-changed.ts'],
    sequence: { sequencer: NearestFirst },
    testTimeout: 20_000,
    // A mutant that survives is run through every property: a fiftieth of the cases takes a second and notices nearly as much.
    env: { RANDOM_CASES: '0.02' },
  },
});
