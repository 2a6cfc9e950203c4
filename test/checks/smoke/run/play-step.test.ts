import { describe, expect, test } from 'vitest';
import { playStep } from '../../../../src/checks/smoke/run/play-step.ts';
import type { Progress, SuiteStep } from '../../../../src/checks/smoke/run/step.ts';
import { invocation, noRunning, step, type VirtualAnswer } from './virtual-suite.ts';

const until = { seconds: 60, everySeconds: 2 };
const hold = { seconds: 20, everySeconds: 5 };
/** Answers wrongly until this time. */
const goodFrom = (ms: number) => (_step: SuiteStep, now: number) => ({ kind: now < ms ? 'failed' : 'passed' }) as const;

describe('a request', () => {
  test('is sent once, and its answer decides', async () => {
    const { ports, sent } = invocation(() => ({ kind: 'failed' }));

    const { judgement, progress } = await playStep(step(0), undefined, ports);

    expect({ kind: judgement.kind, progress, sent }).toEqual({ kind: 'failed', progress: undefined, sent: [[0, 0]] });
  });

  test('that was cut off continues in the next call', async () => {
    const { ports } = invocation(() => ({ kind: 'unknown', isCut: true }));

    expect(await playStep(step(0), undefined, ports)).toMatchObject({
      judgement: { kind: 'continued', finding: { outcome: 'waiting' } },
      progress: { nextAt: 0 },
      isCut: true,
    });
  });

  test.each([{ isCut: false }, { isCut: true }])(
    'that may have been carried out is not sent again ($isCut)',
    async ({ isCut }) => {
      const { ports } = invocation(() => ({ kind: 'unknown', isSpent: true, isCut }));

      const { judgement } = await playStep(step(0), undefined, ports);

      expect(judgement).toMatchObject({ kind: 'failed', finding: { outcome: 'failed' } });
      expect(judgement.finding.found).toContain('may have been carried out, so it is not sent again without until');
    },
  );

  test('that may have been carried out is sent again with until', async () => {
    const { ports } = invocation((_step, now) => (now < 2000 ? { kind: 'unknown', isSpent: true } : {}));

    expect((await playStep(step(0, { running: { ...noRunning, until } }), undefined, ports)).judgement.kind).toBe(
      'passed',
    );
  });

  test.each<[string, Progress]>([
    ['the start of a hold', { nextAt: 0, goodSince: -60_000 }],
    ['samples', { nextAt: 0, tally: { times: [9], errors: 0, proof: true, isCertain: true } }],
  ])('without them ignores %s that an earlier call has left', async (_what, progress) => {
    const { ports } = invocation(() => ({}));

    expect(await playStep(step(0), progress, ports)).toMatchObject({
      judgement: { kind: 'passed', finding: { found: 'status 200, 40 ms' } },
    });
  });

  test('is degraded if it takes longer than it should', async () => {
    const running = { ...noRunning, degraded: { maxMillis: 500 } };
    const play = async (tookMs: number) =>
      (await playStep(step(0, { running }), undefined, invocation(() => ({ tookMs })).ports)).judgement;

    expect(await play(500)).toMatchObject({ kind: 'passed', finding: { outcome: 'passed' } });
    expect(await play(501)).toMatchObject({
      kind: 'passed',
      finding: { outcome: 'degraded', found: 'status 200, 501 ms, should be at most 500 ms' },
    });
  });
});

describe('until', () => {
  test('sends again until the answer is good', async () => {
    const { ports, sent } = invocation(goodFrom(5000));

    const { judgement, progress } = await playStep(step(0, { running: { ...noRunning, until } }), undefined, ports);

    expect({ kind: judgement.kind, progress }).toEqual({ kind: 'passed', progress: undefined });
    expect(sent.map(([, at]) => at)).toEqual([0, 2040, 4080, 6120]);
  });

  test('ends when its time is up, with what was found last', async () => {
    const { ports, sent } = invocation(() => ({ kind: 'failed' }), { remainingMs: 600_000 });

    const { judgement, progress } = await playStep(step(0, { running: { ...noRunning, until } }), undefined, ports);

    expect(judgement).toMatchObject({ kind: 'failed', finding: { found: 'status 500, 40 ms, still after 60 s' } });
    expect(progress).toBeUndefined();
    expect(sent.at(-1)?.[1]).toBeLessThanOrEqual(60_040);
    expect(sent).toHaveLength(30);
  });

  test.each(['unknown', 'unreached', 'other'] as const)('includes an answer that is %s', async (kind) => {
    const { ports } = invocation((_step, now) => ({ kind: now < 3000 ? kind : 'passed' }));

    const results = await playToTheEnd({ ...noRunning, until }, ports);

    expect(results.kind).toBe('passed');
  });

  test('does not ask again for what cannot change', async () => {
    const { ports, sent } = invocation(() => ({ kind: 'failed', isFinal: true }));

    const { judgement } = await playStep(step(0, { running: { ...noRunning, until } }), undefined, ports);

    expect({ kind: judgement.kind, sent: sent.length }).toEqual({ kind: 'failed', sent: 1 });
  });

  test('asks for a last time exactly at its end', async () => {
    const { ports, sent } = invocation(() => ({ kind: 'failed', tookMs: 0 }));

    await playStep(step(0, { running: { ...noRunning, until: { seconds: 4, everySeconds: 2 } } }), undefined, ports);

    expect(sent.map(([, at]) => at)).toEqual([0, 2000, 4000]);
  });

  test.each([
    [
      'until',
      { until: { seconds: 60, everySeconds: 30 } },
      'failed',
      'status 500, 40 ms, not good yet after 0 of 60 s',
    ],
    ['hold', { hold: { seconds: 60, everySeconds: 30 } }, 'passed', 'status 200, 40 ms, must stay good for 60 s'],
  ] as const)('says what %s waits for', async (_what, running, kind, found) => {
    const { ports } = invocation(() => ({ kind }));

    expect(await playStep(step(0, { running: { ...noRunning, ...running } }), undefined, ports)).toMatchObject({
      judgement: { kind: 'continued', finding: { outcome: 'waiting', found } },
      progress: { nextAt: 30_040 },
    });
  });

  test('leaves a long pause to the next call, and continues there', async () => {
    const running = { ...noRunning, until: { seconds: 7200, everySeconds: 600 } };
    const { kind, calls, sent } = await playOverCalls(running, goodFrom(3_600_000));

    expect(kind).toBe('passed');
    expect(calls).toBe(7);
    expect(sent).toEqual([0, 600, 1200, 1800, 2400, 3000, 3600].map((seconds, at) => seconds * 1000 + 40 * at));
  });
});

describe('hold', () => {
  test('passes after all answers were good for as long', async () => {
    const { ports, sent } = invocation(() => ({}));

    const { judgement } = await playStep(step(0, { running: { ...noRunning, hold } }), undefined, ports);

    expect(judgement).toMatchObject({ kind: 'passed', finding: { found: 'status 200, 40 ms, good for 20 s' } });
    expect(sent.map(([, at]) => at)).toEqual([0, 5040, 10_080, 15_120, 20_040]);
  });

  test.each(['failed', 'unreached', 'other'] as const)('fails at once on an answer that is %s', async (kind) => {
    const { ports } = invocation((_step, now) => ({ kind: now < 12_000 ? 'passed' : kind }));

    const { judgement } = await playStep(step(0, { running: { ...noRunning, hold } }), undefined, ports);

    expect(judgement).toMatchObject({
      kind: 'failed',
      finding: { outcome: 'failed', found: 'status 500, 40 ms, after it was good for 15 of 20 s' },
    });
  });

  test('begins only when until has a good answer', async () => {
    const { ports, sent } = invocation(goodFrom(3000));

    const { judgement } = await playStep(step(0, { running: { ...noRunning, until, hold } }), undefined, ports);

    expect(judgement.kind).toBe('passed');
    expect(sent.at(-1)?.[1]).toBeGreaterThanOrEqual(23_000);
  });

  test('keeps its time if there is no answer, which says nothing', async () => {
    const { ports } = invocation((_step, now) => ({ kind: now < 12_000 ? 'passed' : 'unknown' }));

    expect(await playStep(step(0, { running: { ...noRunning, hold } }), undefined, ports)).toMatchObject({
      judgement: { kind: 'unknown' },
      progress: { goodSince: 40 },
    });
  });

  test.each([
    ['no time', 0, 20_040],
    ['one answer', 4000, 30_080],
    ['two answers in a row', 9000, 35_080],
  ])('does not count the time without an answer: %s', async (_what, silentMs, end) => {
    const silent = { kind: 'unknown', tookMs: 5000 } as const;
    const { kind, sent } = await playOverCalls({ ...noRunning, hold }, (_step, now) =>
      now >= 5000 && now < 5000 + silentMs ? silent : {},
    );

    expect({ kind, last: sent.at(-1) }).toEqual({ kind: 'passed', last: end });
  });

  test('may take hours, over many calls', async () => {
    const running = { ...noRunning, hold: { seconds: 86_400, everySeconds: 3600 } };
    const { kind, calls } = await playOverCalls(running, () => ({}));

    expect({ kind, calls }).toEqual({ kind: 'passed', calls: 25 });
  });
});

describe('samples', () => {
  const samples = { count: 100, concurrency: 10, maxErrorRate: 0.02, p95: 400 };

  test('are judged together, after a first answer that is good', async () => {
    const { ports, sent } = invocation(() => ({}));

    const { judgement } = await playStep(step(0, { running: { ...noRunning, samples } }), undefined, ports);

    expect(judgement).toMatchObject({
      kind: 'passed',
      finding: {
        outcome: 'passed',
        found: '100 samples, no errors, p50 40 ms, p90 40 ms, p95 40 ms, p99 40 ms',
        allowed: 'status 200, at most 2 % errors, p95 400 ms',
      },
    });
    expect(sent).toHaveLength(101);
  });

  test.each([
    [{ p50: 50, p90: 90, p95: 95, p99: 99 }, 99],
    [{ p50: 50, p90: 90, p95: 95 }, 95],
    [{ p50: 50, p90: 90 }, 90],
    [{ p50: 50 }, 50],
    [{}, undefined],
  ])('have their times for a chart, with the limit of the most of them: %j', async (limits, maxMillis) => {
    const { ports } = invocation(() => ({}));
    const running = { ...noRunning, samples: { count: 3, concurrency: 1, maxErrorRate: 0, ...limits } };

    const { judgement } = await playStep(step(0, { running }), undefined, ports);

    expect(judgement.samples).toEqual({ times: [40, 40, 40], maxMillis });
  });

  test('stop as soon as a limit cannot be met', async () => {
    let count = 0;
    const { ports, sent } = invocation(() => {
      count += 1;
      return { kind: count > 1 && count % 4 === 0 ? 'failed' : 'passed' };
    });

    const { judgement } = await playStep(step(0, { running: { ...noRunning, samples } }), undefined, ports);

    expect(judgement.kind).toBe('failed');
    expect(judgement.finding.found).toMatch(
      /, [3-9] errors \(.* %\), .*, first error: status 500, 40 ms, stopped early because a limit cannot be met$/,
    );
    expect(sent.length).toBeLessThan(25);
  });

  test('count a failed request as having taken the whole timeout', async () => {
    let count = 0;
    const running = { ...noRunning, samples: { count: 20, concurrency: 1, maxErrorRate: 1, p95: 400 } };
    const { ports } = invocation(() => {
      count += 1;
      return { kind: count === 2 || count === 3 ? 'unknown' : 'passed', timeoutMs: 5000 };
    });

    const { judgement } = await playStep(step(0, { running }), undefined, ports);

    expect(judgement).toMatchObject({ kind: 'failed', finding: { found: expect.stringContaining('2 errors') } });
  });

  test('are degraded above their softer limits', async () => {
    const running = { ...noRunning, samples, degraded: { p95: 30 } };
    const { ports } = invocation(() => ({}));

    const { judgement } = await playStep(step(0, { running }), undefined, ports);

    expect(judgement).toMatchObject({
      kind: 'passed',
      finding: { outcome: 'degraded', found: expect.stringContaining('should be p95 30 ms') },
    });
  });

  test('prove no more than the answer that proves least', async () => {
    let count = 0;
    const because = { because: 'another revision may have answered', isUnread: false };
    const { ports } = invocation(() => ({}));
    const attempt: typeof ports.attempt = async (which, isSample) => {
      count += 1;
      const isOdd = count === 50;
      const result = await ports.attempt(which, isSample);
      return isOdd ? { ...result, judgement: { ...result.judgement, proof: because } } : result;
    };

    const running = { ...noRunning, samples };
    const { judgement } = await playStep(step(0, { running }), undefined, { ...ports, attempt });

    expect(judgement).toMatchObject({ kind: 'passed', proof: because });
  });

  test.each([
    ['no error', {}, 'passed', '2 samples, no errors, p50 40 ms, p90 40 ms (the slowest)'],
    [
      'an error too many at the very end',
      { kind: 'failed' },
      'failed',
      '2 samples, 1 error (50 %), p50 40 ms, p90 5000 ms (the slowest), first error: status 500, 40 ms',
    ],
  ] as const)('with %s', async (_what, last, kind, found) => {
    let count = 0;
    const running = { ...noRunning, samples: { count: 2, concurrency: 1, maxErrorRate: 0 } };
    const { ports } = invocation(() => {
      count += 1;
      return count === 3 ? last : {};
    });

    const { judgement } = await playStep(step(0, { running }), undefined, ports);

    expect(judgement).toMatchObject({ kind, finding: { outcome: kind, found } });
    expect(judgement.tookMs).toBe(kind === 'passed' ? 40 : 5000);
  });

  test('allow what the request allows and their limits, and each is sent only once', async () => {
    const isSample: boolean[] = [];
    const { ports } = invocation(() => ({}));
    const attempt: typeof ports.attempt = (which, once) => {
      isSample.push(once);
      return ports.attempt(which, once);
    };
    const running = { ...noRunning, samples: { count: 2, concurrency: 1, maxErrorRate: 1 } };

    const { judgement } = await playStep(step(0, { running }), undefined, { ...ports, attempt });

    expect(judgement.finding.allowed).toBe('status 200, at most 100 % errors');
    expect(isSample).toEqual([false, true, true]);
  });

  test('are not sent if the first answer is not good', async () => {
    const { ports, sent } = invocation(() => ({ kind: 'failed' }));

    const { judgement } = await playStep(step(0, { running: { ...noRunning, samples } }), undefined, ports);

    expect({ kind: judgement.kind, sent: sent.length }).toEqual({ kind: 'failed', sent: 1 });
  });

  test.each([
    [[true, true, true], true],
    [[true, true, false], false],
    [[false, true, true], false],
  ])('are certain only if every answer is: %j', async (certain, isCertain) => {
    const { ports } = invocation(() => ({}));
    const attempt: typeof ports.attempt = async (which, isSample) => {
      const result = await ports.attempt(which, isSample);
      return { ...result, judgement: { ...result.judgement, isCertain: certain.shift() ?? true } };
    };
    const running = { ...noRunning, samples: { count: 2, concurrency: 1, maxErrorRate: 1 } };

    const { judgement } = await playStep(step(0, { running }), undefined, { ...ports, attempt });

    expect(judgement.isCertain).toBe(isCertain);
  });

  test('leave out one that was cut off, and send no more in this call', async () => {
    let count = 0;
    const running = { ...noRunning, samples: { count: 10, concurrency: 1, maxErrorRate: 0.5 } };
    const { ports, sent } = invocation(() => {
      count += 1;
      return { isCut: count > 3 };
    });

    const { judgement, progress } = await playStep(step(0, { running }), undefined, ports);

    expect(judgement).toMatchObject({
      kind: 'continued',
      finding: {
        name: 'GET /0',
        outcome: 'waiting',
        found: '2 samples, no errors, p50 40 ms, p90 40 ms (the slowest)',
      },
    });
    expect(progress).toMatchObject({ nextAt: 0, tally: { times: [40, 40], errors: 0 } });
    expect(sent).toHaveLength(4);
  });

  test('continue in the next call', async () => {
    const running = { ...noRunning, samples: { ...samples, count: 50, concurrency: 1 } };
    const { kind, calls, sent } = await playOverCalls(running, () => ({ tookMs: 390 }), { remainingMs: 5000 });

    expect({ kind, calls: calls > 3, sent: sent.length }).toEqual({ kind: 'passed', calls: true, sent: 51 });
  });
});

async function playToTheEnd(running: SuiteStep['running'], ports: Parameters<typeof playStep>[2]) {
  return (await playStep(step(0, { running }), undefined, ports)).judgement;
}

/** Calls again when the step asks for it, as ECS would, with what the call before has left. */
async function playOverCalls(
  running: SuiteStep['running'],
  answer: (step: SuiteStep, now: number) => VirtualAnswer,
  { remainingMs = 60_000 } = {},
) {
  let progress: Progress | undefined;
  let startsAt = 0;
  const sent: number[] = [];
  for (let calls = 1; calls < 100; calls += 1) {
    const call = invocation(answer, { startsAt, remainingMs });
    const result = await playStep(step(0, { running }), progress, call.ports);
    sent.push(...call.sent.map(([, at]) => at));
    if (result.progress === undefined) return { kind: result.judgement.kind, calls, sent };
    // As it travels.
    progress = JSON.parse(JSON.stringify(result.progress)) as Progress;
    startsAt = Math.max(call.now(), progress.nextAt);
  }
  throw new Error('it never ends');
}
