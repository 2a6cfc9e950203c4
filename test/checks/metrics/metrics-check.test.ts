import { describe, expect, test } from 'vitest';
import { metricsCheck } from '../../../src/checks/metrics/metrics-check.ts';
import type { MetricSource } from '../../../src/checks/metrics/reader/metric-reader.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { contextFor } from '../check-context.ts';
import { KnownSeries } from './fakes/known-series.ts';
import { MetricsGate, minute } from './fakes/metrics-gate.ts';

const metric = (name: string) => ({ namespace: 'Shop', name, statistic: 'Sum' });
const watch = { initialDelayMinutes: 0, watchMinutes: 5 };
const named = (name: string) => ({ name, metric: metric(name), success: { max: 5 } });

describe('the metrics check', () => {
  test('has a name, and asks the workspace of the configuration in its source', async () => {
    const asked: unknown[] = [];
    const check = metricsCheck({
      cloudwatch: () => new KnownSeries(() => [1, 1, 1, 1, 1]),
      prometheus(source: MetricSource, workspace: string) {
        asked.push([source.region, workspace]);
        return new KnownSeries(() => [0, 0, 0, 0, 0]);
      },
      ...{ ecs: new FakeEcs(), tasks: { runningTasks: async () => [] } },
    });
    const conditions = [named('Errors'), { name: 'down', promql: 'up == 0', success: { max: 0 } }];
    const hookDetails = { ...watch, conditions, prometheus: 'ws-1', source: { region: 'eu-west-1' } };

    expect(check.name).toBe('metrics');
    expect(
      await check.run(new MetricsGate().target, await contextFor(check, hookDetails, { minutes: 7 })),
    ).toMatchObject({
      kind: 'pass',
      reason: 'Errors: 5 good of 5 readings, the last 1; down: 5 good of 5 readings, the last 0',
    });
    expect(asked).toEqual([['eu-west-1', 'ws-1']]);
  });

  test('does not ask ECS unless versions are compared', async () => {
    const gate = new MetricsGate();
    gate.ecs.broken.deployments = new Error('Rate exceeded');
    gate.cloudwatch.put('Shop', 'Errors', {}, new Date(0), 1);

    expect(await gate.run({ ...watch, conditions: [named('Errors')] }, 7)).toMatchObject({ kind: 'wait' });
    expect(await gate.run({ ...watch, compare: ['errorRate'], baseline: 'concurrent' }, 7)).toMatchObject({
      kind: 'error',
      reason: 'the metrics could not be read: Rate exceeded',
    });
  });

  test.each<[string, Record<string, number>, number, string, object | undefined]>([
    ['the first that passes', { a: 1, b: 2 }, 7, 'pass', { name: 'a', values: [1, 1, 1, 1, 1], max: 5 }],
    ['what fails', { a: 1, b: 9 }, 7, 'fail', { name: 'b', values: [9, 9, 9, 9, 9], max: 5 }],
    ['what waits', { a: 1, b: 2 }, 6, 'wait', { name: 'a', values: [1, 1, 1, 1], max: 5 }],
    [
      'something else if what decides has no values',
      { a: 1 },
      30,
      'fail',
      { name: 'a', values: [1, 1, 1, 1, 1], max: 5 },
    ],
    ['nothing if nothing has values', {}, 30, 'fail', undefined],
  ])('draws %s', async (_what, values, minutes, kind, series) => {
    const gate = new MetricsGate();
    for (const [name, value] of Object.entries(values)) {
      for (let at = 0; at < 5; at += 1) gate.cloudwatch.put('Shop', name, {}, minute(at), value);
    }

    const verdict = await gate.run({ ...watch, conditions: ['a', 'b'].map(named) }, minutes);

    expect(verdict.kind).toBe(kind);
    expect('series' in verdict ? verdict.series : undefined).toEqual(series);
    expect(verdict.findings).toHaveLength(2);
  });

  test('names two of those that decide, and counts the others', async () => {
    const gate = new MetricsGate();
    const reasonOf = async (...names: string[]) =>
      (await gate.run({ ...watch, conditions: names.map(named) }, 2)).reason;
    const nothing = '0 good of 0 readings';

    expect(await reasonOf('a')).toBe(`a: ${nothing}`);
    expect(await reasonOf('a', 'b')).toBe(`a: ${nothing}; b: ${nothing}`);
    expect(await reasonOf('a', 'b', 'c', 'd')).toBe(`a: ${nothing}; b: ${nothing}; and 2 more`);
  });

  test('shows a condition whose series is incomplete as unknown', async () => {
    const gate = new MetricsGate();
    gate.cloudwatch.statuses.set('Errors', 'PartialData');

    expect(await gate.run({ ...watch, conditions: [named('Errors')] }, 7)).toMatchObject({
      kind: 'error',
      findings: [
        { name: 'Errors', outcome: 'unknown', found: 'CloudWatch answered PartialData', allowed: 'complete data' },
      ],
    });
  });
});
