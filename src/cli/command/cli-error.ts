/** A command failed. The message says what failed and why; `next` says what to do, with a command if there is one. The exit code is 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly next: string | undefined;

  constructor(message: string, { next, ...options }: ErrorOptions & { next?: string | undefined } = {}) {
    super(message, options);
    this.next = next;
  }
}
