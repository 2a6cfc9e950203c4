/** A command could not be done. The message says what and why; `next` what to do about it, a command where there is one. The exit code is 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly next: string | undefined;

  constructor(message: string, { next, ...options }: ErrorOptions & { next?: string | undefined } = {}) {
    super(message, options);
    this.next = next;
  }
}
