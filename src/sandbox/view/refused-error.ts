/** Why an action was refused, in words for the page. Nothing has changed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
