/**
 * The command line asks for something impossible. The message says what, why, and what to write instead, unless `next` says that: it is apart if the
 * message quotes others. The exit code is 2.
 */
export class MisuseError extends Error {
  override readonly name = 'MisuseError';
  readonly next: string | undefined;

  constructor(message: string, { next, ...options }: ErrorOptions & { next?: string | undefined } = {}) {
    super(message, options);
    this.next = next;
  }
}
