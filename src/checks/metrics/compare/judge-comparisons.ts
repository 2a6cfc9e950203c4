import { isTime, type MetricComparison, type Preset } from '../config/comparison-config.ts';
import { type Judged, judged } from '../judged.ts';
import { holm } from '../statistics/holm.ts';
import { isOutOfPatience, isWatched, minutesOf, type Watch } from '../watch-times.ts';
import type { Measured } from './measured.ts';

/**
 * Green is worse if the difference is beyond the ratio, beyond the floor, and hardly chance: all three. With several metrics the probabilities are
 * corrected by Holm's method. Before the end of the watch, only a difference that is ten times as improbable counts, because each look is another
 * chance to be wrong; and what has no probability is not judged before.
 *
 * @param measured - with a name for each, such as that of its target group if there are several
 */
export function judgeComparisons(
  measured: readonly { at: string; measured: Measured }[],
  watch: Watch,
): readonly Judged[] {
  const adjusted = holm(measured.flatMap(({ measured: { p } }) => p ?? []));
  let next = 0;
  return measured.map(({ at, measured: one }) => {
    const p = one.p === undefined ? undefined : adjusted[next++];
    return judgeOne(at, one, p, watch);
  });
}

function judgeOne(
  at: string,
  { comparison, lacks, unknown, isBeyond, found }: Measured,
  p: number | undefined,
  watch: Watch,
): Judged {
  const name = `${presetNames[comparison.preset]}${at}, green against blue`;
  const say = (outcome: Judged['outcome'], words = found) => judged(outcome, name, words, formatAllowedOf(comparison));
  const wait = (why: string) =>
    say(isOutOfPatience(watch) ? 'inconclusive' : 'wait', `${why} after ${minutesOf(watch)} min`);
  if (lacks !== undefined) return wait(lacks);
  const isOver = isWatched(watch);
  const limit = isOver ? comparison.maxP : comparison.maxP / 10;
  const isSure = p === undefined ? isOver : p < limit;
  if (isBeyond && isSure) return say('fail');
  if (unknown !== undefined) return wait(unknown);
  if (!isOver) return say('wait', `${found}, after ${minutesOf(watch)} min`);
  if (!isBeyond) return say('pass');
  const { outcome, finding } = say('pass', `${found}: worse, but it may be chance`);
  return { outcome, finding: { ...finding, outcome: 'degraded' } };
}

const presetNames: Readonly<Record<Preset, string>> = {
  errorRate: 'error rate',
  p50: 'p50 response time',
  p95: 'p95 response time',
  p99: 'p99 response time',
  requestCount: 'requests',
  cpu: 'CPU',
  memory: 'memory',
  restarts: 'restarts',
};

function formatAllowedOf({ preset, method, maxRatio, floor, maxP }: MetricComparison): string {
  if (preset === 'requestCount') return `at least 1/${maxRatio} of the number expected from blue`;
  if (preset === 'restarts') return 'none';
  const unit = isTime(preset) ? 'ms' : 'percentage points';
  const sure = method === 'statistics' ? `, or p of ${maxP} and more` : '';
  return `up to ${maxRatio} × blue, or up to ${floor} ${unit} more${sure}`;
}
