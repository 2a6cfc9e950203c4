import { describe, expect, test } from 'vitest';
import { elbTargetHealthReader } from '../../../src/checks/target-health/elb-target-health-reader.ts';
import { targetHealthCheck } from '../../../src/checks/target-health/target-health-check.ts';
import { awsError, FakeEcs } from '../../deployment/fake-readers.ts';
import { whatIsWrongWith } from '../check-context.ts';
import { groupArn, one, TargetGate, two } from './target-gate.ts';

describe('target health', () => {
  test('passes once all targets have been healthy for the time', async () => {
    const gate = new TargetGate()
      .set('10.0.0.1:80', 'initial', 'Elb.RegistrationInProgress')
      .set('10.0.0.2:80', 'healthy');

    expect(await gate.call(0)).toMatchObject({
      kind: 'wait',
      reason: 'target group shop-2: 1 of 2 targets healthy; 1 initial (Elb.RegistrationInProgress)',
    });
    gate.set('10.0.0.1:80', 'healthy');
    expect(await gate.call(1)).toMatchObject({
      kind: 'wait',
      reason: 'all targets healthy for 0 s, at least 1 min needed',
      retryAfterSeconds: 15,
    });
    expect(await gate.call(1.75)).toMatchObject({
      kind: 'wait',
      reason: 'all targets healthy for 45 s, at least 1 min needed',
    });
    expect(await gate.call(2)).toEqual({
      kind: 'pass',
      reason: 'target group shop-2: 2 of 2 targets healthy',
      findings: [
        {
          name: 'target group shop-2',
          outcome: 'passed',
          found: '2 of 2 targets healthy',
          allowed: 'all targets healthy, at least 1',
        },
      ],
    });
  });

  test.each([
    ['one becomes unhealthy', (gate: TargetGate) => gate.set('10.0.0.1:80', 'unhealthy', 'Target.Timeout')],
    ['another one is registered', (gate: TargetGate) => gate.set('10.0.0.3:80', 'healthy')],
    [
      'one is replaced',
      (gate: TargetGate) => gate.set('10.0.0.4:80', 'healthy').targets.get(two)?.delete('10.0.0.1:80'),
    ],
    [
      'the state is not its own',
      (gate: TargetGate) => Object.assign(gate, { state: { targets: 'all', since: '2020-01-01T00:00:00Z' } }),
    ],
  ])('begins to count again if %s', async (_what, change) => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy').set('10.0.0.2:80', 'healthy');
    await gate.call(0);
    change(gate);
    await gate.call(0.9);
    gate.set('10.0.0.2:80', 'healthy');
    if (gate.targets.get(two)?.get('10.0.0.1:80')) gate.set('10.0.0.1:80', 'healthy');

    expect((await gate.call(1.1)).kind).toBe('wait');
    expect((await gate.call(2.2)).kind).toBe('pass');
  });

  test('begins to count again if the targets could not be read', async () => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy');
    await gate.call(0);
    gate.broken = awsError('Throttling', 'Rate exceeded');
    expect((await gate.call(0.5)).kind).toBe('error');
    gate.broken = undefined;

    expect(await gate.call(5)).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('all targets healthy for 0 s'),
    });
    expect((await gate.call(6)).kind).toBe('pass');
  });

  test('needs as many targets as ECS has requested tasks', async () => {
    const gate = new TargetGate({}, 3).set('10.0.0.1:80', 'healthy');

    expect(await gate.call(0, { healthySeconds: 0 })).toMatchObject({
      kind: 'wait',
      findings: [{ found: '1 of 3 targets healthy', allowed: 'all targets healthy, at least 3' }],
    });
    gate.set('10.0.0.2:80', 'healthy').set('10.0.0.3:80', 'healthy');
    expect((await gate.call(1, { healthySeconds: 0 })).kind).toBe('pass');
  });

  test('does not count targets that are being removed', async () => {
    const gate = new TargetGate()
      .set('10.0.0.1:80', 'healthy')
      .set('10.0.0.9:80', 'draining', 'Target.DeregistrationInProgress');

    expect((await gate.call(0, { healthySeconds: 0 })).kind).toBe('pass');
    gate.targets.get(two)?.delete('10.0.0.1:80');
    expect((await gate.call(0, { healthySeconds: 0 })).kind).toBe('wait');
  });

  test("never takes the old version's targets for the new version's", async () => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy', undefined, one);
    const unresolved = new TargetGate({ resolvedConfiguration: {} }).set('10.0.0.1:80', 'healthy', undefined, one);

    expect(await gate.call(0, { healthySeconds: 0 })).toMatchObject({
      kind: 'wait',
      reason: 'target group shop-2: 0 of 1 targets healthy',
    });
    expect(await unresolved.call(0, { healthySeconds: 0 })).toMatchObject({
      kind: 'wait',
      reason: 'target group of ui: ECS has not said which target group the new version uses',
    });
  });

  test('needs every target group of the service', async () => {
    const admin = groupArn('admin-2');
    const gate = new TargetGate({
      loadBalancers: [
        { targetGroupArn: one, advancedConfiguration: { alternateTargetGroupArn: two } },
        { targetGroupArn: admin, containerName: 'admin' },
      ],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: two }, { targetGroupArn: admin }] },
    });
    gate.targets.set(admin, new Map());
    gate.set('10.0.0.1:80', 'healthy');

    expect(await gate.call(0, { healthySeconds: 0 })).toMatchObject({
      kind: 'wait',
      reason: 'target group admin-2: 0 of 1 targets healthy',
    });
    gate.set('10.0.0.1:8080', 'healthy', undefined, admin);
    expect((await gate.call(0, { healthySeconds: 0 })).kind).toBe('pass');
  });

  test.each([
    ['unhealthy', undefined],
    ['unhealthy.draining', undefined],
    ['initial', undefined],
    ['something new', undefined],
    [undefined, undefined],
    // Health checks are off, or no listener uses the target group.
    ['unavailable', true],
    ['unused', true],
  ])('fails after waitMinutes if a target is %s, inconclusive: %s', async (state, inconclusive) => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy').set('10.0.0.2:80', state);

    expect((await gate.call(14.9)).kind).toBe('wait');
    const verdict = await gate.call(15);
    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('after waitMinutes (15)') });
    expect((verdict as { inconclusive?: boolean }).inconclusive).toBe(inconclusive);
  });

  test('is inconclusive if the targets were never healthy for long enough', async () => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy');

    expect(await gate.call(15)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringContaining('all targets healthy for 0 s'),
    });
  });

  test('says what is wrong with a stage or a service that has no targets', async () => {
    const early = new TargetGate();
    early.stage = 'PRE_SCALE_UP';

    expect(await early.call()).toMatchObject({
      kind: 'fail',
      reason: 'at PRE_SCALE_UP nothing of the new version runs yet: attach the hook at POST_SCALE_UP or later',
    });
    expect(await new TargetGate({ loadBalancers: [] }).call()).toMatchObject({
      kind: 'fail',
      reason: 'the service has no load balancer, and so no targets: remove target-health from this gate',
    });
  });

  test.each([
    [
      'ELB cannot be asked',
      (gate: TargetGate) => Object.assign(gate, { broken: awsError('Throttling', 'Rate exceeded') }),
      'Throttling: Rate exceeded',
    ],
    ['the target group is gone', (gate: TargetGate) => gate.targets.delete(two), 'TargetGroupNotFoundException'],
    [
      'ECS cannot be asked',
      (gate: TargetGate) => Object.assign(gate.ecs.broken, { revisions: awsError('ThrottlingException', 'slow down') }),
      'ThrottlingException: slow down',
    ],
    [
      'ECS does not know how many tasks there are',
      (gate: TargetGate) => Object.assign(gate.ecs.broken, { deployments: awsError('AccessDeniedException', 'no') }),
      'AccessDeniedException: no',
    ],
    [
      'ECS does not know the revision',
      (gate: TargetGate) => gate.ecs.revisions.clear(),
      'ECS names no load balancers for revision',
    ],
  ])('is an error if %s', async (_what, prepare, reason) => {
    const gate = new TargetGate().set('10.0.0.1:80', 'healthy');
    prepare(gate);

    expect(await gate.call(20)).toMatchObject({ kind: 'error', reason: expect.stringContaining(reason) });
  });

  test('refuses a time that cannot be reached', async () => {
    const check = targetHealthCheck(
      elbTargetHealthReader({ send: () => Promise.reject(new Error('unused')) } as never),
      new FakeEcs(),
    );

    expect(check.name).toBe('target-health');
    expect(await whatIsWrongWith(check, { healthySeconds: 900 })).toContain(
      'healthySeconds: expected less than waitMinutes (15 by default), not 900: raise that too',
    );
    expect(await whatIsWrongWith(check, { minTargets: 0 })).toContain(
      'minTargets: expected a whole number from 1 to 1000, not 0',
    );
    expect(await whatIsWrongWith(check, { healthyMinutes: 1 })).toContain('healthyMinutes: unknown key');
  });
});
