import type { MiddlewareObj } from '@middy/core';
import { describe, expect, test, vi } from 'vitest';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import { placeOf } from '../../src/hook/event/gate-state.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import { ecsEvent, lambdaContext, recordingLogger, rollbackEvent, SteppableClock, targetOf } from '../helpers/hook.ts';

type Middleware = MiddlewareObj<unknown, HookAnswer>;

function setUp(middleware: Middleware, verdict: Verdict = { kind: 'wait', reason: '0 of 1' }) {
  const logger = recordingLogger();
  const check = { name: 'probe', run: () => verdict };
  const hook = createHook({ check, clock: new SteppableClock(), logger }).use(middleware);
  return { logger, call: (event: unknown, remainingMs?: number) => hook(event, lambdaContext(remainingMs)) };
}

/** Its check's time budget is spent at once, that of the middlewares 250 ms later. */
const outOfTime = 500;

const boom = () => {
  throw new Error('boom');
};
const hang = () => new Promise<never>(() => undefined);

const faultyMiddleware: [string, Middleware][] = [
  ['throws before', { before: boom }],
  ['throws after', { after: boom }],
  ['rejects before', { before: () => Promise.reject(new Error('boom')) }],
  ['throws null', { before: () => Promise.reject(null) }],
  ['throws before and again on its own error', { before: boom, onError: boom }],
  ['answers a string', { before: () => 'done' }],
  [
    'returns an HTTP response instead of the answer',
    {
      after: (request) => {
        request.response = { statusCode: 200, body: '{}' } as unknown as HookAnswer;
      },
    },
  ],
  [
    'removes the answer',
    {
      after: (request) => {
        request.response = undefined;
      },
    },
  ],
];

describe('a middleware', () => {
  test('runs before and after the check, and may change the answer', async () => {
    const steps: string[] = [];
    const { call } = setUp({
      before: () => {
        steps.push('before');
      },
      after: (request) => {
        steps.push(`after ${request.response?.hookStatus}`);
        request.response = { hookStatus: 'FAILED', reason: 'deployments are frozen' };
      },
    });

    expect(await call(ecsEvent())).toEqual({ hookStatus: 'FAILED', reason: 'deployments are frozen' });
    expect(steps).toEqual(['before', 'after IN_PROGRESS']);
  });

  test('may answer before the check', async () => {
    const { call, logger } = setUp({ before: () => ({ hookStatus: 'FAILED', reason: 'deployments are frozen' }) });

    expect(await call(ecsEvent())).toEqual({ hookStatus: 'FAILED', reason: 'deployments are frozen' });
    expect(logger.lines).toEqual([]);
  });

  test('may answer for another one that throws', async () => {
    const { call } = setUp({
      before: boom,
      onError: (request) => ({ hookStatus: 'FAILED', reason: `stopped by ${request.error?.message}` }),
    });

    expect(await call(ecsEvent())).toEqual({ hookStatus: 'FAILED', reason: 'stopped by boom' });
  });

  test('sees the error of another one and leaves the answer to the kit', async () => {
    const seen: unknown[] = [];
    const { call } = setUp({
      before: boom,
      onError: (request) => {
        seen.push(request.error);
      },
    });

    expect(await call(ecsEvent())).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(seen).toEqual([new Error('boom')]);
  });

  test.each(faultyMiddleware)('that %s uses error budget and keeps the configured keys', async (_name, middleware) => {
    const { call, logger } = setUp(middleware, { kind: 'pass', reason: '14 of 14' });

    const answer = await call(ecsEvent({ hookDetails: { gate: 'release' } }));

    expect(answer).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: 10,
      hookDetails: { gate: 'release', greenlight: { errors: 1 } },
      reason: expect.stringMatching(/^the hook crashed: .+ \(error 1 of up to 10 in a row\)$/),
    });
    expect(logger.lines.at(-1)).toMatchObject({ level: 'warn', attributes: { verdict: 'error' } });
  });

  test.each(faultyMiddleware)('that %s fails the gate once the error budget is spent', async (_name, middleware) => {
    const { call } = setUp(middleware, { kind: 'pass', reason: '14 of 14' });
    const hookDetails = { errorBudget: 0 };

    expect(await call(ecsEvent({ hookDetails }))).toMatchObject({ hookStatus: 'FAILED' });
  });

  test.each(faultyMiddleware)('that %s does not hold up a rollback', async (_name, middleware) => {
    const { call } = setUp(middleware);

    expect(await call(rollbackEvent({ hookDetails: 'junk' }))).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(
        /^the deployment is rolling back, and a rollback is never held up; the hook crashed: /,
      ),
    });
  });

  test.each(faultyMiddleware)('that %s does not make an invalid event wait', async (_name, middleware) => {
    const { call } = setUp(middleware);

    expect(await call({})).toMatchObject({ hookStatus: 'FAILED' });
    // IN_PROGRESS would return an empty hookDetails, and the next call would run without its configuration.
    expect(await call(ecsEvent({ hookDetails: 'junk' }))).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('hookDetails is "junk"'),
    });
  });

  test.each<[string, Middleware]>([
    ['before', { before: hang }],
    ['after', { after: hang }],
    ['on an error', { before: boom, onError: hang }],
  ])('that hangs %s still ends in an answer, before the function is killed', async (_name, middleware) => {
    const { call } = setUp(middleware);

    expect(await call(ecsEvent(), outOfTime)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('the hook crashed: the time budget is used up'),
    });
    expect(await call(rollbackEvent(), outOfTime)).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('that replaces the event with junk does not affect the answer to a crash, which uses the original event', async () => {
    const { call } = setUp({
      before: (request) => {
        request.event = undefined;
        throw new Error('boom');
      },
    });

    expect(await call(rollbackEvent())).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await call(ecsEvent())).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  test('respects the error budget that was read from the defaults when the gate began', async () => {
    const { call } = setUp({ before: boom });
    const greenlight = {
      v: 1,
      at: placeOf(targetOf()),
      since: 1795356000,
      polls: 3,
      errors: 2,
      defaults: { errorBudget: 2 },
    };

    const answer = await call(ecsEvent({ hookDetails: { greenlight } }));

    expect(answer).toEqual({
      hookStatus: 'FAILED',
      reason: 'the hook crashed: boom (error 3, error budget of 2 used up)',
    });
  });
});

test('an answer leaves no timer behind, which would keep the function busy', async () => {
  const [start, stop] = [setTimeout, clearTimeout];
  const running = new Set<unknown>();
  vi.stubGlobal('setTimeout', (...timer: Parameters<typeof setTimeout>) => {
    const started = start(...timer);
    running.add(started);
    return started;
  });
  vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout) => {
    running.delete(timer);
    stop(timer);
  });

  const { call } = setUp({ before: () => undefined });
  expect(await call(ecsEvent())).toMatchObject({ hookStatus: 'IN_PROGRESS' });

  expect([...running]).toEqual([]);
});
