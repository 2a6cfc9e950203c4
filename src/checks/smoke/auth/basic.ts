import { SignInError } from './sign-in-error.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7617#section-2 */
export function basicOf(user: string, password: string): string {
  if (user.includes(':'))
    throw new SignInError('the user name has a colon, which basic authentication cannot send', false);
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
