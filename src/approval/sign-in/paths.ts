/** Where the provider sends the browser back to. It has to be registered there. */
export const callbackPath = '/signed-in';

/** Receives the form with which somebody signs out. */
export const signOutPath = '/sign-out';

/** Where a provider may send somebody who has signed out there. */
export const signedOutPath = '/signed-out';

/** Where somebody with this link begins to sign in; without one, on the desk's first page. */
export function signInPath(token: string): string {
  return token === '' ? '/sign-in' : `/sign-in/${token}`;
}
