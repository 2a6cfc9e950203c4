import type { ProbeAnswer } from './probe-answer.ts';
import type { ProbeRequest } from './probe-request.ts';

/** What an answer asks for: another request, or something that is not done, with the reason as a clause. `url` is absolute if it can be. */
type Redirect = { url: string } & ({ next: ProbeRequest } | { why: string });

/**
 * Reads a redirect as a browser does: 303 leads to a GET, 301 and 302 turn a POST into one, 307 and 308 repeat the request. It may only lead
 * to the host it comes from, at the same port, or from http to https. That is another origin, to which no header goes that might hold a
 * credential. Undefined for an answer that is not a redirect.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 * @example
 * redirectOf(request, answer)
 * // { url: 'https://other.example/', why: 'it leads to another host' }
 */
export function redirectOf(
  request: ProbeRequest,
  answer: Pick<ProbeAnswer, 'status' | 'headers'>,
): Redirect | undefined {
  const locations = new Set(answer.headers['location']);
  const [location] = locations;
  if (!redirecting.has(answer.status) || location === undefined) return undefined;
  if (locations.size > 1) return { url: location, why: 'the answer has several locations' };
  const from = new URL(`${request.scheme}://${request.host}${request.path}`);
  const to = URL.parse(location, from.href);
  if (to === null) return { url: location, why: 'it does not lead to a URL' };
  to.hash = '';
  const why = whyElsewhere(from, to);
  return why === undefined
    ? { url: to.href, next: nextRequest(request, answer.status, from, to) }
    : { url: to.href, why };
}

const redirecting = new Set([301, 302, 303, 307, 308]);

function whyElsewhere(from: URL, to: URL): string | undefined {
  if (!/^https?:$/.test(to.protocol)) return 'it leads to something other than http and https';
  if (to.username !== '' || to.password !== '') return 'it contains a user name or a password';
  if (to.hostname !== from.hostname) return 'it leads to another host';
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'it leads from https to http';
  const isAtDefaultPorts = from.port === '' && to.port === '';
  return isAtDefaultPorts || from.origin === to.origin ? undefined : 'it leads to another port';
}

function nextRequest(request: ProbeRequest, status: number, from: URL, to: URL): ProbeRequest {
  const { body, headers, ...same } = request;
  const isGet = request.method !== 'HEAD' && (status === 303 || (status < 303 && request.method === 'POST'));
  const kept = Object.entries(headers).filter(
    ([name]) => !(isGet && describesBody.test(name)) && (from.origin === to.origin || isHarmless.test(name)),
  );
  return {
    ...same,
    ...(isGet && { method: 'GET' }),
    ...(!isGet && body !== undefined && { body }),
    scheme: to.protocol === 'https:' ? 'https' : 'http',
    port: portOf(to),
    host: to.host,
    path: to.pathname + to.search,
    headers: Object.fromEntries(kept),
  };
}

const describesBody = /^content-/i;
/** Any other header may hold a credential, under any name. */
const isHarmless = /^(?:accept(?:-language)?|content-type|user-agent)$/i;

function portOf({ protocol, port }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
