import { isJsonObject } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import type { ProbeSession } from '../probe/http-probe.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';
import type { ClientCredentials } from './auth-config.ts';
import { basicOf } from './basic.ts';
import { SignInError } from './sign-in-error.ts';

/** The tokens of a run; each is requested once and used until shortly before it expires. */
export type Tokens = { get(credentials: ClientCredentials, calling: Calling): Promise<string> };

type Calling = { session: ProbeSession; signal: AbortSignal };
type Token = { token: string; usableUntil: number };

export function makeTokens(now: () => Date): Tokens {
  const kept = new Map<string, Promise<Token>>();
  return {
    async get(credentials, calling) {
      const key = JSON.stringify(credentials);
      const known = kept.get(key);
      if (known !== undefined && (await known).usableUntil > now().getTime()) return (await known).token;
      const requested = requestToken(credentials, calling, now);
      kept.set(key, requested);
      requested.catch(() => kept.delete(key));
      return (await requested).token;
    },
  };
}

const timeoutMs = 10_000;
const attempts = 3;

/**
 * Asks a token endpoint for a token with the client's own credentials. Asking twice has no other effect than once, so it is repeated if no answer
 * comes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
async function requestToken(
  credentials: ClientCredentials,
  { session, signal }: Calling,
  now: () => Date,
): Promise<Token> {
  const { tokenUrl } = credentials;
  const request = requestFor(credentials);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await session.send(request, signal);
    if (outcome.kind === 'answer') return readToken(outcome, tokenUrl, now().getTime());
    if (outcome.kind === 'refused' || attempt === attempts || signal.aborted) {
      throw new SignInError(`no token from ${tokenUrl}: ${outcome.problem}`, outcome.kind === 'transport');
    }
  }
}

function requestFor({
  tokenUrl,
  clientId,
  clientSecret,
  scope,
  audience,
  clientAuth,
}: ClientCredentials): ProbeRequest {
  const { protocol, hostname, port, host, pathname } = new URL(tokenUrl);
  const isTls = protocol === 'https:';
  const bare = hostname.replace(/[[\]]/g, '');
  const isInBody = clientAuth === 'body';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope && { scope }),
    ...(audience && { audience }),
    ...(isInBody && { client_id: clientId, client_secret: clientSecret }),
  });
  return {
    ...{ method: 'POST', scheme: isTls ? 'https' : 'http', path: pathname, timeoutMs },
    ...{ hostname: bare, port: Number(port || (isTls ? 443 : 80)), host, servername: bare },
    body: Buffer.from(form.toString()),
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      // Both are encoded as in a form first.
      ...(!isInBody && { authorization: basicOf(inForm(clientId), inForm(clientSecret)) }),
    },
  };
}

function inForm(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5 */
function readToken(answer: ProbeAnswer, tokenUrl: string, now: number): Token {
  const json = parseJson(answer.body.toString('utf8'));
  const fields = isJsonObject(json) ? json : {};
  if (answer.status !== 200) {
    const isTemporary = answer.status >= 500 || answer.status === 429 || answer.status === 408;
    throw new SignInError(
      `no token from ${tokenUrl}: status ${answer.status}${formatCode(fields['error'])}`,
      isTemporary,
    );
  }
  const { access_token: token, token_type: type = 'Bearer', expires_in: seconds } = fields;
  if (typeof token !== 'string' || token === '')
    throw new SignInError(`no token from ${tokenUrl}: its answer has no access_token`, false);
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw new SignInError(`no token from ${tokenUrl}: its type is not Bearer`, false);
  }
  const lifetime = Number.isFinite(Number(seconds)) ? Number(seconds) : 0;
  // A token without a lifetime is used once, and for the requests that are waiting for it.
  return { token, usableUntil: now + Math.max(0, lifetime - safetySeconds) * 1000 };
}

const safetySeconds = 10;

/** Only what looks like a code of the standard: anything else may repeat what was sent. */
function formatCode(code: unknown): string {
  return typeof code === 'string' && /^[a-z]+(?:_[a-z]+){0,4}$/.test(code) && code.length <= 40
    ? `, error ${code}`
    : '';
}
