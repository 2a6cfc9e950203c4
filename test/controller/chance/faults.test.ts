import { describe, expect, test } from 'vitest';
import { type Faults, faultKinds } from '../../../src/controller/chance/faults.ts';
import { inMemoryBackend } from '../../../src/controller/state/backend.ts';
import type { Switches } from '../../../src/controller/switches.ts';
import { answering, hookArn, hookAt, only, runningService, secondsBetween, version } from '../play.ts';

const succeeded = { hookStatus: 'SUCCEEDED' };

/** Deploys with one hook at POST_SCALE_UP and these faults. */
async function deployed(
  faults: Faults,
  more: { switches?: Partial<Switches>; answers?: unknown[]; seed?: number } = {},
) {
  const hook = answering(...(more.answers ?? [succeeded]));
  const played = await runningService({
    seed: more.seed ?? 1,
    switches: more.switches ?? {},
    functions: () => ({ handler: hook.handler, timeoutSeconds: 60 }),
    configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
  });
  played.controller.controls.setFaults(faults);
  const deployment = await played.controller.deploy(version(2));
  const [answered] = only(played.events, 'hook-answered');
  return { ...played, deployment, calls: hook.calls, outcome: answered?.outcome };
}

describe('faults', () => {
  test('B-103 occur exactly at the numbers that a script lists', async () => {
    const { events } = await deployed(
      { slow: [2, 4] },
      { answers: [...Array.from({ length: 4 }, () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 10 })), succeeded] },
    );

    expect(only(events, 'fault')).toMatchObject([
      { fault: 'slow', functionArn: hookArn },
      { fault: 'slow', functionArn: hookArn },
    ]);
    const called = only(events, 'hook-called').map(({ at }) => at);
    expect(called.slice(1).map((at, index) => secondsBetween(called[index], at))).toEqual([10, 30, 10, 30]);
  });

  test('B-103 occur about as often as a probability says, and identically with the same seed', async () => {
    const polls = 400;
    const answers = [...Array.from({ length: polls }, () => ({ hookStatus: 'IN_PROGRESS' })), succeeded];
    const play = async (seed: number) => {
      const { events } = await deployed({ slow: 0.25, repeated: 0.1 }, { seed, answers });
      return only(events, 'fault').map(({ at, fault }) => `${at.toISOString()} ${fault}`);
    };

    const faults = await play(7);

    expect(faults.filter((fault) => fault.endsWith('slow')).length / polls).toBeCloseTo(0.25, 1);
    expect(await play(7)).toEqual(faults);
    expect(await play(8)).not.toEqual(faults);
  });

  test.for([{}, 'often', [0], [1.5], ['1'], null])('B-103 are rejected by name if a chance is %j', async (chance) => {
    const { controller } = await runningService();

    expect(() => controller.controls.setFaults({ 'task-failure': chance as never })).toThrow(
      new RangeError(
        `faults.task-failure is ${JSON.stringify(chance)}; write a probability from 0 to 1, or a list such as [1, 3]`,
      ),
    );
  });

  test('B-103 are rejected by name if a probability is invalid', async () => {
    const { controller } = await runningService();

    expect(() => controller.controls.setFaults({ 'listener-lag': 20 })).toThrow(
      'faults.listener-lag is 20; write a probability from 0 to 1, or a list such as [1, 3]',
    );
  });

  test.each([
    ['throttled', 'Rate Exceeded. (Service: Lambda, Status Code: 429)'],
    ['service-error', 'Service Exception. (Service: Lambda, Status Code: 500)'],
  ] as const)('B-104 roll back if Lambda answers with %s, and the function does not run', async (fault, problem) => {
    const { deployment, calls } = await deployed({ [fault]: [1] });

    expect(calls).toEqual([]);
    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. ECS was unable to invoke hook target ${hookArn} due to ${problem}`,
    });
  });

  test.each(['throttled', 'service-error'] as const)(
    'B-104 delay by 30 seconds if Lambda answers with %s and ECS tries again',
    async (fault) => {
      const { deployment, calls, events } = await deployed(
        { [fault]: [1, 2] },
        { switches: { unreachedFunction: 'retry' } },
      );

      expect(deployment.status).toBe('SUCCESSFUL');
      expect(calls).toHaveLength(1);
      expect(only(events, 'stage-left').find(({ stage }) => stage === 'POST_SCALE_UP')?.seconds).toBe(60);
    },
  );

  test('B-105 call the function again when its answer is lost', async () => {
    const { deployment, calls } = await deployed({ 'lost-answer': [1] });

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(calls).toHaveLength(2);
  });

  test('B-105 roll back when an answer is lost and ECS does not try again', async () => {
    const { deployment, calls } = await deployed({ 'lost-answer': [1] }, { switches: { lostAnswer: 'rollback' } });

    expect(calls).toHaveLength(1);
    expect(deployment.statusReason).toContain(
      `ECS was unable to invoke hook target ${hookArn} due to the connection was closed before an answer arrived`,
    );
  });

  test.each([
    { fault: 'crashed', ran: 0, seconds: 0, problem: 'Runtime exited with error: signal: killed' },
    { fault: 'timed-out', ran: 1, seconds: 60, problem: 'Task timed out after 60.00 seconds' },
  ] as const)('B-106 roll back when the function is $fault', async ({ fault, ran, seconds, problem }) => {
    const { deployment, calls, outcome, events } = await deployed({ [fault]: [1] });

    expect(calls).toHaveLength(ran);
    expect(outcome).toEqual({ kind: 'function-error', problem });
    expect(deployment.statusReason).toContain('HookStatus must not be null');
    expect(only(events, 'stage-left').find(({ stage }) => stage === 'POST_SCALE_UP')?.seconds).toBe(seconds);
  });

  test('B-106 roll back when the function returns a false answer, no matter what it says', async () => {
    const lies = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const { outcome, deployment } = await deployed({ lying: [1] }, { seed });
        expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
        return JSON.stringify(outcome);
      }),
    );

    expect(new Set(lies).size).toBeGreaterThan(3);
  });

  test('B-106 kill a function that exceeds its timeout because it is slow', async () => {
    const { outcome } = await deployed({ slow: [1], slowSeconds: 61 });

    expect(outcome).toEqual({ kind: 'function-error', problem: 'Task timed out after 60.00 seconds' });
  });

  test('B-107 invoke a function twice at once with the same event', async () => {
    const { deployment, calls } = await deployed(
      { repeated: [1] },
      { answers: [{ hookStatus: 'FAILED' }, { hookStatus: 'SUCCEEDED' }] },
    );

    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual(calls[0]);
    expect(deployment.status).toBe('SUCCESSFUL');
  });

  test.each([
    { fault: 'task-failure', once: 10 },
    { fault: 'unhealthy-target', once: 120 },
  ] as const)(
    'B-108 restart a task after $fault, with a longer pause the more often it fails',
    async ({ fault, once }) => {
      const secondsOf = async (script: readonly number[]) => {
        const { events, deployment } = await deployed({ [fault]: script });
        expect(deployment.status).toBe('SUCCESSFUL');
        return only(events, 'stage-left').find(({ stage }) => stage === 'SCALE_UP')?.seconds;
      };

      expect(await secondsOf([])).toBe(30);
      expect(await secondsOf([2])).toBe(30 + once);
      expect(await secondsOf([2, 4])).toBe(30 + once + 2 * once);
    },
  );

  test('B-108 roll back after 24 hours if no task ever becomes healthy', async () => {
    const { deployment, events } = await deployed({ 'unhealthy-target': 1 });

    expect(deployment.statusReason).toBe('Service deployment rolled back because SCALE_UP took longer than 24 hours.');
    const failures = only(events, 'fault').filter(({ fault }) => fault === 'unhealthy-target');
    expect(failures.length).toBeGreaterThan(100);
    expect(failures.length).toBeLessThan(200);
    const gaps = failures.slice(1).map(({ at }, index) => secondsBetween(failures[index]?.at, at));
    expect(Math.max(...gaps)).toBe(27 * 60);
  });

  test.each([
    { lag: {}, longer: 60 },
    { lag: { lagSeconds: 90 }, longer: 90 },
  ])('B-109 delay a listener by $longer seconds with $lag', async ({ lag, longer }) => {
    const played = await runningService({ backend: inMemoryBackend({ shiftSeconds: 5 }) });
    played.controller.controls.setFaults({ 'listener-lag': [2], ...lag });

    await played.controller.deploy(version(2));

    const shifts = only(played.events, 'stage-left').filter(
      ({ stage }) => stage.endsWith('N_TRAFFIC_SHIFT') || stage === 'TEST_TRAFFIC_SHIFT',
    );
    expect(shifts.map(({ stage, seconds }) => [stage, seconds])).toEqual([
      ['TEST_TRAFFIC_SHIFT', 5],
      ['PRE_PRODUCTION_TRAFFIC_SHIFT', 0],
      ['PRODUCTION_TRAFFIC_SHIFT', 5 + longer],
      ['POST_PRODUCTION_TRAFFIC_SHIFT', 0],
    ]);
  });

  test('B-103 give every task start one chance, even if tasks are replaced in batches', async () => {
    const { controller, events } = await runningService({
      configuration: { strategy: 'ROLLING', minimumHealthyPercent: 100, maximumPercent: 134 },
    });
    controller.controls.setFaults({ 'task-failure': [4, 5, 6] });

    await controller.deploy(version(2));

    // Three tasks start one by one, and none of them is the fourth.
    expect(only(events, 'fault')).toEqual([]);
  });

  test('B-103 accept 0 and 1 as probabilities', async () => {
    const { controller } = await runningService();

    expect(() => controller.controls.setFaults({ crashed: 0, slow: 1 })).not.toThrow();
    expect(() => controller.controls.setFaults({ crashed: 1.01 })).toThrow('faults.crashed is 1.01');
    expect(() => controller.controls.setFaults({ crashed: -0.01 })).toThrow('faults.crashed is -0.01');
  });

  test.each([
    'throttled',
    'service-error',
    'crashed',
    'timed-out',
    'lost-answer',
    'lying',
    'slow',
    'repeated',
    'task-failure',
    'unhealthy-target',
    'listener-lag',
  ] as const)('B-103 are reported when they occur: %s', async (fault) => {
    const { events } = await deployed({ [fault]: [1] });

    expect(only(events, 'fault').map((event) => event.fault)).toEqual([fault]);
  });

  test('B-103 change nothing if none is configured', async () => {
    const none = await deployed({});
    const never = await deployed(Object.fromEntries(faultKinds.map((kind) => [kind, []])));

    expect(JSON.stringify(never.events)).toBe(JSON.stringify(none.events));
  });
});
