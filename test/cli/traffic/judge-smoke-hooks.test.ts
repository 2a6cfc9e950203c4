import { expect, test } from 'vitest';
import { judgeSmokeHooks } from '../../../src/cli/traffic/judge-smoke-hooks.ts';
import type { ListenerRule } from '../../../src/deployment/load-balancer.ts';
import type { LifecycleHook } from '../../../src/service-hooks/lifecycle-hook.ts';
import { awsError, FakeLoadBalancers } from '../../deployment/fake-readers.ts';
import { smoke } from '../attach/hooks.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';
const listenerArn = `${elb}:listener/app/shop/0123456789abcdef/fedcba9876543210`;
const arnOf = (name: string) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${name}`;
const loadBalancers = [
  {
    targetGroupArn: `${elb}:targetgroup/shop-1/1`,
    advancedConfiguration: {
      alternateTargetGroupArn: `${elb}:targetgroup/shop-2/2`,
      productionListenerRule: arnOf('production'),
      testListenerRule: arnOf('test'),
      roleArn: 'arn:aws:iam::111122223333:role/elb',
    },
  },
];

const testRule: ListenerRule = {
  ...{ RuleArn: arnOf('test'), Priority: 'default', IsDefault: true },
  Actions: [{ Type: 'forward', TargetGroupArn: `${elb}:targetgroup/shop-1/1` }],
};
const health: ListenerRule = {
  ...{ RuleArn: arnOf('health'), Priority: '1', Conditions: [{ Field: 'path-pattern', Values: ['/health'] }] },
  Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
};

function shop(...rules: ListenerRule[]): FakeLoadBalancers {
  const fake = new FakeLoadBalancers();
  fake.loadBalancers.set(`${elb}:loadbalancer/app/shop/0123456789abcdef`, { DNSName: 'shop-1.elb.amazonaws.com' });
  fake.listeners.set(listenerArn, { Protocol: 'HTTP', Port: 80 });
  for (const rule of rules) fake.rules.set(rule.RuleArn ?? '', rule);
  return fake;
}

function judge(hook: LifecycleHook, reader: FakeLoadBalancers, more: object = {}) {
  const options = { loadBalancers, strategy: 'BLUE_GREEN', defaults: {}, nameOf: () => 'the smoke hook', ...more };
  return judgeSmokeHooks([hook], async () => ({ loadBalancers: reader }), options);
}

const checking = (...requests: string[]) => smoke({ hookDetails: { requests } });

test('requests that the test rule answers have no finding', async () => {
  expect(await judge(checking('/', '/health'), shop(testRule))).toEqual([]);
});

test('L1 a request that another rule would answer is reported before the first deployment', async () => {
  const findings = await judge(checking('/', '/health'), shop(health, testRule));

  expect(findings).toEqual([
    {
      ...{ level: 'warning', about: 'the smoke hook', next: expect.stringMatching(/lower priority number/) },
      message: `it would answer FAILED, because GET /health is not certain to reach the new version: rule 1 (${arnOf('health')}) answers with status 200 itself`,
    },
  ]);
});

test('a service without a test listener gets advice on what to set', async () => {
  expect(await judge(checking('/'), shop(), { loadBalancers: [] })).toEqual([
    {
      ...{ level: 'warning', about: 'the smoke hook' },
      message: expect.stringMatching(/^it would answer FAILED: .*set hookDetails\.baseUrl/),
    },
  ]);
});

test.each<[string, LifecycleHook, object]>([
  ['a hook with a baseUrl', smoke({ hookDetails: { baseUrl: 'https://green.example.com' } }), {}],
  ['a hook whose default is a baseUrl', checking('/'), { defaults: { baseUrl: 'https://green.example.com' } }],
  ['a rolling deployment', checking('/'), { strategy: 'ROLLING' }],
  ['a hook that is refused anyway', smoke({ hookDetails: { paths: ['/'] } }), {}],
])('%s causes no call to the load balancer', async (_name, hook, more) => {
  const fake = shop(health, testRule);
  fake.broken = new Error('nobody may ask');

  expect(await judge(hook, fake, more)).toEqual([]);
});

test('a load balancer that may not be read causes a warning that names the permission', async () => {
  const fake = shop();
  fake.broken = awsError('AccessDenied', 'not authorized to perform: elasticloadbalancing:DescribeRules');

  expect(await judge(checking('/'), fake)).toEqual([
    {
      ...{ level: 'warning', about: 'the smoke hook', next: expect.stringMatching(/DescribeRules/) },
      message:
        'whether its requests reach the new version was not checked: you are not allowed to read the load balancer',
    },
  ]);
});
