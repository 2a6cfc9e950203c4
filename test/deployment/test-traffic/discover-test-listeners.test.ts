import { describe, expect, test } from 'vitest';
import { discoverTestListeners } from '../../../src/deployment/test-traffic/discover-test-listeners.ts';
import { awsError, FakeEcs, FakeLoadBalancers } from '../fake-readers.ts';
import { targetOfEvent } from '../target-of-event.ts';
import { account, attachedTo, green, listenerArn, path, rule, ruleArn, toBlue, toGreen } from './a-test-listener.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const { signal } = new AbortController();

describe('discoverTestListeners', () => {
  test('reports that ECS does not know a revision', async () => {
    expect(
      await discoverTestListeners(target, { ecs: new FakeEcs(), loadBalancers: new FakeLoadBalancers() }, signal),
    ).toEqual({
      ...{ found: false, looked: false, cause: undefined },
      reason: 'ECS knows no service revision 9313423515462893900, though the event names it',
    });
  });

  test('does not reject if ECS cannot be asked', async () => {
    const ecs = new FakeEcs();
    ecs.broken.revisions = awsError('ServerException', 'try again');

    expect(await discoverTestListeners(target, { ecs, loadBalancers: new FakeLoadBalancers() }, signal)).toEqual({
      ...{ found: false, looked: false, cause: ecs.broken.revisions },
      reason: 'service revision 9313423515462893900 could not be read: ServerException: try again',
    });
  });

  test.each<[string, object, object]>([
    ['until production traffic moves', {}, { green }],
    ['after production traffic has moved', { productionWeight: 20 }, { green: undefined }],
  ])('tells green from blue by the production rule %s, and reads it only if asked to', async (_when, change, known) => {
    const ecs = new FakeEcs();
    const attached = attachedTo('100');
    const advancedConfiguration = { ...attached.advancedConfiguration, productionListenerRule: ruleArn('1') };
    ecs.revisions.set(target.revisionArn, { loadBalancers: [{ ...attached, advancedConfiguration }] });
    const loadBalancers = new FakeLoadBalancers();
    loadBalancers.rules.set(ruleArn('100'), rule('100', toGreen, path('*')));
    loadBalancers.rules.set(ruleArn('1'), rule('1', toBlue, path('/shop')));
    loadBalancers.listeners.set(listenerArn, { Protocol: 'HTTP', Port: 80 });
    loadBalancers.loadBalancers.set(`${account}:loadbalancer/app/shop/50dc6c495c0c9188`, {});
    const discover = (options: { withProduction?: boolean }) =>
      discoverTestListeners({ ...target, ...change }, { ecs, loadBalancers }, signal, options);

    expect(await discover({})).toMatchObject({ found: true, tests: [known] });
    expect(await discover({})).not.toHaveProperty('tests.0.production');
    expect(await discover({ withProduction: true })).toHaveProperty('tests.0.production');
  });

  test('reports that a service has no load balancers', async () => {
    const ecs = new FakeEcs();
    ecs.revisions.set(target.revisionArn, {});

    expect(await discoverTestListeners(target, { ecs, loadBalancers: new FakeLoadBalancers() }, signal)).toMatchObject({
      ...{ found: false, looked: true },
      reason: 'the service has no load balancer, so ecs shifts no test traffic: set hookDetails.baseUrl',
    });
  });
});
