import type { Context, Hono } from 'hono';
import { signInPath } from '../../sign-in/paths.ts';
import type { SignIn } from '../../sign-in/sign-in.ts';
import type { DeskAnswer, DeskEnv, DeskParts } from '../desk-parts.ts';
import type { HomeSettings } from '../desk-readers.ts';
import { renderMessage } from '../page/frame.ts';
import type { HomeAsk } from './answer-home.ts';
import { mayReadAll, nameOfReader } from './home-reader.ts';

type HomeRoutes = Pick<DeskParts, 'ledger' | 'reports' | 'signingKeys' | 'clock' | 'logger'> & {
  signIn: () => Promise<SignIn>;
  home: HomeSettings;
};

type Show = (ask: HomeAsk, c: Context<DeskEnv>) => Promise<DeskAnswer | undefined>;

/**
 * Adds the pages for people who have signed in: what waits for them and for others, what was decided, and each deployment. Without a sign-in
 * nothing is read, and only a button to sign in is shown.
 */
export function addHome(desk: Hono<DeskEnv>, parts: HomeRoutes): void {
  const { clock, logger, signIn, signingKeys, home } = parts;
  const homeParts = { ledger: parts.ledger, reports: parts.reports, listObjects: home.listObjects };
  const load = () => import('./answer-home.ts');

  for (const list of ['', 'open', 'decided'] as const) {
    desk.get(`/${list}`, (c) =>
      answer(c, `GET /${list}`, async (ask) => (await load()).answerList(homeParts, ask, list, c.req.query())),
    );
  }
  desk.get('/deployments/:cluster/:service/:id', (c) =>
    answer(c, 'GET /deployments', async (ask) => {
      const { cluster, service, id: deploymentId } = c.req.param();
      if (![cluster, service, deploymentId].every(isName)) return undefined;
      return (await load()).answerDeployment(homeParts, ask, { cluster, service, deploymentId });
    }),
  );
  desk.get(signInPath(''), async (c) => {
    const started = await (await signIn()).begin('', askedOf(c));
    logger.info(`the desk ${started.did}`, { route: 'GET /sign-in', status: started.status });
    for (const cookie of started.cookies) c.header('set-cookie', cookie, { append: true });
    const { messages } = c.get('words');
    return started.status === 303
      ? c.redirect(started.location, 303)
      : c.html(renderMessage(c.get('words'), messages.unavailable), 503);
  });

  async function answer(c: Context<DeskEnv>, route: string, show: Show) {
    const words = c.get('words');
    const asked = askedOf(c);
    const session = asked.cookies ? await (await signIn()).sessionOf(asked) : undefined;
    const shown = session
      ? mayReadAll(session, home.readers)
        ? await show({ session, keys: await signingKeys({ signal: asked.signal }), words, ...asked }, c)
        : notRecognized(c, nameOfReader(session, asked.now))
      : signInFirst(c);
    const { status, page, did } = shown ?? {
      status: 404 as const,
      page: renderMessage(words, words.messages.notFound),
      did: 'was asked for an unknown page',
    };
    logger.info(`the desk ${did}`, { route, status, ...(session && { signedIn: nameOfReader(session, asked.now) }) });
    return c.html(page, status);
  }

  function askedOf(c: Context<DeskEnv>) {
    return { cookies: c.req.header('cookie'), now: clock.now(), signal: c.get('deadlines').answer };
  }
}

function signInFirst(c: Context<DeskEnv>): DeskAnswer {
  const words = c.get('words');
  const page = renderMessage(words, words.home.signIn, { href: signInPath(''), label: words.page.signIn });
  return { status: 200, page, did: 'offered to sign in' };
}

function notRecognized(c: Context<DeskEnv>, account: string): DeskAnswer {
  const words = c.get('words');
  const action = { href: signInPath(''), label: words.signIn.otherAccount };
  const page = renderMessage(words, words.home.notRecognized(account), action);
  return { status: 403, page, did: 'refused an account that it does not recognize' };
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,255}$/.test(text);
}
