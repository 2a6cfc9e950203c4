/** The store returned an error or did not respond. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}
