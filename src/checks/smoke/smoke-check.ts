import { setTimeout as sleep } from 'node:timers/promises';
import type { TestEndpoint, TestUrl, TestUrlOptions } from '../../deployment/test-url.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import { testTrafficAt } from '../../hook/test-traffic.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import type { HttpProbe, ProbeSession } from './http-probe.ts';
import { judgeRun, type RequestResult } from './judge-response.ts';
import { type Endpoint, endpointOf, planRequest } from './request-plan.ts';
import { makeSmokeConfigSchema, type SmokeConfig, type SmokeRequest } from './smoke-config.ts';

export type SmokeParts = {
  probe: HttpProbe;
  /** Finds the test listener; called only where no `baseUrl` is configured. Must not reject. */
  discover(target: Target, options: TestUrlOptions, signal: AbortSignal): Promise<TestUrl>;
  /** Waits between two attempts. Real timers by default. */
  pause?(millis: number, signal: AbortSignal): Promise<void>;
};

/**
 * Sends HTTP requests to green through the test listener, and judges status, body and time.
 *
 * An answer is final: a wrong one fails the release and is never asked for again. A request without an answer (refused, reset, no such
 * name, TLS, time-out) is sent again inside the invocation, and when its attempts are spent the verdict is an `error`. While the
 * discovered test rule does not point at green the check waits, for `waitMinutes`: a listener takes a moment (a Network Load Balancer
 * ten minutes) to follow.
 */
export function smokeCheck({ probe, discover, pause = sleepFor }: SmokeParts): Check<SmokeConfig> {
  return {
    name: 'smoke',
    configSchema: makeSmokeConfigSchema(probe.addressRules),
    async run(target, context) {
      const located = await locate(target, context, discover);
      if ('verdict' in located) {
        return located.verdict;
      }
      const { endpoint, hint, findings } = located;
      const untakeable = context.config.requests.find(({ method }) => endpoint.methods?.includes(method) === false);
      if (untakeable !== undefined) {
        const taken = endpoint.methods?.join(', ');
        return {
          kind: 'fail',
          reason: `the test rule takes only ${taken}: no ${untakeable.method} may stand in hookDetails.requests`,
        };
      }
      const session = probe.open(context.config.concurrency);
      try {
        const verdict = judgeRun(await sendAll(session, endpoint, context, pause), originOf(endpoint));
        const reason = verdict.kind === 'error' ? verdict.reason + hint : verdict.reason;
        return { ...verdict, reason, findings: [...findings, ...(verdict.findings ?? [])] };
      } finally {
        session.close();
      }
    },
  };
}

type Located = { endpoint: Endpoint; hint: string; findings: readonly Finding[] } | { verdict: Verdict };

/** Where the requests go, or the verdict if they cannot go anywhere now. */
async function locate(
  target: Target,
  { config, signal, gate, clock }: CheckContext<SmokeConfig>,
  discover: SmokeParts['discover'],
): Promise<Located> {
  if (config.baseUrl !== undefined) {
    return { endpoint: endpointOf(config.baseUrl, config.host), hint: '', findings: [] };
  }
  if (testTrafficAt(target.stage) !== 'possible') {
    return misconfigured(
      `at ${target.stage} no test traffic reaches the new revision yet: attach the hook to POST_TEST_TRAFFIC_SHIFT, or set hookDetails.baseUrl`,
    );
  }
  const testUrl = await discover(target, { scheme: config.scheme, host: config.host }, signal);
  if (!testUrl.found) {
    return testUrl.looked
      ? misconfigured(`there is no test url to be found: ${testUrl.reason}`)
      : { verdict: { kind: 'error', reason: testUrl.reason, cause: testUrl.cause } };
  }
  const { endpoint } = testUrl;
  if (endpoint.pointsAtGreen === false) {
    return notAtGreen(endpoint, config, gate.since, clock.now());
  }
  return {
    endpoint: { ...endpoint, discovered: true },
    hint: endpoint.internal ? '; the load balancer is internal, so the function must run in its VPC' : '',
    findings: [
      {
        name: 'test listener',
        outcome: endpoint.pointsAtGreen === true ? 'passed' : 'unknown',
        found: endpoint.pointsAtGreenBecause,
        allowed: 'everything goes to green',
      },
    ],
  };
}

function notAtGreen(
  { pointsAtGreenBecause: because }: TestEndpoint,
  { waitMinutes }: SmokeConfig,
  since: Date,
  now: Date,
): Located {
  const deadline = new Date(since.getTime() + waitMinutes * 60_000);
  const finding = { name: 'test listener', found: because, allowed: 'everything goes to green' };
  if (now.getTime() >= deadline.getTime()) {
    const reason = `the test listener does not point at green after ${waitMinutes} min: ${because}`;
    return { verdict: { kind: 'fail', reason, findings: [{ ...finding, outcome: 'failed' }] } };
  }
  const reason = `the test listener does not point at green yet: ${because}`;
  return { verdict: { kind: 'wait', reason, deadline, findings: [{ ...finding, outcome: 'waiting' }] } };
}

function misconfigured(reason: string): Located {
  return { verdict: { kind: 'fail', reason } };
}

/** All requests, at most `concurrency` at once, in the order of the configuration. */
async function sendAll(
  session: ProbeSession,
  endpoint: Endpoint,
  { config, signal }: CheckContext<SmokeConfig>,
  pause: NonNullable<SmokeParts['pause']>,
): Promise<readonly RequestResult[]> {
  const results: RequestResult[] = [];
  // One iterator for all senders: each takes the next request when it has finished its own.
  const queue = config.requests.entries();
  async function send() {
    for (const [index, request] of queue) {
      results[index] = await sendUntilAnswered(session, endpoint, request, config, signal, pause);
    }
  }
  await Promise.all(Array.from({ length: config.concurrency }, send));
  return results;
}

async function sendUntilAnswered(
  session: ProbeSession,
  endpoint: Endpoint,
  request: SmokeRequest,
  config: SmokeConfig,
  signal: AbortSignal,
  pause: NonNullable<SmokeParts['pause']>,
): Promise<RequestResult> {
  const planned = planRequest(endpoint, request, config);
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await session.send(planned, signal);
    if (outcome.kind !== 'transport' || attempts >= config.attempts || signal.aborted) {
      return { request, outcome, attempts };
    }
    await pause(Math.min(100 * 2 ** (attempts - 1), 2000), signal);
  }
}

/** Ends early, and quietly, when the invocation's time is up: the next attempt then says so. */
async function sleepFor(millis: number, signal: AbortSignal): Promise<void> {
  await sleep(millis, undefined, { signal }).catch(() => undefined);
}

function originOf({ scheme, hostname, port }: Endpoint): string {
  return new URL(`${scheme}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`).origin;
}
