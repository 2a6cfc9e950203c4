import type { Proof } from '../expect/read-values.ts';
import { formatLocation } from '../judge/format-answer.ts';
import type { ProbeSession } from '../probe/http-probe.ts';
import type { ProbeAnswer, ProbeOutcome, ProbeRedirect } from '../probe/probe-answer.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';
import { redirectOf } from '../probe/redirect.ts';

/** Whether the request that a redirect leads to reaches green; `why` it is not sent, as a clause, if it does not. */
export type ProveHop = (next: ProbeRequest) => { proved: Proof } | { why: string };

export type Following = {
  planned: ProbeRequest;
  proved: Proof;
  /** How many redirects are followed. */
  followRedirects?: number | undefined;
  /** Without it nothing is known about the next request, so `proved` remains as it was. */
  proveHop?: ProveHop | undefined;
};

export type Followed = { outcome: ProbeOutcome; proved: Proof };

/**
 * Sends a request and follows the redirects of its answers, all within the time of one request. A redirect that is not followed is the answer,
 * with the reason as its fault. Every request on the way is held to the address rules like the first one.
 */
export async function sendFollowing(request: Following, session: ProbeSession, signal: AbortSignal): Promise<Followed> {
  const { followRedirects: limit = 0 } = request;
  if (limit === 0) return { outcome: await session.send(request.planned, signal), proved: request.proved };
  let { planned, proved } = request;
  let tookMs = 0;
  const redirects: ProbeRedirect[] = [];
  const seen = new Set([keyOf(planned)]);
  for (;;) {
    const left = Math.max(1, request.planned.timeoutMs - tookMs);
    const outcome = await session.send({ ...planned, timeoutMs: left }, signal);
    if (outcome.kind !== 'answer') return { outcome: redirects.length === 0 ? outcome : wasSent(outcome), proved };
    tookMs += outcome.tookMs;
    const answer = { ...outcome, tookMs, redirects };
    const redirect = redirectOf(planned, answer);
    if (redirect === undefined) return { outcome: answer, proved };
    const hop = judgeHop(redirect, { ...request, limit, count: redirects.length, seen });
    if ('why' in hop) return { outcome: withFault(answer, redirect.url, hop.why), proved };
    redirects.push({ status: answer.status, location: redirect.url });
    seen.add(keyOf(hop.next));
    planned = hop.next;
    if (proved === true) proved = hop.proved;
  }
}

/** The requests before it have been sent, even if the last one was not. */
function wasSent(outcome: Exclude<ProbeOutcome, ProbeAnswer>): ProbeOutcome {
  return outcome.kind === 'transport' ? { ...outcome, isUnsent: undefined } : outcome;
}

type Progress = Pick<Following, 'proveHop' | 'proved'> & { limit: number; count: number; seen: ReadonlySet<string> };

function judgeHop(
  redirect: NonNullable<ReturnType<typeof redirectOf>>,
  { limit, count, seen, proveHop, proved }: Progress,
): { next: ProbeRequest; proved: Proof } | { why: string } {
  if ('why' in redirect) return redirect;
  const { next } = redirect;
  if (seen.has(keyOf(next))) return { why: 'the redirects lead in a circle' };
  if (count === limit) return { why: `${limit} ${limit === 1 ? 'redirect was' : 'redirects were'} followed before it` };
  const hop = proveHop === undefined ? { proved } : proveHop(next);
  return 'why' in hop ? hop : { next, proved: hop.proved };
}

function withFault(answer: ProbeAnswer, url: string, why: string): ProbeAnswer {
  return { ...answer, faults: [`redirect to ${formatLocation(url)} not followed: ${why}`] };
}

function keyOf({ method, scheme, host, path }: ProbeRequest): string {
  return `${method} ${scheme}://${host}${path}`;
}
