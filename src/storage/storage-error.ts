import { CodedError } from '../wording/coded-error.ts';

/** The store returned an error or did not respond. */
export class StorageError extends CodedError<'STORE_UNAVAILABLE'> {
  override readonly name = 'StorageError';

  constructor(message: string, options?: ErrorOptions) {
    super('STORE_UNAVAILABLE', message, options);
  }
}
