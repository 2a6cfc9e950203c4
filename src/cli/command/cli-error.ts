/** A command failed. The message says what failed and why; `next` says what to do, with a command if there is one. The exit code is 2, unless it has its own. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly next: string | undefined;
  readonly exitCode: 2 | 3 = 2;

  constructor(message: string, { next, ...options }: ErrorOptions & { next?: string | undefined } = {}) {
    super(message, options);
    this.next = next;
  }
}
