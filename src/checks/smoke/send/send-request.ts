import { setTimeout as sleep } from 'node:timers/promises';
import type { TestListener } from '../../../deployment/test-traffic/test-listener.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import type { Proof } from '../expect/read-values.ts';
import { isWorthRetrying, type KnownValues, type RequestResult } from '../judge/judge-response.ts';
import type { ProbeSession } from '../probe/http-probe.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';
import { type ProveHop, sendFollowing } from './follow-redirects.ts';
import type { Message } from './request-plan.ts';

/** A request as it is sent. */
export type PlannedRequest = {
  request: SmokeRequest;
  planned: ProbeRequest;
  /** Whether it is certain in advance that it reaches green and nothing else. */
  proved: Proof;
  /** The target group that it is sent to, if requests go to several. */
  at?: string | undefined;
  /** As it is wanted, before it was fitted to the rule of a listener. */
  message?: Message | undefined;
  /** The listener that it was fitted to. */
  test?: TestListener | undefined;
  /** The same request to production, if the answers of both are compared. */
  blue?: Pick<PlannedRequest, 'planned' | 'replan'> | undefined;
  /** Whether the request that a redirect leads to reaches green. */
  proveHop?: ProveHop | undefined;
  /** With several load balancers, the one whose requests share captured values with it. */
  scope?: string | undefined;
  /** `requests` by default. */
  list?: 'setup' | 'requests' | 'teardown' | undefined;
  /** It has stand-ins for values that are not known yet, and is planned again before it is sent. */
  isDraft?: boolean | undefined;
  /** Plans it for another message; `why` that cannot be sent. */
  replan?: ((message: Message) => { planned: ProbeRequest } | { why: string }) | undefined;
};

/** What a suite with placeholders does with a request: it completes it, has it sent, and captures values of its answer. */
export type Completing = (
  request: PlannedRequest,
  send: (completed: PlannedRequest, values?: KnownValues) => Promise<RequestResult>,
) => Promise<RequestResult>;

/** How requests are sent. */
export type Sending = {
  session: ProbeSession;
  /** How often a request without an answer is sent, including the first time. */
  attempts: number;
  values: KnownValues;
  /** Only for a suite with placeholders. */
  complete?: Completing | undefined;
  /** Values that no output may show. */
  secrets?: readonly string[] | undefined;
  signal: AbortSignal;
  /** Waits between two attempts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
};

/** Sends one request, completed by the suite if it has placeholders. */
export function sendRequest(request: PlannedRequest, sending: Sending): Promise<RequestResult> {
  const { complete } = sending;
  return complete === undefined
    ? sendUntilAnswered(request, sending)
    : complete(request, async (completed, values = sending.values) => ({
        ...(await sendUntilAnswered(completed, { ...sending, values })),
        values,
      }));
}

/** Retries requests without a response, and those that something temporary other than the release responded to. */
export async function sendUntilAnswered(
  { request, planned, proved, at, proveHop }: PlannedRequest,
  { session, attempts: maxAttempts, values, secrets = [], signal, pause }: Sending,
): Promise<RequestResult> {
  const sent = [...Object.values(planned.headers), ...secrets];
  const { followRedirects } = request;
  for (let attempts = 1; ; attempts += 1) {
    const followed = await sendFollowing({ planned, proved, followRedirects, proveHop }, session, signal);
    const result = { request, ...followed, attempts, sent, at };
    if (attempts >= maxAttempts || signal.aborted || !isWorthRetrying(result, values)) return result;
    await pause(Math.min(100 * 2 ** (attempts - 1), 2000), signal);
  }
}

/** Ends early and quietly when the invocation's time is used up; the next attempt then reports that. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
