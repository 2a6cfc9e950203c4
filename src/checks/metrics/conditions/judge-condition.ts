import { seriesOf } from '../../series-of.ts';
import type { Condition, Range } from '../config/condition-config.ts';
import { formatNumber, type Judged, judged } from '../judged.ts';
import { minutesOf, type Watch } from '../watch-times.ts';
import { judgeReadings, type ReadingKind, type ReadingLimits } from './judge-readings.ts';
import { type MetricReading, wholePeriods } from './readings.ts';

/**
 * Fails as soon as more readings are bad than may be. Passes when the watch is over and enough of them are good: as many as the watch has
 * periods, or the last `consecutive` ones. No readings at all are never a pass.
 *
 * @param readings - oldest first
 */
export function judgeCondition(
  condition: Condition,
  readings: readonly MetricReading[],
  limits: ReadingLimits,
  watch: Watch,
): Judged {
  const lastOf = (wanted: MetricReading['kind']) => readings.findLast(({ kind }) => kind === wanted);
  const [last, lastBad, lastInconclusive] = [readings.at(-1), lastOf('bad'), lastOf('inconclusive')];
  const kinds = readings.map(({ kind }) => kind);
  const { outcome, counts } = judgeReadings(kinds, limits, watch, periodsOf(watch, condition));
  const say = (found: string) => ({
    ...judged(outcome, condition.name, found, formatAllowed(condition, limits)),
    series: seriesOfReadings(condition, readings),
  });
  if (outcome === 'fail' && lastBad) return say(formatBad(lastBad, kinds, condition));
  if (outcome === 'pass' && last) return say(`${counts}, the last ${formatReading(last, condition)}`);
  if (!lastInconclusive) return say(counts);
  return say(`${counts}, the last of those ${formatReading(lastInconclusive, condition)}`);
}

/** With one bound, so that there is one line to compare with: the upper one if there are both. */
function seriesOfReadings({ name, success = {}, failure = {} }: Condition, readings: readonly MetricReading[]) {
  const max = success.max ?? success.below ?? failure.min ?? failure.above;
  const min = success.min ?? success.above ?? failure.max ?? failure.below;
  return seriesOf(
    readings.map(({ value }) => value),
    { name, ...(max === undefined ? { min } : { max }) },
  );
}

function periodsOf({ from, end }: Watch, { periodMinutes }: Condition): number {
  return minutesOf(wholePeriods({ from, until: end }, periodMinutes)) / periodMinutes;
}

/** The worst is not known if there are bounds on both sides, so the last one is shown. */
function formatBad(last: MetricReading, kinds: readonly ReadingKind[], condition: Condition): string {
  const times = kinds.filter((kind) => kind === 'bad').length;
  return `${formatReading(last, condition)} at ${last.at.toISOString().slice(11, 16)} UTC, bad ${times} times in ${kinds.length} readings`;
}

function formatReading({ value, samples: count = 0 }: MetricReading, { samples }: Condition): string {
  const read = value === undefined ? 'without data' : formatNumber(value);
  if (samples === undefined) return read;
  return `${read} over ${formatNumber(count)} samples${count >= samples.min ? '' : ` of at least ${samples.min}`}`;
}

function formatAllowed({ success, failure }: Condition, { failureLimit, consecutive }: ReadingLimits): string {
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
