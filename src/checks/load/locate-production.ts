import { evaluateListener, type ListenerOutcome, type RuleName } from '../../deployment/listener/evaluate-listener.ts';
import { planTestRequest, type TestRequest } from '../../deployment/test-traffic/plan-test-request.ts';
import {
  asTestListener,
  type ProductionListener,
  type TestListener,
} from '../../deployment/test-traffic/test-listener.ts';
import type { CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { clientHeaders, type ProbeRequest } from '../smoke/probe/probe-request.ts';
import type { Discover } from '../smoke/send/locate-requests.ts';
import { composeMessage, planBaseRequest, planListenerRequest } from '../smoke/send/request-plan.ts';
import type { LoadConfig } from './load-config.ts';

/** What to send, or the verdict if nothing can be sent now. */
export type LocatedLoad = { requests: readonly ProbeRequest[] } | { verdict: Verdict };

/**
 * Plans the requests for production: through the rule that ECS moves, and only while it sends green a part of them. Without it, nothing is sent.
 * Only for steps of a linear or canary deployment.
 */
export async function locateProduction(
  target: Target,
  context: CheckContext<LoadConfig>,
  discover: Discover,
): Promise<LocatedLoad> {
  const { stage, productionWeight = 0 } = target;
  if (productionWeight <= 0) {
    return refuse(
      `at ${stage} the new version has no production traffic: with to: "production", attach the hook at PRODUCTION_TRAFFIC_SHIFT of a linear or canary deployment`,
    );
  }
  const { suite } = context.config;
  const messages = suite.requests.map((request) => composeMessage(request, suite));
  const { baseUrl, host, scheme, loadBalancer } = suite;
  if (typeof baseUrl === 'string') {
    return { requests: messages.map((message) => planBaseRequest(baseUrl, message, suite)) };
  }
  const found = await discover(target, { host, loadBalancer, withProduction: true }, context.signal);
  if (!found.found) {
    const reason = `no production listener was found: ${found.reason}`;
    return found.looked ? refuse(reason) : { verdict: { kind: 'error', reason, cause: found.cause } };
  }
  const plans = found.tests.flatMap((test) =>
    messages.map((message) => ({ message, planned: planAt(test, message, { host, scheme }) })),
  );
  const requests = plans.flatMap(({ message, planned }) =>
    'send' in planned ? planListenerRequest(planned.send, message) : [],
  );
  const [obstacle] = plans.flatMap(({ planned }) => ('why' in planned ? planned : []));
  if (obstacle === undefined) return { requests };
  return obstacle.mayChange ? waitFor(obstacle.why, context) : refuse(obstacle.why);
}

type PlannedAt = { send: TestRequest } | { why: string; mayChange: boolean };

function planAt(
  test: TestListener,
  message: Parameters<typeof planTestRequest>[1],
  options: Parameters<typeof planTestRequest>[2],
): PlannedAt {
  const { production = 'the production listener was not read' } = test;
  if (typeof production === 'string') return { why: production, mayChange: false };
  const listener = asTestListener(test, production, test.green);
  const plan = planTestRequest(listener, message, { ...options, clientHeaders });
  if (!plan.planned) {
    return { why: plan.missing.join('; ').replaceAll('the test ', 'the production '), mayChange: false };
  }
  const { reach, send } = plan;
  const outcomes = outcomesOf(listener, send);
  const isMoved = outcomes.every(({ rule }) => isProductionRule(production, rule));
  if (isMoved && outcomes.every(({ answer }) => sharesWith(answer, test.green))) return { send };
  return { why: `production traffic does not reach the new version: ${reach.because}`, mayChange: isMoved };
}

/** Everything that may happen to a request. */
function outcomesOf(listener: TestListener, { path: target, headers, method, host }: TestRequest) {
  const [path = '', ...query] = target.split('?');
  const sent = { ...clientHeaders, ...headers };
  return evaluateListener(listener, { method, host, path, query: query.join('?'), headers: sent });
}

/** Whether a part of the requests goes to this target group. */
function sharesWith(answer: ListenerOutcome['answer'], group: string | undefined): boolean {
  if (answer.kind !== 'forward') return false;
  return answer.targetGroups.some(({ targetGroupArn, weight }) => targetGroupArn === group && weight > 0);
}

/** A Network Load Balancer has no rules, and ECS moves its default actions. */
function isProductionRule({ productionRule }: ProductionListener, { priority, arn }: RuleName): boolean {
  return productionRule === undefined ? priority === 'default' : arn === productionRule.RuleArn;
}

function waitFor(reason: string, { config, gate, clock }: CheckContext<LoadConfig>): LocatedLoad {
  const { waitMinutes } = config.suite;
  const deadline = new Date(gate.since.getTime() + waitMinutes * 60_000);
  if (clock.now() < deadline) return { verdict: { kind: 'wait', reason, deadline } };
  return { verdict: { kind: 'fail', inconclusive: true, reason: `${reason}, after waitMinutes (${waitMinutes})` } };
}

function refuse(reason: string): LocatedLoad {
  return { verdict: { kind: 'fail', reason } };
}
