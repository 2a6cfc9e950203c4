/**
 * - `DEAD_LINK`: a page links to what is not there
 * - `UNTRUE`: a page says something of the code that is not so, such as a test that does not exist
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
