import { formatAnswer, nameRule, type Reach } from '../../../deployment/listener/reaches-green.ts';
import { isBeforeShift } from '../../../deployment/test-traffic/green-of.ts';
import { planTestRequest } from '../../../deployment/test-traffic/plan-test-request.ts';
import { asTestListener, type TestListener } from '../../../deployment/test-traffic/test-listener.ts';
import type { Target } from '../../../hook/target.ts';
import { baseUrlFor } from '../config/base-url-config.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { clientHeaders, type ProbeRequest } from '../probe/probe-request.ts';
import { planWire } from '../send/plan-wire.ts';
import { planBaseRequest, planListenerRequest } from '../send/request-plan.ts';
import type { PlannedRequest } from '../send/send-request.ts';

type Replan = NonNullable<PlannedRequest['replan']>;

/** The same request to production, or a clause that says why it is not certain that blue would answer it. */
type BlueRequest = { planned: ProbeRequest; replan: Replan } | { why: string };

type Places = Pick<SmokeConfig, 'productionUrl' | 'host' | 'scheme'>;

/**
 * Plans a request for blue: through the production listener next to the test listener that it was planned for, or below `productionUrl`. Later than
 * just before the production shift nothing is planned, because green would be compared with itself.
 */
export function planBlue(
  planned: PlannedRequest,
  places: Places,
  target: Pick<Target, 'stage' | 'productionWeight'>,
): BlueRequest {
  const { message } = planned;
  if (message === undefined) return { why: 'the request is not known' };
  if (!isBeforeShift(target)) {
    return {
      why: `at ${target.stage} production traffic may reach the new version: attach the hook to POST_TEST_TRAFFIC_SHIFT, or remove compare`,
    };
  }
  const replan = planned.test === undefined ? belowUrl(planned, places) : atListener(planned, planned.test, places);
  return typeof replan === 'string' ? { why: replan } : { ...replan(message), replan };
}

function belowUrl({ request }: PlannedRequest, { productionUrl }: Places): Replan | string {
  if (productionUrl === undefined) return 'productionUrl is missing';
  const url = baseUrlFor(productionUrl, request.at);
  // `host` is the one of the new version.
  return (next) => ({ planned: planWire(planBaseRequest(url, next), request) });
}

function atListener({ request, replan }: PlannedRequest, test: TestListener, places: Places): Replan | string {
  const { production = 'the production listener was not read' } = test;
  if (typeof production === 'string') return production;
  if (replan === undefined) return 'the request to the test listener is not known';
  const listener = asTestListener(test, production, production.blue);
  return (next) => {
    const plans = [places.host, undefined].map((host) =>
      planTestRequest(listener, next, { scheme: places.scheme, host, clientHeaders }),
    );
    const planned = plans.filter((plan) => plan.planned);
    const plan = planned.find(({ reach }) => reach.green === 'yes') ?? planned[0];
    if (plan === undefined) return { why: formatMissing(plans) };
    if (plan.reach.green !== 'yes') return { why: formatReach(plan.reach) };
    const send = planWire(planListenerRequest(plan.send, next), request);
    const ofGreen = replan(next);
    if ('why' in ofGreen) return ofGreen;
    const [path, pathOfGreen] = [barePath(send), barePath(ofGreen.planned)];
    if (path === pathOfGreen) return { planned: send };
    return {
      why: `the production rule takes ${path}, and the test rule ${pathOfGreen}: request a path that both match`,
    };
  };
}

function formatMissing(plans: readonly ReturnType<typeof planTestRequest>[]): string {
  const missing = plans.flatMap((plan) => (plan.planned ? [] : plan.missing));
  const clauses = [...new Set(missing)].map((clause) => clause.replaceAll('the test ', 'the production '));
  return `no request certainly reaches the production rule: ${clauses.join('; ')}`;
}

function formatReach(reach: Exclude<Reach, { green: 'yes' }>): string {
  if (reach.green === 'no')
    return `not all production traffic reaches blue: ${nameRule(reach.rule)} ${formatAnswer(reach.answer)}`;
  return `it is not certain that production traffic reaches blue${reach.rule === undefined ? '' : `: ${nameRule(reach.rule)} may answer instead`}`;
}

function barePath({ path }: ProbeRequest): string {
  return path.split('?')[0] ?? '';
}
