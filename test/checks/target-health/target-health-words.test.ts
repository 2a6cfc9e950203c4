import { describe, expect, test } from 'vitest';
import { awsError } from '../../deployment/fake-readers.ts';
import { groupArn, one, TargetGate, target, two } from './target-gate.ts';

const admin = groupArn('admin-2');

/** A service with a second target group, whose targets the new version uses as they are. */
function ofTwoGroups(): TargetGate {
  const gate = new TargetGate({
    loadBalancers: [
      { targetGroupArn: one, advancedConfiguration: { alternateTargetGroupArn: two } },
      { targetGroupArn: admin },
    ],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn: two }, { targetGroupArn: admin }] },
  });
  gate.targets.set(admin, new Map());
  return gate;
}

describe('target health', () => {
  test('says what it found in every target group, and what it could not find out', async () => {
    const gate = ofTwoGroups();
    gate
      .set('10.0.0.1:80', 'unhealthy')
      .set('10.0.0.2:80', 'initial')
      .set('10.0.0.3:80', 'unused')
      .set('10.0.0.4:80', 'odd');
    gate.set('10.0.0.1:8080', 'unused', undefined, admin);

    expect(await gate.call(15)).toEqual({
      kind: 'fail',
      reason:
        'target group shop-2: 0 of 4 targets healthy; 1 unhealthy, 1 initial, 1 unused; target group admin-2: 0 of 1 targets healthy; 1 unused, after waitMinutes (15)',
      findings: [
        {
          name: 'target group shop-2',
          outcome: 'failed',
          found: '0 of 4 targets healthy; 1 unhealthy, 1 initial, 1 unused',
          allowed: 'all targets healthy, at least 1',
        },
        {
          name: 'target group admin-2',
          outcome: 'unknown',
          found: '0 of 1 targets healthy; 1 unused',
          allowed: 'all targets healthy, at least 1',
        },
      ],
    });
    for (const id of ['10.0.0.1:80', '10.0.0.2:80', '10.0.0.4:80']) gate.set(id, 'healthy');
    expect(await gate.call(15)).toMatchObject({ kind: 'fail', inconclusive: true });
    gate.set('10.0.0.1:8080', 'unhealthy', undefined, admin);
    expect(await gate.call(15)).not.toHaveProperty('inconclusive');
  });

  test('names what is waited for, and all groups once they are healthy', async () => {
    const gate = ofTwoGroups();
    gate.set('10.0.0.1:80', 'healthy');

    expect((await gate.call(0, { healthySeconds: 0 })).findings?.map(({ outcome }) => outcome)).toEqual([
      'passed',
      'waiting',
    ]);
    gate.set('10.0.0.1:8080', 'healthy', undefined, admin);
    expect((await gate.call(0, { healthySeconds: 0 })).reason).toBe(
      'target group shop-2: 1 of 1 targets healthy; target group admin-2: 1 of 1 targets healthy',
    );
  });

  test('reports a target group that ECS does not name as unknown', async () => {
    const gate = new TargetGate({ loadBalancers: [{ targetGroupArn: one }], resolvedConfiguration: {} });
    const found = 'ECS has not said which target group the new version uses';

    expect((await gate.call()).findings).toEqual([
      { name: 'target group of a container', outcome: 'unknown', found, allowed: 'known' },
    ]);
    expect(await gate.call(15)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('needs one target if ECS does not say how many tasks it has requested', async () => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy');
    gate.ecs.deployments.clear();

    expect((await gate.call(0, { healthySeconds: 0 })).kind).toBe('pass');
    gate.ecs.deployments.set(target.deploymentArn as string, {});
    expect((await gate.call(0, { healthySeconds: 0 })).kind).toBe('pass');
    // An event may name no deployment, and then there is nothing to ask about.
    gate.deploymentArn = undefined;
    gate.ecs.broken.deployments = awsError('InvalidParameterException', 'no such deployment');
    expect((await gate.call(0, { healthySeconds: 0 })).kind).toBe('pass');
  });

  test('is called again when the time is up, at most fifteen seconds later', async () => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy');

    await gate.call(0);
    expect(await gate.call(0.8)).toMatchObject({ kind: 'wait', retryAfterSeconds: 12 });
  });

  test.each(['RECONCILE_SERVICE', 'PRE_SCALE_UP'])('is of no use at %s', async (stage) => {
    const gate = new TargetGate();
    gate.stage = stage;

    expect((await gate.call()).reason).toBe(
      `at ${stage} nothing of the new version runs yet: attach the hook at POST_SCALE_UP or later`,
    );
  });
});
