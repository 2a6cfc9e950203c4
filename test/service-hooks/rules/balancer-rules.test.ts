import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { hookedService as readService } from '../../../src/service-hooks/hooked-service.ts';
import { balancerRules } from '../../../src/service-hooks/rules/balancer-rules.ts';
import { judgeHookedService } from '../../../src/service-hooks/rules/service-rules.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { directory, smoke } from '../../cli/attach/hooks.ts';

const prefix = 'arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:';
const ruled = { advancedConfiguration: { productionListenerRule: `${prefix}listener-rule/app/web/1a/2b/3c` } };
const network = { advancedConfiguration: { productionListenerRule: `${prefix}listener/net/edge/4d/5e` } };
const requests = { metrics: { compare: [{ preset: 'p95', method: 'ratio' }, 'memory'], baseline: 'before' } };
const tasks = { metrics: { compare: ['memory', 'restarts'], baseline: 'before' } };
const jobs = { namespace: 'Shop', name: 'Jobs', statistic: 'Maximum' };
const own = { metrics: { conditions: [{ name: 'jobs', metric: jobs, success: { max: 5 } }] } };
const health = { 'target-health': {} };
const at = 'lifecycleHooks[0].hookDetails.checks[0]';

describe('a check that a load balancer is missing for is found beforehand', () => {
  test.each<[string, JsonObject, object[], found: string]>([
    [
      'requests behind a Network Load Balancer',
      requests,
      [network],
      `${at}.metrics.compare names "p95", and net/edge/4d is a Network Load Balancer, which counts no HTTP answers and no response times`,
    ],
    [
      'requests behind one of two',
      { any: [health, requests] },
      [ruled, network],
      `${at}.any[1].metrics.compare names "p95", and net/edge/4d is a Network Load Balancer, which counts no HTTP answers and no response times`,
    ],
    [
      'requests without any',
      requests,
      [],
      `${at}.metrics.compare names "p95", and the service has no load balancer whose metrics could be compared`,
    ],
    ['targets without any', health, [], `the service has no load balancer, and the gate has ${at}.target-health`],
  ])('%s', async (_, check, loadBalancers, found) => {
    const judged = await judge(check, { loadBalancers });

    expect(judged).toHaveLength(3);
    for (const one of judged) expect(one).toMatchObject({ found });
  });

  test.each<[string, JsonObject, Described]>([
    ['requests behind an Application Load Balancer', requests, { loadBalancers: [ruled] }],
    ['tasks behind a Network Load Balancer', tasks, { loadBalancers: [network] }],
    ['tasks without a load balancer', tasks, { loadBalancers: [] }],
    ['metrics of their own', own, { loadBalancers: [] }],
    ['targets of a Network Load Balancer', health, { loadBalancers: [network] }],
    ['a dry run', { metrics: { ...requests.metrics, dryRun: true } }, { loadBalancers: [] }],
    ['a load balancer that is not set up yet', requests, { loadBalancers: [{}] }],
    ['load balancers that are not known', requests, {}],
    ['a gate that is not called', health, { loadBalancers: [], deploymentConfiguration: { strategy: 'ROLLING' } }],
  ])('and nothing is said of %s', async (_, check, described) => {
    expect(await judge(check, described)).toEqual([]);
  });
});

type Described = Parameters<typeof readService>[1];

/** What attach, plan and doctor show. */
async function judge(check: JsonObject, described: Described) {
  const hookDetails = { checks: [check] };
  const lifecycleStages = ['POST_PRODUCTION_TRAFFIC_SHIFT'];
  const hooks = await readServiceHooks(
    [smoke({ hookTargetArn: directory.arns.gate, lifecycleStages, hookDetails })],
    directory,
  );
  expect(hooks[0]?.configuration).toMatchObject({ problem: undefined });
  const owner = { seen: true, value: undefined } as const;
  const ref = { cluster: 'prod', service: 'web' };
  const service = readService(ref, { deploymentConfiguration: { strategy: 'CANARY' }, ...described }, { hooks, owner });
  return (['attach', 'plan', 'doctor'] as const)
    .flatMap((shower) => judgeHookedService(service, shower))
    .filter(({ rule, kind }) => rule in balancerRules && kind === 'found');
}
