import { isOutOfPatience, isWatched, minutesOf, type Watch } from '../watch-times.ts';

/** What one reading says. */
export type ReadingKind = 'good' | 'bad' | 'inconclusive';

export type ReadingLimits = {
  /** How many readings in a row have to be good at the end. Undefined: as many as are needed, in any order. */
  consecutive: number | undefined;
  /** How many may be bad. */
  failureLimit: number;
  /** How many may be inconclusive. Undefined: any number, until the patience is over. */
  inconclusiveLimit: number | undefined;
};

/** `counts` says how many of each kind there are. */
type JudgedReadings = { outcome: 'pass' | 'wait' | 'inconclusive' | 'fail'; counts: string };

/**
 * Fails as soon as more readings are bad than may be. Passes when the watch is over and enough of them are good. No readings at all are never a
 * pass.
 *
 * @param kinds - oldest first
 * @param needed - how many of them the watch has
 */
export function judgeReadings(
  kinds: readonly ReadingKind[],
  { consecutive, failureLimit, inconclusiveLimit = Number.POSITIVE_INFINITY }: ReadingLimits,
  watch: Watch,
  needed: number,
): JudgedReadings {
  const count = (kind: ReadingKind) => kinds.filter((each) => each === kind).length;
  const counts = formatCounts(count('good'), count('bad'), count('inconclusive'));
  if (count('bad') > failureLimit) return { outcome: 'fail', counts };
  const hasEnough = consecutive === undefined ? count('good') >= Math.max(1, needed) : endsWithGood(kinds, consecutive);
  if (isWatched(watch) && hasEnough) return { outcome: 'pass', counts };
  if (count('inconclusive') > inconclusiveLimit) return { outcome: 'inconclusive', counts };
  if (isOutOfPatience(watch)) return { outcome: 'inconclusive', counts: `${counts} after ${minutesOf(watch)} min` };
  return { outcome: 'wait', counts };
}

function endsWithGood(kinds: readonly ReadingKind[], consecutive: number): boolean {
  const last = kinds.slice(-consecutive);
  return last.length === consecutive && last.every((kind) => kind === 'good');
}

function formatCounts(good: number, bad: number, inconclusive: number): string {
  const parts = [
    `${good} good`,
    ...(bad > 0 ? [`${bad} bad`] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
  ];
  return `${parts.join(', ')} of ${good + bad + inconclusive} readings`;
}
