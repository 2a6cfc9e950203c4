import { describe, expect, test } from 'vitest';
import {
  answering,
  hookArn,
  hookAt,
  only,
  otherHookArn,
  type PlayOptions,
  runningService,
  secondsBetween,
  version,
} from '../play.ts';

const unreadable = `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. ECS was unable to parse the response from ${hookArn} due to HookStatus must not be null`;

/** Deploys with one hook at POST_SCALE_UP that gives these answers. */
async function deployAnswering(answers: readonly unknown[], options: PlayOptions = {}) {
  const hook = answering(...answers);
  const played = await runningService({
    functions: () => hook.handler,
    ...options,
    configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')], ...options.configuration },
  });
  const deployment = await played.controller.deploy(version(2));
  const stage = only(played.events, 'stage-left').find((event) => event.stage === 'POST_SCALE_UP');
  return { ...played, deployment, calls: hook.calls, stageSeconds: stage?.seconds };
}

describe('the answer of a hook', () => {
  test('B-20 SUCCEEDED continues, no matter what else it says', async () => {
    const { deployment, calls } = await deployAnswering([
      { hookStatus: 'SUCCEEDED', reason: 'Validation passed', callBackDelay: 9 },
    ]);

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(calls).toHaveLength(1);
  });

  test('B-21 FAILED rolls back and names the function', async () => {
    const { deployment } = await deployAnswering([{ hookStatus: 'FAILED', reason: 'p99 is 812 ms' }]);

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.statusReason).toBe(
      `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status.`,
    );
  });

  test.each([
    { answer: { hookStatus: 'IN_PROGRESS', callBackDelay: 60 }, seconds: 60 },
    { answer: { hookStatus: 'IN_PROGRESS', callBackDelay: 0.5 }, seconds: 0.5 },
    { answer: { hookStatus: 'IN_PROGRESS' }, seconds: 30 },
    { answer: { hookStatus: 'IN_PROGRESS', callBackDelay: null }, seconds: 30 },
  ])('B-22 $answer causes another call after $seconds seconds', async ({ answer, seconds }) => {
    const { deployment, calls, stageSeconds } = await deployAnswering([answer, { hookStatus: 'SUCCEEDED' }]);

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(calls).toHaveLength(2);
    expect(stageSeconds).toBe(seconds);
  });

  test('B-23 callBackDelaySeconds is ignored', async () => {
    const { stageSeconds } = await deployAnswering([
      { hookStatus: 'IN_PROGRESS', callBackDelaySeconds: 5 },
      { hookStatus: 'SUCCEEDED' },
    ]);

    expect(stageSeconds).toBe(30);
  });

  test.each([0, -1, '60', true, [], {}])('B-24 with callBackDelay %j rolls back', async (callBackDelay) => {
    const { deployment, events } = await deployAnswering([{ hookStatus: 'IN_PROGRESS', callBackDelay }]);

    expect(deployment.statusReason).toBe(unreadable);
    expect(only(events, 'hook-answered')[0]?.outcome).toMatchObject({
      kind: 'unreadable',
      problem: `callBackDelay is ${JSON.stringify(callBackDelay)} and not a number of seconds above 0`,
    });
  });

  test('B-24 with a wrong callBackDelay causes another call after 30 seconds if a switch says so', async () => {
    const { deployment, stageSeconds } = await deployAnswering(
      [{ hookStatus: 'IN_PROGRESS', callBackDelay: -1 }, { hookStatus: 'SUCCEEDED' }],
      { switches: { invalidCallBackDelay: 'default' } },
    );

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(stageSeconds).toBe(30);
  });

  test.each([
    [undefined, 'the answer is null and not an object'],
    ['SUCCEEDED', 'the answer is "SUCCEEDED" and not an object'],
    [[{ hookStatus: 'SUCCEEDED' }], 'the answer is [{"hookStatus":"SUCCEEDED"}] and not an object'],
    [{}, 'hookStatus is missing; the answer has no keys'],
    [{ statusCode: 200, body: '{"hookStatus":"SUCCEEDED"}' }, 'hookStatus is missing; the answer has statusCode, body'],
    [{ hookStatus: 'succeeded' }, 'hookStatus is "succeeded" and not SUCCEEDED, FAILED or IN_PROGRESS'],
    [{ hookStatus: null }, 'hookStatus is null and not SUCCEEDED, FAILED or IN_PROGRESS'],
  ])('B-25 %j rolls back as unreadable', async (answer, problem) => {
    const { deployment, events, calls } = await deployAnswering([answer]);

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.statusReason).toBe(unreadable);
    expect(calls).toHaveLength(1);
    expect(only(events, 'hook-answered')[0]?.outcome).toMatchObject({ kind: 'unreadable', problem });
  });

  test('B-25 that is very long is quoted only at its beginning', async () => {
    const { events } = await deployAnswering(['x'.repeat(1000)]);

    expect(only(events, 'hook-answered')[0]?.outcome).toMatchObject({
      problem: `the answer is "${'x'.repeat(79)}… and not an object`,
    });
  });

  test.each([
    { what: 'throws', handler: () => Promise.reject(new TypeError('no bucket')), problem: 'TypeError: no bucket' },
    {
      what: 'throws at once',
      handler: () => {
        throw 'no bucket';
      },
      problem: 'no bucket',
    },
    {
      what: 'returns something other than JSON',
      handler: () => ({ hookStatus: 'SUCCEEDED', count: 1n }),
      problem: 'TypeError: Do not know how to serialize a BigInt',
    },
  ])('B-26 of a function that $what rolls back, without another call', async ({ handler, problem }) => {
    const { deployment, events } = await deployAnswering([], { functions: () => handler });

    expect(deployment.statusReason).toBe(unreadable);
    expect(only(events, 'hook-called')).toHaveLength(1);
    expect(only(events, 'hook-answered')[0]?.outcome).toEqual({ kind: 'function-error', problem });
  });

  test('B-27 that arrives after the timeout of the function is not awaited', async () => {
    const { deployment, events, stageSeconds } = await deployAnswering([], {
      functions: () => ({ handler: () => ({ hookStatus: 'SUCCEEDED' }), timeoutSeconds: 10, takesSeconds: 11 }),
    });

    expect(deployment.statusReason).toBe(unreadable);
    expect(stageSeconds).toBe(10);
    expect(only(events, 'hook-answered')[0]?.outcome).toEqual({
      kind: 'function-error',
      problem: 'Task timed out after 10.00 seconds',
    });
  });

  test('B-27 that arrives in time is accepted, after the time that it took', async () => {
    const { deployment, stageSeconds } = await deployAnswering([], {
      functions: () => ({ handler: () => ({ hookStatus: 'SUCCEEDED' }), timeoutSeconds: 10, takesSeconds: 9 }),
    });

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(stageSeconds).toBe(9);
  });

  test('B-27 is awaited for at most 15 minutes, no matter which timeout the function has', async () => {
    const { stageSeconds } = await deployAnswering([], {
      functions: () => ({ handler: () => ({ hookStatus: 'SUCCEEDED' }), timeoutSeconds: 3600, takesSeconds: 1800 }),
    });

    expect(stageSeconds).toBe(900);
  });

  test('B-28 cannot come from a function that does not exist', async () => {
    const { deployment } = await deployAnswering([], { functions: () => undefined });

    expect(deployment.statusReason).toBe(
      `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. ECS was unable to invoke hook target ${hookArn} due to Function not found: ${hookArn}`,
    );
  });
});

describe('the hooks of one stage', () => {
  test('B-32 are called in parallel, and the stage lasts until the slowest one has finished', async () => {
    const slow = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 100 }, { hookStatus: 'SUCCEEDED' });
    const quick = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 40 }, { hookStatus: 'SUCCEEDED' });
    const { deployment, events, stageSeconds } = await deployAnswering([], {
      functions: (arn) => (arn === hookArn ? slow.handler : quick.handler),
      configuration: {
        lifecycleHooks: [hookAt('POST_SCALE_UP'), hookAt('POST_SCALE_UP', { hookTargetArn: otherHookArn })],
      },
    });

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(stageSeconds).toBe(100);
    const calls = only(events, 'hook-called').map(({ at, hookIndex }) => [
      secondsBetween(deployment.startedAt, at),
      hookIndex,
    ]);
    expect(calls).toEqual([
      [30, 0],
      [30, 1],
      [70, 1],
      [130, 0],
    ]);
  });

  test('B-32 are all awaited even if one has already failed', async () => {
    const slow = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 100 }, { hookStatus: 'SUCCEEDED' });
    const failing = answering({ hookStatus: 'FAILED' });
    const { deployment, stageSeconds } = await deployAnswering([], {
      functions: (arn) => (arn === hookArn ? slow.handler : failing.handler),
      configuration: {
        lifecycleHooks: [hookAt('POST_SCALE_UP'), hookAt('POST_SCALE_UP', { hookTargetArn: otherHookArn })],
      },
    });

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(stageSeconds).toBe(100);
    expect(slow.calls).toHaveLength(2);
  });

  test('B-33 are all named if they fail, in the order of the configuration', async () => {
    const late = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 1 }, { hookStatus: 'FAILED' });
    const { deployment } = await deployAnswering([], {
      functions: (arn) => (arn === hookArn ? late.handler : () => ({})),
      configuration: {
        lifecycleHooks: [hookAt('POST_SCALE_UP'), hookAt('POST_SCALE_UP', { hookTargetArn: otherHookArn })],
      },
    });

    expect(deployment.statusReason).toBe(
      `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status. ECS was unable to parse the response from ${otherHookArn} due to HookStatus must not be null`,
    );
  });

  test('B-34 may be one element that lists several stages', async () => {
    const { deployment, calls } = await deployAnswering([{ hookStatus: 'SUCCEEDED' }], {
      configuration: { lifecycleHooks: [hookAt(['PRE_SCALE_UP', 'POST_PRODUCTION_TRAFFIC_SHIFT'])] },
    });

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual([
      'PRE_SCALE_UP',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    ]);
  });
});
