import { describe, expect, test } from 'vitest';
import type { ServiceLoadBalancer } from '../../../src/deployment/ecs.ts';
import { readTest } from '../../../src/deployment/test-traffic/find-test-listeners.ts';
import { readProductionListener } from '../../../src/deployment/test-traffic/production-listener.ts';
import { FakeLoadBalancers } from '../fake-readers.ts';
import {
  attachedTo,
  blue,
  fallback,
  green,
  host,
  listenerArn,
  other,
  path,
  rule,
  ruleArn,
  toBlue,
} from './a-test-listener.ts';

const listener = { ListenerArn: listenerArn, Port: 443 };
const balancer = { DNSName: 'shop-1.eu-central-1.elb.amazonaws.com' };
const balancerArn = listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
const names = ['shop.example.com'];

const attachedAt = (productionListenerRule?: string): ServiceLoadBalancer => ({
  targetGroupArn: blue,
  advancedConfiguration: { alternateTargetGroupArn: green, ...(productionListenerRule && { productionListenerRule }) },
});
const byRule = attachedAt(ruleArn('100'));

/** A load balancer with the production rule, another rule and the default rule. */
function balancers(production = rule('100', toBlue, path('/'))): FakeLoadBalancers {
  const fake = new FakeLoadBalancers();
  fake.listeners.set(listenerArn, listener);
  fake.loadBalancers.set(balancerArn, balancer);
  for (const each of [rule('1', toBlue), production, fallback(toBlue)]) fake.rules.set(each.RuleArn ?? '', each);
  return fake;
}

function read(
  attached: ServiceLoadBalancer,
  loadBalancers = balancers(),
  options: { green: string | undefined; host: string | undefined } = { green, host: undefined },
) {
  const readers = { loadBalancers, readNames: async (of: object) => (of === listener ? names : undefined) };
  return readProductionListener(attached, readers, new AbortController().signal, options);
}

describe('readProductionListener', () => {
  test('reads the listener of the production rule, its rules and its load balancer', async () => {
    expect(await read(byRule)).toEqual({
      ...{ listener, loadBalancer: balancer, certificateNames: names, blue },
      productionRule: { ...rule('100', toBlue, path('/')) },
      rules: [
        expect.objectContaining({ Priority: '1' }),
        expect.objectContaining({ Priority: '100' }),
        fallback(toBlue),
      ],
    });
  });

  test('has no rule if ECS moves the default actions of a listener', async () => {
    expect(await read(attachedAt(listenerArn))).toMatchObject({ productionRule: undefined, blue });
  });

  test('takes the group of the pair that is not green’s as blue’s', async () => {
    expect(await read(byRule, balancers(), { green: blue, host: undefined })).toMatchObject({ blue: green });
  });

  test.each([
    ['a host was configured', {}, { green, host: 'shop.example.com' }],
    ['the rule names one', host('shop.example.com'), { green, host: undefined }],
  ])('does not read the certificate if %s', async (_why, condition, options) => {
    expect(await read(byRule, balancers(rule('100', toBlue, condition)), options)).toHaveProperty(
      'certificateNames',
      undefined,
    );
  });

  test.each<[string, ServiceLoadBalancer, string | undefined, (fake: FakeLoadBalancers) => unknown, string]>([
    ['green is not known', byRule, undefined, () => {}, "blue's target group is not known"],
    ['green is not one of the pair', byRule, other, () => {}, "blue's target group is not known"],
    ['there is no second group', { targetGroupArn: green }, green, () => {}, "blue's target group is not known"],
    [
      'neither green nor a second group is known',
      { targetGroupArn: blue },
      undefined,
      () => {},
      "blue's target group is not known",
    ],
    ['no listener is named', attachedAt(), green, () => {}, 'the service names no production listener'],
    ['something else is named', attachedAt(other), green, () => {}, `${other} is not a listener`],
    [
      'the listener is gone',
      byRule,
      green,
      (fake) => fake.listeners.clear(),
      `the production listener ${listenerArn} does not exist`,
    ],
    [
      'the load balancer is gone',
      byRule,
      green,
      (fake) => fake.loadBalancers.clear(),
      `the load balancer ${balancerArn} does not exist`,
    ],
    [
      'the rule is gone',
      byRule,
      green,
      (fake) => fake.rules.delete(ruleArn('100')),
      `the production listener rule ${ruleArn('100')} does not exist`,
    ],
  ])('says so if %s', async (_what, attached, knownGreen, change, reason) => {
    const fake = balancers();
    change(fake);

    expect(await read(attached, fake, { green: knownGreen, host: undefined })).toBe(reason);
  });

  test.each(['describeListener', 'describeRules'] as const)('says so if %s finds no listener', async (call) => {
    const fake = balancers();
    fake[call] = async () => undefined;

    expect(await read(byRule, fake)).toBe(`the production listener ${listenerArn} does not exist`);
  });
});

test('a test listener is read with the production listener next to it only if that is asked for', async () => {
  const readers = { loadBalancers: balancers(), certificates: { describeNames: async () => names } };
  const attached = attachedTo('100');
  const both = { ...attached.advancedConfiguration, productionListenerRule: ruleArn('1') };
  const revision = { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: green }] } };
  const ask = (options: Parameters<typeof readTest>[4]) =>
    readTest(revision, { ...attached, advancedConfiguration: both }, readers, new AbortController().signal, options);
  readers.loadBalancers.listeners.set(listenerArn, {
    Certificates: [{ CertificateArn: 'arn:aws:acm:::certificate/1' }],
  });

  expect(await ask({ withProduction: true })).toMatchObject({
    production: { productionRule: { Priority: '1' }, blue, certificateNames: names },
  });
  expect(await ask({ withProduction: true, host: 'shop.example.com' })).toHaveProperty(
    'production.certificateNames',
    undefined,
  );
  expect(await ask({})).not.toHaveProperty('production');
});
