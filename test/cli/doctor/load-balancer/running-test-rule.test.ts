import { describe, expect, test } from 'vitest';
import {
  judgeRunningTestRule,
  type RunningDeployment,
  readRunningDeployment,
} from '../../../../src/cli/doctor/load-balancer/running-test-rule.ts';
import type { LifecycleHookInput } from '../../../../src/controller/ecs/deployment-configuration.ts';
import { serve } from '../../../controller/ecs-api/serve.ts';
import { runningService, version } from '../../../controller/play.ts';
import { change, denied, forwards, healthyWorld, judgeWorld, names, seen, type World } from '../world.ts';

const runningDeploymentArn = 'arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod-cluster/retail-ui/abc';
const { blue, green } = names;

type Weights = Parameters<typeof forwards>[0];

/** A deployment to green at this stage, with these weights at the test rule. */
async function judged(stage: string, test: Weights, more: (world: World) => World = (world) => world) {
  const world = change.service({ isDeploying: true, runningDeploymentArn })(await healthyWorld());
  const running: RunningDeployment = seen({ stage, revision: resolvedTo(green) });
  const moved = change.traffic({ test: { arn: names.test, looked: forwards(test) } })({ ...world, running });
  return (await judgeWorld(more(moved))).filter(({ rule }) => rule === 'test-rule-reset');
}

function resolvedTo(targetGroupArn: string) {
  return { resolvedConfiguration: { loadBalancers: [{ targetGroupArn }] } };
}

const reset: Weights = [
  [blue, 100],
  [green, 0],
];
const moved: Weights = [
  [blue, 0],
  [green, 100],
];

describe('L6 while a deployment is running, doctor', () => {
  test.each(['POST_TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT'])(
    'L6 finds at %s that the test rule was set back to blue',
    async (stage) => {
      expect(await judged(stage, reset)).toMatchObject([
        {
          kind: 'found',
          found: `the deployment is at ${stage}, and the test listener forwards to target group blue (${names.test})`,
          fix: expect.stringContaining(
            `aws elbv2 modify-rule --rule-arn ${names.test} --actions '[{"Type":"forward","TargetGroupArn":"${green}"}]'`,
          ),
        },
      ]);
    },
  );

  test('L6 finds a test rule that sends only a part to green', async () => {
    const half: Weights = [
      [blue, 50],
      [green, 50],
    ];

    expect(await judged('POST_TEST_TRAFFIC_SHIFT', half)).toMatchObject([
      { kind: 'found', found: expect.stringContaining('sends only 50 % to green') },
    ]);
  });

  test('L6 finds nothing if the test rule points at green', async () => {
    expect(await judged('POST_TEST_TRAFFIC_SHIFT', moved)).toMatchObject([{ kind: 'fine' }]);
  });

  test.each([
    ...['PRE_SCALE_UP', 'POST_SCALE_UP', 'TEST_TRAFFIC_SHIFT'],
    ...['PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME', 'CLEAN_UP'],
  ])('L6 reports nothing at %s, when the rule may point at blue', async (stage) => {
    expect(await judged(stage, reset)).toEqual([]);
  });

  test('L6 derives green from the production rule if ECS has not named it', async () => {
    const running: RunningDeployment = seen({ stage: 'POST_TEST_TRAFFIC_SHIFT', revision: {} });
    const unresolved = (world: World) => ({ ...world, running });

    expect(await judged('POST_TEST_TRAFFIC_SHIFT', reset, unresolved)).toMatchObject([{ kind: 'found' }]);
    expect(await judged('POST_TEST_TRAFFIC_SHIFT', moved, unresolved)).toMatchObject([{ kind: 'fine' }]);
  });

  test.each<[string, (world: World) => World]>([
    ['the deployment could not be read', (world) => ({ ...world, running: denied })],
    ['the rule could not be read', change.traffic({ test: { arn: names.test, looked: denied } })],
    ['the rule forwards nowhere', change.traffic({ test: { arn: names.test, looked: seen({ actions: [] }) } })],
    [
      'nothing shows which target group is green',
      (world) =>
        change.traffic({ production: { arn: names.production, looked: denied } })({
          ...world,
          running: seen({ stage: 'POST_TEST_TRAFFIC_SHIFT', revision: {} }),
        }),
    ],
  ])('L6 reports "not checked" if %s', async (_case, change) => {
    expect((await judged('POST_TEST_TRAFFIC_SHIFT', moved, change)).map(({ kind }) => kind)).toEqual(['unseen']);
  });

  test('L6 reports nothing between deployments', async () => {
    const { service, traffic } = await healthyWorld();

    expect(judgeRunningTestRule(service, traffic, seen(undefined))).toEqual([]);
  });
});

describe('readRunningDeployment', () => {
  test('L6 reads stage and target groups of what is being deployed', async () => {
    const pause: LifecycleHookInput = { targetType: 'PAUSE', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] };
    const { controller, clock } = await runningService({ configuration: { lifecycleHooks: [pause] } });
    const { client } = await serve({ controllers: [controller] });
    const { serviceDeploymentArn: arn } = controller.startDeployment(version(2));
    await clock.advance(30 * 60_000);
    const { service } = await healthyWorld();

    const running = await readRunningDeployment(client, { ...service, runningDeploymentArn: arn });

    expect(running).toMatchObject({
      seen: true,
      value: {
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        revision: { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: expect.stringContaining('-2/') }] } },
      },
    });
    controller.stopServiceDeployment({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' });
    const stopped = await readRunningDeployment(client, { ...service, runningDeploymentArn: arn });
    expect(stopped).toEqual({ seen: true, value: undefined });
    expect(await readRunningDeployment(client, service)).toEqual({ seen: true, value: undefined });
  });
});
