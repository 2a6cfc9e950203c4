import { describe, expect, test } from 'vitest';
import { createHook } from '../../src/hook/create-hook.ts';
import { simulateDeployment } from '../../src/simulate/simulate-deployment.ts';
import type { SimulatedHook, SimulatedLambdaHook } from '../../src/simulate/simulation.ts';
import { recordingLogger } from '../helpers/hook.ts';

const passing = { handler: () => ({ hookStatus: 'SUCCEEDED', reason: 'fine' }), name: 'passing' };
const failing = { handler: () => ({ hookStatus: 'FAILED', reason: 'p99 812 ms, allowed 500 ms' }), name: 'failing' };

/** Asks to be called again after a minute until it has been called this often. */
function patient(calls: number) {
  let called = 0;
  return {
    name: 'patient',
    handler: () =>
      ++called < calls
        ? { hookStatus: 'IN_PROGRESS', callBackDelay: 60, reason: `call ${called}` }
        : { hookStatus: 'SUCCEEDED', reason: 'at last' },
  };
}

describe('simulateDeployment', () => {
  test('reports how a deployment went, by stage, hook and listener', async () => {
    const played = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ ...patient(3), at: 'POST_TEST_TRAFFIC_SHIFT', hookDetails: { path: '/' } }],
    });

    expect(played.status).toBe('SUCCESSFUL');
    expect(played.statusReason).toBeNull();
    expect(played.virtualSeconds).toBe(30 + 2 * 60 + 10 * 60);
    expect(
      played.stages.map(({ stage, startSeconds, seconds, outcome }) => [stage, startSeconds, seconds, outcome]),
    ).toEqual([
      ['PRE_SCALE_UP', 0, 0, 'succeeded'],
      ['SCALE_UP', 0, 30, 'succeeded'],
      ['POST_SCALE_UP', 30, 0, 'succeeded'],
      ['TEST_TRAFFIC_SHIFT', 30, 0, 'succeeded'],
      ['POST_TEST_TRAFFIC_SHIFT', 30, 120, 'succeeded'],
      ['PRE_PRODUCTION_TRAFFIC_SHIFT', 150, 0, 'succeeded'],
      ['PRODUCTION_TRAFFIC_SHIFT', 150, 0, 'succeeded'],
      ['POST_PRODUCTION_TRAFFIC_SHIFT', 150, 0, 'succeeded'],
      ['BAKE_TIME', 150, 600, 'succeeded'],
      ['CLEAN_UP', 750, 0, 'succeeded'],
    ]);
    expect(played.weights).toEqual([
      { atSeconds: 0, listener: 'production', green: 0, blue: 100 },
      { atSeconds: 0, listener: 'test', green: 0, blue: 100 },
      { atSeconds: 30, listener: 'test', green: 100, blue: 0 },
      { atSeconds: 150, listener: 'production', green: 100, blue: 0 },
    ]);
    expect(played.hooks).toMatchObject([
      {
        name: 'patient',
        functionArn: 'arn:aws:lambda:us-west-2:123456789012:function:patient',
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        status: 'SUCCEEDED',
        reason: 'at last',
        startSeconds: 30,
        seconds: 120,
        calls: [
          { attempt: 1, atSeconds: 30, answer: { reason: 'call 1' }, callBackDelaySeconds: 60 },
          { attempt: 2, atSeconds: 90, answer: { reason: 'call 2' }, callBackDelaySeconds: 60 },
          { attempt: 3, atSeconds: 150, answer: { hookStatus: 'SUCCEEDED', reason: 'at last' } },
        ],
      },
    ]);
    expect(played.hooks[0]?.calls[0]?.event).toMatchObject({
      lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
      resourceArn: played.serviceDeploymentArn,
      executionDetails: { targetServiceRevisionArn: played.targetRevisionArn },
      hookDetails: { path: '/' },
    });
    expect(played.events[0]).toMatchObject({ type: 'deployment-status', status: 'PENDING' });
    expect(played.deployment.status).toBe('SUCCESSFUL');
  });

  test('survives a trip through JSON', async () => {
    const {
      events: _,
      deployment: __,
      ...played
    } = await simulateDeployment({
      strategy: 'CANARY',
      hooks: [{ ...patient(2), at: 'PRODUCTION_TRAFFIC_SHIFT' }],
    });

    expect(JSON.parse(JSON.stringify(played))).toEqual(played);
  });

  test('says why a deployment was rolled back', async () => {
    const played = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ ...failing, at: 'POST_TEST_TRAFFIC_SHIFT' }],
    });

    expect(played.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(played.statusReason).toBe(
      'Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ' +
        'Lifecycle hook target arn:aws:lambda:us-west-2:123456789012:function:failing returned FAILED status.',
    );
    expect(played.hooks).toMatchObject([{ status: 'FAILED', reason: 'p99 812 ms, allowed 500 ms' }]);
    expect(played.stages.filter(({ isRollback }) => isRollback).map(({ stage }) => stage)).toEqual([
      'PRODUCTION_TRAFFIC_SHIFT',
      'TEST_TRAFFIC_SHIFT',
    ]);
    expect(played.weights.at(-1)).toMatchObject({ listener: 'test', green: 0, blue: 100 });
  });

  test('shows the error of a function that threw, which ECS does not', async () => {
    const handler = () => {
      throw new TypeError('fetch failed');
    };
    const played = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [{ handler, at: 'POST_SCALE_UP' }] });

    expect(played.hooks).toMatchObject([{ name: 'handler', status: 'FAILED', reason: 'TypeError: fetch failed' }]);
    expect(played.hooks[0]?.calls).toMatchObject([{ problem: 'TypeError: fetch failed' }]);
    expect(played.statusReason).toContain('due to HookStatus must not be null');
  });

  test('reports the timeout of a hook, and continues if configured to', async () => {
    const hook = { ...patient(100), at: 'POST_SCALE_UP', timeoutMinutes: 5, timeoutAction: 'CONTINUE' } as const;
    const played = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [hook] });

    expect(played.status).toBe('SUCCESSFUL');
    expect(played.hooks).toMatchObject([{ status: 'TIMED_OUT', seconds: 300 }]);
  });

  test('steps through a linear deployment, each step with its hooks', async () => {
    const played = await simulateDeployment({
      strategy: 'LINEAR',
      deploymentConfiguration: { linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 6 } },
      hooks: [{ ...passing, at: 'PRODUCTION_TRAFFIC_SHIFT' }],
    });

    expect(played.hooks.map(({ step, startSeconds }) => [step, startSeconds])).toEqual([
      [1, 30],
      [2, 390],
    ]);
    expect(played.weights.filter(({ listener }) => listener === 'production').map(({ green }) => green)).toEqual([
      0, 50, 100,
    ]);
  });

  test('lets somebody answer a pause hook, or nobody', async () => {
    const pauseWith = async (pause: Extract<SimulatedHook, { pause: unknown }>['pause']) => {
      const hooks = [{ pause, at: 'POST_SCALE_UP', timeoutMinutes: 60 } as SimulatedHook];
      const { status, hooks: ended, virtualSeconds } = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks });
      return [status, ended[0]?.status, virtualSeconds];
    };

    expect(await pauseWith({ action: 'CONTINUE', afterMinutes: 5 })).toEqual([
      'SUCCESSFUL',
      'SUCCEEDED',
      30 + 300 + 600,
    ]);
    expect(await pauseWith({ action: 'ROLLBACK' })).toEqual(['ROLLBACK_SUCCESSFUL', 'FAILED', 30]);
    expect(await pauseWith('unanswered')).toEqual(['ROLLBACK_SUCCESSFUL', 'TIMED_OUT', 30 + 3600]);
    expect(await pauseWith({ action: 'CONTINUE', afterMinutes: 90 })).toEqual([
      'ROLLBACK_SUCCESSFUL',
      'TIMED_OUT',
      30 + 3600,
    ]);
  });

  test('gives a hook of the kit the simulation’s clock', async () => {
    const played = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: ({ clock }) => [
        {
          at: 'POST_TEST_TRAFFIC_SHIFT',
          name: 'soak',
          handler: createHook({
            clock,
            logger: recordingLogger(),
            check: {
              name: 'soak',
              run: (_target, { gate }) => {
                const minutes = (clock.now().getTime() - gate.since.getTime()) / 60_000;
                return { kind: minutes < 20 ? 'wait' : 'pass', reason: `${Math.floor(minutes)} of 20 minutes` };
              },
            },
          }),
        },
      ],
    });

    expect(played.status).toBe('SUCCESSFUL');
    expect(played.hooks[0]?.reason).toMatch(/^2\d of 20 minutes$/);
    expect(played.virtualSeconds).toBeGreaterThan(30 + 20 * 60);
  });

  test('plays a first deployment, and one that replaces another', async () => {
    const hooks = [{ ...passing, at: 'RECONCILE_SERVICE' as const }];
    const first = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks, firstDeployment: true });
    const second = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks, activeRevisions: 2 });

    expect(first.sourceRevisionArn).toBeNull();
    expect(first.hooks).toEqual([]);
    expect(first.weights[0]).toEqual({ atSeconds: 0, listener: 'production', green: 0, blue: 0 });
    expect(second.hooks.map(({ stage }) => stage)).toEqual(['RECONCILE_SERVICE']);
    expect(second.status).toBe('SUCCESSFUL');
  });

  test.each([
    [{ activeRevisions: 3 }, 'activeRevisions is 3; write 0, 1 or 2'],
    [{ activeRevisions: 1, firstDeployment: true }, 'a first deployment finds no revision, and activeRevisions is 1'],
  ])('refuses %j', async (options, message) => {
    await expect(simulateDeployment({ strategy: 'BLUE_GREEN', ...options })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining(message),
    });
  });

  test('distinguishes hooks with the same name', async () => {
    const hook = { ...passing, at: 'POST_SCALE_UP' } as const;
    const { hooks } = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [hook, { ...hook, name: 'pass ing!' }, hook],
    });

    expect(hooks.map(({ name }) => name)).toEqual(['passing', 'pass-ing', 'passing-2']);
  });

  test('causes the requested faults, and the same ones with the same seed', async () => {
    const play = (seed: number) =>
      simulateDeployment({
        strategy: 'BLUE_GREEN',
        hooks: [{ ...patient(20), at: 'POST_TEST_TRAFFIC_SHIFT' }],
        faults: { crashed: 0.2 },
        seed,
      });
    const [one, again, other] = await Promise.all([play(7), play(7), play(8)]);

    expect(one.faults.map(({ fault }) => fault)).toEqual(['crashed']);
    expect(JSON.stringify(again)).toBe(JSON.stringify(one));
    expect(other.serviceDeploymentArn).not.toBe(one.serviceDeploymentArn);
  });

  test('follows the switches for undocumented behaviour', async () => {
    const play = async (executionId: 'per-call' | 'per-hook') => {
      const hooks = [{ ...patient(3), at: 'POST_SCALE_UP' as const }];
      const played = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks, switches: { executionId } });
      return new Set(played.hooks[0]?.calls.map(({ event }) => event.executionId)).size;
    };

    expect(await play('per-call')).toBe(3);
    expect(await play('per-hook')).toBe(1);
  });

  test('reports everything as it happens, with the result so far', async () => {
    const told: string[] = [];
    await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ ...patient(2), at: 'POST_SCALE_UP' }],
      onEvent: ({ type }, { virtualSeconds, hooks: [run] }) => {
        if (type.startsWith('hook-')) told.push(`${virtualSeconds} ${type} ${run?.status} ${run?.reason}`);
      },
    });

    expect(told).toEqual([
      '30 hook-called IN_PROGRESS null',
      '30 hook-answered IN_PROGRESS call 1',
      '90 hook-called IN_PROGRESS call 1',
      '90 hook-answered IN_PROGRESS at last',
      '90 hook-finished SUCCEEDED at last',
    ]);
  });

  test('ends when its signal aborts, even while a hook never answers', async () => {
    const ending = new AbortController();
    const handler = () => {
      setImmediate(() => ending.abort(new Error('enough')));
      return new Promise(() => {});
    };
    const simulating = simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ handler, at: 'POST_SCALE_UP' }],
      signal: ending.signal,
    });

    await expect(simulating).rejects.toThrow('enough');
  });

  test('refuses what ECS would refuse', async () => {
    const hooks = [{ ...passing, at: 'POST_SCALE_UP', timeoutMinutes: 2000 } as const];

    await expect(simulateDeployment({ strategy: 'BLUE_GREEN', hooks })).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
    });
  });

  test("respects a function's own timeout, and the time that it takes", async () => {
    const left: number[] = [];
    const handler: SimulatedLambdaHook['handler'] = (_event, context) => {
      left.push(context.getRemainingTimeInMillis());
      return { hookStatus: 'SUCCEEDED' };
    };
    const quick = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ handler, at: 'POST_SCALE_UP', timeoutSeconds: 30, takesSeconds: 20 }],
    });
    const late = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: [{ handler, at: 'POST_SCALE_UP', timeoutSeconds: 30, takesSeconds: 40 }],
    });

    expect(left).toEqual([30_000, 30_000]);
    expect(quick.hooks).toMatchObject([{ status: 'SUCCEEDED', seconds: 20 }]);
    expect(late.hooks).toMatchObject([
      { status: 'FAILED', seconds: 30, calls: [{ problem: 'Task timed out after 30.00 seconds' }] },
    ]);
  });
});
