import type { Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createHook } from '../../src/hook/create-hook.ts';
import type { HookOptions } from '../../src/hook/hook-options.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import {
  ecsEvent,
  lambdaContext,
  recordingLogger,
  recordingReports,
  rollbackEvent,
  SteppableClock,
  weightedEvent,
} from '../helpers/hook.ts';

function answerTo(event: unknown, changes: Partial<HookOptions<unknown>> = {}) {
  const check = { name: 'probe', run: () => ({ kind: 'pass', reason: '14 of 14' }) as const };
  const hook = createHook({ check, clock: new SteppableClock(), logger: recordingLogger(), ...changes });
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
    ['no execution details', ecsEvent({ executionDetails: undefined })],
    ['another ARN', ecsEvent({ resourceArn: 'my-deployment' })],
    ['a stage that is a number', ecsEvent({ lifecycleStage: 5 })],
    ['an event from EventBridge', { 'detail-type': 'ECS Deployment State Change' }],
  ])('is refused as such, without a crash of our own: %s', async (_what, event) => {
    const [logger, reports] = [recordingLogger(), recordingReports()];

    const answer = await answerTo(event, { logger, reports });

    expect(logger.lines.map(({ attributes }) => attributes['inRollback'])).toEqual([false]);
    expect(reports.written).toEqual([]);

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).not.toContain('crashed');
    expect(answer.reason).toMatch(/event|Arn|lifecycleStage/);
  });

  test.each<[string, unknown]>([
    ['a string', ecsEvent({ hookDetails: 'release' })],
    ['a list', ecsEvent({ hookDetails: [] })],
  ])('is refused because of its hookDetails if they are %s', async (_what, event) => {
    const answer = await answerTo(event);

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toMatch(/^hookDetails is /);
    expect(answer.reason).not.toContain('crashed');
  });
});

describe('hookDetails that are a string', () => {
  test('are not returned as configuration while it is not known whether the deployment rolls back', async () => {
    const event = { ...weightedEvent('PRODUCTION_TRAFFIC_SHIFT', {}), hookDetails: 'release' };

    const answer = await answerTo(event, { asksRollback: () => Promise.reject(new Error('AccessDenied')) });

    expect(answer).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('hookDetails is "release"'),
    });
    expect(Object.keys(answer.hookStatus === 'IN_PROGRESS' ? answer.hookDetails : {})).toEqual(['greenlight']);
  });
});

describe('the report of a check without findings', () => {
  test('has an empty list of findings', async () => {
    const reports = recordingReports();

    await answerTo(ecsEvent(), { reports });

    expect(reports.written.map(({ report }) => report.findings)).toEqual([[]]);
  });
});

describe('the log line', () => {
  async function loggedBy(verdict: Verdict) {
    const logger = recordingLogger();
    await answerTo(ecsEvent(), { logger, check: { name: 'probe', run: () => verdict } });
    return logger.lines[0]?.attributes ?? {};
  }

  test('has an error only if the check had one', async () => {
    expect(await loggedBy({ kind: 'pass', reason: 'fine' })).not.toHaveProperty('error');
    expect(await loggedBy({ kind: 'error', reason: 'no', cause: 'a string' })).not.toHaveProperty('error');
    expect(await loggedBy({ kind: 'fail', reason: 'no', cause: new Error('reset') } as Verdict)).not.toHaveProperty(
      'error',
    );
    expect(await loggedBy({ kind: 'error', reason: 'no', cause: new Error('reset') })).toHaveProperty('error');
  });
});

describe('a middleware that returns something other than an answer', () => {
  test('is named in the reason', async () => {
    const check = { name: 'probe', run: () => ({ kind: 'pass', reason: '14 of 14' }) as const };
    const hook = createHook({ check, clock: new SteppableClock(), logger: recordingLogger() });
    hook.use({
      after: (request) => {
        request.response = 'done' as never;
      },
    });

    expect((await hook(ecsEvent(), lambdaContext())).reason).toContain('a middleware answered "done"');
  });
});

describe('a hook with a broken clock', () => {
  test('fails outside a rollback, with the reason', async () => {
    expect(await answerTo(ecsEvent(), { clock: brokenClock })).toEqual({
      hookStatus: 'FAILED',
      reason: 'the hook crashed: no clock',
    });
  });

  test('still lets a rollback continue', async () => {
    expect(await answerTo(rollbackEvent(), { clock: brokenClock })).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });
});

describe('the defaults of a hook', () => {
  /** `{"a":"…"}`, with this many bytes. */
  const weighing = (bytes: number): JsonObject => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

  test('may take up 16 KiB', async () => {
    expect(await answerTo(ecsEvent(), { defaults: async () => weighing(16_384) })).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: '14 of 14',
    });
  });

  test('must not take up a byte more', async () => {
    expect(await answerTo(ecsEvent(), { defaults: async () => weighing(16_385) })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('the defaults take 16385 bytes'),
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

  test('that cannot be measured are wrong configuration', async () => {
    expect(await answerTo(ecsEvent(), { defaults: async () => ({ a: 10n }) as never })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('the defaults take too many bytes'),
    });
  });
});

describe('a call without a context', () => {
  const hook = createHook({
    check: { name: 'probe', run: () => ({ kind: 'pass', reason: '14 of 14' }) },
    clock: new SteppableClock(),
    logger: recordingLogger(),
  });

  test('is answered like any other', async () => {
    const answer = await hook(ecsEvent(), undefined as unknown as Context);

    expect(answer).toEqual({ hookStatus: 'SUCCEEDED', reason: '14 of 14' });
  });

  test('is an error that costs budget if the context is null, which middy cannot process', async () => {
    expect(await hook(ecsEvent(), null as unknown as Context)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(/^the hook crashed: TypeError: .* \(error 1 of up to 10 in a row\)$/),
    });
  });
});
