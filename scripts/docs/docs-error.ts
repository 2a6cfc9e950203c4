/**
 * - `DEAD_LINK`: a page has a dead link
 * - `UNTRUE`: a page says something untrue about the code, such as the name of a test that does not exist
 * - `GENERATOR_FAILED`: VitePress or TypeDoc ended with an error
 */
export type DocsErrorCode = 'DEAD_LINK' | 'UNTRUE' | 'GENERATOR_FAILED';

/** The documentation cannot be built. */
export class DocsError extends Error {
  override readonly name = 'DocsError';
  readonly code: DocsErrorCode;

  constructor(code: DocsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
