import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/hook/check.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import type { HookOptions } from '../../src/hook/hook-options.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import {
  ecsEvent,
  playGate,
  recordingLogger,
  recordingReports,
  SteppableClock,
  stateOf,
  throughJson,
} from '../helpers/hook.ts';

const wait: Verdict = { kind: 'wait', reason: '0 of 1' };
const error: Verdict = { kind: 'error', reason: 'S3 answers 503' };
const pass: Verdict = { kind: 'pass', reason: 'approved by ana@shop.example' };
const fail: Verdict = { kind: 'fail', reason: 'rejected by ana@shop.example' };

function setUp(run: Check<unknown>['run'], changes: Partial<HookOptions<unknown>> = {}) {
  const clock = new SteppableClock();
  const logger = recordingLogger();
  const reports = recordingReports();
  const hook = createHook({ check: { name: 'probe', run }, clock, logger, reports, ...changes });
  return {
    clock,
    logger,
    reports,
    play: (event = ecsEvent(), maxCalls = 200) => playGate(hook, clock, event, maxCalls),
  };
}

/** A check that returns one verdict after the other, and then always the last. */
function saying(...verdicts: readonly [Verdict, ...Verdict[]]): Check<unknown>['run'] {
  let next = 0;
  return () => verdicts[Math.min(next++, verdicts.length - 1)] ?? verdicts[0];
}

describe('the error budget', () => {
  test('tolerates ten errors in a row, and answers FAILED to the eleventh', async () => {
    const { play } = setUp(saying(error));

    const calls = await play();

    expect(calls.map(({ answer }) => answer.hookStatus)).toEqual([...Array(10).fill('IN_PROGRESS'), 'FAILED']);
    expect(calls.at(-1)?.answer.reason).toBe('S3 answers 503 (error 11, error budget of 10 used up)');
  });

  test('is the one in hookDetails', async () => {
    const { play } = setUp(saying(error));

    expect(await play(ecsEvent({ hookDetails: { errorBudget: 2 } }))).toHaveLength(3);
    expect(await play(ecsEvent({ hookDetails: { errorBudget: 0 } }))).toHaveLength(1);
  });

  test('starts again after a wait', async () => {
    const { play } = setUp(saying(error, error, wait, error, error, wait, error));

    const calls = await play(ecsEvent({ hookDetails: { errorBudget: 2 } }));

    expect(calls).toHaveLength(9);
    expect(calls.at(-1)?.answer).toMatchObject({ hookStatus: 'FAILED' });
  });

  test('lets a check that recovers pass', async () => {
    const { play } = setUp(saying(error, error, pass));

    const calls = await play(ecsEvent({ hookDetails: { errorBudget: 2 } }));

    expect(calls.at(-1)?.answer).toEqual({ hookStatus: 'SUCCEEDED', reason: 'approved by ana@shop.example' });
  });
});

describe('the state in hookDetails', () => {
  test('gives each call the state of the previous one, the start of the gate, and the number of calls', async () => {
    const seen: unknown[] = [];
    const { play } = setUp((_target, { state, gate }) => {
      seen.push([state, gate.since.toISOString(), gate.polls]);
      if (seen.length === 2) return wait;
      return seen.length === 4 ? pass : { ...wait, state: { seen: seen.length } };
    });

    await play();

    expect(seen).toEqual([
      [undefined, '2026-11-22T14:00:00.000Z', 0],
      [{ seen: 1 }, '2026-11-22T14:00:00.000Z', 1],
      [{ seen: 1 }, '2026-11-22T14:00:00.000Z', 2],
      [{ seen: 3 }, '2026-11-22T14:00:00.000Z', 3],
    ]);
  });

  test('includes the configured keys at every call, because ECS may replace what it was given', async () => {
    const hookDetails = { S3_BUCKET_NAME: 'my-approval-bucket', nested: { list: [1, 2] }, gate: 'release' };
    const { play } = setUp(saying(wait, error, wait, error, pass));

    const calls = await play(ecsEvent({ hookDetails }));

    expect(calls).toHaveLength(5);
    for (const { answer } of calls.slice(0, -1)) {
      expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', hookDetails });
    }
  });

  test('returns a configured JSON string as an object', async () => {
    const { play } = setUp(saying(wait, wait, pass));

    const calls = await play(ecsEvent({ hookDetails: '{"gate":"release"}' }));

    expect(calls[1]?.answer).toMatchObject({ hookDetails: { gate: 'release', greenlight: { polls: 2 } } });
  });

  test('does not grow with the number of calls', async () => {
    const { play } = setUp(saying({ ...wait, state: { note: 'x'.repeat(1000) } }));

    const calls = await play(ecsEvent(), 100);

    const sizes = calls.map(({ answer }) => JSON.stringify(answer).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(10);
  });

  test('of another version is dropped, and the gate begins again', async () => {
    const { clock, play } = setUp(saying(wait));
    const greenlight = { v: 2, since: 12, count: 'many' };

    const [call] = await play(ecsEvent({ hookDetails: { gate: 'release', greenlight } }), 1);

    expect(call?.answer).toMatchObject({ hookDetails: { gate: 'release', greenlight: { v: 1, polls: 1, errors: 0 } } });
    expect(clock.now().toISOString()).toBe('2026-11-22T14:00:10.000Z');
  });

  test('survives JSON unchanged', async () => {
    const { play } = setUp(saying({ ...wait, state: { list: [1, null, 'x'], deep: { yes: true } } }));

    const calls = await play(ecsEvent(), 3);

    for (const { answer } of calls) expect(throughJson(stateOf(answer))).toEqual(stateOf(answer));
  });
});

describe('the defaults', () => {
  test('are read once in a gate and kept, no matter how they change later', async () => {
    let reads = 0;
    const configs: unknown[] = [];
    const { play } = setUp(
      (_target, { config }) => {
        configs.push(config);
        return configs.length < 3 ? wait : pass;
      },
      { defaults: async () => ({ quorum: ++reads, errorBudget: 0 }) },
    );

    await play();

    expect(reads).toBe(1);
    expect(configs).toEqual([{ quorum: 1 }, { quorum: 1 }, { quorum: 1 }]);
  });

  test('are requested again until they have been read', async () => {
    let reads = 0;
    const { play } = setUp(saying(wait, pass), {
      defaults: async () => {
        reads += 1;
        if (reads < 3) throw new Error('ThrottlingException');
        return { quorum: 1 };
      },
    });

    const calls = await play();

    expect(calls.map(({ answer }) => answer.hookStatus)).toEqual([...Array(3).fill('IN_PROGRESS'), 'SUCCEEDED']);
    expect(reads).toBe(3);
  });

  test('are read for the service of the event', async () => {
    const asked: unknown[] = [];
    const { play } = setUp(saying(wait), {
      defaults: async (_signal, { cluster, service }) => {
        asked.push([cluster, service]);
        return {};
      },
    });

    await play(ecsEvent(), 3);

    expect(asked).toEqual([['my-cluster', 'my-service']]);
  });

  test('are not mixed with the configured keys in the answer', async () => {
    const { play } = setUp(saying(wait), { defaults: async () => ({ quorum: 2 }) });

    const [call] = await play(ecsEvent({ hookDetails: { gate: 'release' } }), 1);

    expect(call?.answer).toMatchObject({ hookDetails: { gate: 'release', greenlight: { defaults: { quorum: 2 } } } });
    expect(call?.answer).not.toHaveProperty('hookDetails.quorum');
  });
});

describe('the report', () => {
  test('is written when the kind of verdict has changed, and at the end', async () => {
    const { play, reports } = setUp(saying(wait, wait, { ...wait, reason: '1 of 2' }, error, error, wait, wait, fail));

    const calls = await play();

    expect(calls).toHaveLength(8);
    expect(reports.written.map(({ report }) => report.verdict)).toEqual(['wait', 'error', 'wait', 'fail']);
  });

  test('is written at the end even if the last verdict is an error again', async () => {
    const { play, reports } = setUp(saying(error));

    await play(ecsEvent({ hookDetails: { errorBudget: 2 } }));

    expect(reports.written.map(({ report }) => [report.verdict, report.reason])).toEqual([
      ['error', 'S3 answers 503 (error 1 of up to 2 in a row)'],
      ['error', 'S3 answers 503 (error 3, error budget of 2 used up)'],
    ]);
  });

  test('that could not be written is tried again at the next call, and then no more', async () => {
    let attempts = 0;
    const write = async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('SlowDown');
    };
    const { play, logger } = setUp(saying(wait), { reports: { write } });

    await play(ecsEvent(), 6);

    expect(attempts).toBe(3);
    expect(logger.lines.map(({ attributes }) => attributes['reportError'])).toEqual([
      'SlowDown',
      'SlowDown',
      ...Array(4).fill(undefined),
    ]);
  });
});

describe('the log', () => {
  test('has one line for each call', async () => {
    const { play, logger } = setUp(saying(wait, error, wait, pass));

    await play();

    expect(
      logger.lines.map(({ message, attributes }) => [message, attributes['polls'], attributes['waitedSeconds']]),
    ).toEqual([
      ['probe answers IN_PROGRESS', 1, 0],
      ['probe answers IN_PROGRESS', 2, 10],
      ['probe answers IN_PROGRESS', 3, 20],
      ['probe answers SUCCEEDED', 4, 30],
    ]);
  });

  test('names every metric that it promises CloudWatch, as a number, and every dimension, as a string', async () => {
    const { play, logger } = setUp(saying(wait, error, fail));

    await play();

    expect(logger.lines).toHaveLength(3);
    for (const { attributes } of logger.lines) {
      const { Timestamp, CloudWatchMetrics } = attributes['_aws'] as {
        Timestamp: number;
        CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
      };
      expect(Timestamp).toSatisfy(Number.isInteger);
      for (const { Dimensions, Metrics } of CloudWatchMetrics) {
        for (const name of Dimensions.flat()) expect(attributes[name]).toBeTypeOf('string');
        for (const { Name } of Metrics) expect(attributes[Name]).toBeTypeOf('number');
      }
    }
  });
});

describe('a gate of four hours with a deadline', () => {
  const deadline = new Date('2026-11-22T18:00:00.000Z');
  const untilDeadline: Check<unknown>['run'] = (_target, { clock }) =>
    clock.now() >= deadline ? { kind: 'fail', reason: 'nobody decided' } : { ...wait, deadline };

  test('costs at most 145 calls, and is closed at most 120 s after its deadline', async () => {
    const { play, clock } = setUp(untilDeadline);

    const calls = await play();

    expect(calls.at(-1)?.answer).toMatchObject({ hookStatus: 'FAILED', reason: 'nobody decided' });
    expect(calls.length).toBeLessThanOrEqual(145);
    expect(clock.now().getTime() - deadline.getTime()).toBeLessThanOrEqual(120_000);
  });

  test('is closed in time if ECS calls late, the store fails now and then and the clock goes back, with a few calls more', async () => {
    const { clock, play } = setUp((target, context) => {
      clock.step(context.gate.polls === 20 ? -5 : 2);
      return context.gate.polls % 30 < 3 ? error : untilDeadline(target, context);
    });

    const calls = await play();

    expect(calls.at(-1)?.answer).toMatchObject({ hookStatus: 'FAILED', reason: 'nobody decided' });
    expect(calls.length).toBeLessThanOrEqual(160);
    expect(clock.now().getTime() - deadline.getTime()).toBeLessThanOrEqual(120_000);
  });

  test('notices a decision within 10 s at first and within 120 s at any time', async () => {
    const { play } = setUp(untilDeadline);

    const calls = await play();

    const gaps = calls.slice(1).map(({ atSeconds }, index) => atSeconds - (calls[index]?.atSeconds ?? 0));
    expect(gaps[0]).toBe(10);
    expect(Math.max(...gaps)).toBe(120);
  });

  test('is not called every second if its check keeps waiting after the deadline', async () => {
    const { play } = setUp(() => ({ ...wait, deadline: new Date('2026-11-22T13:00:00.000Z') }));

    const calls = await play(ecsEvent(), 20);

    expect(calls.at(-1)?.atSeconds).toBeGreaterThan(190);
  });
});
