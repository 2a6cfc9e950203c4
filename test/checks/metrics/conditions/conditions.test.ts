import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { MetricsGate, minute } from '../fakes/metrics-gate.ts';

const dimensions = { Service: 'shop' };
const errors = { namespace: 'Shop', name: 'Errors', dimensions, statistic: 'Sum' };
const requests = { namespace: 'Shop', name: 'Requests', dimensions, statistic: 'Sum' };
const latency = { namespace: 'Shop', name: 'Latency', dimensions, statistic: 'p95' };

/** Values of one metric from the first minute on; null: none in that minute. */
function gateWith(values: Record<string, readonly (number | null)[]>): MetricsGate {
  const gate = new MetricsGate();
  for (const [name, all] of Object.entries(values)) {
    for (const [at, value] of all.entries()) {
      if (value !== null) gate.cloudwatch.put('Shop', name, dimensions, minute(at), value);
    }
  }
  return gate;
}

const fast = { name: 'latency', metric: latency, success: { below: 500 } };
const watch = { initialDelayMinutes: 0, watchMinutes: 5 };
const times = (count: number, value: number | null) => Array.from({ length: count }, () => value);
const run = (gate: MetricsGate, condition: JsonObject, minutes: number, more: JsonObject = {}) =>
  gate.run({ ...watch, conditions: [condition], ...more }, minutes);

describe('a condition', () => {
  test('passes when all minutes of the watch are good, two minutes after its end', async () => {
    const gate = gateWith({ Latency: times(5, 300) });

    expect(await run(gate, fast, 6.9)).toMatchObject({ kind: 'wait', retryAfterSeconds: 10 });
    expect(await run(gate, fast, 7)).toMatchObject({
      kind: 'pass',
      reason: 'latency: 5 good of 5 readings, the last 300',
      findings: [
        { name: 'latency', outcome: 'passed', found: '5 good of 5 readings, the last 300', allowed: 'below 500' },
      ],
    });
  });

  test('does not judge the minutes of the initial delay', async () => {
    const gate = gateWith({ Latency: [9000, 9000, 300, 300, 300, 300, 300] });

    expect(await run(gate, fast, 3)).toMatchObject({ kind: 'fail' });
    expect(await run(gate, fast, 9, { initialDelayMinutes: 2 })).toMatchObject({ kind: 'pass' });
  });

  test('fails at the first bad minute, with the value and the range', async () => {
    const gate = gateWith({ Latency: [300, 812.5] });

    expect(await run(gate, fast, 4)).toMatchObject({
      kind: 'fail',
      findings: [{ outcome: 'failed', found: '812.5 at 14:01 UTC, bad 1 times in 2 readings', allowed: 'below 500' }],
    });
  });

  test('does not read the last two minutes, which may still change', async () => {
    const gate = gateWith({ Latency: [300, 9000] });

    expect(await run(gate, fast, 3.9)).toMatchObject({ kind: 'wait' });
    expect(await run(gate, fast, 4)).toMatchObject({ kind: 'fail' });
  });

  test('finds a minute that has become bad since the last call', async () => {
    const gate = gateWith({ Latency: times(5, 300) });
    expect(await run(gate, fast, 5)).toMatchObject({ kind: 'wait' });

    gate.cloudwatch.put('Shop', 'Latency', dimensions, minute(1), 9000);

    expect(await run(gate, fast, 7)).toMatchObject({ kind: 'fail' });
  });

  test('tolerates as many bad readings as it may have, and then needs as many more good ones', async () => {
    const gate = gateWith({ Latency: [300, 9000, 300, 300, 300, 300, 9000] });
    const limits = { failureLimit: 1 };

    expect(await run(gate, fast, 7, limits)).toMatchObject({ kind: 'wait' });
    expect(await run(gate, fast, 8, limits)).toMatchObject({ kind: 'pass' });
    expect(await run(gate, fast, 9, limits)).toMatchObject({ kind: 'fail' });
  });

  test('can need the last readings to be good in a row', async () => {
    const gate = gateWith({ Latency: [300, 300, 300, 300, 9000, 300, 300] });
    const limits = { failureLimit: 1, consecutive: 2 };

    expect(await run(gate, fast, 8, limits)).toMatchObject({ kind: 'wait' });
    expect(await run(gate, fast, 9, limits)).toMatchObject({ kind: 'pass' });
  });
});

describe('a condition without data', () => {
  test('waits, and is then inconclusive: neither a pass nor a plain failure', async () => {
    const gate = gateWith({});

    expect(await run(gate, fast, 16)).toMatchObject({ kind: 'wait' });
    expect(await run(gate, fast, 17)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
      reason: expect.stringMatching(/^inconclusive: latency: 0 good, 15 inconclusive of 15 readings after 15 min/),
      findings: [{ outcome: 'unknown' }],
    });
  });

  test('is inconclusive earlier if it may have few inconclusive readings only', async () => {
    const gate = gateWith({ Latency: [300, null, 300, null] });

    expect(await run(gate, fast, 5, { inconclusiveLimit: 1 })).toMatchObject({ kind: 'wait' });
    expect(await run(gate, fast, 6, { inconclusiveLimit: 1 })).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('passes with the good readings that come after the gaps', async () => {
    const gate = gateWith({ Latency: [null, 300, 300, null, 300, 300, 300] });

    expect(await run(gate, fast, 8)).toMatchObject({ kind: 'wait' });
    expect(await run(gate, fast, 9)).toMatchObject({ kind: 'pass' });
  });
});

describe('a condition with a minimum of samples', () => {
  const rate = {
    name: 'errors',
    math: '100 * errors / requests',
    metrics: { errors, requests },
    success: { max: 1 },
    samples: { of: 'requests', min: 50 },
  };

  test('judges the minutes with enough of them', async () => {
    const gate = gateWith({ Requests: times(5, 200), Errors: [1, 2, 1, 2, 1] });

    expect(await run(gate, rate, 7)).toMatchObject({
      kind: 'pass',
      findings: [{ found: '5 good of 5 readings, the last 0.5 over 200 samples', allowed: 'at most 1' }],
    });
  });

  test('fails on the same rate with an error more', async () => {
    const gate = gateWith({ Requests: times(5, 200), Errors: [1, 2, 3, 2, 1] });

    expect(await run(gate, rate, 7)).toMatchObject({
      kind: 'fail',
      findings: [{ found: expect.stringMatching(/^1\.5 /) }],
    });
  });

  test.each([
    ['bad ones', times(15, 30), times(15, 30)],
    ['good ones', times(15, 49), times(15, null)],
    ['nothing at all', [], []],
  ])('neither passes nor fails on too few requests: %s', async (_title, some, failed) => {
    const verdict = await run(gateWith({ Requests: some, Errors: failed }), rate, 17);

    expect(verdict).toMatchObject({ kind: 'fail', inconclusive: true });
    expect(verdict.reason).toMatch(/samples of at least 50/);
  });

  test('takes a count that is missing for zero only next to enough samples, and if asked to', async () => {
    const gate = gateWith({ Requests: times(15, 200) });
    const few = { name: 'errors', metric: errors, success: { max: 0 } };
    const samples = { metric: requests, min: 50 };

    expect(await run(gate, { ...few, samples }, 17)).toMatchObject({ inconclusive: true });
    expect(await run(gate, { ...few, samples, missing: 'zero' }, 7)).toMatchObject({ kind: 'pass' });
    expect(await run(gateWith({}), { ...few, samples, missing: 'zero' }, 17)).toMatchObject({ inconclusive: true });
  });

  test('has no value in a minute that is divided by zero, which is not an incomplete series', async () => {
    const gate = gateWith({ Requests: [200, 0, 200, 200, 200, 200], Errors: [1, 1, 1, 1, 1, 1] });

    expect(await run(gate, rate, 7)).toMatchObject({
      kind: 'wait',
      findings: [{ found: expect.stringMatching(/1 incon/) }],
    });
    expect(await run(gate, rate, 8)).toMatchObject({ kind: 'pass' });
  });
});

describe('success and failure', () => {
  const between = { name: 'latency', metric: latency, success: { max: 500 }, failure: { above: 1000 } };

  test.each([
    [500, 'pass'],
    [501, 'inconclusive'],
    [1000, 'inconclusive'],
    [1001, 'fail'],
  ])('of %d is %s', async (value, outcome) => {
    const verdict = await run(gateWith({ Latency: times(15, value) }), between, 17);

    expect('inconclusive' in verdict ? 'inconclusive' : verdict.kind).toBe(outcome);
  });

  test.each([
    [{ failure: { below: 10 } }, 9, 'fail'],
    [{ failure: { below: 10 } }, 10, 'pass'],
    [{ success: { min: 10, max: 20 } }, 9.99, 'fail'],
    [{ success: { min: 10, max: 20 } }, 20, 'pass'],
    [{ success: { above: 10, below: 20 } }, 20, 'fail'],
  ])('%j of %d is %s', async (ranges, value, kind) => {
    const verdict = await run(gateWith({ Latency: times(5, value) }), { name: 'a', metric: latency, ...ranges }, 7);

    expect(verdict.kind).toBe(kind);
  });
});

describe('a period of several minutes', () => {
  test('is read by the clock, and only once it is complete', async () => {
    const gate = gateWith({ Latency: times(20, 300) });
    const condition = { ...fast, periodMinutes: 5 };

    expect(await run(gate, condition, 16, { initialDelayMinutes: 2, watchMinutes: 10 })).toMatchObject({
      kind: 'pass',
    });
    const { StartTime, EndTime } = gate.cloudwatch.asked.at(-1) ?? {};
    expect([StartTime, EndTime]).toEqual([minute(5), minute(10)]);
  });
});

describe('what cannot be read', () => {
  test.each(['PartialData', 'InternalError', 'Forbidden'])('is an error and never a pass: %s', async (status) => {
    const gate = gateWith({ Latency: times(15, 300) });
    gate.cloudwatch.statuses.set('Latency', status);

    expect(await run(gate, fast, 17)).toMatchObject({
      kind: 'error',
      reason: `latency: CloudWatch answered ${status}`,
    });
  });

  test('is an error if CloudWatch throws', async () => {
    const gate = gateWith({ Latency: times(15, 300) });
    gate.cloudwatch.broken = new Error('Rate exceeded');

    expect(await run(gate, fast, 17)).toMatchObject({
      kind: 'error',
      reason: 'the metrics could not be read: Rate exceeded',
    });
  });
});

describe('several conditions', () => {
  test('fail if one fails, wait if one waits, and show each', async () => {
    const gate = gateWith({ Latency: times(5, 300), Errors: times(5, 7) });
    const few = { name: 'errors', metric: errors, success: { max: 5 } };
    const many = { ...few, success: { max: 10 } };
    const silent = { name: 'silent', metric: requests, success: { min: 1 } };
    const together = (...conditions: JsonObject[]) => gate.run({ ...watch, conditions }, 7);

    expect(await together(fast, many)).toMatchObject({ kind: 'pass', findings: [{}, {}] });
    expect(await together(fast, silent)).toMatchObject({ kind: 'wait', reason: expect.stringMatching(/^silent: /) });
    expect(await together(silent, few)).toMatchObject({ kind: 'fail', reason: expect.stringMatching(/^errors: 7 at/) });
  });
});

describe('PromQL', () => {
  const promql = { name: 'errors', promql: 'sum(rate(http_errors[1m]))', success: { below: 0.01 } };
  const matrix = (...series: (readonly (readonly [number, string])[])[]) =>
    JSON.stringify({
      status: 'success',
      data: { resultType: 'matrix', result: series.map((values) => ({ metric: {}, values })) },
    });
  const values = (...texts: string[]) => texts.map((text, at) => [minute(at + 1).getTime() / 1000, text] as const);
  const ask = async (body: string, minutes = 7) => {
    const gate = new MetricsGate();
    gate.post = async () => ({ status: 200, body });
    return await run(gate, promql, minutes, { prometheus: 'ws-1' });
  };

  test('is judged like a metric of CloudWatch', async () => {
    expect(await ask(matrix(values('0', '0.001', '0', '0', '0')))).toMatchObject({ kind: 'pass' });
    expect(await ask(matrix(values('0', '0.02')))).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/0\.02 at 14:01/),
    });
  });

  test('without a series, or with NaN, is inconclusive', async () => {
    expect(await ask(matrix(), 17)).toMatchObject({ inconclusive: true });
    expect(await ask(matrix(values(...Array.from({ length: 15 }, () => 'NaN'))), 17)).toMatchObject({
      inconclusive: true,
    });
  });

  test('that is infinite is beyond every bound', async () => {
    expect(await ask(matrix(values('+Inf')))).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/infinite/),
    });
  });

  test.each([
    ['two series', matrix(values('0'), values('0')), /2 series instead of one: aggregate/],
    ['a warning', JSON.stringify({ ...JSON.parse(matrix(values('0'))), warnings: ['partial'] }), /warns: partial/],
    ['an error', JSON.stringify({ status: 'error', error: 'parse error' }), /answered 200: parse error/],
    ['no JSON', '<html>', /answered 200/],
  ])('with %s is an error', async (_title, body, reason) => {
    expect(await ask(body)).toMatchObject({ kind: 'error', reason: expect.stringMatching(reason) });
  });
});
