import type { html } from 'hono/html';
import type { SignInPage } from '../../sign-in/sign-in-pages.ts';
import type { Words } from '../language/en.ts';
import { renderMessage } from './frame.ts';

/** A page of signing in, in the language of its reader. */
export function renderSignInPage(words: Words, { says, href }: SignInPage): ReturnType<typeof html> {
  const { signIn } = words;
  const message = says === 'signedOut' && href !== undefined ? signIn.signedOutHere : signIn[says];
  return renderMessage(words, message, href === undefined ? undefined : { href, label: labelOf(words, says) });
}

function labelOf({ signIn }: Words, says: SignInPage['says']): string {
  if (says === 'signedOut') return signIn.elsewhere;
  return says === 'foreignAccount' ? signIn.otherAccount : signIn.again;
}
