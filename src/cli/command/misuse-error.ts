/** The command line asks for something impossible. The message says what, why, and what to write instead; the exit code is 2. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError';
}
