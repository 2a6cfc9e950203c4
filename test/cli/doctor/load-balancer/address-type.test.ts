import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { judgeAddressTypes, readAddressTypes } from '../../../../src/cli/doctor/load-balancer/address-type.ts';
import { change, healthyWorld } from '../world.ts';

/** Moto does not know this type, so ELB's answer is played. */
function elbSaying(IpAddressType: string) {
  const asked: string[] = [];
  const client = {
    send: async (command: unknown) => {
      if (!(command instanceof DescribeLoadBalancersCommand)) throw new Error('not expected');
      asked.push(...(command.input.LoadBalancerArns ?? []));
      return { LoadBalancers: [{ IpAddressType }] };
    },
  } as unknown as Parameters<typeof readAddressTypes>[0];
  return { asked, client };
}

test('asks for the load balancer of the test rule, and finds one that IPv4 cannot reach', async () => {
  const { service } = await healthyWorld();
  const { asked, client } = elbSaying('dualstack-without-public-ipv4');

  const outcomes = judgeAddressTypes(service, await readAddressTypes(client, service));

  expect(asked).toEqual(['arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/1']);
  expect(outcomes.map(({ rule, kind }) => [rule, kind])).toEqual([
    ['smoke-without-ipv6', 'found'],
    ['reviewers-need-ipv6', 'found'],
  ]);
});

test.each(['ipv4', 'dualstack'])('finds nothing in %s', async (type) => {
  const { service } = await healthyWorld();

  const outcomes = judgeAddressTypes(service, await readAddressTypes(elbSaying(type).client, service));

  expect(outcomes.map(({ kind }) => kind)).toEqual(['fine', 'fine']);
});

test('a smoke hook with IPv6 or with a baseUrl does not need IPv4', async () => {
  const world = await healthyWorld();
  const types = await readAddressTypes(elbSaying('dualstack-without-public-ipv4').client, world.service);
  const { target } = world.service.hooks[0] ?? {};
  if (!target?.seen || !target.value) throw new Error('the smoke hook has no function');
  const withIpv6 = change.hook(0, { target: { seen: true, value: { ...target.value, hasIpv6: true } } })(world);
  const withBaseUrl = await change.details(0, 'smoke', { baseUrl: 'https://shop.example.com', requests: ['/'] })(world);

  const judged = [withIpv6, withBaseUrl].map(({ service }) => judgeAddressTypes(service, types));

  expect(judged.map((outcomes) => outcomes.filter(({ kind }) => kind === 'found').map(({ rule }) => rule))).toEqual([
    ['reviewers-need-ipv6'],
    ['reviewers-need-ipv6'],
  ]);
});
