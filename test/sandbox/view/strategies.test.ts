import { afterEach, describe, expect, test } from 'vitest';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import type { HookHandler } from '../../../src/controller/lambda/hook-function.ts';
import type { Stage } from '../../../src/sandbox/sandbox.ts';
import type { StageSurroundings } from '../../../src/sandbox/surroundings.ts';
import { configurationFor, strategies } from '../../../src/sandbox/view/strategies.ts';
import { troubleKinds } from '../../../src/sandbox/view/trouble.ts';
import { newFolder, passing, startTestStage } from '../stage-fixture.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

describe('a deployment on the stage', () => {
  test.each([
    ['BLUE_GREEN', [100]],
    ['LINEAR', [25, 50, 75, 100]],
    ['CANARY', [10, 100]],
    ['ROLLING', [25, 33.3, 50, 66.7, 75, 100]],
  ] as const)('%s gives production to the new version by %j per cent', async (strategy, wanted) => {
    const stage = await start();
    const seen = watch(stage);

    const { serviceDeploymentArn, serviceRevisionArn } = stage.deploy({ strategy });
    const { status, deploymentConfiguration } = await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('SUCCESSFUL');
    expect(deploymentConfiguration.strategy).toBe(strategy);
    expect(sharesOf(seen, serviceRevisionArn)).toEqual(wanted);
    expect(await versionAt(stage.urls.production)).toBe('1.42');
  });

  test('goes from any strategy to any other', async () => {
    const stage = await start();

    const statuses: string[] = [];
    for (const strategy of ['ROLLING', 'CANARY', 'ROLLING', 'LINEAR', 'BLUE_GREEN'] as const) {
      const { serviceDeploymentArn } = stage.deploy({ strategy });
      statuses.push((await stage.controller.waitForDeployment(serviceDeploymentArn)).status);
    }

    expect(statuses).toEqual(Array(5).fill('SUCCESSFUL'));
    expect(await versionAt(stage.urls.production)).toBe('1.46');
    expect(await versionAt(stage.urls.test)).toBe('1.46');
  });

  test('ROLLING runs tasks of both revisions, four at most and three at least', async () => {
    const stage = await start();
    const seen = watch(stage);

    const { serviceDeploymentArn } = stage.deploy({ strategy: 'ROLLING' });
    await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(runningTogether(seen)).toEqual([3, 4]);
  });

  test.each(strategies)('%s is rolled back while it bakes, when somebody asks for it', async (strategy) => {
    const stage = await start();

    const { serviceDeploymentArn } = stage.deploy({ strategy });
    await entered(stage, 'BAKE_TIME');
    stage.rollBack();
    const { status } = await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(await versionAt(stage.urls.production)).toBe('1.41');
  });

  test.each(strategies)('%s is rolled back while it bakes, when the alarm fires that ECS watches', async (strategy) => {
    const stage = await start();

    const { serviceDeploymentArn } = stage.deploy({ strategy });
    await entered(stage, 'BAKE_TIME');
    stage.setAlarm('retail-ui-latency', 'ALARM');
    const { status, alarms } = await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(alarms.triggeredAlarmNames).toEqual(['retail-ui-latency']);
    expect(await versionAt(stage.urls.production)).toBe('1.41');
  });

  test("is not rolled back by the hook's alarm once it bakes", async () => {
    const stage = await start();

    const { serviceDeploymentArn } = stage.deploy();
    await entered(stage, 'BAKE_TIME');
    stage.setAlarm('retail-ui-5xx', 'ALARM');
    const { status } = await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('SUCCESSFUL');
  });

  test('refuses an alarm that nobody knows', async () => {
    const stage = await start();

    expect(() => stage.setAlarm('no-such-alarm', 'ALARM')).toThrow('There is no alarm no-such-alarm.');
  });
});

describe('a pause', () => {
  test.each([
    ['CONTINUE', 'SUCCESSFUL', '1.42'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL', '1.41'],
  ] as const)('waits, and goes on as somebody answers: %s', async (action, status, version) => {
    const stage = await start();

    const { serviceDeploymentArn } = stage.deploy({ pauses: true });
    const { hookId, stage: at } = await awaiting(stage);
    const before = await versionAt(stage.urls.production);
    stage.answerPause(hookId, action);
    const ended = await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(at).toBe('POST_TEST_TRAFFIC_SHIFT');
    expect(before).toBe('1.41');
    expect(ended.status).toBe(status);
    expect(await versionAt(stage.urls.production)).toBe(version);
  });

  test('comes before a rolling deployment starts, where alone it can', async () => {
    const stage = await start();

    stage.deploy({ strategy: 'ROLLING', pauses: true });

    expect((await awaiting(stage)).stage).toBe('PRE_SCALE_UP');
  });

  test('is asked for anew with each deployment', async () => {
    const stage = await start();
    const { serviceDeploymentArn } = stage.deploy({ strategy: 'CANARY', pauses: true });
    stage.answerPause((await awaiting(stage)).hookId, 'CONTINUE');
    await stage.controller.waitForDeployment(serviceDeploymentArn);

    const next = stage.deploy();
    const { status, deploymentConfiguration } = await stage.controller.waitForDeployment(next.serviceDeploymentArn);

    expect(status).toBe('SUCCESSFUL');
    expect(deploymentConfiguration).toMatchObject({
      strategy: 'CANARY',
      lifecycleHooks: [{ targetType: 'AWS_LAMBDA' }],
    });
  });

  test('cannot be answered where none waits', async () => {
    const stage = await start();

    expect(() => stage.answerPause('ecs-pause-none', 'CONTINUE')).toThrow('Nothing waits for that answer any more.');
  });
});

describe('trouble', () => {
  test.each([
    ['throttled', 'ROLLBACK_SUCCESSFUL'],
    ['crashed', 'ROLLBACK_SUCCESSFUL'],
    ['unhealthy-target', 'SUCCESSFUL'],
    ['listener-lag', 'SUCCESSFUL'],
  ] as const)('%s strikes, and the deployment ends %s', async (kind, wanted) => {
    const stage = await start();
    const seen = watch(stage);

    stage.setTrouble(kind, true);
    const { serviceDeploymentArn } = stage.deploy();
    const { status } = await stage.controller.waitForDeployment(serviceDeploymentArn);

    expect(seen.flatMap((event) => (event.type === 'fault' ? event.fault : []))).toContain(kind);
    expect(status).toBe(wanted);
  });

  test('of the next call is over with it', async () => {
    const stage = await start();
    stage.setTrouble('crashed', true);

    const statuses: string[] = [];
    for (let time = 0; time < 2; time++) {
      const { serviceDeploymentArn } = stage.deploy();
      statuses.push((await stage.controller.waitForDeployment(serviceDeploymentArn)).status);
    }

    expect(statuses).toEqual(['ROLLBACK_SUCCESSFUL', 'SUCCESSFUL']);
  });

  test('can be called off before it strikes', async () => {
    const stage = await start();

    for (const kind of troubleKinds) stage.setTrouble(kind, true);
    for (const kind of troubleKinds) stage.setTrouble(kind, false);
    const { serviceDeploymentArn } = stage.deploy();

    expect((await stage.controller.waitForDeployment(serviceDeploymentArn)).status).toBe('SUCCESSFUL');
  });
});

test('a rolling deployment has the hooks only that can be called, attached where they can', () => {
  const hook = (name: string, stage: 'PRE_SCALE_UP' | 'POST_TEST_TRAFFIC_SHIFT') =>
    ({ hookTargetArn: `arn:aws:lambda:us-west-2:123456789012:function:${name}`, lifecycleStages: [stage] }) as const;
  const attached = [hook('smoke', 'POST_TEST_TRAFFIC_SHIFT'), hook('approval', 'POST_TEST_TRAFFIC_SHIFT')];

  const { lifecycleHooks } = configurationFor(
    { strategy: 'ROLLING', pauses: false },
    {
      bakeTimeInMinutes: 5,
      deploymentConfiguration: { lifecycleHooks: attached },
      forRolling: (one) => (one === attached[1] ? hook('approval', 'PRE_SCALE_UP') : one),
    },
  );

  expect(lifecycleHooks).toEqual([hook('approval', 'PRE_SCALE_UP')]);
});

async function start(hook: (surroundings: StageSurroundings) => HookHandler = passing): Promise<Stage> {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const stage = await startTestStage(hook, { folder });
  undoing.push(stage.stop);
  return stage;
}

/** Everything that happens from now on. */
function watch(stage: Stage): ControllerEvent[] {
  const seen: ControllerEvent[] = [];
  stage.onEvent((event) => seen.push(event));
  return seen;
}

function sharesOf(seen: readonly ControllerEvent[], revision: string): (number | undefined)[] {
  return seen.flatMap((event) =>
    event.type === 'weights-changed' && event.listener === 'production' ? [event.weights[revision]] : [],
  );
}

/** The least and the most tasks that ran at once, from when both revisions have changed theirs. */
function runningTogether(seen: readonly ControllerEvent[]): [number, number] {
  const running = new Map<string, number>();
  const totals = seen.flatMap((event) => {
    if (event.type !== 'tasks-changed') return [];
    running.set(event.serviceRevisionArn, event.runningTaskCount);
    return running.size < 2 ? [] : [[...running.values()].reduce((sum, count) => sum + count, 0)];
  });
  return [Math.min(...totals), Math.max(...totals)];
}

function entered(stage: Stage, wanted: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stage.onEvent((event) => {
    if (event.type === 'stage-entered' && event.stage === wanted) resolve();
  });
  return promise;
}

function awaiting(stage: Stage): Promise<Extract<ControllerEvent, { type: 'hook-awaiting' }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<ControllerEvent, { type: 'hook-awaiting' }>>();
  stage.onEvent((event) => {
    if (event.type === 'hook-awaiting') resolve(event);
  });
  return promise;
}

async function versionAt(url: string): Promise<string> {
  const health = (await (await fetch(`${url}/health`)).json()) as { version: string };
  return health.version;
}
