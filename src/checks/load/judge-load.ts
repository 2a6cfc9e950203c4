import type { Finding, Series, Verdict } from '../../hook/verdict.ts';
import { seriesOf } from '../series-of.ts';
import type { LoadConfig } from './load-config.ts';
import { type LoadTally, percentileOfTimes } from './load-tally.ts';

/** Less than this share of what was asked for, and the load is called weak. */
const fullShare = 0.9;

/** What was sent and answered, as one sentence and as findings. The times are those of all answers. */
export function summarizeLoad(
  tally: LoadTally,
  { requestsPerSecond, seconds, maxErrorPercent }: LoadConfig,
  isOver: boolean,
): { text: string; findings: readonly Finding[]; series?: Series } {
  const wanted = requestsPerSecond * seconds;
  const classes = Object.entries(tally.classes).toSorted(([one], [other]) => one.localeCompare(other));
  const answers = classes
    .map(([name, amount]) => `${amount} ${name === 'none' ? 'without an answer' : name}`)
    .join(', ');
  const times = [50, 95, 99].flatMap((each) => {
    const ms = percentileOfTimes(tally, each);
    return ms === undefined ? [] : [`p${each} ${ms} ms`];
  });
  const held = tally.heldBack > 0 ? `, ${tally.heldBack} held back because answers were slow` : '';
  const found = `${tally.sent} requests in ${Math.round(tally.elapsedMs / 1000)} s${held}`;
  const allowed =
    maxErrorPercent === undefined ? undefined : `at most ${maxErrorPercent} percent 5xx or without an answer`;
  const isBad = maxErrorPercent !== undefined && errorPercent(tally) > maxErrorPercent;
  const outcome = tally.sent >= wanted * fullShare ? 'passed' : 'degraded';
  // JavaScript lists keys that are whole numbers in their order.
  const series = seriesOf(Object.values(tally.slowest), { name: 'slowest answers', unit: 'ms' });
  return {
    text: [found, answers, times.join(', ')].filter(Boolean).join('; '),
    ...(series && { series }),
    findings: [
      {
        ...{ name: 'load', outcome: isOver ? outcome : 'waiting', found },
        allowed: `${wanted} requests in ${seconds} s`,
      },
      { name: 'answers', outcome: isBad ? 'failed' : 'passed', found: answers || 'none', ...(allowed && { allowed }) },
      ...(times.length > 0 ? [{ name: 'times', outcome: 'passed' as const, found: times.join(', ') }] : []),
    ],
  };
}

/** The verdict on a load that was sent to its end. It says nothing about the answers unless that was asked for. */
export function judgeLoad(where: string, tally: LoadTally, config: LoadConfig): Verdict {
  const { text, ...learned } = summarizeLoad(tally, config, true);
  const reason = `${where}: ${text}`;
  const { maxErrorPercent } = config;
  if (Object.keys(tally.classes).every((name) => name === 'none')) {
    return { kind: 'fail', inconclusive: true, reason: `nothing answered: ${reason}`, ...learned };
  }
  if (maxErrorPercent !== undefined && errorPercent(tally) > maxErrorPercent) {
    const percent = Math.round(errorPercent(tally) * 100) / 100;
    return {
      kind: 'fail',
      reason: `${percent} percent 5xx or without an answer, maxErrorPercent is ${maxErrorPercent}; ${reason}`,
      ...learned,
    };
  }
  return { kind: 'pass', reason, ...learned };
}

function errorPercent({ classes }: LoadTally): number {
  const total = Object.values(classes).reduce((sum, amount) => sum + amount, 0);
  const errors = (classes['5xx'] ?? 0) + (classes['none'] ?? 0);
  return total === 0 ? 100 : (100 * errors) / total;
}
