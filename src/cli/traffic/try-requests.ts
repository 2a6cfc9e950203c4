import { planRequest } from '../../checks/smoke/request-plan.ts';
import type { SmokeConfig } from '../../checks/smoke/smoke-config.ts';
import type { ServiceRevision } from '../../deployment/ecs.ts';
import { evaluateListener } from '../../deployment/listener/evaluate-listener.ts';
import type { ListenerRequest } from '../../deployment/listener/listener-request.ts';
import { reachesGreen } from '../../deployment/listener/reaches-green.ts';
import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { LoadBalancerReader } from '../../deployment/load-balancer.ts';
import { findTestUrl, type TestEndpoint, type TestUrl } from '../../deployment/test-url.ts';
import { nextGreen, pretendGreen } from './pretend-green.ts';

/** What the smoke test would find if its requests were sent once the test traffic has been shifted. */
export type TriedRequests = {
  testUrl: TestUrl;
  /** Requests that would not certainly reach the new version, each with the reason: a clause with the rule that would answer. */
  strayed: readonly { request: string; because: string }[];
};

/**
 * Evaluates the requests of a smoke test against the listener as it is, before any deployment. Which target group will be green does not
 * matter: what counts is whether the test rule answers, and no other.
 */
export async function tryRequests(
  service: ServiceRevision,
  loadBalancers: LoadBalancerReader,
  config: Pick<SmokeConfig, 'requests' | 'scheme' | 'host' | 'timeoutSeconds'>,
  signal: AbortSignal,
): Promise<TriedRequests> {
  const { revision, reader } = pretendGreen(service, loadBalancers);
  const testUrl = await findTestUrl(revision, reader, signal, config);
  if (!testUrl.found) return { testUrl, strayed: [] };
  const arns = new Set(
    (revision.loadBalancers ?? []).flatMap(({ advancedConfiguration: a }) => a?.testListenerRule ?? []),
  );
  const listenerArn = parseListenerRef([...arns][0] ?? '')?.listenerArn ?? '';
  const [listener, rules] = await Promise.all([
    reader.describeListener(listenerArn, signal),
    reader.describeRules(listenerArn, signal),
  ]);
  const strayed = config.requests.flatMap((request) => {
    const planned = planRequest({ ...testUrl.endpoint, discovered: true }, request, config);
    const outcomes = evaluateListener(
      { listener: listener ?? {}, rules: rules ?? [] },
      asSeen(planned, testUrl.endpoint),
    );
    const reach = reachesGreen(outcomes, nextGreen);
    return reach.green === 'yes' ? [] : [{ request: `${request.method} ${request.path}`, because: reach.because }];
  });
  return { testUrl, strayed };
}

/** As the listener sees it. What the HTTP client adds of its own accord has values that are not known here. */
function asSeen({ method, path, headers }: ReturnType<typeof planRequest>, { host }: TestEndpoint): ListenerRequest {
  const [pathname = '/', ...query] = path.split('?');
  const unknownHeaders = ['user-agent', 'accept', 'accept-encoding', 'connection'];
  return { method, host, path: pathname, query: query.join('?'), headers, unknownHeaders };
}
