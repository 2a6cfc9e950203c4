import { attemptMinutes, sessionMinutes } from './session.ts';

/** A page with a message, and at most one thing to do. */
export type SignInPage = { title: string; paragraphs: readonly string[]; action?: { href: string; label: string } };

/** The pages of signing in. None of them contains words of the provider, which anybody could have put into a link. */
export const signInPages = {
  notBegunHere: (): SignInPage => ({
    title: 'This sign-in was not begun here',
    paragraphs: [
      `It was begun in another browser, more than ${attemptMinutes} minutes ago, or it has been completed already. Nobody was signed in.`,
      'Open the link in your mail and sign in from its page.',
    ],
  }),
  notCompleted: (again: string): SignInPage => ({
    title: 'You are not signed in',
    paragraphs: ['The sign-in was cancelled, or your account may not use this desk. Nothing was changed.'],
    action: tryAgain(again),
  }),
  notAccepted: (again: string): SignInPage => ({
    title: 'You are not signed in',
    paragraphs: [
      'The answer of the sign-in provider could not be accepted. Nothing was changed.',
      'If this happens again, tell your platform team: the log of the desk has the reason.',
    ],
    action: tryAgain(again),
  }),
  unreachable: (again: string): SignInPage => ({
    title: 'The sign-in provider cannot be reached right now',
    paragraphs: ['Nothing is lost, and the deployment keeps waiting. Try again in a moment.'],
    action: tryAgain(again),
  }),
  unusable: (): SignInPage => ({
    title: 'This account cannot be used here',
    paragraphs: ['The sign-in provider did not say which account it is. Tell your platform team.'],
  }),
  foreignAccount: (again: string): SignInPage => ({
    title: 'This account is not of your organization',
    paragraphs: ['Only accounts of the organizations that use this desk can sign in. Nothing was changed.'],
    action: { href: again, label: 'Sign in with another account' },
  }),
  signedOutEverywhere: (): SignInPage => ({
    title: 'You are signed out',
    paragraphs: ['To decide about a deployment, open the link in your mail again.'],
  }),
  signedOut: (elsewhere: string | undefined): SignInPage => ({
    title: 'You are signed out of the desk',
    paragraphs: [
      elsewhere === undefined
        ? 'You may still be signed in at the sign-in provider. On a shared computer, sign out there, too.'
        : 'You may still be signed in at the sign-in provider.',
      `Nobody stays signed in here for more than ${sessionMinutes} minutes.`,
    ],
    ...(elsewhere !== undefined && { action: { href: elsewhere, label: 'Sign out there, too' } }),
  }),
};

function tryAgain(href: string): SignInPage['action'] & object {
  return { href, label: 'Try again' };
}
