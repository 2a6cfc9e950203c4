import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { TrieRouter } from 'hono/router/trie-router';
import { timeBudget } from '../../hook/time-budget.ts';
import { helpPath } from '../../reasons/help-link.ts';
import { nameRequest } from '../../storage/name-request.ts';
import { StorageError } from '../../storage/storage-error.ts';
import { formatError } from '../../wording/values.ts';
import { ApprovalError } from '../approval-error.ts';
import { isCutToken, tokenIn } from '../link/link.ts';
import { linkPath } from '../link/short-link.ts';
import { linkVerifier } from '../link/verify-any.ts';
import { sessionVoter } from '../sign-in/session-voter.ts';
import { parseForm } from './decision-form.ts';
import type { DeskAnswer, DeskEnv, DeskParts, OpenedLink, SeeRequest } from './desk-parts.ts';
import { type PostHeaders, whyRefused } from './form-post.ts';
import { addGateRoute } from './gate/gate-route.ts';
import { addHome } from './home/home-routes.ts';
import { type IamOutcome, refusal } from './iam/iam-answer.ts';
import type { Words } from './language/en.ts';
import { wordsFor } from './language/language.ts';
import { nameOpened } from './name-opened.ts';
import { renderMessage } from './page/frame.ts';
import { deskHeaders } from './page/headers.ts';
import { addHeaders, sendPage } from './send-page.ts';
import { readAhead, showRequest } from './show-request.ts';
import { addSignIn } from './sign-in-routes.ts';
import { addSlackRoute } from './slack/slack-route.ts';

const maxFormBytes = 16 * 1024;

/** Matches slashes and line breaks too, because mail text that follows a link may contain them. */
const linkPaths = [String.raw`/a/:token{[\s\S]+}`, String.raw`/r/:token{[\s\S]+}`];

const picturePath = '/pictures/:token/:name{.+}';

/** The path for decisions by IAM identities. In API Gateway it has its own route, with IAM authorization. */
const decisionsPath = '/decisions';

/**
 * The desk, which mailed links open. GET and HEAD show the request and change nothing, however often a mail scanner follows the link; POST
 * records one decision. `POST /decisions` records one by an IAM identity. No response contains anything from the Host header, and no log line
 * contains a token.
 */
export function createDesk(parts: DeskParts): Hono {
  // Hono's own choice compiles all routes for the first request, which takes longer than answering ten. Many a function answers no more than that.
  const desk = new Hono<DeskEnv>({ strict: false, router: new TrieRouter() });
  const { logger, clock } = parts;
  const ownOrigin = new URL(parts.deskUrl).origin;
  const verify = linkVerifier(parts);

  desk.use(async (c, next) => {
    const answer = timeBudget(lambdaContextOf(c.env));
    const write = c.req.method === 'POST' ? timeBudget(lambdaContextOf(c.env), writeShare) : answer;
    c.set('deadlines', { write: write.signal, answer: answer.signal });
    const words = await wordsFor(c.req.header('accept-language'));
    c.set('words', words);
    await next();
    for (const { release } of [write, answer]) release();
    const isPage = c.res.headers.get('content-type')?.startsWith('text/html');
    addHeaders(c, { ...deskHeaders, vary: 'accept-language', ...(isPage && { 'content-language': words.lang }) });
  });
  const { signIn, home } = parts;
  if (signIn && home) addHome(desk, { ...parts, signIn, home });
  else desk.get('/', (c) => say(c, 'home'));
  desk.get(helpPath, async (c) => {
    const { renderHelp } = await import('./help/render-help.ts');
    return c.html(renderHelp(c.get('words')));
  });
  desk.on('GET', linkPaths, (c) => answer(c, 'GET', (link) => showRequest(parts, link)));
  desk.on(
    'POST',
    linkPaths,
    bodyLimit({ maxSize: maxFormBytes, onError: (c) => say(c, 'tooLarge', 413) }),
    async (c) => {
      const refusal = whyRefused(headersOf(c), ownOrigin);
      const form = refusal ? undefined : parseForm(await c.req.text());
      if (form) {
        const { decideByForm } = await import('./decide-request.ts');
        return answer(c, 'POST', (link) => decideByForm(parts, link, form));
      }
      const status = refusal === 'foreign-site' ? 403 : refusal === 'not-a-form' ? 415 : 400;
      const did =
        refusal === 'foreign-site' ? 'refused a form from another site' : 'refused something other than its form';
      logger.info(`the desk ${did}`, { route: routeOf(c, 'POST'), status });
      return say(c, refusal === 'foreign-site' ? 'foreignForm' : 'notItsForm', status);
    },
  );
  if (parts.readPicture) desk.get(picturePath, (c) => answerPicture(c, c.req.param('token'), c.req.param('name')));
  for (const path of linkPaths) desk.all(path, (c) => say(c, 'wrongMethod', 405, { allow: 'GET, HEAD, POST' }));
  desk.post(
    decisionsPath,
    bodyLimit({
      maxSize: maxFormBytes,
      onError: (c) => c.json(refusal('too-large', 'the body has more than 16 KB; shorten the reason'), 413),
    }),
    async (c) => {
      const { decideByIam } = await import('./iam/decide-by-iam.ts');
      const { status, answer, did } = await decideByIam(parts, c.env, {
        body: await c.req.text(),
        deadlines: c.get('deadlines'),
      });
      const { by: caller, request } = answer;
      const route = `POST ${decisionsPath}`;
      logger.info(`the desk ${did}`, { route, status, caller, ...(request && nameRequest(request.key)) });
      return c.json(answer, status);
    },
  );
  desk.all(decisionsPath, (c) =>
    c.json(refusal('wrong-method', 'a decision is sent with POST; nothing was changed'), 405, { allow: 'POST' }),
  );
  if (parts.answerGate) addGateRoute(desk, { answerGate: parts.answerGate, logger });
  if (parts.slack) addSlackRoute(desk, parts, parts.slack);
  if (parts.signIn) addSignIn(desk, { ...parts, signIn: parts.signIn, openLink, headersOf });
  desk.notFound((c) => say(c, 'notFound', 404));
  desk.onError((error, c) => {
    logger.error('the desk could not answer', { route: c.req.method, error: formatError(error) });
    const { status, message, retry, outcome } = messageFor(c.get('words'), error);
    if (c.req.path === decisionsPath) {
      return c.json(refusal(outcome, formatToCaller(error)), status, retry ? { 'retry-after': '10' } : {});
    }
    return c.html(renderMessage(c.get('words'), message), status, retry ? { 'retry-after': '10' } : {});
  });
  return desk as unknown as Hono;

  async function answer(
    c: Context<DeskEnv>,
    method: 'GET' | 'POST',
    show: (link: OpenedLink) => Promise<DeskAnswer | SeeRequest>,
  ) {
    const token = tokenIn(c.req.param('token') ?? '');
    const opened = await openLink(token, c, method === 'GET');
    const answered = 'did' in opened ? opened : await show(opened);
    const { status, did } = answered;
    logger.info(`the desk ${did}`, { route: routeOf(c, method), status, ...nameOpened(opened) });
    // The token has been verified; it contains only letters, digits, dots, - and _.
    return answered.status === 303
      ? c.redirect(linkPath(token), 303)
      : sendPage(c, await answered.page, answered.status);
  }

  /** Its address contains the token of the page, so that the same people may see both. */
  async function answerPicture(c: Context<DeskEnv>, token: string, name: string) {
    const opened = await openLink(token, c);
    const { showPicture } = await import('./pictures/show-picture.ts');
    const answered = 'did' in opened ? { status: opened.status } : await showPicture(parts, opened, name);
    const did = 'png' in answered ? 'showed a picture' : 'showed no picture';
    logger.info(`the desk ${did}`, { route: 'GET /pictures/{token}', status: answered.status, ...nameOpened(opened) });
    if ('png' in answered) return c.body(answered.png, 200, { 'content-type': 'image/png' });
    return say(c, 'notFound', answered.status);
  }

  async function openLink(token: string, c: Context<DeskEnv>, isPage = false): Promise<OpenedLink | DeskAnswer> {
    const now = clock.now();
    const deadlines = c.get('deadlines');
    const words = c.get('words');
    const { messages } = words;
    const { answer: signal } = deadlines;
    const { keys, link } = await verify(token, now, signal);
    if (!link.ok) {
      switch (link.problem) {
        case 'malformed': {
          const page = renderMessage(words, messages.malformedLink(isCutToken(token, isShortPath(c))));
          return { status: 400, page, did: 'was given a broken link' };
        }
        case 'expired':
          return {
            status: 410,
            page: renderMessage(words, messages.expiredLink(link.claims.expiresAt)),
            did: 'was given an expired link',
          };
        default:
          return {
            status: 403,
            page: renderMessage(words, messages.forgedLink),
            did: 'was given a link that it did not sign',
          };
      }
    }
    const reports = isPage ? readAhead(parts, link.claims, signal) : undefined;
    const stored = await parts.ledger.read(link.claims.key, signal);
    if (!stored)
      return {
        status: 404,
        page: renderMessage(words, messages.unknownRequest),
        did: 'was asked for an unknown request',
      };
    const asked = { cookies: c.req.header('cookie'), now, signal };
    const session = asked.cookies && parts.signIn ? await (await parts.signIn()).sessionOf(asked) : undefined;
    const opened = {
      token,
      claims: link.claims,
      session: session || undefined,
      keys,
      stored,
      reports,
      now,
      deadlines,
      words,
    };
    return { ...opened, ...whoVotes(opened) };
  }
}

/** A form is bound to the session, so that nobody sends it under another name than the one that its page showed. */
function whoVotes({
  claims,
  token,
  session,
  stored,
  now,
}: Omit<OpenedLink, 'voter' | 'formOf'>): Pick<OpenedLink, 'voter' | 'formOf'> {
  const at = now.toISOString();
  if (!session) return { voter: { by: claims.reviewer, at }, formOf: token };
  return { voter: sessionVoter(session, stored.request, now), formOf: `${token} ${session.id}` };
}

/** A vote is written early enough that there is time to read back the result. */
const writeShare = 3;

function lambdaContextOf(env: unknown): Parameters<typeof timeBudget>[0] {
  return (env as { lambdaContext?: Parameters<typeof timeBudget>[0] } | undefined)?.lambdaContext;
}

function isShortPath(c: Context): boolean {
  return c.req.path.startsWith('/r/');
}

/** For the log. */
function routeOf(c: Context, method: string): string {
  return `${method} ${isShortPath(c) ? '/r/{id}' : '/a/{token}'}`;
}

function headersOf(c: Context): PostHeaders {
  const header = (name: string) => c.req.header(name);
  return {
    'sec-fetch-site': header('sec-fetch-site'),
    origin: header('origin'),
    'content-type': header('content-type'),
  };
}

/** Answers with a message of the catalogue that depends on nothing. */
function say(
  c: Context<DeskEnv>,
  name: {
    [Name in keyof Words['messages']]: Words['messages'][Name] extends string[] ? Name : never;
  }[keyof Words['messages']],
  status: DeskAnswer['status'] | 405 | 413 | 415 = 200,
  headers: Record<string, string> = {},
) {
  const words = c.get('words');
  return c.html(renderMessage(words, words.messages[name]), status, headers);
}

type Failure = { status: 500 | 503; message: readonly string[]; retry?: true; outcome: IamOutcome };

/** The message for an error. It quotes only what is in the ledger, which the reader may see anyway. */
function messageFor({ messages }: Words, error: Error): Failure {
  switch (codeOf(error)) {
    case 'UNREADABLE_REQUEST':
      return { status: 500, message: messages.unreadableRequest(error.message), outcome: 'unreadable-request' };
    case 'BAD_SIGNING_KEY':
      return { status: 503, message: messages.badSigningKey, outcome: 'unavailable' };
    case 'TOO_MANY_RACES':
      return { status: 503, message: messages.tooManyRaces, outcome: 'unavailable' };
    case 'OUTCOME_UNKNOWN':
      return { status: 503, message: messages.outcomeUnknown, retry: true, outcome: 'unavailable' };
    case 'STORE_UNAVAILABLE':
      return { status: 503, message: messages.unavailable, retry: true, outcome: 'unavailable' };
    case undefined:
      return { status: 503, message: messages.broken, retry: true, outcome: 'unavailable' };
  }
}

function codeOf(error: Error) {
  if (error instanceof StorageError) return 'STORE_UNAVAILABLE';
  return error instanceof ApprovalError ? error.code : undefined;
}

/** The same for a program. */
function formatToCaller(error: Error): string {
  switch (codeOf(error)) {
    case 'UNREADABLE_REQUEST':
      return `${error.message}; fix the object in the bucket, or restore its version from before the edit`;
    case 'TOO_MANY_RACES':
      return 'too many people decided at once and your decision was not recorded; try again';
    case 'OUTCOME_UNKNOWN':
      return 'the ledger did not respond in time, so it is not known whether your decision was recorded; if it was, it counts. Send it again: it will be recognized';
    default:
      return 'the desk cannot reach its ledger right now; try again: a decision that was recorded will be recognized';
  }
}
