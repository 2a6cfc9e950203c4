import type { DeploymentConfiguration, TrafficWeights } from '../ecs/resources.ts';
import type { ServiceState } from '../state/service-state.ts';
import type { ServiceWork } from './service-work.ts';

type Replacement = {
  /** The revision that has all tasks in the end. */
  toArn: string;
  /** Those whose tasks end, in this order. */
  fromArns: readonly string[];
  /** May change between two batches. */
  desiredCount: () => number;
  configuration: Pick<DeploymentConfiguration, 'minimumHealthyPercent' | 'maximumPercent'>;
  /** Stops as soon as this share of the tasks is healthy, and leaves the others. Default: all, with none of the others left. */
  healthyPercent?: number;
};

/**
 * Replaces tasks with tasks, in batches as large as the two limits allow: never more tasks than `maximumPercent`, never fewer healthy ones
 * than `minimumHealthyPercent`. If the limits allow nothing at all, it waits for the signal, as ECS does.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export async function replaceTasks(
  work: ServiceWork,
  service: ServiceState,
  { toArn, fromArns, desiredCount, configuration, healthyPercent }: Replacement,
  signal: AbortSignal,
): Promise<void> {
  const to = service.revision(toArn);
  const from = fromArns.map((arn) => service.revision(arn));
  const share = () => work.shift('production', sharesOf([to, ...from]));
  // A batch that was interrupted has left tasks that never became healthy.
  for (const { arn, runningTaskCount } of from) await work.scaleDown(arn, runningTaskCount);

  const wanted = () => Math.ceil((desiredCount() * (healthyPercent ?? 100)) / 100);
  const isThrough = () =>
    to.runningTaskCount >= wanted() &&
    (healthyPercent !== undefined || from.every(({ requestedTaskCount }) => requestedTaskCount === 0));

  while (!isThrough()) {
    signal.throwIfAborted();
    const others = from.reduce((sum, { runningTaskCount }) => sum + runningTaskCount, 0);
    const { min, max } = taskLimits(configuration, desiredCount());
    const starts = Math.min(wanted() - to.runningTaskCount, max - to.runningTaskCount - others);
    if (starts > 0) {
      await work.scaleUp(toArn, to.runningTaskCount + starts, signal);
      signal.throwIfAborted();
      await share();
      continue;
    }
    const ending = from.find(({ runningTaskCount }) => runningTaskCount > 0);
    const ends = Math.min(ending?.runningTaskCount ?? 0, to.runningTaskCount + others - min);
    if (!ending || ends <= 0) return untilAborted(signal);
    const left = ending.runningTaskCount - ends;
    // Traffic leaves first: no request is sent to a task that is ending.
    await work.shift(
      'production',
      sharesOf([to, ...from.map((one) => (one === ending ? { ...one, runningTaskCount: left } : one))]),
    );
    await work.scaleDown(ending.arn, left);
  }
  if (to.runningTaskCount > desiredCount()) await work.scaleDown(toArn, desiredCount());
  await share();
}

/** @returns how many tasks have to be healthy at any time, and how many there may be */
export function taskLimits(
  { minimumHealthyPercent = 100, maximumPercent = 200 }: Replacement['configuration'],
  desiredCount: number,
): { min: number; max: number } {
  return {
    min: Math.ceil((desiredCount * minimumHealthyPercent) / 100),
    max: Math.floor((desiredCount * maximumPercent) / 100),
  };
}

/** Each revision's share of the traffic, in tenths of a percent: tasks get equal shares. The sum is 100, unless there are no tasks. */
function sharesOf(revisions: readonly { arn: string; runningTaskCount: number }[]): TrafficWeights {
  const running = revisions.filter(({ runningTaskCount }) => runningTaskCount > 0);
  const all = running.reduce((sum, { runningTaskCount }) => sum + runningTaskCount, 0);
  let tasks = 0;
  let given = 0;
  return Object.fromEntries(
    running.map(({ arn, runningTaskCount }) => {
      tasks += runningTaskCount;
      const tenths = Math.round((1000 * tasks) / all) - given;
      given += tenths;
      return [arn, tenths / 10];
    }),
  );
}

function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
