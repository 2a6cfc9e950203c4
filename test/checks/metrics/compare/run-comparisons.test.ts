import { describe, expect, test } from 'vitest';
import type { EcsRevision } from '../../../../src/deployment/ecs.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { groups, MetricsGate, minute, taskDefinitions } from '../fakes/metrics-gate.ts';

type Options = ConstructorParameters<typeof MetricsGate>[0];

/** A gate of which both versions serve as many requests a minute, blue also before the deployment. */
function gateWith(options: Options = {}, green = 100, blue = 100): MetricsGate {
  const gate = new MetricsGate(options);
  for (let at = -31; at < 20; at += 1) {
    gate.serve('green', minute(at), { requests: green }).serve('blue', minute(at), { requests: blue });
  }
  return gate;
}

const run = (gate: MetricsGate, minutes: number, more: JsonObject = {}) =>
  gate.run(
    { compare: ['errorRate'], baseline: 'concurrent', initialDelayMinutes: 0, watchMinutes: 10, ...more },
    minutes,
  );

/** The revision that is not the target's. */
function blueOf(gate: MetricsGate) {
  const blue = [...gate.ecs.revisions.values()].find((one) => one.serviceRevisionArn !== gate.target.revisionArn);
  if (blue === undefined) throw new Error('the gate has a blue revision');
  return blue;
}

const finding = (outcome: string, found: string, allowed: string) => ({
  findings: [{ name: 'green against blue', outcome, found, allowed }],
});

describe('before anything is measured', () => {
  test('waits for the first complete minute, without asking CloudWatch', async () => {
    const gate = gateWith();

    expect(await run(gate, 2)).toMatchObject({
      kind: 'wait',
      ...finding('waiting', 'no complete minute yet', 'both versions'),
    });
    expect(gate.cloudwatch.asked).toEqual([]);
  });

  test('is an error while ECS does not know a version', async () => {
    const gate = gateWith();
    gate.ecs.revisions.delete(gate.target.revisionArn);

    expect(await run(gate, 12)).toMatchObject({
      kind: 'error',
      ...finding('unknown', 'ECS does not know both revisions', 'two versions'),
    });
  });

  test('is an error while ECS does not know a target group', async () => {
    const gate = gateWith();
    blueOf(gate).resolvedConfiguration = { loadBalancers: [] };

    expect(await run(gate, 12)).toMatchObject({
      kind: 'error',
      ...finding('unknown', 'ECS has not reported the target groups of both revisions', 'two versions'),
    });
  });

  test('is refused if there are no two versions to compare', async () => {
    const gate = gateWith();
    blueOf(gate).resolvedConfiguration = gate.ecs.revisions.get(gate.target.revisionArn)?.resolvedConfiguration ?? {};

    expect(await run(gate, 12)).toMatchObject({
      kind: 'fail',
      ...finding(
        'failed',
        'both versions are in one target group, so their metrics are mixed',
        'two versions with metrics of their own',
      ),
    });
  });

  test('passes at a step at which only one version has traffic', async () => {
    expect(await run(gateWith({ weight: 100 }), 12)).toMatchObject({
      kind: 'pass',
      ...finding(
        'passed',
        'not compared at this step: after the last step the old version has no production traffic',
        'both versions with traffic',
      ),
    });
  });

  test('treats a deployment whose strategy ECS does not name as one without steps', async () => {
    const gate = gateWith({ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', weight: 0 });
    const deployment = gate.ecs.deployments.get(gate.target.deploymentArn ?? '');
    delete deployment?.deploymentConfiguration;

    expect(await run(gate, 12)).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/with the strategy unknown the new version has no production traffic/),
    });
  });
});

describe('the window before the deployment', () => {
  const before = { baseline: 'before' };
  const tooShort = finding(
    'failed',
    'the old version had not run for a minute before this deployment',
    'two versions with metrics of their own',
  );

  test.each([
    ['in the last minute before it', -21.5],
    ['in the minute of it', -20.8],
    ['after it', -10],
  ])('is too short if blue was created %s', async (_title, createdAt) => {
    const gate = gateWith();
    blueOf(gate).createdAt = minute(createdAt);

    expect(await run(gate, 12, before)).toMatchObject({ kind: 'fail', ...tooShort });
  });

  test.each([
    ['one minute', minute(-22), minute(-22)],
    ['as long as the watch if ECS does not say when blue was created', undefined, minute(-31)],
  ])('is %s', async (_title, createdAt, StartTime) => {
    const gate = gateWith();
    blueOf(gate).createdAt = createdAt;
    await run(gate, 12, before);

    expect(gate.cloudwatch.asked.at(-1)).toMatchObject({ StartTime, EndTime: minute(-21) });
  });

  test('is unknown if ECS does not say when the deployment was created', async () => {
    const gate = gateWith();
    delete gate.ecs.deployments.get(gate.target.deploymentArn ?? '')?.createdAt;

    expect(await run(gate, 12, before)).toMatchObject({
      kind: 'error',
      reason: 'the metrics could not be read: ECS does not say when the deployment was created',
    });
    expect(await run(gate, 12)).toMatchObject({ kind: 'pass' });
  });
});

describe('requestCount expects of green', () => {
  const [pre, shift, post] = [
    'PRE_PRODUCTION_TRAFFIC_SHIFT',
    'PRODUCTION_TRAFFIC_SHIFT',
    'POST_PRODUCTION_TRAFFIC_SHIFT',
  ];
  const unknown = /green has an unknown share of the traffic after 10 min/;

  test.each([
    ['concurrent', shift, 1, /expected from blue: 1\.01$/],
    ['concurrent', shift, 50, /expected from blue: 100$/],
    ['concurrent', shift, 99, /expected from blue: 9900$/],
    ['concurrent', shift, 0, unknown],
    ['concurrent', pre, 100, unknown],
    ['concurrent', shift, null, unknown],
    ['before', shift, 1, /expected from blue: 1$/],
    ['before', shift, 50, /expected from blue: 50$/],
    ['before', shift, 100, /expected from blue: 100$/],
    ['before', shift, 0, unknown],
    ['before', shift, null, unknown],
    ['before', post, null, /expected from blue: 100$/],
    ['before', post, 50, /expected from blue: 100$/],
  ])('with the baseline %s, at %s and a weight of %s: %s', async (baseline, stage, weight, expected) => {
    const verdict = await run(gateWith({ stage, weight }), 12, { baseline, compare: ['requestCount'] });

    expect(verdict).toMatchObject({ findings: [{ found: expect.stringMatching(expected) }] });
  });
});

describe('several load balancers', () => {
  const admin = { green: 'targetgroup/admin-b/4', blue: 'targetgroup/admin-a/3' };

  /** Puts a revision behind a second load balancer, with this target group. */
  function addBalancer(revision: EcsRevision, group: string): void {
    const arn = (rest: string) => `arn:aws:elasticloadbalancing:us-west-2:123456789012:${rest}`;
    const advancedConfiguration = {
      alternateTargetGroupArn: arn(admin.green),
      productionListenerRule: arn('listener-rule/app/admin/5/6/7'),
    };
    const second = { targetGroupArn: arn(admin.blue), advancedConfiguration };
    revision.loadBalancers = [...(revision.loadBalancers ?? []), second];
    const resolved = [...(revision.resolvedConfiguration?.loadBalancers ?? []), { targetGroupArn: arn(group) }];
    revision.resolvedConfiguration = { loadBalancers: resolved };
  }

  test('are compared one by one, and each is named', async () => {
    const gate = gateWith();
    for (const [side, revision] of [
      ['green', gate.ecs.revisions.get(gate.target.revisionArn)],
      ['blue', blueOf(gate)],
    ] as const) {
      if (revision) addBalancer(revision, admin[side]);
      const dimensions = { LoadBalancer: 'app/admin/5', TargetGroup: admin[side] };
      gate.cloudwatch.put('AWS/ApplicationELB', 'RequestCount', dimensions, minute(1), side === 'green' ? 300 : 200);
    }

    expect(await run(gate, 12)).toMatchObject({
      kind: 'pass',
      findings: [
        { name: 'error rate at app/shop/50dc6c495c0c9188, green against blue', found: / of 1000 requests \(/ },
        { name: 'error rate at app/admin/5, green against blue', found: / of 300 requests \(/ },
      ].map(({ name, found }) => ({ name, found: expect.stringMatching(found) })),
    });
  });
});

describe('the task definition', () => {
  test('may be the same for both if no tasks are compared', async () => {
    const gate = gateWith();
    blueOf(gate).taskDefinition = taskDefinitions.green;

    expect(await run(gate, 12)).toMatchObject({ kind: 'pass' });
    expect(await run(gate, 12, { compare: ['errorRate', 'cpu'] })).toMatchObject({
      kind: 'fail',
      ...finding(
        'failed',
        'both versions have the same task definition, so their tasks cannot be distinguished',
        'two versions with metrics of their own',
      ),
    });
  });

  test('of green has to be known', async () => {
    const gate = gateWith();
    gate.setRevision(gate.target.revisionArn, groups.green, 'arn:x');
    delete gate.ecs.revisions.get(gate.target.revisionArn)?.taskDefinition;

    expect(await run(gate, 12, { compare: ['cpu'] })).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/same task definition/),
    });
  });
});
