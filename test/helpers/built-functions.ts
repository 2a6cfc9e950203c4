import { buildForTests } from '../../scripts/build-for-tests.ts';

/** `npm test` builds them once for all workers. */
const shared = process.env['BUILT_FUNCTIONS'];
let built: Promise<string> | undefined;

/**
 * The functions as they are deployed, built once for all files of a test worker. Nothing may be written there.
 *
 * @returns the folder that has `<function>/index.mjs` for each
 */
export function builtFunctions(): Promise<string> {
  built ??= shared === undefined ? buildForTests() : Promise.resolve(shared);
  return built;
}
