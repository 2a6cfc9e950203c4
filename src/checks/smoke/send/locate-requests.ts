import { targetGroupName } from '../../../deployment/listener/reaches-green.ts';
import type { TestListenerOptions, TestListenersFound } from '../../../deployment/test-traffic/find-test-listeners.ts';
import {
  mayFollow,
  planTestRequest,
  planTestRequests,
  type TestRequestOptions,
  type TestRequestPlan,
} from '../../../deployment/test-traffic/plan-test-request.ts';
import type { TestListener } from '../../../deployment/test-traffic/test-listener.ts';
import { testTrafficAt } from '../../../deployment/test-traffic/test-traffic.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import type { Finding, Verdict } from '../../../hook/verdict.ts';
import { type BaseUrl, baseUrlFor } from '../config/base-url-config.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { isProving } from '../expect/expectation.ts';
import { nameOfRequest } from '../judge/judge-response.ts';
import { clientHeaders } from '../probe/probe-request.ts';
import { planWire, whyUnsuitable } from './plan-wire.ts';
import { proveHopAt } from './prove-hop.ts';
import { composeMessage, type Message, planBaseRequest, planListenerRequest } from './request-plan.ts';
import type { PlannedRequest } from './send-request.ts';

/** Finds the test listeners; must not reject. */
export type Discover = (
  target: Target,
  options: Pick<TestListenerOptions, 'host' | 'loadBalancer' | 'withProduction'>,
  signal: AbortSignal,
) => Promise<TestListenersFound>;

/** The requests to send, or the verdict if nothing can be sent now. */
type Located =
  | {
      requests: readonly PlannedRequest[];
      /** Added to the reason if a request gets no response. */
      hint: string;
      findings: readonly Finding[];
    }
  | { verdict: Verdict };

/**
 * Plans every request, and evaluates it as the load balancer would. Nothing is sent while one of them would certainly not reach green: the
 * verdict names the rule that would answer instead. It waits only for what ECS may still move.
 */
export async function locateRequests(
  target: Target,
  context: CheckContext<SmokeConfig>,
  discover: Discover,
  compose: Compose = (request) => ({ message: composeMessage(request, context.config), isDraft: false }),
): Promise<Located> {
  const { config, signal } = context;
  const wanted = listed(config).map((each) => ({ ...each, ...compose(each.request) }));
  if (config.baseUrl !== undefined) return atBaseUrl(config.baseUrl, wanted, config);
  if (testTrafficAt(target.stage) !== 'possible') {
    return misconfigured(
      `at ${target.stage} no test traffic reaches the new revision yet: attach the hook to POST_TEST_TRAFFIC_SHIFT, or set hookDetails.baseUrl`,
    );
  }
  const { host, loadBalancer, scheme } = config;
  const withProduction = config.requests.some(({ compare }) => compare !== undefined);
  const found = await discover(target, { host, loadBalancer, ...(withProduction && { withProduction }) }, signal);
  if (!found.found) {
    return found.looked
      ? misconfigured(`no test listener was found: ${found.reason}`)
      : { verdict: { kind: 'error', reason: found.reason, cause: found.cause } };
  }
  const options = { host, scheme, clientHeaders };
  const messages = wanted.map(({ message }) => message);
  const { plans, refusal } = planTestRequests(found.tests, messages, options);
  if (refusal !== undefined) return misconfigured(`no request certainly reaches the test rule: ${refusal}`);
  const isOne = found.tests.length === 1;
  const planned = plans
    .filter((plan) => plan.planned)
    .map((plan, index) => ({
      ...pair(plan, index, wanted),
      at: isOne ? undefined : targetGroupName(plan.test.green ?? plan.test.attached.targetGroupArn ?? ''),
    }));
  const [unsuitable] = planned.flatMap(({ plan, request }) => whyUnsuitable(plan.send.path, request) ?? []);
  if (unsuitable !== undefined) return misconfigured(unsuitable);
  return judgePlans(planned, context) ?? ready(planned, found.tests, config, options);
}

/** The message of a request. A draft has stand-ins for values that are known only later, so that it proves nothing. */
type Compose = (request: SmokeRequest) => { message: Message; isDraft: boolean };

type Wanted = Pick<PlannedRequest, 'list'> & { request: SmokeRequest } & ReturnType<Compose>;

/** Every request of a suite, in the order of its lists. */
function listed({ setup = [], requests, teardown = [] }: SmokeConfig): readonly Pick<Wanted, 'list' | 'request'>[] {
  return [
    ...setup.map((request) => ({ list: 'setup' as const, request })),
    ...requests.map((request) => ({ list: 'requests' as const, request })),
    ...teardown.map((request) => ({ list: 'teardown' as const, request })),
  ];
}

type Planned = Wanted & {
  plan: Extract<TestRequestPlan, { planned: true }>;
  /** The target group, if there are several test listeners. */
  at: string | undefined;
};

/** The plans are in the order of the requests, once for every test listener. */
function pair(plan: Planned['plan'], index: number, wanted: readonly Wanted[]): Omit<Planned, 'at'> {
  const each = wanted[index % wanted.length];
  if (each === undefined) throw new RangeError('a plan without its request');
  return { ...each, plan };
}

function atBaseUrl(baseUrl: BaseUrl, wanted: readonly Wanted[], config: SmokeConfig): Located {
  const proved = { because: 'baseUrl is configured, and nothing shows what is behind it', isUnread: false };
  const requests = wanted.map(({ list, request, message, isDraft }): PlannedRequest => {
    const url = baseUrlFor(baseUrl, request.at);
    const replan = (next: Message) => ({ planned: planWire(planBaseRequest(url, next, config), request) });
    return { ...{ list, request, message, at: request.at, proved, isDraft, replan }, ...replan(message) };
  });
  return { requests, hint: '', findings: [] };
}

/** The verdict if some request would not reach green, or if it is not known which group is green; undefined if all can be sent. */
function judgePlans(all: readonly Planned[], context: CheckContext<SmokeConfig>): Located | undefined {
  // What a draft becomes is evaluated before it is sent.
  const planned = all.filter(({ isDraft }) => !isDraft);
  const astray = planned.filter(({ plan }) => plan.reach.green === 'no');
  const shadowed = astray.find(({ plan }) => !mayFollow(plan.test, plan.reach));
  if (shadowed !== undefined) {
    const because = `${nameOfRequest(shadowed.request, shadowed.at)}: ${shadowed.plan.reach.because}`;
    const reason = `${astray.length} of ${planned.length} would not reach green: ${because}`;
    return { verdict: { kind: 'fail', reason, findings: astray.map((each) => findingOf(each, 'failed')) } };
  }
  const [first] = astray;
  if (first !== undefined) {
    return waitOrFail(`the test listener does not point at green`, first.plan.reach.because, astray, context);
  }
  const open = planned.filter(
    ({ plan, request }) => plan.test.green === undefined && !isProvable(request, context.config),
  );
  return open[0] && waitOrFail('not proved to be green', open[0].plan.test.greenBecause, open, context);
}

/** Whether the response itself may prove that it is green's, or need not. */
function isProvable({ expect }: SmokeRequest, { allowUnproved }: SmokeConfig): boolean {
  return allowUnproved || isProving(expect);
}

function waitOrFail(
  what: string,
  because: string,
  planned: readonly Planned[],
  { config: { waitMinutes }, gate, clock }: CheckContext<SmokeConfig>,
): Located {
  const deadline = new Date(gate.since.getTime() + waitMinutes * 60_000);
  const findings = (outcome: Finding['outcome']) => planned.map((each) => findingOf(each, outcome));
  if (clock.now().getTime() >= deadline.getTime()) {
    const reason = `${what} after ${waitMinutes} min: ${because}`;
    return { verdict: { kind: 'fail', reason, findings: findings('failed') } };
  }
  return { verdict: { kind: 'wait', reason: `${what} yet: ${because}`, deadline, findings: findings('waiting') } };
}

function ready(
  planned: readonly Planned[],
  tests: readonly TestListener[],
  config: SmokeConfig,
  options: TestRequestOptions,
): Located {
  const isInternal = tests.some(({ loadBalancer }) => loadBalancer.Scheme === 'internal');
  return {
    requests: planned.map((each) => readyRequest(each, config, options)),
    hint: isInternal ? '; the load balancer is internal, so the function must run in its VPC' : '',
    findings: [summary(planned)],
  };
}

function readyRequest(
  { plan: { test, send, reach }, list, request, message, isDraft, at }: Planned,
  config: SmokeConfig,
  options: TestRequestOptions,
): PlannedRequest {
  const planned = planWire(planListenerRequest(send, message), request);
  return {
    ...{ list, request, message, test, at, scope: at, planned, isDraft },
    proved: reach.green === 'yes' || { because: reach.because, isUnread: false },
    proveHop: proveHopAt(test, planned, isProvable(request, config)),
    replan(next) {
      const plan = planTestRequest(test, next, options);
      return plan.planned
        ? { planned: planWire(planListenerRequest(plan.send, next), request) }
        : { why: plan.missing.join('; ') };
    },
  };
}

function summary(planned: readonly Planned[]): Finding {
  const open = planned.find(({ plan }) => plan.reach.green !== 'yes');
  return {
    name: 'test listener',
    outcome: open === undefined ? 'passed' : 'unknown',
    found: (open ?? planned[0])?.plan.reach.because ?? 'no request',
    allowed: 'every request reaches green and nothing else',
  };
}

function findingOf({ plan, request, at }: Planned, outcome: Finding['outcome']): Finding {
  return {
    name: nameOfRequest(request, at),
    outcome,
    found: `not sent: ${plan.reach.because}`,
    allowed: 'reaches green and nothing else',
  };
}

function misconfigured(reason: string): Located {
  return { verdict: { kind: 'fail', reason } };
}
