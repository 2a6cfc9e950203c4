import type { EcsReader } from '../../../deployment/ecs.ts';
import type { Target } from '../../../hook/target.ts';
import type { MetricsConfig } from '../config/metrics-config.ts';
import { type Judged, judged } from '../judged.ts';
import type { MetricReader, MetricWindow } from '../reader/metric-reader.ts';
import { minuteMs, type Watch, watchedSoFar } from '../watch.ts';
import { type ComparedPair, type FoundSides, findSides } from './find-sides.ts';
import { judgeComparisons } from './judge-comparisons.ts';
import { measure } from './measure.ts';
import { readSide } from './read-side.ts';
import { type Comparability, whetherComparable } from './whether-comparable.ts';

type Ports = { reader: MetricReader; ecs: EcsReader };

/**
 * Compares the target groups of both versions. Rejects if ECS or CloudWatch could not be asked, or if a series is incomplete.
 *
 * @param config - with at least one comparison and a baseline
 */
export async function runComparisons(
  config: MetricsConfig,
  target: Target,
  watch: Watch,
  { reader, ecs }: Ports,
  signal: AbortSignal,
): Promise<readonly Judged[]> {
  const { baseline = 'concurrent', compare } = config;
  const sides = await findSides(target, ecs, signal);
  if ('unknown' in sides) return [judged('error', 'green against blue', sides.unknown, 'two target groups')];
  if ('refused' in sides) return [refuse(sides.refused)];
  const comparable = whetherComparable(target, sides.deployment.deploymentConfiguration?.strategy, baseline);
  if (comparable.is !== 'yes') return [formatComparability(comparable)];
  const ofGreen = watchedSoFar(watch);
  if (ofGreen === undefined) return [judged('wait', 'green against blue', 'no complete minute yet', 'both versions')];
  const ofBlue = baseline === 'concurrent' ? ofGreen : windowBefore(sides, watch);
  if (ofBlue === undefined) return [refuse('the old version had not run for a minute before this deployment')];
  const readPair = async ({ green, blue }: ComparedPair) => ({
    green: await readSide(compare, green, ofGreen, reader, signal),
    blue: await readSide(compare, blue, ofBlue, reader, signal),
  });
  const weight = baseline === 'concurrent' ? weightOf(target) : undefined;
  const measured = [];
  for (const pair of sides.pairs) {
    const both = await readPair(pair);
    const at = sides.pairs.length > 1 ? ` at ${pair.green.LoadBalancer}` : '';
    measured.push(...compare.map((comparison) => ({ at, measured: measure(comparison, both, weight) })));
  }
  return judgeComparisons(measured, watch);
}

function refuse(because: string): Judged {
  return judged('fail', 'green against blue', because, 'two versions with metrics of their own');
}

function formatComparability(comparable: Exclude<Comparability, { is: 'yes' }>): Judged {
  return comparable.is === 'never'
    ? refuse(comparable.because)
    : judged(
        'pass',
        'green against blue',
        `not compared at this step: ${comparable.because}`,
        'both versions with traffic',
      );
}

/** As long as the watch, and right before the deployment: the nearest time of day. Undefined if blue did not run then. */
function windowBefore(
  { deployment, blueSince }: Exclude<FoundSides, { refused: string } | { unknown: string }>,
  watch: Watch,
): MetricWindow | undefined {
  const { createdAt } = deployment;
  if (createdAt === undefined) throw new Error('ECS does not say when the deployment was created');
  const until = Math.floor(createdAt.getTime() / minuteMs) * minuteMs;
  const from = until - (watch.end.getTime() - watch.from.getTime());
  // Before that, its target group belonged to another version.
  const earliest = blueSince === undefined ? from : Math.ceil(blueSince.getTime() / minuteMs) * minuteMs;
  const window = { from: new Date(Math.max(from, earliest)), until: new Date(until) };
  return window.until.getTime() > window.from.getTime() ? window : undefined;
}

/** Of the step that the event names; not at its ends, where a share says nothing. */
function weightOf({ productionWeight: weight }: Target): number | undefined {
  return weight !== undefined && weight > 0 && weight < 100 ? weight : undefined;
}
