import { describe, expect, test } from 'vitest';
import { parseRecording, type RecordedCall, writeCall } from '../../src/simulate/recording.ts';
import { simulateDeployment } from '../../src/simulate/simulate-deployment.ts';
import type { SimulateOptions } from '../../src/simulate/simulation.ts';

/** Waits once, then throws: everything that a recording must contain. */
function options(): SimulateOptions & { called: () => number } {
  let called = 0;
  const handler = () => {
    called++;
    if (called === 1) return { hookStatus: 'IN_PROGRESS', callBackDelay: 60, hookDetails: { since: 5 } };
    throw new TypeError('fetch failed');
  };
  return {
    strategy: 'BLUE_GREEN',
    seed: 'release-7',
    hooks: [{ handler, name: 'smoke', at: 'POST_TEST_TRAFFIC_SHIFT' }],
    called: () => called,
  };
}

async function recordOne(): Promise<{ calls: RecordedCall[]; played: Awaited<ReturnType<typeof simulateDeployment>> }> {
  const calls: RecordedCall[] = [];
  const played = await simulateDeployment({ ...options(), onCall: (call) => calls.push(call) });
  return { calls, played };
}

describe('a recording', () => {
  test('contains every call of a hook with its event and its outcome', async () => {
    const { calls } = await recordOne();

    expect(calls).toMatchObject([
      {
        schemaVersion: 1,
        hook: 'smoke',
        seed: 'release-7',
        event: { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
        answer: { hookStatus: 'IN_PROGRESS', callBackDelay: 60, hookDetails: { since: 5 } },
      },
      { hook: 'smoke', event: { hookDetails: { since: 5 } }, error: { name: 'TypeError', message: 'fetch failed' } },
    ]);
  });

  test('plays the same deployment again without calling the hook', async () => {
    const { calls, played } = await recordOne();
    const fresh = options();
    const again = await simulateDeployment({ ...fresh, replay: calls });

    expect(again).toEqual(played);
    expect(fresh.called()).toBe(0);
  });

  test('survives being written and read', async () => {
    const { calls } = await recordOne();

    expect(parseRecording(calls.map(writeCall).join(''))).toEqual(calls);
  });

  test('keeps simultaneous calls in the order in which they began, no matter how they settle', async () => {
    const calls: RecordedCall[] = [];
    const second = Promise.withResolvers<void>();
    let called = 0;
    const handler = async () => {
      if (++called > 1) {
        setImmediate(second.resolve);
        throw new TypeError('already there');
      }
      await second.promise;
      return { hookStatus: 'SUCCEEDED' };
    };
    const hooks = [{ handler, at: 'POST_SCALE_UP' }] as const;
    const faults = { repeated: [1] };
    await simulateDeployment({ strategy: 'BLUE_GREEN', hooks, faults, onCall: (call) => calls.push(call) });

    expect(calls).toMatchObject([
      { answer: { hookStatus: 'SUCCEEDED' } },
      { error: { name: 'TypeError', message: 'already there' } },
    ]);
  });

  test('contains the event as the hook got it, not as the hook left it', async () => {
    const calls: RecordedCall[] = [];
    const handler = (event: { lifecycleStage: string }) => {
      event.lifecycleStage = 'PRE_SCALE_UP';
      return { hookStatus: 'SUCCEEDED' };
    };
    const hooks = [{ handler, at: 'POST_SCALE_UP' }] as const;
    await simulateDeployment({ strategy: 'BLUE_GREEN', hooks, onCall: (call) => calls.push(call) });

    expect(calls[0]?.event.lifecycleStage).toBe('POST_SCALE_UP');
  });
});

describe('a replay', () => {
  test('names the call that differs from the recorded one', async () => {
    const { calls } = await recordOne();

    await expect(simulateDeployment({ ...options(), seed: 8, replay: calls })).rejects.toMatchObject({
      code: 'REPLAY_MISMATCH',
      message: expect.stringMatching(
        /^call 1 of smoke, at POST_TEST_TRAFFIC_SHIFT, is not as recorded: event\.executionId is "[0-9a-f-]{36}", but "[0-9a-f-]{36}" was recorded; play with the flags of the recording, or record again$/,
      ),
    });
  });

  test('names the call that is missing', async () => {
    const { calls } = await recordOne();

    await expect(simulateDeployment({ ...options(), replay: calls.slice(0, 1) })).rejects.toThrow(
      'call 2 of smoke, at POST_TEST_TRAFFIC_SHIFT, is not in the recording, which has 1',
    );
  });

  test('names the call that was not replayed', async () => {
    const { calls } = await recordOne();
    const [first, second] = calls as [RecordedCall, RecordedCall];

    await expect(simulateDeployment({ ...options(), replay: [first, second, second] })).rejects.toThrow(
      'call 3 of smoke, at POST_TEST_TRAFFIC_SHIFT, was recorded and never made',
    );
  });
});

describe('parseRecording', () => {
  test.each([
    ['', 'the recording has no calls; make one with --record'],
    ['{"hook":', 'line 1 of the recording is not a recorded call: {"hook":; make it again with --record'],
    ['\n{"schemaVersion":2}', 'line 2 of the recording is not a recorded call: {"schemaVersion":2}'],
  ])('refuses %j', (text, message) => {
    expect(() => parseRecording(text)).toThrow(message);
  });
});
