import { describe, expect, type TestContext, test } from 'vitest';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { sandboxFaultKinds } from '../../../src/sandbox/view/sandbox-faults.ts';
import { configurationFor, strategies } from '../../../src/sandbox/view/strategies.ts';
import { newFolder, passing, startTestSandbox } from '../sandbox-fixture.ts';

// Each test has its own sandbox, for whose clock it mostly waits.
describe('a deployment in the sandbox', { concurrent: true }, () => {
  test.for([
    ['BLUE_GREEN', [100]],
    ['LINEAR', [25, 50, 75, 100]],
    ['CANARY', [10, 100]],
    ['ROLLING', [25, 33.3, 50, 66.7, 75, 100]],
  ] as const)('%s gives production to the new version by %j percent', async ([strategy, wanted], context) => {
    const sandbox = await start(context);
    const seen = watch(sandbox);

    const { serviceDeploymentArn, serviceRevisionArn } = sandbox.deploy({ strategy });
    const { status, deploymentConfiguration } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('SUCCESSFUL');
    expect(deploymentConfiguration.strategy).toBe(strategy);
    expect(sharesOf(seen, serviceRevisionArn)).toEqual(wanted);
    expect(await versionAt(sandbox.urls.production)).toBe('1.42');
  });

  test('changes from any strategy to any other', async (context) => {
    const sandbox = await start(context);

    const statuses: string[] = [];
    for (const strategy of ['ROLLING', 'CANARY', 'ROLLING', 'LINEAR', 'BLUE_GREEN'] as const) {
      const { serviceDeploymentArn } = sandbox.deploy({ strategy });
      statuses.push((await sandbox.controller.waitForDeployment(serviceDeploymentArn)).status);
    }

    expect(statuses).toEqual(Array(5).fill('SUCCESSFUL'));
    expect(await versionAt(sandbox.urls.production)).toBe('1.46');
    expect(await versionAt(sandbox.urls.test)).toBe('1.46');
  });

  test('ROLLING runs tasks of both revisions, at most four and at least three', async (context) => {
    const sandbox = await start(context);
    const seen = watch(sandbox);

    const { serviceDeploymentArn } = sandbox.deploy({ strategy: 'ROLLING' });
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect(runningTogether(seen)).toEqual([3, 4]);
  });

  test.for(strategies)('%s is rolled back on request while it bakes', async (strategy, context) => {
    const sandbox = await start(context);

    const { serviceDeploymentArn } = sandbox.deploy({ strategy });
    await entered(sandbox, 'BAKE_TIME');
    sandbox.rollBack();
    const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(await versionAt(sandbox.urls.production)).toBe('1.41');
  });

  test.for(strategies)(
    '%s is rolled back while it bakes when an alarm fires that ECS watches',
    async (strategy, context) => {
      const sandbox = await start(context);

      const { serviceDeploymentArn } = sandbox.deploy({ strategy });
      await entered(sandbox, 'BAKE_TIME');
      sandbox.setAlarm('retail-ui-latency', 'ALARM');
      const { status, alarms } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);

      expect(status).toBe('ROLLBACK_SUCCESSFUL');
      expect(alarms.triggeredAlarmNames).toEqual(['retail-ui-latency']);
      expect(await versionAt(sandbox.urls.production)).toBe('1.41');
    },
  );

  test("is not rolled back by the hook's alarm once it bakes", async (context) => {
    const sandbox = await start(context);

    const { serviceDeploymentArn } = sandbox.deploy();
    await entered(sandbox, 'BAKE_TIME');
    sandbox.setAlarm('retail-ui-5xx', 'ALARM');
    const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('SUCCESSFUL');
  });

  test('refuses an unknown alarm', async (context) => {
    const sandbox = await start(context);

    expect(() => sandbox.setAlarm('no-such-alarm', 'ALARM')).toThrow('There is no alarm no-such-alarm.');
  });
});

describe('a pause', { concurrent: true }, () => {
  test.for([
    ['CONTINUE', 'SUCCESSFUL', '1.42'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL', '1.41'],
  ] as const)('waits, and continues according to the answer: %s', async ([action, status, version], context) => {
    const sandbox = await start(context);

    const { serviceDeploymentArn } = sandbox.deploy({ pauses: true });
    const { hookId, stage: at } = await awaiting(sandbox);
    const before = await versionAt(sandbox.urls.production);
    sandbox.answerPause(hookId, action);
    const ended = await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect(at).toBe('POST_TEST_TRAFFIC_SHIFT');
    expect(before).toBe('1.41');
    expect(ended.status).toBe(status);
    expect(await versionAt(sandbox.urls.production)).toBe(version);
  });

  test('comes before a rolling deployment starts, because no other time is possible', async (context) => {
    const sandbox = await start(context);

    sandbox.deploy({ strategy: 'ROLLING', pauses: true });

    expect((await awaiting(sandbox)).stage).toBe('PRE_SCALE_UP');
  });

  test('is chosen again for each deployment', async (context) => {
    const sandbox = await start(context);
    const { serviceDeploymentArn } = sandbox.deploy({ strategy: 'CANARY', pauses: true });
    sandbox.answerPause((await awaiting(sandbox)).hookId, 'CONTINUE');
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    const next = sandbox.deploy();
    const { status, deploymentConfiguration } = await sandbox.controller.waitForDeployment(next.serviceDeploymentArn);

    expect(status).toBe('SUCCESSFUL');
    expect(deploymentConfiguration).toMatchObject({
      strategy: 'CANARY',
      lifecycleHooks: [{ targetType: 'AWS_LAMBDA' }],
    });
  });

  test('cannot be answered if no pause is waiting', async (context) => {
    const sandbox = await start(context);

    expect(() => sandbox.answerPause('ecs-pause-none', 'CONTINUE')).toThrow('Nothing waits for that answer any more.');
  });
});

describe('faults', { concurrent: true }, () => {
  test.for([
    ['throttled', 'ROLLBACK_SUCCESSFUL'],
    ['crashed', 'ROLLBACK_SUCCESSFUL'],
    ['unhealthy-target', 'SUCCESSFUL'],
    ['listener-lag', 'SUCCESSFUL'],
  ] as const)('include %s, after which the deployment ends as %s', async ([kind, wanted], context) => {
    const sandbox = await start(context);
    const seen = watch(sandbox);

    sandbox.setFault(kind, true);
    const { serviceDeploymentArn } = sandbox.deploy();
    const { status } = await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    expect(seen.flatMap((event) => (event.type === 'fault' ? event.fault : []))).toContain(kind);
    expect(status).toBe(wanted);
  });

  test('of the next call end with it', async (context) => {
    const sandbox = await start(context);
    sandbox.setFault('crashed', true);

    const statuses: string[] = [];
    for (let time = 0; time < 2; time++) {
      const { serviceDeploymentArn } = sandbox.deploy();
      statuses.push((await sandbox.controller.waitForDeployment(serviceDeploymentArn)).status);
    }

    expect(statuses).toEqual(['ROLLBACK_SUCCESSFUL', 'SUCCESSFUL']);
  });

  test('can be cancelled before they occur', async (context) => {
    const sandbox = await start(context);

    for (const kind of sandboxFaultKinds) sandbox.setFault(kind, true);
    for (const kind of sandboxFaultKinds) sandbox.setFault(kind, false);
    const { serviceDeploymentArn } = sandbox.deploy();

    expect((await sandbox.controller.waitForDeployment(serviceDeploymentArn)).status).toBe('SUCCESSFUL');
  });
});

test('a rolling deployment has only the hooks that can be called, attached to the possible stages', () => {
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

async function start({ onTestFinished: atEnd }: TestContext): Promise<Sandbox> {
  const { folder, remove } = await newFolder();
  atEnd(remove);
  const sandbox = await startTestSandbox(passing, { folder });
  atEnd(sandbox.stop);
  return sandbox;
}

/** Everything that happens from now on. */
function watch(sandbox: Sandbox): ControllerEvent[] {
  const seen: ControllerEvent[] = [];
  sandbox.onEvent((event) => seen.push(event));
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

function entered(sandbox: Sandbox, wanted: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  sandbox.onEvent((event) => {
    if (event.type === 'stage-entered' && event.stage === wanted) resolve();
  });
  return promise;
}

function awaiting(sandbox: Sandbox): Promise<Extract<ControllerEvent, { type: 'hook-awaiting' }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<ControllerEvent, { type: 'hook-awaiting' }>>();
  sandbox.onEvent((event) => {
    if (event.type === 'hook-awaiting') resolve(event);
  });
  return promise;
}

async function versionAt(url: string): Promise<string> {
  const health = (await (await fetch(`${url}/health`)).json()) as { version: string };
  return health.version;
}
