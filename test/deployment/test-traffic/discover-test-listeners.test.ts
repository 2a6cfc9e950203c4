import { describe, expect, test } from 'vitest';
import { discoverTestListeners } from '../../../src/deployment/test-traffic/discover-test-listeners.ts';
import { awsError, FakeEcs, FakeLoadBalancers } from '../fake-readers.ts';
import { targetOfEvent } from '../target-of-event.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const { signal } = new AbortController();

describe('discoverTestListeners', () => {
  test('reports that ECS does not know a revision', async () => {
    expect(
      await discoverTestListeners(target, { ecs: new FakeEcs(), loadBalancers: new FakeLoadBalancers() }, signal),
    ).toEqual({
      ...{ found: false, looked: false, cause: undefined },
      reason: 'ecs knows no service revision 9313423515462893900, though the event names it',
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

  test('reports that a service has no load balancers', async () => {
    const ecs = new FakeEcs();
    ecs.revisions.set(target.revisionArn, {});

    expect(await discoverTestListeners(target, { ecs, loadBalancers: new FakeLoadBalancers() }, signal)).toMatchObject({
      ...{ found: false, looked: true },
      reason: 'the service has no load balancer, so ecs shifts no test traffic: set hookDetails.baseUrl',
    });
  });
});
