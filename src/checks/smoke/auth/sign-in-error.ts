/** Why a request cannot sign in; the message has no credential. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  /** Another attempt may succeed. */
  readonly isTemporary: boolean;

  constructor(message: string, isTemporary: boolean) {
    super(message);
    this.isTemporary = isTemporary;
  }
}
