import type { EcsReader } from '../../deployment/ecs.ts';
import type { TestEndpoint, TestUrl, TestUrlOptions } from '../../deployment/test-url.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import type { Target } from '../../hook/target.ts';
import { testTrafficAt } from '../../hook/test-traffic.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import { passFirstDeployment } from '../first-deployment.ts';
import { deploymentValuesOf } from './expect/expect-config.ts';
import { type Proof, type ReadValues, readValues, type ValueReader } from './expect/read-values.ts';
import type { HttpProbe } from './http-probe.ts';
import { type KnownValues, nameOf } from './judge-response.ts';
import { judgeRun, proofRemedy } from './judge-run.ts';
import { type Endpoint, endpointOf, planRequest } from './request-plan.ts';
import { type PlannedRequest, pauseFor, sendRequests } from './send-requests.ts';
import { makeSmokeConfigSchema, type SmokeConfig } from './smoke-config.ts';

export type SmokeParts = {
  probe: HttpProbe;
  /** Finds the test listener; called only if no `baseUrl` is configured. Must not reject. */
  discover(target: Target, options: TestUrlOptions, signal: AbortSignal): Promise<TestUrl>;
  /** Reads what is being deployed; called only if `expect` names a value of it other than `$revisionId`. Default: nothing can be read. */
  loadValueReader?(): Promise<ValueReader>;
  /** Reads whether this is the first deployment; called only if `firstDeployment` is `pass`. Default: that is not known. */
  ecs?: Pick<EcsReader, 'describeServiceDeployment'>;
  /** Waits between two attempts. Real timers by default. */
  pause?(millis: number, signal: AbortSignal): Promise<void>;
};

/**
 * Sends HTTP requests to green through the test listener, and judges status, body and time.
 *
 * An answer of the release is final: a wrong one fails the release and is never asked for again. A request without an answer (refused, reset,
 * no such name, TLS, timeout) is sent again inside the invocation, and when its attempts are used up the verdict is an `error`. So is one that
 * the load balancer itself or another version answered, in this and in later invocations until the listener has settled (`settleSeconds`).
 * While the discovered test rule does not point at green the check waits, for `waitMinutes`: a listener takes a moment (a Network Load Balancer
 * ten minutes) to follow. It passes only if every answer is known to come from green: by the listener's rules, or by what it says (`expect`).
 */
export function smokeCheck(parts: SmokeParts): Check<SmokeConfig> {
  return {
    name: 'smoke',
    configSchema: makeSmokeConfigSchema(parts.probe.addressRules),
    async run(target, context) {
      const first = await passFirstDeployment(context.config.firstDeployment, target, parts.ecs, context.signal);
      if (first !== undefined) return first;
      const located = await locate(target, context, parts.discover);
      if ('verdict' in located) {
        return located.verdict;
      }
      const { endpoint, hint, findings, proved } = located;
      const obstacle = findObstacle(endpoint, context.config, proved);
      if (obstacle !== undefined) return obstacle;
      const read = await readExpected(target, context, parts.loadValueReader);
      if (!read.ok) {
        return read.isUnread
          ? { kind: 'error', reason: read.reason, cause: read.cause }
          : { kind: 'fail', reason: `hookDetails.expect: ${read.reason}` };
      }
      const requests = context.config.requests.map((request) => ({
        request,
        planned: planRequest(endpoint, request, context.config),
        proved,
      }));
      const verdict = await runRequests(requests, read.values, originOf(endpoint), context, parts);
      const reason = verdict.kind === 'error' ? verdict.reason + hint : verdict.reason;
      return { ...verdict, reason, findings: [...findings, ...(verdict.findings ?? [])] };
    },
  };
}

async function runRequests(
  requests: readonly PlannedRequest[],
  values: KnownValues,
  origin: string,
  { config, signal, state, clock, gate }: CheckContext<SmokeConfig>,
  { probe, pause = pauseFor }: SmokeParts,
): Promise<Verdict> {
  const session = probe.open(config.concurrency);
  try {
    const results = await sendRequests(requests, { session, config, values, signal, pause });
    const now = clock.now();
    return judgeRun(results, config, {
      origin,
      values,
      now,
      unsettledSince: readUnsettledSince(state, gate.since, now),
    });
  } finally {
    session.close();
  }
}

/** What is wrong with the configuration, given where the requests would go. */
function findObstacle(
  { methods }: Endpoint,
  { requests, allowUnproved }: SmokeConfig,
  proved: Proof,
): Verdict | undefined {
  const untakeable = requests.find(({ method }) => methods?.includes(method) === false);
  if (untakeable !== undefined) {
    const reason = `the test rule takes only ${methods?.join(', ')}: no ${untakeable.method} may stand in hookDetails.requests`;
    return { kind: 'fail', reason };
  }
  const unprovable = requests.find(({ expect }) => deploymentValuesOf(expect).length === 0);
  if (proved === true || allowUnproved || unprovable === undefined) return undefined;
  const reason = `not proved to be green: ${nameOf(unprovable)}: ${proved.because}`;
  return proved.isUnread ? { kind: 'error', reason } : { kind: 'fail', reason: `${reason}; ${proofRemedy}` };
}

async function readExpected(
  target: Target,
  { config, signal }: CheckContext<SmokeConfig>,
  loadReader: SmokeParts['loadValueReader'],
): Promise<ReadValues> {
  const wanted = config.requests.flatMap(({ expect }) => deploymentValuesOf(expect));
  return readValues(wanted, target, loadReader, signal);
}

/**
 * State travels through `hookDetails`, where others may have put it: it is held to be between the gate's first call and now, so that it can
 * shorten the time to settle and never make it longer.
 */
function readUnsettledSince(state: JsonValue | undefined, gateSince: Date, now: Date): Date | undefined {
  const seconds = isJsonObject(state) ? state['unsettledSince'] : undefined;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return undefined;
  return new Date(Math.min(now.getTime(), Math.max(gateSince.getTime(), seconds * 1000)));
}

type Located = { endpoint: Endpoint; hint: string; findings: readonly Finding[]; proved: Proof } | { verdict: Verdict };

/** Where the requests go, or the verdict if they cannot go anywhere now. */
async function locate(
  target: Target,
  { config, signal, gate, clock }: CheckContext<SmokeConfig>,
  discover: SmokeParts['discover'],
): Promise<Located> {
  if (config.baseUrl !== undefined) {
    const proved = { because: 'baseUrl is configured, and nothing shows what is behind it', isUnread: false };
    return { endpoint: endpointOf(config.baseUrl, config.host), hint: '', findings: [], proved };
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
    proved: endpoint.pointsAtGreen === true || { because: endpoint.pointsAtGreenBecause, isUnread: true },
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

function originOf({ scheme, hostname, port }: Endpoint): string {
  return new URL(`${scheme}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`).origin;
}
