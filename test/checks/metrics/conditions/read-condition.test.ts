import { describe, expect, test } from 'vitest';
import { readCondition } from '../../../../src/checks/metrics/conditions/read-condition.ts';
import type { Condition, ConditionSource } from '../../../../src/checks/metrics/config/condition-config.ts';
import type { MetricQuery, MetricWindow } from '../../../../src/checks/metrics/reader/metric-reader.ts';
import { KnownSeries } from '../fakes/known-series.ts';
import { minute } from '../fakes/metrics-gate.ts';

const signal = new AbortController().signal;
const metric = (name: string) => ({ namespace: 'Shop', name, dimensions: {}, statistic: 'Sum' });
const named =
  ({ name }: { name: string }) =>
  (query: MetricQuery) =>
    'metric' in query && query.metric.name === name;

const condition = (source: ConditionSource, more: Partial<Condition> = {}): Condition => ({
  ...{ name: 'errors', source, success: { max: 5 }, failure: undefined, periodMinutes: 1 },
  ...{ samples: undefined, missing: 'inconclusive', ...more },
});
const errors = condition({ metric: metric('Errors') });

const read = (
  reader: KnownSeries,
  one = errors,
  window: MetricWindow | undefined = { from: minute(0), until: minute(2) },
) => readCondition(one, window, () => reader, signal);
const always = (...values: number[]) => new KnownSeries(() => values);

describe('a condition is not read', () => {
  test.each([
    ['while nothing has been watched', 1, undefined],
    ['before a period is over', 5, { from: minute(0), until: minute(4) }],
    ['before a period by the clock is over', 5, { from: minute(3), until: minute(9) }],
    ['before the first period by the clock has begun', 5, { from: minute(1), until: minute(4) }],
  ])('%s', async (_title, periodMinutes, window) => {
    const reader = always(1);

    expect(await readCondition({ ...errors, periodMinutes }, window, () => reader, signal)).toEqual({ readings: [] });
    expect(reader.asked).toEqual([]);
  });
});

describe('a condition is incomplete', () => {
  test('if the series of its values is, or is not answered', async () => {
    const [throttled, silent] = [always(1), always(1)];
    throttled.incomplete = () => true;
    silent.forgets = () => true;

    expect(await read(throttled)).toEqual({ incomplete: 'throttled' });
    expect(await read(silent)).toEqual({ incomplete: 'there was no answer for it' });
  });

  test('if the series of its samples is, which is said', async () => {
    const samples = { source: { metric: metric('Requests') }, min: 10 };
    const reader = always(1);
    reader.incomplete = named({ name: 'Requests' });

    expect(await read(reader, { ...errors, samples })).toEqual({ incomplete: 'the samples: throttled' });
  });
});

describe('metric math', () => {
  test('is asked for with its operands, under an id that none of them can have', async () => {
    const ids = ['value', 'value_', `value_${'0'.repeat(58)}`, 'z'.repeat(64)];
    const metrics = Object.fromEntries(ids.map((id) => [id, metric(id)]));
    const reader = always(7, 8);
    const found = await read(reader, condition({ math: 'value + value_', metrics }, { periodMinutes: 1 }));

    const [value, ...operands] = reader.asked.flat();
    expect(value).toEqual({
      id: expect.stringMatching(/^[a-z]\w{64,254}$/),
      periodSeconds: 60,
      math: 'value + value_',
    });
    expect(operands).toEqual(ids.map((id) => ({ id, periodSeconds: 60, metric: metric(id), statistic: 'Sum' })));
    expect(found).toMatchObject({ readings: [{ value: 7 }, { value: 8 }] });
  });
});
