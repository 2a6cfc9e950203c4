import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/controller/chance/faults.ts';
import { hookableStages } from '../../src/hook/target.ts';
import type { RecordedCall } from '../../src/simulate/recording.ts';
import { simulateDeployment } from '../../src/simulate/simulate-deployment.ts';
import type { SimulateOptions } from '../../src/simulate/simulation.ts';

const anyAnswer = fc.oneof(
  fc.constant({ hookStatus: 'SUCCEEDED' }),
  fc.record({ hookStatus: fc.constant('IN_PROGRESS'), callBackDelay: fc.integer({ min: 1, max: 600 }) }),
  fc.constant({ hookStatus: 'FAILED', reason: 'no' }),
  fc.constant('throw'),
);

const anyOptions = fc.record({
  strategy: fc.constantFrom('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'),
  seed: fc.integer(),
  activeRevisions: fc.integer({ min: 0, max: 2 }),
  faults: fc.dictionary(fc.constantFrom(...faultKinds), fc.constantFrom(0.05, 0.3), { maxKeys: 3 }),
  at: fc.subarray([...hookableStages], { minLength: 1 }),
  answers: fc.array(anyAnswer, { minLength: 1, maxLength: 12 }),
});

type AnyOptions = typeof anyOptions extends fc.Arbitrary<infer T> ? T : never;

/** The same hooks again: they return these answers one after the other, and then succeed. */
function fresh({ at, answers, ...options }: AnyOptions): SimulateOptions {
  let calls = 0;
  const handler = () => {
    const answer = answers[calls++] ?? { hookStatus: 'SUCCEEDED' };
    if (answer === 'throw') throw new TypeError('fetch failed');
    return answer;
  };
  return { ...options, hooks: [{ handler, name: 'any', at }] };
}

describe('simulateDeployment, for any answers of the hook and any faults', () => {
  test('plays identically from the same seed, and from a recording', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions, async (options) => {
        const calls: RecordedCall[] = [];
        const played = await simulateDeployment({ ...fresh(options), onCall: (call) => calls.push(call) });

        expect(await simulateDeployment(fresh(options))).toEqual(played);
        expect(await simulateDeployment({ ...fresh({ ...options, answers: ['throw'] }), replay: calls })).toEqual(
          played,
        );
      }),
      { numRuns: 150 },
    );
  });

  test('leaves no stage and no hook unfinished, and no time uncounted', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions, async (options) => {
        const { stages, hooks, virtualSeconds, events } = await simulateDeployment(fresh(options));

        expect(stages.map(({ outcome }) => outcome)).not.toContain('running');
        expect(hooks.map(({ status }) => status)).not.toContain('IN_PROGRESS');
        for (const { startSeconds, seconds } of [...stages, ...hooks]) {
          expect(startSeconds + seconds).toBeLessThanOrEqual(virtualSeconds);
        }
        const called = events.filter(({ type }) => type === 'hook-called').length;
        expect(hooks.reduce((sum, { calls }) => sum + calls.length, 0)).toBe(called);
      }),
      { numRuns: 150 },
    );
  });
});
