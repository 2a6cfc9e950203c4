import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { arnsOf } from '../../src/controller/ecs/arns.ts';
import { changeConfiguration, type LifecycleHookInput } from '../../src/controller/ecs/deployment-configuration.ts';
import { hookStateChange } from '../../src/controller/ecs/hook-state-change.ts';
import type { TimeoutAction } from '../../src/controller/ecs/resources.ts';
import type { ControllerEvent } from '../../src/controller/events.ts';
import type { HookableStage } from '../../src/hook/target.ts';
import {
  answering,
  hookArn,
  hookAt,
  hookChanges,
  only,
  type Played,
  type PlayOptions,
  runningService,
  secondsBetween,
  stagesOf,
  version,
} from './play.ts';

const pauseAt = (stage: HookableStage, timeoutInMinutes = 60, action: TimeoutAction = 'ROLLBACK') =>
  ({
    targetType: 'PAUSE',
    lifecycleStages: [stage],
    timeoutConfiguration: { timeoutInMinutes, action },
  }) satisfies LifecycleHookInput;

/** A deployment that is in its pause at POST_TEST_TRAFFIC_SHIFT, which began half a minute after its start, for a second. */
async function paused(options: PlayOptions = {}) {
  const played = await runningService({
    ...options,
    configuration: { lifecycleHooks: [pauseAt('POST_TEST_TRAFFIC_SHIFT')], ...options.configuration },
  });
  const { serviceDeploymentArn } = played.controller.startDeployment(version(2));
  await played.clock.advance(31_000);
  const [awaiting] = only(played.events, 'hook-awaiting');
  return { ...played, serviceDeploymentArn, hookId: awaiting?.hookId ?? '' };
}

/** Answers every pause when it begins. */
const answerWith =
  (action: TimeoutAction | undefined) =>
  (event: ControllerEvent, { controller }: Played) => {
    if (event.type !== 'hook-awaiting') return;
    const { serviceDeploymentArn = '', hookId } = event;
    controller.continueServiceDeployment({ serviceDeploymentArn, hookId, ...(action && { action }) });
  };

describe('a pause hook', () => {
  test('B-93 holds the deployment until somebody continues it', async () => {
    const { controller, clock, events, serviceDeploymentArn, hookId } = await paused();
    await clock.advance(10 * 60_000);
    expect(stagesOf(events).at(-1)).toBe('POST_TEST_TRAFFIC_SHIFT');

    const answer = controller.continueServiceDeployment({ serviceDeploymentArn, hookId });
    const deployment = await controller.waitForDeployment(serviceDeploymentArn);

    expect(answer).toEqual({ serviceDeploymentArn });
    expect(deployment.status).toBe('SUCCESSFUL');
    expect(secondsBetween(deployment.startedAt, deployment.finishedAt)).toBe(31 + 600 + 300);
    expect(only(events, 'hook-finished')).toMatchObject([{ hookId, status: 'SUCCEEDED', targetType: 'PAUSE' }]);
    expect(only(events, 'hook-called')).toEqual([]);
  });

  test('B-93 rolls the deployment back if ROLLBACK is chosen', async () => {
    const { controller } = await runningService({
      configuration: { lifecycleHooks: [pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT')] },
      watch: answerWith('ROLLBACK'),
    });

    expect(await controller.deploy(version(2))).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason:
        'Service deployment rolled back because ROLLBACK was chosen at the PRE_PRODUCTION_TRAFFIC_SHIFT pause hook.',
    });
  });

  test('B-94 is in lifecycleHookDetails as AWAITING_ACTION, without a target', async () => {
    const { controller, serviceDeploymentArn, hookId } = await paused();

    expect(controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails).toEqual([
      {
        hookId,
        targetType: 'PAUSE',
        status: 'AWAITING_ACTION',
        expiresAt: new Date('2026-01-01T01:06:00.000Z'),
        timeoutAction: 'ROLLBACK',
      },
    ]);
    expect(hookId).toMatch(/^ecs-pause-[\w-]{43}$/);
  });

  test('B-94 has the shape of the published example', async () => {
    const example = JSON.parse(
      readFileSync(
        new URL('../../events/api-describe-service-deployments.paused.sdk-example.json', import.meta.url),
        'utf8',
      ),
    );
    const { controller, serviceDeploymentArn } = await paused();

    const [published] = JSON.stringify(example).match(/"lifecycleHookDetails":\[\{[^}]*\}/) ?? [''];
    const [detail] = controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails;

    expect(published).not.toBe('');
    for (const key of Object.keys(detail ?? {})) expect(published).toContain(`"${key}"`);
  });

  test('B-95 rolls back with the documented reason when its time is up', async () => {
    const { controller, serviceDeploymentArn, events } = await paused();

    const deployment = await controller.waitForDeployment(serviceDeploymentArn);

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT pause hook timed out.',
    });
    expect(only(events, 'hook-finished')[0]).toMatchObject({ status: 'TIMED_OUT' });
    expect(secondsBetween(deployment.startedAt, deployment.rollback?.startedAt)).toBe(30 + 3600);
  });

  test('B-95 lets the deployment continue when its time is up and its action is CONTINUE', async () => {
    const { controller } = await runningService({
      configuration: { lifecycleHooks: [pauseAt('POST_SCALE_UP', 1, 'CONTINUE')] },
    });

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('B-96 waits for 1440 minutes by default, and for at most 14 days', () => {
    const change = (hook: LifecycleHookInput) =>
      changeConfiguration(undefined, { lifecycleHooks: [hook] }).lifecycleHooks[0];

    expect(change({ targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] })).toEqual({
      targetType: 'PAUSE',
      lifecycleStages: ['PRE_SCALE_UP'],
      timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
    });
    expect(change(pauseAt('PRE_SCALE_UP', 20_160))?.timeoutConfiguration.timeoutInMinutes).toBe(20_160);
    expect(() => change(pauseAt('PRE_SCALE_UP', 20_161))).toThrow('is 20161; write a whole number from 1 to 20160');
    expect(() => change({ ...pauseAt('PRE_SCALE_UP'), hookTargetArn: hookArn })).toThrow(
      'deploymentConfiguration.lifecycleHooks.0.hookTargetArn is not known here; leave it out',
    );
  });

  test('B-96 may wait for longer than a stage may take', async () => {
    const { controller } = await runningService({
      configuration: { lifecycleHooks: [pauseAt('PRE_SCALE_UP', 14 * 1440)] },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment.statusReason).toContain('pause hook timed out');
    expect(secondsBetween(deployment.startedAt, deployment.finishedAt)).toBe(14 * 86_400);
  });

  test('B-98 pauses again at every step, each time under another id', async () => {
    const { controller, events } = await runningService({
      configuration: {
        strategy: 'LINEAR',
        linearConfiguration: { stepPercent: 20 },
        lifecycleHooks: [pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT')],
      },
      watch: answerWith(undefined),
    });

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });

    const ids = only(events, 'hook-awaiting').map(({ hookId }) => hookId);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  test('B-99 and the Lambda hooks of its stage are awaited together', async () => {
    const hook = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 600 }, { hookStatus: 'FAILED' });
    const { controller, events, clock, serviceDeploymentArn, hookId } = await paused({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT'), pauseAt('POST_TEST_TRAFFIC_SHIFT')] },
    });

    controller.continueServiceDeployment({ serviceDeploymentArn, hookId });
    await clock.advance(60_000);
    expect(stagesOf(events).at(-1)).toBe('POST_TEST_TRAFFIC_SHIFT');

    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({
      statusReason: `Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status.`,
    });
  });

  test('B-99 adds its reason to that of a Lambda hook', async () => {
    const { controller } = await runningService({
      functions: () => () => ({ hookStatus: 'FAILED' }),
      configuration: { lifecycleHooks: [pauseAt('POST_SCALE_UP', 1), hookAt('POST_SCALE_UP')] },
    });

    expect((await controller.deploy(version(2))).statusReason).toBe(
      `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status. Service deployment rolled back because POST_SCALE_UP pause hook timed out.`,
    );
  });
});

describe('ContinueServiceDeployment', () => {
  const unavailable = 'Provided hookId is either completed, unavailable, or not associated with the given Resource ARN';

  test('B-97 refuses an id in the wrong format', async () => {
    const { controller, serviceDeploymentArn } = await paused();

    for (const hookId of ['', 'pause-1', 'ecs-pause', 'ecs-pause-a b', 'an ecs-pause-1']) {
      expect(() => controller.continueServiceDeployment({ serviceDeploymentArn, hookId })).toThrow(
        expect.objectContaining({
          code: 'INVALID_HOOK_ID',
          message: 'Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}',
        }),
      );
    }
  });

  test('B-97 refuses a deployment that does not exist', async () => {
    const { controller, hookId } = await paused();

    expect(() => controller.continueServiceDeployment({ serviceDeploymentArn: 'arn:aws:ecs:x', hookId })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', message: 'The service deployment does not exist.' }),
    );
  });

  test('B-97 refuses a deployment that has ended', async () => {
    const { controller, serviceDeploymentArn, hookId } = await paused();
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(() => controller.continueServiceDeployment({ serviceDeploymentArn, hookId })).toThrow(
      expect.objectContaining({
        code: 'DEPLOYMENT_FINISHED',
        message: 'Continuing a service deployment is not allowed for service deployment in terminal states.',
      }),
    );
  });

  test('B-97 refuses a pause that was already answered, at once and later', async () => {
    const { controller, clock, serviceDeploymentArn, hookId } = await paused();
    const again = () => controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action: 'ROLLBACK' });
    controller.continueServiceDeployment({ serviceDeploymentArn, hookId });

    expect(again).toThrow(expect.objectContaining({ code: 'HOOK_UNAVAILABLE', message: unavailable }));
    await clock.advance(1000);
    expect(again).toThrow(unavailable);

    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('B-97 refuses a pause that has timed out, even if the deployment continues', async () => {
    const { controller, clock, serviceDeploymentArn, hookId } = await paused({
      configuration: { lifecycleHooks: [pauseAt('POST_TEST_TRAFFIC_SHIFT', 1, 'CONTINUE')] },
    });

    await clock.advance(60_000);

    expect(controller.describeServiceDeployment(serviceDeploymentArn)).toMatchObject({
      status: 'IN_PROGRESS',
      lifecycleStage: 'BAKE_TIME',
    });
    expect(() => controller.continueServiceDeployment({ serviceDeploymentArn, hookId })).toThrow(unavailable);
  });

  test('B-97 refuses the id of a Lambda hook', async () => {
    const { controller, serviceDeploymentArn } = await paused({
      functions: () => () => ({ hookStatus: 'IN_PROGRESS' }),
      configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
    });
    const [detail] = controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails;

    expect(() => controller.continueServiceDeployment({ serviceDeploymentArn, hookId: detail?.hookId ?? '' })).toThrow(
      unavailable,
    );
  });

  test.each([
    [
      'a stop',
      ({ controller }: Played, serviceDeploymentArn: string) =>
        controller.stopServiceDeployment({ serviceDeploymentArn }),
    ],
    ['a newer deployment', ({ controller }: Played) => controller.startDeployment(version(3))],
    ['an alarm', ({ controller }: Played) => controller.controls.setAlarmState('shop-5xx', 'ALARM')],
  ] as const)('B-100 refuses a pause from the moment in which %s ended it', async (_, interrupt) => {
    const alarms = { alarmNames: ['shop-5xx'], enable: true, rollback: true };
    const played = await paused({ configuration: { alarms } });
    const { controller, serviceDeploymentArn, hookId } = played;

    interrupt(played, serviceDeploymentArn);

    expect(() => controller.continueServiceDeployment({ serviceDeploymentArn, hookId })).toThrow(unavailable);
    await controller.waitForDeployment(serviceDeploymentArn);
    expect(controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails).toEqual([]);
  });
});

describe('ECS Hook State Change', () => {
  const published = (name: string) =>
    readFileSync(new URL(`../../events/eventbridge-hook-state-change.${name}.json`, import.meta.url), 'utf8').trimEnd();

  /** The event's text with the ids and times of a published one, which is about one deployment of my-service. */
  function eventWithThoseOf(text: string, at: string): string {
    const { id, detail } = JSON.parse(text);
    const names = {
      partition: 'aws',
      region: 'us-west-2',
      account: '123456789012',
      cluster: 'my-cluster',
      service: 'my-service',
    };
    const event = hookStateChange({
      id,
      at: new Date(at),
      ...names,
      arns: arnsOf(names),
      serviceDeploymentArn: detail.serviceDeploymentArn,
      stage: 'POST_TEST_TRAFFIC_SHIFT',
      detail: {
        hookId: detail.hookId,
        targetType: 'PAUSE',
        status: 'AWAITING_ACTION',
        expiresAt: new Date(detail.expiresAt),
        timeoutAction: 'ROLLBACK',
      },
    });
    return JSON.stringify(event, null, 2);
  }

  test('B-101 is the published event, byte for byte', () => {
    const text = published('HOOK_AWAITING_ACTION.doc');

    // ECS counts nanoseconds, and the clock here milliseconds.
    expect(eventWithThoseOf(text, '2026-03-05T15:54:41.618Z')).toBe(text.replace('41.618059641Z', '41.618000000Z'));
  });

  test('B-134 its updatedAt has nine digits after the point, or none', () => {
    const text = published('HOOK_AWAITING_ACTION.doc');
    const updatedAt = (at: string) => JSON.parse(eventWithThoseOf(text, at)).detail.updatedAt;

    expect(updatedAt('2026-03-05T15:54:41.020Z')).toBe('2026-03-05T15:54:41.020000000Z');
    expect(updatedAt('2026-03-05T15:54:41.000Z')).toBe('2026-03-05T15:54:41Z');
  });

  test('B-101 is the other published event, byte for byte, except for the resources that this one lacks', () => {
    const text = published('HOOK_AWAITING_ACTION.doc-no-resources');
    const resources = [JSON.parse(text).detail.serviceDeploymentArn];
    const resourcesText = `  "resources": ${JSON.stringify(resources, null, 2).replaceAll('\n', '\n  ')},\n`;

    const event = eventWithThoseOf(text, '2024-01-15T10:00:00Z');

    expect(event).toContain(resourcesText);
    expect(event.replace(resourcesText, '')).toBe(text);
  });

  test('B-101 is sent when a pause begins, with everything that is needed to answer it', async () => {
    const { events, serviceDeploymentArn, hookId } = await paused();

    expect(hookChanges(events)).toMatchObject([
      {
        time: '2026-01-01T00:06:00Z',
        resources: [serviceDeploymentArn],
        detail: { eventName: 'HOOK_AWAITING_ACTION', hookId, expiresAt: '2026-01-01T01:06:00Z' },
      },
    ]);
    expect(hookChanges(events)[0]?.detail.updatedAt).toBe('2026-01-01T00:06:00Z');
  });

  test.each([
    ['HOOK_SUCCEEDED', 'CONTINUE'],
    ['HOOK_FAILED', 'ROLLBACK'],
    ['HOOK_TIMED_OUT', undefined],
  ] as const)('B-102 reports %s for a pause that was answered with %s', async (eventName, action) => {
    const { controller, events, serviceDeploymentArn, hookId } = await paused();
    if (action) controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(hookChanges(events).map(({ detail }) => detail.eventName)).toEqual(['HOOK_AWAITING_ACTION', eventName]);
  });

  test.each([
    ['HOOK_SUCCEEDED', { hookStatus: 'SUCCEEDED' }],
    ['HOOK_FAILED', { hookStatus: 'FAILED' }],
    ['HOOK_FAILED', { statusCode: 200 }],
    ['HOOK_TIMED_OUT', { hookStatus: 'IN_PROGRESS' }],
  ] as const)('B-102 reports %s for a Lambda hook that answers %j', async (eventName, answer) => {
    const timeoutConfiguration = { timeoutInMinutes: 5 };
    const { controller, events } = await runningService({
      functions: () => () => answer,
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP', { timeoutConfiguration })] },
    });

    await controller.deploy(version(2));

    expect(hookChanges(events).map(({ detail }) => detail.eventName)).toEqual(['HOOK_IN_PROGRESS', eventName]);
    for (const { detail } of hookChanges(events)) expect(detail.hookType).toBe('AWS_LAMBDA');
  });

  test('B-102 reports HOOK_FAILED for a function that does not exist', async () => {
    const { controller, events } = await runningService({
      functions: () => undefined,
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP')] },
    });

    await controller.deploy(version(2));

    expect(hookChanges(events).at(-1)?.detail.eventName).toBe('HOOK_FAILED');
  });

  test.each([
    ['listed', ['FAILED', 'AWAITING_ACTION']],
    ['removed', ['AWAITING_ACTION']],
  ] as const)(
    'B-64 a hook that has finished is %s while another one of its stage waits',
    async (finishedHooks, states) => {
      const { controller, serviceDeploymentArn } = await paused({
        functions: () => answering({ hookStatus: 'FAILED' }).handler,
        switches: { finishedHooks },
        configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT'), pauseAt('POST_TEST_TRAFFIC_SHIFT')] },
      });

      const { lifecycleHookDetails } = controller.describeServiceDeployment(serviceDeploymentArn);

      expect(lifecycleHookDetails.map(({ status }) => status)).toEqual(states);
    },
  );

  test('B-102 reports nothing for Lambda hooks if a switch says so, and everything for pauses', async () => {
    const { controller, events } = await runningService({
      switches: { lambdaHookEvents: 'not-sent' },
      functions: () => () => ({ hookStatus: 'SUCCEEDED' }),
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP'), pauseAt('PRE_SCALE_UP')] },
      watch: answerWith('CONTINUE'),
    });

    await controller.deploy(version(2));

    expect(hookChanges(events).map(({ detail }) => [detail.eventName, detail.hookType])).toEqual([
      ['HOOK_AWAITING_ACTION', 'PAUSE'],
      ['HOOK_SUCCEEDED', 'PAUSE'],
    ]);
  });
});
