import { describe, expect, test } from 'vitest';
import { loadCheck } from '../../../src/checks/load/load-check.ts';
import { locateProduction } from '../../../src/checks/load/locate-production.ts';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import type { Discover } from '../../../src/checks/smoke/send/locate-requests.ts';
import type { ProductionListener } from '../../../src/deployment/test-traffic/test-listener.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import {
  aTestListener,
  blue,
  fallback,
  forwardTo,
  green,
  header,
  path,
  query,
  rule,
  toBlue,
} from '../../deployment/test-traffic/a-test-listener.ts';
import { contextFor } from '../check-context.ts';

const canary: Target = {
  ...targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc'),
  ...{ stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 10 },
};
const mixed = [forwardTo([blue, 90], [green, 10])];
const production = rule('100', mixed, path('/*'));
const listener: ProductionListener = {
  ...{ listener: { Protocol: 'HTTP', Port: 80 }, rules: [production], productionRule: production, blue },
  ...{ loadBalancer: { DNSName: 'shop.elb.amazonaws.com', Type: 'application' }, certificateNames: undefined },
};

async function locate(given: ProductionListener | string | undefined, more: JsonObject = {}, minutes = 0) {
  const found = given === undefined ? {} : { production: given };
  const discover: Discover = async () => ({ found: true, tests: [aTestListener([path('/*')], found)] });
  const check = loadCheck({ probe: httpProbe(), discover });
  expect(check.name).toBe('load');
  const context = await contextFor(check, { requestsPerSecond: 1, seconds: 1, to: 'production', ...more }, { minutes });
  return locateProduction(canary, context, discover);
}

describe('a load to production', () => {
  test('goes through the rule that ECS moves, to the configured host', async () => {
    expect(await locate(listener, { host: 'shop.example.com', requests: ['/a?b=1'] })).toMatchObject({
      requests: [{ hostname: 'shop.elb.amazonaws.com', host: 'shop.example.com', path: '/a?b=1' }],
    });
  });

  test('goes through the default actions of a Network Load Balancer', async () => {
    const network = {
      ...{
        ...listener,
        listener: { Protocol: 'TCP', Port: 8080 },
        rules: [fallback(mixed)],
        productionRule: undefined,
      },
      loadBalancer: { DNSName: 'shop.elb.amazonaws.com', Type: 'network' },
    };

    expect(await locate(network, { scheme: 'http', host: 'shop.example.com' })).toMatchObject({
      requests: [{ scheme: 'http', port: 8080 }],
    });
    expect(
      await locate({ ...network, rules: [fallback(toBlue)] }, { scheme: 'http', host: 'a.example.com' }),
    ).toMatchObject({
      verdict: { kind: 'wait' },
    });
    const shadowed = { ...network, rules: [rule('1', mixed, path('/*')), fallback(mixed)] };
    expect(await locate(shadowed, { scheme: 'http', host: 'shop.example.com' })).toMatchObject({
      verdict: { kind: 'fail' },
    });
  });

  test('is not sent if it was not read, or if something is missing', async () => {
    expect(await locate(undefined)).toEqual({
      verdict: { kind: 'fail', reason: 'the production listener was not read' },
    });
    const unnamed = { ...listener, loadBalancer: { Type: 'application' }, listener: { Protocol: 'HTTPS' } };
    expect(await locate(unnamed)).toEqual({
      verdict: {
        kind: 'fail',
        reason:
          'the production listener has no port, or its load balancer no DNS name: set hookDetails.baseUrl; the production listener speaks https, and no name on its certificate is certain: set hookDetails.host to that name, or hookDetails.baseUrl',
      },
    });
  });

  const elsewhere = (because: string) => `production traffic does not reach the new version: ${because}`;

  test.each([
    ['another rule that fits the query', query({ Key: 'a', Value: 'x?y' })],
    ['another rule that fits what the client sends', header('User-Agent', '*')],
    ['another rule that may answer', { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }],
  ])('is not sent past %s', async (_what, condition) => {
    const rules = [rule('1', mixed, condition), production];

    expect(await locate({ ...listener, rules }, { requests: ['/?a=x?y'] })).toEqual({
      verdict: { kind: 'fail', reason: expect.stringMatching(/^production traffic does not reach the new version: ./) },
    });
  });

  test.each([
    ['leads to the old version alone', toBlue],
    ['answers by itself', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }]],
  ])('is waited for while its rule %s, and then inconclusive', async (_what, actions) => {
    const moved = rule('100', actions, path('/*'));
    const given = { ...listener, rules: [moved], productionRule: moved };
    const waited = await locate(given);

    expect(waited).toEqual({
      verdict: {
        kind: 'wait',
        reason: expect.stringMatching(elsewhere('.')),
        deadline: new Date('2026-11-22T14:15:00Z'),
      },
    });
    expect(await locate(given, {}, 15)).toEqual({
      verdict: { kind: 'fail', inconclusive: true, reason: expect.stringMatching(/, after waitMinutes \(15\)$/) },
    });
  });

  test('is an error if its listener could not be looked for', async () => {
    const cause = new Error('throttled');
    const discover: Discover = async () => ({ found: false, looked: false, reason: 'throttled', cause });
    const check = loadCheck({ probe: httpProbe(), discover });
    const context = await contextFor(check, { requestsPerSecond: 1, seconds: 1, to: 'production' });

    expect(await locateProduction(canary, context, discover)).toEqual({
      verdict: { kind: 'error', reason: 'no production listener was found: throttled', cause },
    });
  });
});
