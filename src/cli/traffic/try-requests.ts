import type { SmokeConfig } from '../../checks/smoke/config/smoke-config.ts';
import { clientHeaders } from '../../checks/smoke/probe/probe-request.ts';
import { composeMessage } from '../../checks/smoke/send/request-plan.ts';
import { makeFiller } from '../../checks/smoke/variables/filler.ts';
import type { EcsRevision } from '../../deployment/ecs.ts';
import { findTestListeners, type TestListenerReaders } from '../../deployment/test-traffic/find-test-listeners.ts';
import { planTestRequests, type TestRequestPlan } from '../../deployment/test-traffic/plan-test-request.ts';
import { nextGreen, pretendGreen } from './pretend-green.ts';

/** What the smoke test would find after the test traffic has shifted. */
export type TriedRequests = {
  testUrl:
    | { found: true; endpoint: { url: string; hostname: string; internal: boolean } }
    /** `reason` lists everything that is missing, with the keys to write. `looked`: as in {@link findTestListeners}. */
    | { found: false; looked: boolean; reason: string; cause?: unknown };
  /** Requests that would not certainly reach the new version, each with the reason: a clause with the rule that would answer. */
  strayed: readonly { request: string; because: string }[];
};

/**
 * Plans the requests of a smoke test as the hook does, against the listener as it is, before any deployment. Which target group will be green
 * does not matter: what counts is whether the test rule answers, and no other.
 */
export async function tryRequests(
  service: EcsRevision,
  { loadBalancers, certificates }: TestListenerReaders,
  { host, scheme, loadBalancer, requests }: Pick<SmokeConfig, 'requests' | 'scheme' | 'host' | 'loadBalancer'>,
  signal: AbortSignal,
): Promise<TriedRequests> {
  const { revision, reader } = pretendGreen(service, loadBalancers);
  const readers = { loadBalancers: reader, certificates };
  const found = await findTestListeners(revision, readers, signal, { host, loadBalancer });
  if (!found.found) return { testUrl: found, strayed: [] };
  const tests = found.tests.map((test) => ({ ...test, green: nextGreen }));
  const messages = requests.map((request) => composeMessage(request, { timeoutSeconds: 5 }, standIns));
  const { plans, refusal } = planTestRequests(tests, messages, { host, scheme, clientHeaders });
  if (refusal !== undefined) return { testUrl: { found: false, looked: true, reason: refusal }, strayed: [] };
  const planned = plans.filter((plan) => plan.planned);
  return {
    testUrl: { found: true, endpoint: endpointOf(planned) },
    strayed: planned.flatMap(({ reach }, index) => {
      const { method = '', path = '' } = requests[index % requests.length] ?? {};
      return reach.green === 'yes' ? [] : [{ request: `${method} ${path}`, because: reach.because }];
    }),
  };
}

/** What placeholders become is known only when the test runs. */
const standIns = makeFiller(() => 'greenlight');

function endpointOf(planned: readonly Extract<TestRequestPlan, { planned: true }>[]) {
  const [first] = planned;
  if (first === undefined) throw new RangeError('a smoke test without requests');
  const { scheme, host, hostname, port } = first.send;
  const internal = planned.some(({ test }) => test.loadBalancer.Scheme === 'internal');
  return { url: new URL(`${scheme}://${host}:${port}`).href, hostname, internal };
}
