import type { MetricComparison } from '../config/comparison-config.ts';
import type { MetricPoint, MetricQuery, MetricReader, MetricWindow } from '../reader/metric-reader.ts';
import type { RunningTask } from './task-reader.ts';

/** What the tasks of one version used. */
export type TasksMeasured = {
  tasks: number;
  /** The mean of all tasks in each minute, in percent, by preset. */
  used: ReadonlyMap<string, readonly number[]>;
  /** The largest number of restarts of each task that reports them. */
  restarts: readonly number[];
};

/** Of means, enough to compare and few enough for one call. A restart may be that of any task. */
const maxTasks = { mean: 50, restarts: 500 };

const metricNames: Readonly<Record<string, string>> = {
  cpu: 'TaskCpuUtilization',
  memory: 'TaskMemoryUtilization',
  restarts: 'RestartCount',
};

/**
 * Reads what Container Insights with enhanced observability has of these tasks. Its dimensions have been seen with the service's name and with the
 * task definition's family, and those of a container with the container's name in addition: each is asked for, and those without data count for nothing.
 *
 * @throws Error if a series is incomplete, or if the reader could not ask
 */
export async function readTasks(
  comparisons: readonly MetricComparison[],
  { cluster, service }: { cluster: string; service: string },
  all: readonly RunningTask[],
  window: MetricWindow,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<TasksMeasured> {
  const tasks = all.toSorted((one, other) => one.taskId.localeCompare(other.taskId));
  const asked = comparisons.flatMap(({ preset }) =>
    tasks
      .slice(0, preset === 'restarts' ? maxTasks.restarts : maxTasks.mean)
      .flatMap((task) =>
        dimensionsOf(preset, cluster, service, task).map((dimensions) => ({ preset, taskId: task.taskId, dimensions })),
      ),
  );
  const queries = asked.map(({ preset, dimensions }, index): MetricQuery => {
    const metric = { namespace: 'ECS/ContainerInsights', name: metricNames[preset] ?? preset, dimensions };
    return { id: `t${index}`, periodSeconds: 60, metric, statistic: preset === 'restarts' ? 'Maximum' : 'Average' };
  });
  const series = queries.length === 0 ? new Map() : await reader.read(queries, window, signal);
  const found = asked.map(({ preset, taskId }, index) => {
    const read = series.get(`t${index}`) ?? { complete: false, reason: 'there was no answer for it' };
    if (!read.complete) throw new Error(`${metricNames[preset]} of task ${taskId}: ${read.reason}`);
    return { preset, taskId, points: read.points as readonly MetricPoint[] };
  });
  const of = (preset: string) => found.filter((one) => one.preset === preset && one.points.length > 0);
  return {
    tasks: tasks.length,
    used: new Map(comparisons.map(({ preset }) => [preset, meansOf(onePerTask(of(preset)))])),
    restarts: [...Map.groupBy(of('restarts'), ({ taskId }) => taskId).values()].map((those) =>
      Math.max(...those.flatMap(({ points }) => points.map(({ value }) => value))),
    ),
  };
}

function dimensionsOf(preset: string, ClusterName: string, ServiceName: string, task: RunningTask) {
  const { taskId: TaskId, taskDefinitionArn, containers } = task;
  const TaskDefinitionFamily = taskDefinitionArn.replace(/.*task-definition\//, '').replace(/:\d+/, '');
  const both = [
    { ClusterName, ServiceName, TaskId },
    { ClusterName, TaskDefinitionFamily, TaskId },
  ];
  const ofContainers = containers.flatMap((ContainerName) =>
    both.map((dimensions) => ({ ...dimensions, ContainerName })),
  );
  return preset === 'restarts' ? [...both, ...ofContainers] : both;
}

type OfTask = { taskId: string; points: readonly MetricPoint[] };

/** A task that has a metric under both sets of dimensions counts once. */
function onePerTask(all: readonly OfTask[]): readonly OfTask[] {
  return [...new Map(all.toReversed().map((one) => [one.taskId, one])).values()];
}

function meansOf(tasks: readonly OfTask[]): readonly number[] {
  const points = tasks.flatMap((task) => task.points);
  const byMinute = Map.groupBy(points, ({ at }) => at.getTime());
  return [...byMinute.values()].map((those) => those.reduce((sum, { value }) => sum + value, 0) / those.length);
}
