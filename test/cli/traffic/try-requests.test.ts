import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../src/checks/smoke/config/smoke-config.ts';
import { tryRequests } from '../../../src/cli/traffic/try-requests.ts';
import type { ListenerRule } from '../../../src/deployment/load-balancer.ts';
import { FakeLoadBalancers } from '../../deployment/fake-readers.ts';
import { neverAborted } from '../../helpers/approval.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';
const listenerArn = `${elb}:listener/app/shop/0123456789abcdef/fedcba9876543210`;
const arnOf = (name: string) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${name}`;
const [blue, green, other] = [
  `${elb}:targetgroup/shop-1/1`,
  `${elb}:targetgroup/shop-2/2`,
  `${elb}:targetgroup/other/3`,
];

type Condition = NonNullable<ListenerRule['Conditions']>[number];
const path = (...Values: string[]): Condition => ({ Field: 'path-pattern', PathPatternConfig: { Values } });
const host = (...Values: string[]): Condition => ({ Field: 'host-header', HostHeaderConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]): Condition => ({
  ...{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } },
});
const forward = (TargetGroupArn: string) => ({ Type: 'forward', TargetGroupArn });

function rule(name: string, Priority: string, action: string | object, Conditions: Condition[] = []): ListenerRule {
  const Actions = [typeof action === 'string' ? forward(action) : { Type: 'fixed-response', ...action }];
  return { RuleArn: arnOf(name), Priority, IsDefault: Priority === 'default', Conditions, Actions };
}

/** Between deployments: the rule named `test` forwards to the group that was green the last time. */
async function strayed(rules: readonly ListenerRule[], requests: readonly unknown[] = ['/'], hookDetails: object = {}) {
  const fake = new FakeLoadBalancers();
  fake.loadBalancers.set(`${elb}:loadbalancer/app/shop/0123456789abcdef`, { DNSName: 'shop-1.elb.amazonaws.com' });
  fake.listeners.set(listenerArn, { Protocol: 'HTTP', Port: 80 });
  for (const each of rules) fake.rules.set(each.RuleArn ?? '', each);
  const attached = { alternateTargetGroupArn: green, testListenerRule: arnOf('test') };
  const service = { loadBalancers: [{ targetGroupArn: blue, advancedConfiguration: attached }] };
  const config = v.parse(smokeConfigSchema, { requests, ...hookDetails });
  const tried = await tryRequests(service, { loadBalancers: fake }, config, neverAborted);
  expect(tried.testUrl, JSON.stringify(tried.testUrl)).toMatchObject({ found: true });
  return tried.strayed;
}

describe('tryRequests, between deployments', () => {
  test.each([
    ['blue', blue],
    ['green', green],
  ])('accepts a test rule of its own listener that points at %s', async (_name, target) => {
    expect(await strayed([rule('test', 'default', target)], ['/', '/health'])).toEqual([]);
  });

  test('L1 names the fixed response that would answer, and only the request that it answers', async () => {
    const rules = [
      rule('fixed', '1', { FixedResponseConfig: { StatusCode: '200' } }, [path('/health')]),
      rule('test', '100', blue, [header('x-test', '1')]),
      rule('rest', 'default', blue),
    ];

    expect(await strayed(rules, ['/health', '/cart'])).toEqual([
      { request: 'GET /health', because: `rule 1 (${arnOf('fixed')}) answers with status 200 itself` },
    ]);
  });

  test('L2 names the rule of another service', async () => {
    const rules = [rule('api', '10', other, [path('/api/*')]), rule('test', 'default', green)];

    expect(await strayed(rules, ['/api/health', '/'])).toEqual([
      { request: 'GET /api/health', because: `rule 10 (${arnOf('api')}) forwards to target group other` },
    ]);
  });

  test('L3 names the production rule that comes first, even though it now forwards to the same target group', async () => {
    const rules = [
      rule('production', '1', green, [host('shop.example.com')]),
      rule('test', '100', green, [host('shop.example.com'), header('x-test', '1')]),
      rule('rest', 'default', other),
    ];

    expect(await strayed(rules)).toEqual([
      { request: 'GET /', because: `rule 1 (${arnOf('production')}) forwards to target group shop-2` },
    ]);
  });

  test('L5 accepts a header rule before the production rule, because the smoke test sends the header', async () => {
    expect(await strayed([rule('test', '5', green, [header('x-test', '1')]), rule('p', 'default', green)])).toEqual([]);
  });

  test('is not certain about a request that a rule for some addresses may answer', async () => {
    const office: Condition = { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } };

    expect(await strayed([rule('office', '1', other, [office]), rule('test', 'default', green)])).toEqual([
      { request: 'GET /', because: expect.stringMatching(/it is possible that rule 1 .*source-ip/) },
    ]);
  });
});

test('L10 tryRequests never reveals the value of a header', async () => {
  const rules = [
    rule('cdn', '1', other, [header('user-agent', 's3cret-*', 'ecs-greenlight')]),
    rule('test', '2', green, [header('x-origin-verify', 's3cret-2026')]),
    rule('rest', 'default', blue),
  ];

  const found = await strayed(rules);

  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

describe('tryRequests behind HTTPS without a host', () => {
  const https = new FakeLoadBalancers();
  https.loadBalancers.set(`${elb}:loadbalancer/app/shop/0123456789abcdef`, { DNSName: 'shop-1.elb.amazonaws.com' });
  const CertificateArn = 'arn:aws:acm:us-west-2:123456789012:certificate/1';
  https.listeners.set(listenerArn, { Protocol: 'HTTPS', Port: 443, Certificates: [{ CertificateArn }] });
  https.rules.set(arnOf('test'), rule('test', 'default', blue));
  const attached = { alternateTargetGroupArn: green, testListenerRule: arnOf('test') };
  const service = { loadBalancers: [{ targetGroupArn: blue, advancedConfiguration: attached }] };
  const config = v.parse(smokeConfigSchema, { requests: ['/'] });

  test('uses the name of the certificate, as the hook does', async () => {
    const certificates = { describeNames: async () => ['shop.example.com'] };

    expect(await tryRequests(service, { loadBalancers: https, certificates }, config, neverAborted)).toMatchObject({
      testUrl: { found: true, endpoint: { url: 'https://shop.example.com/' } },
      strayed: [],
    });
  });

  test('reports "could not check" if the certificate may not be read', async () => {
    const certificates = { describeNames: () => Promise.reject(new Error('no acm:DescribeCertificate')) };

    expect(await tryRequests(service, { loadBalancers: https, certificates }, config, neverAborted)).toMatchObject({
      testUrl: { found: false, looked: false, reason: expect.stringContaining(CertificateArn) },
    });
  });
});
