import type { Context, Hono } from 'hono';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import { tokenIn } from '../link/link.ts';
import { isFresh } from '../request/assurance.ts';
import { groupsAsked } from '../request/progress.ts';
import { termsOf } from '../request/terms.ts';
import { callbackPath, signedOutPath, signInPath, signOutPath } from '../sign-in/paths.ts';
import type { SignIn, SignInAnswer, WantedSignIn } from '../sign-in/sign-in.ts';
import { signInPages } from '../sign-in/sign-in-pages.ts';
import type { DeskAnswer, DeskEnv, DeskParts, OpenedLink } from './desk-parts.ts';
import { type PostHeaders, whyRefused } from './form-post.ts';
import { renderMessage } from './page/frame.ts';
import { renderSignInPage } from './page/sign-in-page.ts';

/** Like the path of a link. */
const beginPath = signInPath(String.raw`:token{[\s\S]+}`);

type SignInRoutes = Pick<DeskParts, 'clock' | 'deskUrl'> & {
  signIn: () => Promise<SignIn>;
  logger: HookLogger;
  openLink: (token: string, c: Context<DeskEnv>) => Promise<OpenedLink | DeskAnswer>;
  headersOf: (c: Context) => PostHeaders;
};

/**
 * Adds the pages with which people sign in and out. To begin, a browser needs a valid link, and it comes back to that link and nowhere else.
 * Signing out changes something, so it is a form of the desk's own page.
 */
export function addSignIn(desk: Hono<DeskEnv>, { signIn, logger, clock, deskUrl, openLink, headersOf }: SignInRoutes) {
  const asked = (c: Context<DeskEnv>) => ({
    cookies: c.req.header('cookie'),
    now: clock.now(),
    signal: c.get('deadlines').answer,
  });

  desk.get(beginPath, async (c) => {
    const opened = await openLink(tokenIn(c.req.param('token') ?? ''), c);
    if (!('did' in opened)) {
      return respond(
        c,
        'GET /sign-in/{token}',
        await (await signIn()).begin(opened.token, asked(c), wantedFor(opened)),
      );
    }
    logger.info(`the desk ${opened.did}`, { route: 'GET /sign-in/{token}', status: opened.status });
    return c.html(opened.page, opened.status);
  });

  desk.get(callbackPath, async (c) => {
    const { search } = new URL(c.req.url);
    return respond(
      c,
      `GET ${callbackPath}`,
      await (await signIn()).finish(search, asked(c), (token) => groupsFor(token, c)),
    );
  });

  desk.get(signedOutPath, (c) => {
    logger.info('the desk said goodbye', { route: `GET ${signedOutPath}`, status: 200 });
    return c.html(renderSignInPage(c.get('words'), signInPages.signedOutEverywhere()));
  });

  desk.post(signOutPath, async (c) => {
    if (whyRefused(headersOf(c), new URL(deskUrl).origin) === undefined) {
      return respond(c, `POST ${signOutPath}`, await (await signIn()).end(asked(c)));
    }
    logger.info('the desk refused a form from another site', { route: `POST ${signOutPath}`, status: 403 });
    const words = c.get('words');
    return c.html(renderMessage(words, words.messages.foreignForm), 403);
  });

  /** If the link no longer opens, its page says so. */
  async function groupsFor(token: string, c: Context<DeskEnv>): Promise<readonly string[]> {
    const opened = await openLink(token, c);
    return 'did' in opened ? [] : groupsAsked(opened.stored.request);
  }

  function respond(c: Context<DeskEnv>, route: string, answer: SignInAnswer): Response | Promise<Response> {
    const { status, cookies, did, error } = answer;
    if (error) logger.warn(`the desk ${did}`, { route, status, error: `${error.code}: ${error.message}` });
    else logger.info(`the desk ${did}`, { route, status });
    for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
    return answer.status === 303
      ? c.redirect(answer.location, 303)
      : c.html(renderSignInPage(c.get('words'), answer), answer.status);
  }
}

/** A provider that lets somebody through without asking has to ask those whose sign-in is too old already. */
function wantedFor({ stored, voter }: OpenedLink): WantedSignIn {
  const terms = termsOf(stored.request);
  const { signInMaxAgeMinutes: minutes } = terms;
  if (minutes === undefined) return {};
  return { maxAgeSeconds: minutes * 60, isAgain: voter.via === 'sign-in' && !isFresh(terms, voter) };
}
