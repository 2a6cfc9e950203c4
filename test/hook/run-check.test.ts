import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Check, CheckContext } from '../../src/hook/check.ts';
import { runCheck } from '../../src/hook/run-check.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import { checkContext, targetOf } from '../helpers/hook.ts';

type Run = Check<undefined>['run'];

function run(check: Run, changes: Partial<CheckContext<undefined>> = {}): Promise<Verdict> {
  return runCheck({ name: 'probe', run: check }, targetOf(), checkContext(undefined, changes));
}

/** A check in plain JavaScript, without types. */
function returning(value: unknown): Run {
  return () => value as Verdict;
}

describe('runCheck', () => {
  test('passes a verdict on, whether it is a promise or not', async () => {
    const verdict: Verdict = { kind: 'wait', reason: '0 of 1', state: { seen: 1 }, retryAfterSeconds: 5 };

    expect(await run(() => verdict)).toEqual(verdict);
    expect(await run(async () => verdict)).toEqual(verdict);
  });

  test('treats anything that a check throws as an error, now or later', async () => {
    const cause = new Error('socket hang up');
    const error = { kind: 'error', reason: 'probe could not check: socket hang up', cause };

    expect(await run(() => Promise.reject(cause))).toEqual(error);
    expect(
      await run(() => {
        throw cause;
      }),
    ).toEqual(error);
  });

  test.each<[unknown, string]>([
    [null, 'probe returned no verdict'],
    [undefined, "probe returned no verdict; return { kind: 'pass' | 'wait' | 'error' | 'fail', reason }"],
    [true, 'probe returned no verdict'],
    ['pass', 'probe returned no verdict'],
    [{ kind: 'passed', reason: 'fine' }, 'probe returned no verdict'],
    [{ kind: 'pass' }, 'probe returned no verdict'],
    [{ hookStatus: 'SUCCEEDED' }, 'probe returned no verdict'],
    [{ kind: 'pass', reason: 'fine', findings: 'many' }, 'probe returned findings that are not a list'],
    [
      { kind: 'wait', reason: 'soon', deadline: '2026-11-22' },
      'probe returned the deadline "2026-11-22", which is not a Date',
    ],
    [{ kind: 'pass', reason: 'fine', state: 10n }, 'probe returned state that is not valid JSON'],
    [
      { kind: 'wait', reason: 'soon', state: 'x'.repeat(17_000) },
      'probe returned state that takes 17002 bytes; at most 16384 are allowed',
    ],
  ])('treats %o as an error and says what is wrong', async (value, reason) => {
    expect(await run(returning(value))).toMatchObject({ kind: 'error', reason: expect.stringContaining(reason) });
  });

  test('uses a deadline only in a verdict that waits', async () => {
    expect(await run(returning({ kind: 'fail', reason: 'status 503', deadline: 'soon' }))).toMatchObject({
      kind: 'fail',
      reason: 'status 503',
    });
  });

  test('accepts a state of 16 KiB, and none that takes up a byte more', async () => {
    const weighing = (bytes: number) => ({ kind: 'wait', reason: 'soon', state: 'x'.repeat(bytes - 2) });

    expect(await run(returning(weighing(16_384)))).toMatchObject({ kind: 'wait', reason: 'soon' });
    expect(await run(returning(weighing(16_385)))).toMatchObject({
      kind: 'error',
      reason: 'probe returned state that takes 16385 bytes; at most 16384 are allowed',
    });
  });

  test('treats a state with a cycle as an error', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;

    const verdict = await run(returning({ kind: 'pass', reason: 'fine', state: cycle }));

    expect(verdict).toEqual({ kind: 'error', reason: 'probe returned state that is not valid JSON' });
  });

  test.each(['', ' ', '\n\t'])('adds a reason if the check gave %j', async (reason) => {
    expect(await run(() => ({ kind: 'pass', reason }))).toEqual({ kind: 'pass', reason: 'probe gave no reason' });
  });

  test('keeps a reason on one line, short and without secrets', async () => {
    const reason = `GET https://ana:s3cr3t@shop.example/\nfailed ${'again '.repeat(1000)}`;

    const verdict = await run(() => ({ kind: 'fail', reason }));

    expect(verdict.reason).toMatch(/^GET https:\/\/…@shop\.example\/ failed again/);
    expect(verdict.reason).toHaveLength(500);
  });

  test('treats silence after the signal as an error', async () => {
    const controller = new AbortController();
    const verdict = run(() => new Promise(() => undefined), { signal: controller.signal });

    controller.abort();

    expect(await verdict).toEqual({ kind: 'error', reason: 'probe did not answer within its time budget' });
  });

  test('treats silence under a signal that has already aborted as an error', async () => {
    const signal = AbortSignal.abort();

    const verdict = await run(() => new Promise(() => undefined), { signal });

    expect(verdict).toEqual({ kind: 'error', reason: 'probe did not answer within its time budget' });
  });

  test('lets a check that obeys the signal say what it was doing', async () => {
    const controller = new AbortController();
    const check: Run = async (_target, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { kind: 'error', reason: 'GET /health did not answer' };
    };
    const verdict = run(check, { signal: controller.signal });

    controller.abort();

    expect(await verdict).toEqual({ kind: 'error', reason: 'GET /health did not answer' });
  });

  test('stops listening when the check has answered', async () => {
    const { signal } = new AbortController();

    await run(() => ({ kind: 'pass', reason: 'fine' }), { signal });

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
