import { evaluateListener } from '../listener/evaluate-listener.ts';
import type { ListenerRequest } from '../listener/listener-request.ts';
import { type Reach, reachesGreen } from '../listener/reaches-green.ts';
import type { Action } from '../load-balancer.ts';
import { formatGap, type Gap } from './gap.ts';
import { solveRule, type WantedRequest } from './solve-rule.ts';
import { endpointOf, hostsFor } from './test-endpoint.ts';
import { choiceOf, type TestListener } from './test-listener.ts';

/** What a hook's configuration adds to what is discovered. */
export type TestRequestOptions = {
  /** The scheme behind a Network Load Balancer, which knows none. Not used for an Application Load Balancer. */
  scheme?: 'http' | 'https' | undefined;
  /** The host name to send instead of one of the rule, the certificate or the load balancer. */
  host?: string | undefined;
  /** What the client sends with every request, names in lower case. */
  clientHeaders?: Readonly<Record<string, string>> | undefined;
};

/** A request that is ready to be sent. */
export type TestRequest = {
  scheme: 'http' | 'https';
  /** The load balancer's own name: what to connect to. */
  hostname: string;
  port: number;
  /** Host, without a port, and the name that the certificate must be for. */
  host: string;
  method: string;
  /** With its query string. */
  path: string;
  /** Names in lower case; without those that the client sends anyway. */
  headers: Readonly<Record<string, string>>;
};

export type TestRequestPlan =
  /** `reach` says whether it certainly reaches green; only then does its answer count. */
  | { planned: true; test: TestListener; send: TestRequest; reach: Reach }
  /** What has to be configured before there is a request, each with the key to write. */
  | { planned: false; test: TestListener; missing: readonly string[] };

/**
 * Turns a wanted request into one that reaches a test listener's rule, and evaluates it as the load balancer would. What is wanted is sent
 * unchanged if it matches; else it gets what the rule's conditions ask for. Pure: it asks nobody.
 *
 * @example
 * planTestRequest(test, { method: 'GET', path: '/healthz', headers: {} }, {})
 * // { planned: true, send: { path: '/healthz', headers: { 'x-cdn': 'edge' }, … }, reach: { green: 'yes', … } }
 */
export function planTestRequest(
  test: TestListener,
  wanted: WantedRequest,
  options: TestRequestOptions,
): TestRequestPlan {
  const clientHeaders = { ...options.clientHeaders, ...wanted.clientHeaders };
  const { scheme, hostname, port, missing } = endpointOf(test, options.scheme);
  const { hosts, missing: missingHost } = hostsFor(test, scheme, options.host);
  const solved = solveRule(test.testRule, wanted, hosts);
  const all = [...missing, ...missingHost, ...solved.missing, ...missingLogin(test, wanted)];
  if (scheme === undefined || hostname === undefined || port === undefined || all.length > 0) {
    return { planned: false, test, missing: all.map(formatGap) };
  }
  const plans = solved.requests.map((request) => ({ request, reach: reachOf(test, request, clientHeaders) }));
  const best =
    plans.find(({ reach }) => reach.green === 'yes') ?? plans.find(({ reach }) => reach.green !== 'no') ?? plans[0];
  if (best === undefined)
    return { planned: false, test, missing: ['no request fits the test rule: set hookDetails.baseUrl'] };
  const { host, method, path, query, headers } = best.request;
  const send = { scheme, hostname, port, host, method, path: query === '' ? path : `${path}?${query}`, headers };
  return { planned: true, test, send, reach: best.reach };
}

/**
 * Plans every request for every test listener, and sums up everything that is missing in one clause for people. `refusal` is undefined if
 * every request can be sent.
 */
export function planTestRequests(
  tests: readonly TestListener[],
  wanted: readonly WantedRequest[],
  options: TestRequestOptions,
): { plans: readonly TestRequestPlan[]; refusal: string | undefined } {
  const plans = tests.flatMap((test) => wanted.map((request) => planTestRequest(test, request, options)));
  const missing = plans.flatMap((plan) =>
    plan.planned ? [] : plan.missing.map((what) => formatWhere(plan.test, what, tests)),
  );
  if (missing.length === 0) return { plans, refusal: undefined };
  const choices = tests.map(({ attached }) => choiceOf(attached)).join(', ');
  const choose =
    tests.length > 1
      ? [`or choose one of the service's ${tests.length} test listeners with hookDetails.loadBalancer: ${choices}`]
      : [];
  return { plans, refusal: [...new Set([...missing, ...choose])].join('; ') };
}

/** Whether waiting may help: the rule that ECS moves is the one that answers, and its weights may follow. */
export function mayFollow({ testRule }: TestListener, reach: Reach): boolean {
  if (reach.green !== 'no' || reach.answer.kind !== 'forward') return false;
  return testRule === undefined ? reach.rule.priority === 'default' : reach.rule.arn === testRule.RuleArn;
}

/** Where a request to a test listener goes, with what the client sends anyway. */
export function reachOf(
  test: TestListener,
  request: ListenerRequest,
  clientHeaders: Readonly<Record<string, string>>,
): Reach {
  const headers = { ...clientHeaders, ...request.headers };
  return reachesGreen(evaluateListener(test, { ...request, headers }), test.green);
}

function missingLogin({ testRule, listener }: TestListener, { headers }: WantedRequest): readonly Gap[] {
  const actions = testRule?.Actions ?? listener.DefaultActions ?? [];
  const hasToken = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  return actions.flatMap((action) => {
    if (action.Type === 'jwt-validation' && !hasToken) {
      return [
        {
          what: 'the test rule requires a token (jwt-validation)',
          remedy: 'set requests[].headers["authorization"] in hookDetails',
        },
      ];
    }
    return isLogin(action)
      ? [
          {
            what: `the test rule asks for a login (${action.Type}), which a hook cannot do`,
            remedy: 'use a rule without it, or set hookDetails.baseUrl',
          },
        ]
      : [];
  });
}

function isLogin({ Type = '', AuthenticateOidcConfig, AuthenticateCognitoConfig }: Action): boolean {
  const unauthenticated = (AuthenticateOidcConfig ?? AuthenticateCognitoConfig)?.OnUnauthenticatedRequest;
  return Type.startsWith('authenticate-') && unauthenticated !== 'allow';
}

function formatWhere({ attached }: TestListener, what: string, tests: readonly TestListener[]): string {
  return tests.length > 1 ? `${choiceOf(attached)}: ${what}` : what;
}
