import type { EcsReader } from '../../../deployment/ecs.ts';
import type { Target } from '../../../hook/target.ts';
import { isOfTasks, type MetricComparison } from '../config/comparison-config.ts';
import type { Baseline, MetricsConfig } from '../config/metrics-config.ts';
import { type Judged, judged } from '../judged.ts';
import type { MetricReader, MetricWindow } from '../reader/metric-reader.ts';
import { minuteMs, type Watch, watchedSoFar } from '../watch-times.ts';
import { findPairs, findVersions, type NotComparable, type Versions } from './find-sides.ts';
import { judgeComparisons } from './judge-comparisons.ts';
import { measure } from './measure.ts';
import { measureTasks } from './measure-tasks.ts';
import type { Measured } from './measured.ts';
import { readSide } from './read-side.ts';
import { readTasks } from './read-tasks.ts';
import type { TaskReader } from './task-reader.ts';
import { type Comparability, whetherComparable } from './whether-comparable.ts';

type ComparisonPorts = { reader: MetricReader; ecs: EcsReader; tasks: TaskReader };

type Windows = { green: MetricWindow; blue: MetricWindow };

/** What is compared, with a name for each, or why it is not. */
type MeasuredAll = readonly { at: string; measured: Measured }[] | NotComparable;

/**
 * Compares the target groups and the tasks of both versions. Rejects if ECS or CloudWatch could not be asked, or if a series is incomplete.
 *
 * @param config - with at least one comparison and a baseline
 */
export async function runComparisons(
  config: MetricsConfig,
  target: Target,
  watch: Watch,
  ports: ComparisonPorts,
  signal: AbortSignal,
): Promise<readonly Judged[]> {
  const { baseline = 'concurrent', compare } = config;
  const versions = await findVersions(target, ports.ecs, signal);
  if (isNotComparable(versions)) return [judgedNotComparable(versions)];
  const comparable = whetherComparable(target, versions.deployment.deploymentConfiguration?.strategy, baseline);
  if (comparable.is !== 'yes') return [judgedComparability(comparable)];
  const green = watchedSoFar(watch);
  if (green === undefined) return [judged('wait', 'green against blue', 'no complete minute yet', 'both versions')];
  const blue = baseline === 'concurrent' ? green : windowBefore(versions, watch);
  if (blue === undefined) return [refuse('the old version had not run for a minute before this deployment')];
  const ofTasks = compare.filter(({ preset }) => isOfTasks(preset));
  const ofRequests = compare.filter(({ preset }) => !isOfTasks(preset));
  const windows = { green, blue };
  const requests = await measureRequests(
    ofRequests,
    versions,
    windows,
    expectedShare(target, baseline),
    ports.reader,
    signal,
  );
  if (isNotComparable(requests)) return [judgedNotComparable(requests)];
  const tasks = await measureAllTasks(ofTasks, target, versions, windows, ports, signal);
  return isNotComparable(tasks) ? [judgedNotComparable(tasks)] : judgeComparisons([...requests, ...tasks], watch);
}

async function measureRequests(
  comparisons: readonly MetricComparison[],
  versions: Versions,
  windows: Windows,
  share: number | undefined,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<MeasuredAll> {
  if (comparisons.length === 0) return [];
  const found = findPairs(versions);
  if (isNotComparable(found)) return found;
  const measured = [];
  for (const pair of found.pairs) {
    const both = {
      green: await readSide(comparisons, pair.green, windows.green, reader, signal),
      blue: await readSide(comparisons, pair.blue, windows.blue, reader, signal),
    };
    const at = found.pairs.length > 1 ? ` at ${pair.green.LoadBalancer}` : '';
    measured.push(...comparisons.map((comparison) => ({ at, measured: measure(comparison, both, share) })));
  }
  return measured;
}

/** ECS names no version of a task, so two versions can be distinguished only by their task definitions. */
async function measureAllTasks(
  comparisons: readonly MetricComparison[],
  place: Pick<Target, 'cluster' | 'service'>,
  { green, blue }: Versions,
  windows: Windows,
  { reader, tasks }: ComparisonPorts,
  signal: AbortSignal,
): Promise<MeasuredAll> {
  if (comparisons.length === 0) return [];
  if (green.taskDefinition === undefined || green.taskDefinition === blue.taskDefinition) {
    return { refused: 'both versions have the same task definition, so their tasks cannot be distinguished' };
  }
  const running = await tasks.runningTasks(place.cluster, place.service, signal);
  const read = (taskDefinition: string | undefined, compared: readonly MetricComparison[], window: MetricWindow) => {
    const own = running.filter(({ taskDefinitionArn }) => taskDefinitionArn === taskDefinition);
    return readTasks(compared, place, own, window, reader, signal);
  };
  const withoutRestarts = comparisons.filter(({ preset }) => preset !== 'restarts');
  const both = {
    green: await read(green.taskDefinition, comparisons, windows.green),
    blue: await read(blue.taskDefinition, withoutRestarts, windows.blue),
  };
  return comparisons.map((comparison) => ({ at: '', measured: measureTasks(comparison, both) }));
}

function isNotComparable(found: object): found is NotComparable {
  return 'refused' in found || 'unknown' in found;
}

function judgedNotComparable(not: NotComparable): Judged {
  return 'refused' in not ? refuse(not.refused) : judged('error', 'green against blue', not.unknown, 'two versions');
}

function refuse(because: string): Judged {
  return judged('fail', 'green against blue', because, 'two versions with metrics of their own');
}

function judgedComparability(comparable: Exclude<Comparability, { is: 'yes' }>): Judged {
  if (comparable.is === 'never') return refuse(comparable.because);
  const found = `not compared at this step: ${comparable.because}`;
  return judged('pass', 'green against blue', found, 'both versions with traffic');
}

/** As long as the watch, and right before the deployment: the nearest time of day. Undefined if blue did not run then. */
function windowBefore({ deployment, blue }: Versions, watch: Watch): MetricWindow | undefined {
  const { createdAt } = deployment;
  if (createdAt === undefined) throw new Error('ECS does not say when the deployment was created');
  const until = Math.floor(createdAt.getTime() / minuteMs) * minuteMs;
  const from = until - (watch.end.getTime() - watch.from.getTime());
  // Before that, its target group belonged to another version.
  const earliest = blue.createdAt === undefined ? from : Math.ceil(blue.createdAt.getTime() / minuteMs) * minuteMs;
  const window = { from: new Date(Math.max(from, earliest)), until: new Date(until) };
  return window.until.getTime() > window.from.getTime() ? window : undefined;
}

/** How many requests green should get for each of blue's. Undefined if the event does not name the step. */
function expectedShare({ stage, productionWeight: weight = 0 }: Target, baseline: Baseline): number | undefined {
  if (baseline === 'concurrent') return weight > 0 && weight < 100 ? weight / (100 - weight) : undefined;
  if (stage === 'POST_PRODUCTION_TRAFFIC_SHIFT') return 1;
  return weight > 0 ? weight / 100 : undefined;
}
