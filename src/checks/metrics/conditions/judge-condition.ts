import type { Condition, Range } from '../config/condition-config.ts';
import { formatNumber, type Judged, judged } from '../judged.ts';
import { minutesOf, type Watch } from '../watch.ts';
import { judgeReadings, type ReadingLimits } from './judge-readings.ts';
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
  const of = (kind: MetricReading['kind']) => readings.filter((reading) => reading.kind === kind);
  const [bad, inconclusive] = [of('bad'), of('inconclusive')];
  const kinds = readings.map(({ kind }) => kind);
  const { outcome, counts } = judgeReadings(kinds, limits, watch, periodsOf(watch, condition));
  const say = (found: string) => judged(outcome, condition.name, found, formatAllowed(condition, limits));
  if (outcome === 'fail') return say(formatBad(bad, readings.length, condition));
  if (outcome === 'pass') return say(`${counts}, the last ${formatReading(readings.at(-1), condition)}`);
  const why = inconclusive.length === 0 ? '' : `, the last of those ${formatReading(inconclusive.at(-1), condition)}`;
  return say(counts + why);
}

function periodsOf({ from, end }: Watch, { periodMinutes }: Condition): number {
  return minutesOf(wholePeriods({ from, until: end }, periodMinutes)) / periodMinutes;
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
