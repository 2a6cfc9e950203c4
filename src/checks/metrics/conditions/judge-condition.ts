import type { Condition, Range } from '../config/condition-config.ts';
import type { MetricsConfig } from '../config/metrics-config.ts';
import { formatNumber, type Judged, judged } from '../judged.ts';
import { isOutOfPatience, isWatched, minutesOf, type Watch } from '../watch.ts';
import { type MetricReading, wholePeriods } from './readings.ts';

type Limits = Pick<MetricsConfig, 'consecutive' | 'failureLimit' | 'inconclusiveLimit'>;

/**
 * Fails as soon as more readings are bad than may be. Passes when the watch is over and enough of them are good: as many as the watch has
 * periods, or the last `consecutive` ones. No readings at all are never a pass.
 *
 * @param readings - oldest first
 */
export function judgeCondition(
  condition: Condition,
  readings: readonly MetricReading[],
  limits: Limits,
  watch: Watch,
): Judged {
  const of = (kind: MetricReading['kind']) => readings.filter((reading) => reading.kind === kind);
  const [good, bad, inconclusive] = [of('good'), of('bad'), of('inconclusive')];
  const say = (outcome: Judged['outcome'], found: string) =>
    judged(outcome, condition.name, found, formatAllowed(condition, limits));
  if (bad.length > limits.failureLimit) return say('fail', formatBad(bad, readings.length, condition));
  const counts = formatCounts(good.length, bad.length, inconclusive.length);
  if (isWatched(watch) && hasEnough(readings, good.length, condition, limits, watch)) {
    return say('pass', `${counts}, the last ${formatReading(readings.at(-1), condition)}`);
  }
  const why = inconclusive.length === 0 ? '' : `, the last of those ${formatReading(inconclusive.at(-1), condition)}`;
  const { inconclusiveLimit } = limits;
  if (inconclusiveLimit !== undefined && inconclusive.length > inconclusiveLimit)
    return say('inconclusive', counts + why);
  if (isOutOfPatience(watch)) return say('inconclusive', `${counts} after ${minutesOf(watch)} min${why}`);
  return say('wait', counts + why);
}

function hasEnough(
  readings: readonly MetricReading[],
  good: number,
  { periodMinutes }: Condition,
  { consecutive }: Limits,
  { from, end }: Watch,
): boolean {
  if (consecutive === undefined) {
    const periods = minutesOf(wholePeriods({ from, until: end }, periodMinutes)) / periodMinutes;
    return good >= Math.max(1, periods);
  }
  const last = readings.slice(-consecutive);
  return last.length === consecutive && last.every(({ kind }) => kind === 'good');
}

function formatCounts(good: number, bad: number, inconclusive: number): string {
  const parts = [
    `${good} good`,
    ...(bad > 0 ? [`${bad} bad`] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
  ];
  return `${parts.join(', ')} of ${good + bad + inconclusive} readings`;
}

/** The worst is not known if there are bounds on both sides, so the last one is shown. */
function formatBad(bad: readonly MetricReading[], count: number, condition: Condition): string {
  const last = bad.at(-1);
  return `${formatReading(last, condition)} at ${last?.at.toISOString().slice(11, 16)} UTC, bad ${bad.length} times in ${count} readings`;
}

function formatReading(reading: MetricReading | undefined, { samples }: Condition): string {
  if (reading === undefined) return 'without data';
  const value = reading.value === undefined ? 'without data' : formatNumber(reading.value);
  if (samples === undefined || reading.samples === undefined) return value;
  const isEnough = reading.samples >= samples.min;
  return `${value} over ${formatNumber(reading.samples)} samples${isEnough ? '' : ` of at least ${samples.min}`}`;
}

function formatAllowed({ success, failure }: Condition, { failureLimit, consecutive }: Limits): string {
  const range = success ? formatRange(success) : `not ${formatRange(failure ?? {})}`;
  const times = failureLimit === 0 ? '' : `, up to ${failureLimit} bad readings`;
  return range + times + (consecutive === undefined ? '' : `, the last ${consecutive} good`);
}

function formatRange({ min, max, above, below }: Range): string {
  const bounds = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return bounds.join(' and ');
}
