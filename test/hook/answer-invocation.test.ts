import { describe, expect, test } from 'vitest';
import type { HookOptions } from '../../src/hook/answer-invocation.ts';
import { defineHook } from '../../src/hook/define-hook.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { ecsEvent, lambdaContext, recordingLogger, rollbackEvent, SteppableClock } from '../helpers/hook.ts';

function answerTo(event: unknown, changes: Partial<HookOptions<unknown>> = {}) {
  const check = { name: 'probe', run: () => ({ kind: 'pass', reason: '14 of 14' }) as const };
  const hook = defineHook({ check, clock: new SteppableClock(), logger: recordingLogger(), ...changes });
  return hook(event, lambdaContext());
}

const brokenClock = {
  now: () => {
    throw new Error('no clock');
  },
};

describe('an event that is not a lifecycle event', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a string', 'deploy'],
    ['an empty object', {}],
    ['without execution details', ecsEvent({ executionDetails: undefined })],
    ['of another ARN', ecsEvent({ resourceArn: 'my-deployment' })],
    ['of a stage that is a number', ecsEvent({ lifecycleStage: 5 })],
    ['from EventBridge', { 'detail-type': 'ECS Deployment State Change' }],
  ])('is refused as such, and not by a crash of our own: %s', async (_what, event) => {
    const answer = await answerTo(event);

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).not.toContain('crashed');
    expect(answer.reason).toMatch(/event|Arn|lifecycleStage/);
  });

  test.each<[string, unknown]>([
    ['a string', ecsEvent({ hookDetails: 'release' })],
    ['a list', ecsEvent({ hookDetails: [] })],
  ])('but has hookDetails that are %s is refused for those', async (_what, event) => {
    const answer = await answerTo(event);

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toMatch(/^hookDetails is /);
  });
});

describe('a hook whose clock does not work', () => {
  test('fails outside a rollback, with the reason', async () => {
    expect(await answerTo(ecsEvent(), { clock: brokenClock })).toEqual({
      hookStatus: 'FAILED',
      reason: 'the hook crashed: no clock',
    });
  });

  test('still lets a rollback go on', async () => {
    expect(await answerTo(rollbackEvent(), { clock: brokenClock })).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });
});

describe('the defaults of a hook', () => {
  /** `{"a":"…"}`, as many bytes as asked for. */
  const weighing = (bytes: number): JsonObject => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

  test('may weigh 16 KiB', async () => {
    expect(await answerTo(ecsEvent(), { defaults: async () => weighing(16_384) })).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: '14 of 14',
    });
  });

  test('must not weigh a byte more', async () => {
    expect(await answerTo(ecsEvent(), { defaults: async () => weighing(16_385) })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('the defaults weigh 16385 bytes'),
    });
  });

  test.each([
    ['a list', [1], 'a list of 1'],
    ['nothing', undefined, 'the defaults are'],
    ['a string', 'release', '"release"'],
  ])('that are %s are wrong configuration', async (_what, defaults, named) => {
    expect(await answerTo(ecsEvent(), { defaults: async () => defaults as never })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(new RegExp(`^wrong configuration: .*${named}`)),
    });
  });

  test('that cannot be weighed are wrong configuration', async () => {
    expect(await answerTo(ecsEvent(), { defaults: async () => ({ a: 10n }) as never })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('the defaults weigh too many bytes'),
    });
  });
});
