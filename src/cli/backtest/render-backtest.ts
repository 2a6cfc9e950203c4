import { styleText } from 'node:util';
import { formatTime } from '../../wording/times.ts';
import { outcomeOf } from '../deployment/snapshot/snapshot.ts';
import { wrap } from '../terminal/wrap.ts';
import type { Backtested } from './backtest-service.ts';

type BacktestSummary = {
  replayed: number;
  /** Of those that succeeded in fact: false alarms, if they really were good. */
  wouldHaveFailedGood: number;
  /** Of those that were rolled back or stopped. */
  wouldHaveFailedBad: number;
  inconclusive: number;
  notReplayed: number;
};

export function summarize(all: readonly Backtested[]): BacktestSummary {
  const count = (test: (one: Backtested) => boolean) => all.filter(test).length;
  return {
    replayed: count(({ outcome }) => outcome !== 'unknown'),
    wouldHaveFailedGood: count(({ outcome, status }) => outcome === 'fail' && outcomeOf(status) === 'succeeded'),
    wouldHaveFailedBad: count(({ outcome, status }) => outcome === 'fail' && outcomeOf(status) !== 'succeeded'),
    inconclusive: count(({ outcome }) => outcome === 'inconclusive'),
    notReplayed: count(({ outcome }) => outcome === 'unknown'),
  };
}

/**
 * ```
 * 2026-11-25 14:03 UTC  succeeded        would pass
 * 2026-11-24 09:41 UTC  succeeded        would fail at 10 % after 12 min
 *   p95 response time: green 331.5 ms, blue 221 ms (1.5 ×)
 * ```
 */
export function renderBacktest(
  all: readonly Backtested[],
  { colour, columns = 100 }: { colour: boolean; columns?: number | undefined },
): string[] {
  const paint = (format: 'red' | 'yellow' | 'green' | 'dim' | 'bold', text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return all.flatMap((one) => {
    const when = one.createdAt === undefined ? 'at an unknown time' : formatTime(one.createdAt);
    const ended = endings[one.status ?? ''] ?? one.status ?? 'unknown';
    const head = `${when.padEnd(20)}  ${ended.padEnd(15)}  ${paint(colours[one.outcome], verdictOf(one))}`;
    const why = one.outcome === 'pass' ? [] : wrap(one.reason, Math.min(columns, 120) - 2);
    return [head, ...why.map((line) => `  ${paint('dim', line)}`)];
  });
}

const endings: Readonly<Record<string, string>> = {
  SUCCESSFUL: 'succeeded',
  ROLLBACK_SUCCESSFUL: 'rolled back',
  ROLLBACK_FAILED: 'rollback failed',
  STOPPED: 'stopped',
};

const colours = { pass: 'green', fail: 'red', inconclusive: 'yellow', unknown: 'dim' } as const;

function verdictOf({ outcome, decidedAt }: Backtested): string {
  if (outcome === 'unknown') return 'not replayed';
  const verdict = { pass: 'would pass', fail: 'would fail', inconclusive: 'would be inconclusive' }[outcome];
  if (decidedAt === undefined || outcome === 'pass') return verdict;
  return `${verdict} at ${decidedAt.step} % after ${decidedAt.afterMinutes} min`;
}

/** `would have failed 2 of 14 deployments: 1 that succeeded, 1 that was rolled back`. */
export function formatBacktestSummary(summary: BacktestSummary): string[] {
  const { replayed, wouldHaveFailedGood: good, wouldHaveFailedBad: bad, inconclusive, notReplayed } = summary;
  const deployments = replayed === 1 ? '1 deployment' : `${replayed} deployments`;
  const those = good + bad === 0 ? '' : `: ${good} that succeeded, ${bad} that did not`;
  const rest = [
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(notReplayed > 0 ? [`${notReplayed} not replayed`] : []),
  ];
  return [`would have failed ${good + bad} of ${deployments}${those}`, ...(rest.length > 0 ? [rest.join(', ')] : [])];
}
