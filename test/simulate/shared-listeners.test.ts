import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { readLoadBalancers } from '../../src/controller/ecs/load-balancers.ts';
import { parseListenerRef } from '../../src/deployment/listener-arn.ts';
import { servicesOnSharedListeners } from '../../src/simulate/shared-listeners.ts';
import { simulateDeployment } from '../../src/simulate/simulate-deployment.ts';

test('services on shared listeners have the same listeners, and rules and target groups of their own', () => {
  const all = servicesOnSharedListeners(20).flatMap(({ loadBalancers }) => loadBalancers);
  const rules = all.flatMap(({ advancedConfiguration: { productionListenerRule, testListenerRule = '' } }) => [
    productionListenerRule,
    testListenerRule,
  ]);
  const groups = all.flatMap((one) => [one.targetGroupArn, one.advancedConfiguration.alternateTargetGroupArn]);

  expect(new Set(rules.map((arn) => parseListenerRef(arn)?.listenerArn)).size).toBe(2);
  expect([new Set(rules).size, new Set(groups).size]).toEqual([40, 40]);
  expect(readLoadBalancers(all)).toEqual(all);
});

test('simulations that share a clock play at the same time, each with its own service', async () => {
  const clock = new VirtualClock();
  const start = clock.now().getTime();
  const played = await Promise.all(
    servicesOnSharedListeners(2).map((service) => simulateDeployment({ strategy: 'BLUE_GREEN', service, clock })),
  );
  const alone = await simulateDeployment({ strategy: 'BLUE_GREEN' });
  const first = new VirtualClock();
  await simulateDeployment({ strategy: 'BLUE_GREEN', clock: first });

  expect(played.map(({ serviceArn }) => serviceArn.split('/').at(-1))).toEqual(['my-service-1', 'my-service-2']);
  expect(played.map(({ stages }) => stages)).toEqual([alone.stages, alone.stages]);
  expect(clock.now().getTime() - start).toBe(first.now().getTime() - start);
});
