import { CodedError } from '../../src/wording/coded-error.ts';

/**
 * - `DEAD_LINK`: a page has a dead link
 * - `UNTRUE`: a page says something untrue about the code, such as the name of a test that does not exist
 * - `GENERATOR_FAILED`: VitePress or TypeDoc ended with an error
 */
export type DocsErrorCode = 'DEAD_LINK' | 'UNTRUE' | 'GENERATOR_FAILED';

/** The documentation cannot be built. */
export class DocsError extends CodedError<DocsErrorCode> {
  override readonly name = 'DocsError';
}
