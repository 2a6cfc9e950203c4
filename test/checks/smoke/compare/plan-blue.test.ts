import { describe, expect, test } from 'vitest';
import { planBlue } from '../../../../src/checks/smoke/compare/plan-blue.ts';
import type { PlannedRequest } from '../../../../src/checks/smoke/send/send-request.ts';
import type { ListenerRule, RuleCondition } from '../../../../src/deployment/load-balancer.ts';
import type { ProductionListener } from '../../../../src/deployment/test-traffic/test-listener.ts';
import {
  aTestListener,
  blue,
  fallback,
  forwardTo,
  header,
  host,
  other,
  path,
  rule,
  toBlue,
} from '../../../deployment/test-traffic/a-test-listener.ts';
import { probeRequest } from '../probe-requests.ts';
import { result } from '../results.ts';

const target = { stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: 0 };
const toOther = [forwardTo([other, 1])];
const loadBalancer = 'shop-1.eu-central-1.elb.amazonaws.com';

describe('a request through the production listener is sent to', () => {
  type Production = Parameters<typeof plannedBy>[0];

  test.each<[string, Production, Partial<Places>, object]>([
    ['the load balancer by its own name', {}, {}, { host: loadBalancer, scheme: 'http', path: '/price?a=1' }],
    ['the configured host, if both lead to blue', {}, { host: 'a.example.com' }, { host: 'a.example.com' }],
    [
      'the configured host, if the rule takes it',
      { conditions: [host('*.example.com')] },
      { host: 'a.example.com' },
      { host: 'a.example.com' },
    ],
    [
      'the host of the rule, if it does not take the configured one',
      { conditions: [host('b.example.com')] },
      { host: 'a.example.com' },
      { host: 'b.example.com' },
    ],
    [
      'the load balancer by its own name, if the configured host leads to another service',
      { before: [rule('50', toOther, host('a.example.com'))] },
      { host: 'a.example.com' },
      { host: loadBalancer },
    ],
    [
      'a Network Load Balancer with the configured scheme',
      { listener: { Protocol: 'TCP', Port: 443 } },
      { scheme: 'https', host: 'a.example.com' },
      { host: 'a.example.com', scheme: 'https' },
    ],
  ])('%s', (_what, production, places, planned) => {
    expect(planBlue(plannedBy(production), placesWith(places), target)).toMatchObject({ planned });
  });
});

describe('a request to blue is not planned if', () => {
  test.each<[string, Partial<PlannedRequest>, string]>([
    ['the message is not known', { message: undefined }, 'the request is not known'],
    ['no production URL is known', { test: undefined }, 'productionUrl is missing'],
    ['production was not read', { test: aTestListener([]) }, 'the production listener was not read'],
    ["green's is not known", { replan: undefined }, 'the request to the test listener is not known'],
    ["green's cannot be sent", { replan: () => ({ why: 'it has no host' }) }, 'it has no host'],
    [
      "green's has another path",
      { replan: () => ({ planned: probeRequest({ path: '/cost?a=1' }) }) },
      'the production rule takes /price, and the test rule /cost: request a path that both match',
    ],
    [
      'a rule of another service takes what the check itself sends',
      plannedBy({ before: [rule('50', toOther, header('user-agent', 'ecs-*'))] }),
      `not all production traffic reaches blue: rule 50 (${rule('50', []).RuleArn}) forwards to target group other`,
    ],
    [
      'neither host nor path fit the production rule',
      plannedBy({ conditions: [host('*.example.org'), path('/shop')] }),
      'no request certainly reaches the production rule: ' +
        "the production rule's host-header condition *.example.org is not met by a.example.com: set hookDetails.host to a name that matches; " +
        "path /price does not match the production rule's path-pattern condition /shop: write one that matches into hookDetails.requests; " +
        `the production rule's host-header condition *.example.org is not met by ${loadBalancer}: set hookDetails.host to a name that matches`,
    ],
  ])('%s', (_what, change, why) => {
    expect(planBlue({ ...plannedBy({}), ...change }, placesWith({ host: 'a.example.com' }), target)).toMatchObject({
      why,
    });
  });
});

type Places = Parameters<typeof planBlue>[1];

function placesWith(places: Partial<Places>): Places {
  return { host: undefined, scheme: undefined, ...places };
}

/** A request that was planned for a test listener next to this production listener. */
function plannedBy({
  conditions = [],
  before = [],
  ...change
}: Partial<ProductionListener> & {
  conditions?: readonly RuleCondition[];
  before?: readonly ListenerRule[];
}): PlannedRequest {
  const { testRule: _, ...common } = aTestListener([]);
  const productionRule = rule('200', toBlue, ...conditions);
  const production: ProductionListener = {
    ...common,
    ...{ blue, productionRule },
    rules: [...before, conditions.length === 0 ? fallback(toBlue) : productionRule],
    ...change,
  };
  const planned = probeRequest({ path: '/price?a=1' });
  return {
    ...{ planned, proved: true, request: result({}, { kind: 'refused', problem: 'not sent' }).request },
    message: { method: 'GET', path: '/price?a=1', headers: {}, body: undefined, timeoutMs: 1000 },
    test: aTestListener([header('x-test', '*')], { production }),
    replan: () => ({ planned }),
  };
}
