import { describe, expect, test } from 'vitest';
import {
  changeConfiguration,
  type DeploymentConfigurationInput,
} from '../../../src/controller/ecs/deployment-configuration.ts';
import { hookableStages } from '../../../src/hook/target.ts';
import { hookArn, hookAt, newService, roleArn, runningService, version } from '../play.ts';

const valid = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 } as const;

/** What a caller without types may write. */
function change(more: Record<string, unknown>) {
  return changeConfiguration(undefined, { ...valid, ...more } as DeploymentConfigurationInput);
}

function changeHook(more: Record<string, unknown>) {
  return change({ lifecycleHooks: [{ ...hookAt('PRE_SCALE_UP'), ...more }] });
}

describe('the configuration of a deployment', () => {
  test('B-59 stays the one that it started with', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(1000);

    controller.updateDeploymentConfiguration({ bakeTimeInMinutes: 600, lifecycleHooks: [hookAt('POST_SCALE_UP')] });
    const deployment = await controller.waitForDeployment(serviceDeploymentArn);

    expect(deployment.deploymentConfiguration).toMatchObject({ bakeTimeInMinutes: 5, lifecycleHooks: [] });
    expect(deployment.finishedAt).toEqual(new Date('2026-01-01T00:11:00.000Z'));
  });

  test('B-60 changes without starting a deployment', async () => {
    const { controller, events } = await runningService();

    controller.updateDeploymentConfiguration({ bakeTimeInMinutes: 6 });

    expect(events).toEqual([]);
    expect(controller.listServiceDeployments()).toHaveLength(1);
  });

  test('B-60 also applies to later deployments if it came with a deployment', async () => {
    const { controller } = await runningService();
    await controller.deploy({ ...version(2), deploymentConfiguration: { bakeTimeInMinutes: 7 } });

    const { deploymentConfiguration } = await controller.deploy(version(3));

    expect(deploymentConfiguration.bakeTimeInMinutes).toBe(7);
  });

  test('B-60 keeps what a change leaves out and replaces the list of hooks as a whole', () => {
    const before = change({ lifecycleHooks: [hookAt('PRE_SCALE_UP'), hookAt('POST_SCALE_UP')], maximumPercent: 200 });

    const after = changeConfiguration(before, { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] });

    expect(after).toMatchObject({ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5, maximumPercent: 200 });
    expect(after.lifecycleHooks.map(({ lifecycleStages }) => lifecycleStages)).toEqual([['POST_TEST_TRAFFIC_SHIFT']]);
    expect(changeConfiguration(after, { bakeTimeInMinutes: 0 }).lifecycleHooks).toEqual(after.lifecycleHooks);
    expect(changeConfiguration(after, { lifecycleHooks: [] }).lifecycleHooks).toEqual([]);
  });

  test('B-60 resets what a nested change leaves out to its default', () => {
    const hook = (timeoutConfiguration: Record<string, unknown>) =>
      changeHook({ timeoutConfiguration }).lifecycleHooks[0]?.timeoutConfiguration;

    expect(hook({ timeoutInMinutes: 31, action: 'CONTINUE' })).toEqual({ timeoutInMinutes: 31, action: 'CONTINUE' });
    expect(hook({ timeoutInMinutes: 45 })).toEqual({ timeoutInMinutes: 45, action: 'ROLLBACK' });
  });

  test('B-60 defaults to AWS_LAMBDA for a hook without a target type', () => {
    const { lifecycleHooks } = changeHook({ targetType: undefined });

    expect(lifecycleHooks[0]?.targetType).toBe('AWS_LAMBDA');
  });

  test.each(['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'])(
    'B-61 accepts a bake time from 0 to 1440 minutes in %s',
    (strategy) => {
      for (const bakeTimeInMinutes of [0, 1440])
        expect(change({ strategy, bakeTimeInMinutes })).toMatchObject({ bakeTimeInMinutes });
    },
  );

  const where = 'deploymentConfiguration.lifecycleHooks.0';
  test.each([
    [{ lifecycleStages: undefined }, `${where}.lifecycleStages is missing; write some of ${hookableStages.join(', ')}`],
    [{ lifecycleStages: [] }, `${where}.lifecycleStages is []; write some of ${hookableStages.join(', ')}`],
    [
      { lifecycleStages: ['SCALE_UP'] },
      `${where}.lifecycleStages.0 is "SCALE_UP"; write some of ${hookableStages.join(', ')}`,
    ],
    [
      { lifecycleStages: ['BAKE_TIME'] },
      `${where}.lifecycleStages.0 is "BAKE_TIME"; write some of ${hookableStages.join(', ')}`,
    ],
    [{ hookTargetArn: undefined }, `${where}.hookTargetArn is missing; write the ARN of the Lambda function`],
    [{ hookTargetArn: 'my-hook' }, `${where}.hookTargetArn is "my-hook"; write the ARN of the Lambda function`],
    [
      { roleArn: undefined },
      `${where}.roleArn is missing; write the ARN of the role that ECS assumes to call the function`,
    ],
    [
      { hookTargetArn: 'arn:aws:sns:us-west-2:123456789012:alerts' },
      `${where}.hookTargetArn is "arn:aws:sns:us-west-2:123456789012:alerts"; write the ARN of the Lambda function`,
    ],
    [
      { targetType: 'SNS' },
      `Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE (${where}.targetType is "SNS"; write one of them)`,
    ],
    [{ name: 'smoke' }, `${where}.name is not known here; leave it out`],
    [
      { timeoutConfiguration: { timeoutInMinutes: 0 } },
      `${where}.timeoutConfiguration.timeoutInMinutes is 0; write a whole number from 1 to 1440`,
    ],
    [
      { timeoutConfiguration: { timeoutInMinutes: 1441 } },
      `${where}.timeoutConfiguration.timeoutInMinutes is 1441; write a whole number from 1 to 1440`,
    ],
    [
      { timeoutConfiguration: { timeoutInMinutes: 1.5 } },
      `${where}.timeoutConfiguration.timeoutInMinutes is 1.5; write a whole number from 1 to 1440`,
    ],
    [
      { timeoutConfiguration: { action: 'ABORT' } },
      `${where}.timeoutConfiguration.action is "ABORT"; write ROLLBACK or CONTINUE`,
    ],
    [{ timeoutConfiguration: [] }, `${where}.timeoutConfiguration is []; write an object`],
  ])('B-61 is refused with a hook that has %j', (more, message) => {
    expect(() => changeHook(more)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION', message }));
  });

  test.each(['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'])('B-61 is refused with a PAUSE hook at %s', (stage) => {
    expect(() => change({ lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: [stage] }] })).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIGURATION',
        message: expect.stringContaining(
          `Invalid lifecycle stage provided for Pause Hook (${where}.lifecycleStages.0 is "${stage}"; write some of RECONCILE_SERVICE`,
        ),
      }),
    );
  });

  test('B-61 is refused with more than ten Lambda hooks', () => {
    const hooks = (count: number) => ({ lifecycleHooks: Array.from({ length: count }, () => hookAt('PRE_SCALE_UP')) });

    expect(change(hooks(10)).lifecycleHooks).toHaveLength(10);
    expect(() => change(hooks(11))).toThrow('write at most 10 hooks of one kind');
  });

  test('B-61 accepts ten pause hooks in addition to ten Lambda hooks, and not one more', () => {
    const lambdas = Array.from({ length: 10 }, () => hookAt('PRE_SCALE_UP'));
    const pause = { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] } as const;
    const pauses = (count: number) => ({ lifecycleHooks: [...lambdas, ...Array.from({ length: count }, () => pause)] });

    expect(change(pauses(10)).lifecycleHooks).toHaveLength(20);
    expect(() => change(pauses(11))).toThrow('write at most 10 hooks of one kind');
  });

  test.each([
    [{ bakeTimeInMinutes: undefined }, 'bakeTimeInMinutes is missing; write a whole number from 0 to 1440'],
    [{ bakeTimeInMinutes: -1 }, 'bakeTimeInMinutes is -1; write a whole number from 0 to 1440'],
    [{ bakeTimeInMinutes: 1441 }, 'bakeTimeInMinutes is 1441; write a whole number from 0 to 1440'],
    [{ bakeTimeInMinutes: '5' }, 'bakeTimeInMinutes is "5"; write a whole number from 0 to 1440'],
    [
      { strategy: 'ROLLING', bakeTimeInMinutes: 1441 },
      'bakeTimeInMinutes is 1441; write a whole number from 0 to 1440',
    ],
    [{ strategy: 'LINEAR', bakeTimeInMinutes: 1441 }, 'bakeTimeInMinutes is 1441; write a whole number from 0 to 1440'],
    [{ strategy: 'CANARY', bakeTimeInMinutes: -1 }, 'bakeTimeInMinutes is -1; write a whole number from 0 to 1440'],
    [{ strategy: 'BLUE' }, 'strategy is "BLUE"; write ROLLING, BLUE_GREEN, LINEAR or CANARY'],
    [{ alarms: { alarmNames: ['a'], enable: true } }, 'alarms.rollback is missing; write true or false'],
    [{ serviceConnect: {} }, 'serviceConnect is not known here; leave it out'],
    [{ maximumPercent: 150.5 }, 'maximumPercent is 150.5; write a whole number'],
  ])('B-61 is refused with %j', (more, message) => {
    expect(() => change(more)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: `deploymentConfiguration.${message}` }),
    );
  });

  const early = { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: 'DEFERRED' };
  test.each([
    [
      { earlySuccessCriteria: { enable: true, healthyPercent: 100 } },
      'earlySuccessCriteria is enabled; write healthyPercent and sourceServiceRevisionCleanup too',
    ],
    [
      { earlySuccessCriteria: early },
      'earlySuccessCriteria.healthyPercent is 50; write 100 (minimumHealthyPercent) or more',
    ],
    [
      { earlySuccessCriteria: { ...early, healthyPercent: 101 } },
      'earlySuccessCriteria.healthyPercent is 101; write a whole number from 0 to 100',
    ],
    [
      { earlySuccessCriteria: early, strategy: 'CANARY' },
      'earlySuccessCriteria is given with the strategy CANARY; write it only with ROLLING',
    ],
  ])('B-127 is refused with %j', (more, message) => {
    expect(() => change({ strategy: 'ROLLING', ...more })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: `deploymentConfiguration.${message}` }),
    );
  });

  test('B-127 accepts criteria that are not enabled, and those that the limits allow', () => {
    const accepted = (earlySuccessCriteria: object, more = {}) =>
      change({ strategy: 'ROLLING', earlySuccessCriteria, ...more }).earlySuccessCriteria;

    expect(accepted({ enable: false }, { strategy: 'BLUE_GREEN' })).toEqual({ enable: false });
    expect(accepted(early, { minimumHealthyPercent: 50 })).toEqual(early);
  });

  test('starts nothing and changes nothing if it is refused', () => {
    const { controller, events } = newService();
    const lifecycleHooks = [{ hookTargetArn: hookArn, roleArn, lifecycleStages: [] }];

    expect(() => controller.startDeployment({ ...version(1), deploymentConfiguration: { lifecycleHooks } })).toThrow();

    expect(events).toEqual([]);
    expect(controller.listServiceDeployments()).toEqual([]);
  });
});
