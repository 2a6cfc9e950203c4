import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { MetricsGate, minute, taskDefinitions } from '../fakes/metrics-gate.ts';

type Side = 'green' | 'blue';
type Options = { byFamily?: boolean; minutes?: number };

const percent = { cpu: 'TaskCpuUtilization', memory: 'TaskMemoryUtilization' } as const;

/** Tasks of both versions, each with what it uses in each minute. */
class Tasks extends MetricsGate {
  add(
    side: Side,
    taskId: string,
    used: { cpu?: number; memory?: number; restarts?: number },
    options: Options = {},
  ): this {
    const { byFamily = false, minutes = 10 } = options;
    const { cluster, service } = this.target;
    this.tasks.push({ taskId, taskDefinitionArn: taskDefinitions[side], containers: ['web'] });
    const of = byFamily ? { TaskDefinitionFamily: 'shop' } : { ServiceName: service };
    const dimensions = { ClusterName: cluster, ...of, TaskId: taskId };
    const put = (name: string, at: number, value: number, more = {}) =>
      this.cloudwatch.put('ECS/ContainerInsights', name, { ...dimensions, ...more }, minute(at), value);
    for (let at = 0; at < minutes; at += 1) {
      // No two minutes are equal.
      if (used.cpu !== undefined) put(percent.cpu, at, used.cpu + at / 10);
      if (used.memory !== undefined) put(percent.memory, at, used.memory + at / 10);
      if (used.restarts !== undefined) put('RestartCount', at, at < 5 ? 0 : used.restarts, { ContainerName: 'web' });
    }
    return this;
  }
}

const run = (gate: MetricsGate, compare: JsonObject[keyof JsonObject], minutes = 12) =>
  gate.run({ baseline: 'concurrent', initialDelayMinutes: 0, watchMinutes: 10, compare }, minutes);

describe('cpu and memory of the tasks', () => {
  test('fail a version that uses more, by the mean of its tasks', async () => {
    const gate = new Tasks()
      .add('green', 'a', { memory: 70 })
      .add('green', 'b', { memory: 90 })
      .add('blue', 'c', { memory: 50 });

    expect(await run(gate, ['memory'])).toMatchObject({
      kind: 'fail',
      findings: [
        {
          name: 'memory, green against blue',
          found: expect.stringMatching(
            /^green 80\.45 %, blue 50\.45 % \(1\.59 ×\), shift 30 % .*, U = 100 of 10 × 10 minutes, p below 0\.0001$/,
          ),
          allowed: 'up to 1.3 × blue, or up to 5 percentage points more, or p of 0.01 and more',
        },
      ],
    });
  });

  test('pass a version that uses as much, or less', async () => {
    const gate = new Tasks().add('green', 'a', { cpu: 20, memory: 50 }).add('blue', 'b', { cpu: 60, memory: 50 });

    expect(await run(gate, ['cpu', 'memory'])).toMatchObject({ kind: 'pass', findings: [{}, {}] });
  });

  test('are found under the family of the task definition too, and count once', async () => {
    const gate = new Tasks()
      .add('green', 'a', { memory: 80 }, { byFamily: true })
      .add('blue', 'b', { memory: 50 })
      .add('blue', 'b', { memory: 50 }, { byFamily: true });
    gate.tasks.pop();

    expect(await run(gate, ['memory'])).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/green 80\.45 %, blue 50\.45 %/),
    });
  });

  test('without enhanced observability are inconclusive', async () => {
    const gate = new Tasks().add('green', 'a', {}).add('blue', 'b', {});

    expect(await run(gate, ['memory'])).toMatchObject({ kind: 'wait' });
    expect(await run(gate, ['memory'], 22)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('are inconclusive if one version runs no tasks', async () => {
    expect(await run(new Tasks().add('green', 'a', { cpu: 90 }), ['cpu'], 22)).toMatchObject({ inconclusive: true });
  });

  test('are refused if both versions have one task definition', async () => {
    const gate = new Tasks().add('green', 'a', { cpu: 20 });
    for (const revision of gate.ecs.revisions.values()) revision.taskDefinition = taskDefinitions.green;

    const verdict = await run(gate, ['cpu']);
    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/same task definition, so their tasks cannot/),
    });
    expect(verdict).not.toHaveProperty('inconclusive');
  });

  test('need no load balancer', async () => {
    const gate = new Tasks().add('green', 'a', { cpu: 20 }).add('blue', 'b', { cpu: 20 });
    for (const revision of gate.ecs.revisions.values()) revision.loadBalancers = [];

    expect(await run(gate, ['cpu'])).toMatchObject({ kind: 'pass' });
    expect(await run(gate, ['cpu', 'errorRate'])).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/no load balancer/),
    });
  });
});

describe('restarts', () => {
  test('fail a version of which one task restarted a container', async () => {
    const gate = new Tasks()
      .add('green', 'a', { restarts: 0 })
      .add('green', 'b', { restarts: 3 })
      .add('blue', 'c', { restarts: 9 });

    expect(await run(gate, ['restarts'])).toMatchObject({
      kind: 'fail',
      findings: [{ found: '1 of 2 tasks of green restarted containers, up to 3 times', allowed: 'none' }],
    });
  });

  test('pass a version without any', async () => {
    expect(await run(new Tasks().add('green', 'a', { restarts: 0 }), ['restarts'])).toMatchObject({ kind: 'pass' });
  });

  test('of the old version are not read, because they count for nothing', async () => {
    const gate = new Tasks().add('green', 'new-task', { restarts: 0, cpu: 9 }).add('blue', 'old-task', { cpu: 9 });
    await run(gate, ['restarts', 'cpu']);

    const asked = gate.cloudwatch.asked.flatMap(({ MetricDataQueries = [] }) => MetricDataQueries);
    const ofOld = asked.filter((query) => JSON.stringify(query).includes('old-task'));
    expect(new Set(ofOld.map(({ MetricStat }) => MetricStat?.Metric?.MetricName))).toEqual(new Set([percent.cpu]));
    expect(JSON.stringify(asked)).toContain('RestartCount');
  });

  test('are inconclusive if a task reports none: its containers have no restart policy', async () => {
    const gate = new Tasks().add('green', 'a', { restarts: 0 }).add('green', 'b', {});

    expect(await run(gate, ['restarts'], 22)).toMatchObject({
      inconclusive: true,
      reason: expect.stringMatching(/1 of 2 tasks of green report restarts/),
    });
  });
});
