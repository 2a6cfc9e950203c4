/** Why an action was not done, in words for the page. Nothing has changed then. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
