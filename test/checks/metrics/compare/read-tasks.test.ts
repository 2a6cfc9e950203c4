import { describe, expect, test } from 'vitest';
import { measureTasks } from '../../../../src/checks/metrics/compare/measure-tasks.ts';
import { readTasks } from '../../../../src/checks/metrics/compare/read-tasks.ts';
import type { RunningTask } from '../../../../src/checks/metrics/compare/task-reader.ts';
import type { MetricComparison, Preset } from '../../../../src/checks/metrics/config/comparison-config.ts';
import type { MetricQuery } from '../../../../src/checks/metrics/reader/metric-reader.ts';
import { KnownSeries } from '../fakes/known-series.ts';
import { minute } from '../fakes/metrics-gate.ts';

const signal = new AbortController().signal;
const service = { cluster: 'web', service: 'shop' };

const compared = (preset: Preset): MetricComparison => ({
  ...{ preset, method: 'statistics', maxRatio: 1.5, floor: 1, minRequests: 0, maxP: 0.01 },
});

const task = (taskId: string, ...containers: string[]): RunningTask => ({
  taskId,
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/shop-web:42',
  containers,
});

const read = (reader: KnownSeries, presets: readonly Preset[], ...tasks: RunningTask[]) =>
  readTasks(presets.map(compared), service, tasks, { from: minute(0), until: minute(2) }, reader, signal);

type Known = Readonly<Record<string, readonly number[]>>;

/** Values by the metric's name and the task, and by the container if it is one of a container. */
function known(values: Known): KnownSeries {
  return new KnownSeries((query) => values[keyOf(query)]);
}

function keyOf(query: MetricQuery): string {
  if (!('metric' in query)) return '';
  const { name, dimensions } = query.metric;
  const { TaskId, TaskDefinitionFamily, ContainerName } = dimensions;
  return [name, TaskId, TaskDefinitionFamily && 'by family', ContainerName].filter(Boolean).join(' ');
}

describe('the tasks of a version', () => {
  const [byService, byFamily] = [{ ServiceName: 'shop' }, { TaskDefinitionFamily: 'shop-web' }];

  const queryFor = (name: string, statistic: string, id: string, dimensions: object) => ({
    ...{ id, periodSeconds: 60, statistic },
    metric: { namespace: 'ECS/ContainerInsights', name, dimensions: { ClusterName: 'web', ...dimensions } },
  });

  test.each([
    ['cpu', 'TaskCpuUtilization'],
    ['memory', 'TaskMemoryUtilization'],
  ] as const)('are asked for the average %s of each minute, by service and by family', async (preset, name) => {
    const reader = known({});
    await read(reader, [preset], task('a', 'web', 'proxy'));

    expect(reader.asked).toEqual([
      [
        queryFor(name, 'Average', 't0', { ...byService, TaskId: 'a' }),
        queryFor(name, 'Average', 't1', { ...byFamily, TaskId: 'a' }),
      ],
    ]);
  });

  test('are asked for the most restarts, also of each container', async () => {
    const reader = known({});
    await read(reader, ['restarts'], task('a', 'web', 'proxy'));

    const all = [{}, { ContainerName: 'web' }, { ContainerName: 'proxy' }].flatMap((more) =>
      [byService, byFamily].map((of) => ({ ...of, TaskId: 'a', ...more })),
    );
    expect(reader.asked).toEqual([
      all.map((dimensions, at) => queryFor('RestartCount', 'Maximum', `t${at}`, dimensions)),
    ]);
  });

  test('use the mean of those that have a value in a minute, preset by preset', async () => {
    const reader = known({
      ...{ 'TaskCpuUtilization a': [10, 30], 'TaskCpuUtilization b': [20] },
      ...{ 'TaskMemoryUtilization a': [50, 50], 'TaskMemoryUtilization b': [70, 90] },
    });

    expect(await read(reader, ['cpu', 'memory'], task('a'), task('b'))).toEqual({
      tasks: 2,
      used: new Map([
        ['cpu', [15, 30]],
        ['memory', [60, 70]],
      ]),
      restarts: [],
    });
  });

  test('count once if they have a metric by service and by family', async () => {
    const reader = known({ 'TaskCpuUtilization a': [10], 'TaskCpuUtilization a by family': [30] });

    expect((await read(reader, ['cpu'], task('a'))).used).toEqual(new Map([['cpu', [10]]]));
  });

  test('have restarted as often as the container that restarted most', async () => {
    const reader = known({
      'RestartCount a web': [0, 2],
      'RestartCount a proxy': [3, 3],
      'RestartCount b web': [0, 0],
    });
    const found = await read(reader, ['restarts'], task('a', 'web', 'proxy'), task('b', 'web'), task('c', 'web'));

    expect(found).toMatchObject({ tasks: 3, restarts: [3, 0] });
  });

  test('are the first 50 by their ids, at every call the same', async () => {
    const ids = Array.from({ length: 51 }, (_, at) => String(at).padStart(2, '0'));
    const reader = known({});
    const { tasks } = await read(reader, ['cpu'], ...ids.toReversed().map((id) => task(id)));

    const asked = reader.asked.flat().map((query) => ('metric' in query ? query.metric.dimensions['TaskId'] : ''));
    expect([tasks, [...new Set(asked)]]).toEqual([51, ids.slice(0, 50)]);
  });

  test('may all have restarted, and are not known beyond 500', async () => {
    const ids = Array.from({ length: 501 }, (_, at) => String(at).padStart(3, '0'));
    const reader = known(Object.fromEntries(ids.map((id) => [`RestartCount ${id}`, [Number(id) === 80 ? 1 : 0]])));
    const ofAll = await read(reader, ['restarts'], ...ids.slice(0, 81).map((id) => task(id)));
    const ofTooMany = await read(reader, ['restarts'], ...ids.map((id) => task(id)));

    expect(measureTasks(compared('restarts'), { green: ofAll, blue: ofAll })).toMatchObject({
      ...{ lacks: undefined, isBeyond: true },
      found: '1 of 81 tasks of green restarted containers, up to 1 times',
    });
    expect(measureTasks(compared('restarts'), { green: ofTooMany, blue: ofAll }).lacks).toMatch(/^500 of 501 tasks/);
  });

  test('are asked for nothing if there are none', async () => {
    const reader = known({});

    expect(await read(reader, ['cpu', 'restarts'])).toEqual({
      tasks: 0,
      used: new Map([
        ['cpu', []],
        ['restarts', []],
      ]),
      restarts: [],
    });
    expect(reader.asked).toEqual([]);
  });
});

describe('an incomplete series of a task', () => {
  test('is an error that names the metric and the task', async () => {
    const reader = known({ 'TaskCpuUtilization a': [10] });
    reader.incomplete = (query) => keyOf(query) === 'TaskCpuUtilization b';

    await expect(read(reader, ['cpu'], task('a'), task('b'))).rejects.toThrow(
      'TaskCpuUtilization of task b: throttled',
    );
  });

  test('that is missing in the answer is one as well', async () => {
    const reader = known({});
    reader.forgets = () => true;

    await expect(read(reader, ['memory'], task('a'))).rejects.toThrow(
      'TaskMemoryUtilization of task a: there was no answer for it',
    );
  });
});
