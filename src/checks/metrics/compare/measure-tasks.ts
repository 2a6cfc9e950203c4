import type { MetricComparison } from '../config/comparison-config.ts';
import { formatNumber } from '../judged.ts';
import { measureValues } from './measure-values.ts';
import type { Measured } from './measured.ts';
import type { TasksMeasured } from './read-tasks.ts';

/** Measures what the tasks of both versions use. Restarts count by themselves: no number of them is normal for a version that has just started. */
export function measureTasks(
  comparison: MetricComparison,
  { green, blue }: { green: TasksMeasured; blue: TasksMeasured },
): Measured {
  const { preset } = comparison;
  if (preset !== 'restarts') {
    return measureValues(comparison, { green: green.used.get(preset) ?? [], blue: blue.used.get(preset) ?? [] }, '%');
  }
  const restarted = green.restarts.filter((count) => count > 0);
  const lacks =
    green.tasks > 0 && green.restarts.length === green.tasks
      ? undefined
      : `${green.restarts.length} of ${green.tasks} tasks of green report restarts, which needs a restart policy of their containers and at most 500 tasks`;
  const found = `${restarted.length} of ${green.tasks} tasks of green restarted containers, up to ${formatNumber(Math.max(0, ...green.restarts))} times`;
  return { comparison, lacks, isBeyond: restarted.length > 0, p: undefined, found };
}
