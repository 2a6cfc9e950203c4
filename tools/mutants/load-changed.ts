import { inject } from 'vitest';

/**
 * Loads the changed files before the first test. Otherwise the constants of a file that is imported on demand seem to be covered by the one test
 * that happens to import it first, and no other test could notice a change of them.
 */
await Promise.all(inject('changedFiles').map((file) => import(file)));
