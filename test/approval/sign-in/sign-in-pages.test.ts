import { expect, test } from 'vitest';
import { en } from '../../../src/approval/desk/language/en.ts';
import { renderSignInPage } from '../../../src/approval/desk/page/sign-in-page.ts';
import { type SignInPage, signInPages } from '../../../src/approval/sign-in/sign-in-pages.ts';

/** What is on the page: its title, its paragraphs and its one button. */
async function shown(page: SignInPage) {
  const text = String(await renderSignInPage(en, page));
  const main = text.slice(text.indexOf('<main'));
  const [, href = '', label = ''] = /<a class="button primary" href="([^"]+)"[^>]*>([^<]+)</.exec(main) ?? [];
  return {
    title: /<h1>([^<]+)</.exec(main)?.[1],
    paragraphs: [...main.matchAll(/<p>([^<]+)</g)].map((match) => match[1]),
    ...(href !== '' && { action: { href, label } }),
  };
}

const again = '/sign-in/v1.k1.token';
const tryAgain = { href: again, label: 'Try again' };

test('each page of signing in says what happened, that nothing was changed, and what to do', async () => {
  expect(await shown(signInPages.notBegunHere())).toStrictEqual({
    title: 'This sign-in was not started here',
    paragraphs: [
      'It was started in another browser, more than 10 minutes ago, or it has been completed already. Nobody was signed in.',
      'Open the link in your mail and sign in from its page.',
    ],
  });
  expect(await shown(signInPages.notCompleted(again))).toStrictEqual({
    title: 'You are not signed in',
    paragraphs: ['The sign-in was cancelled, or your account may not use this desk. Nothing was changed.'],
    action: tryAgain,
  });
  expect(await shown(signInPages.notAccepted(again))).toStrictEqual({
    title: 'You are not signed in',
    paragraphs: [
      'The answer of the sign-in provider could not be accepted. Nothing was changed.',
      'If this happens again, tell your platform team: the log of the desk has the reason.',
    ],
    action: tryAgain,
  });
  expect(await shown(signInPages.unreachable(again))).toStrictEqual({
    title: 'The sign-in provider cannot be reached right now',
    paragraphs: ['Nothing is lost, and the deployment keeps waiting. Try again in a moment.'],
    action: tryAgain,
  });
  expect(await shown(signInPages.unusable())).toStrictEqual({
    title: 'This account cannot be used here',
    paragraphs: ['The sign-in provider did not say which account it is. Tell your platform team.'],
  });
  expect(await shown(signInPages.foreignAccount(again))).toStrictEqual({
    title: 'This account is not in your organization',
    paragraphs: ['Only accounts of the organizations that use this desk can sign in. Nothing was changed.'],
    action: { href: again, label: 'Sign in with another account' },
  });
});

test('the pages of signing out say where somebody may still be signed in', async () => {
  const atMost = 'Nobody stays signed in here for more than 60 minutes.';

  expect(await shown(signInPages.signedOut(undefined))).toStrictEqual({
    title: 'You are signed out of the desk',
    paragraphs: [
      'You may still be signed in at the sign-in provider. On a shared computer, sign out there, too.',
      atMost,
    ],
  });
  expect(await shown(signInPages.signedOut('https://login.example.com/logout'))).toStrictEqual({
    title: 'You are signed out of the desk',
    paragraphs: ['You may still be signed in at the sign-in provider.', atMost],
    action: { href: 'https://login.example.com/logout', label: 'Sign out there, too' },
  });
  expect(await shown(signInPages.signedOutEverywhere())).toStrictEqual({
    title: 'You are signed out',
    paragraphs: ['To decide about a deployment, open the link in your mail again.'],
  });
});
