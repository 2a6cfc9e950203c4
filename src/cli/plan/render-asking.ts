import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import { alignCells, displayWidth } from '../terminal/display-width.ts';
import { wrap } from '../terminal/wrap.ts';
import type { Asking, AskingComparison } from './compare-asking.ts';
import { formatDollars } from './render-plan.ts';

/**
 * ```
 * Asking people (approval "release")  calls       decision to ECS   cost                  longest
 *   by the approval hook, as now      22 to 145   15s to 2m         $0.00013 to $0.00025  23h50m
 *   at a pause, with --via pause      none        1s to 1m          $0.00016, $0.53/month  13d
 * ```
 */
export function renderAsking(comparisons: readonly AskingComparison[], columns?: number): string[] {
  return comparisons.flatMap(({ name, isPause, answerMinutes, ways }) => {
    const head = [`Asking people (${name})`, 'calls', 'decision to ECS', 'cost', 'longest wait'];
    const rows = [head, ...ways.map((way) => rowOf(way, isPause))];
    const lines = alignCells(rows);
    const note = `If people answer after ${formatDuration(answerMinutes * 60)} or at the deadline. A pause costs what its bridge costs each month, for all services together; the worst latency is that of a lost message, which the next sweep repairs.`;
    const width = columns ?? Number.POSITIVE_INFINITY;
    const isTable = lines.every((line) => displayWidth(line) <= width);
    return ['', ...(isTable ? lines : renderList(head, rows.slice(1), width)), ...wrap(note, width)];
  });
}

/** The table where it is too wide: each way with its values below it. */
function renderList(head: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const [title = '', ...names] = head;
  return [
    title,
    ...rows.flatMap(([way = '', ...values]) => {
      const facts = values.map((value, at) => `${names[at]} ${value}`).join(' · ');
      return [way, ...wrap(facts, width - 4).map((line) => `    ${line}`)];
    }),
  ];
}

function rowOf({ way, calls, latencySeconds, dollars, dollarsPerMonth, maxWaitMinutes }: Asking, isPause: boolean) {
  const isNow = (way === 'pause') === isPause;
  const other = way === 'pause' ? 'with --via pause' : 'without --via';
  return [
    `  ${way === 'pause' ? 'at a pause' : 'by the approval hook'}, ${isNow ? 'as now' : other}`,
    calls.worst === 0 ? 'none' : range(String(calls.typical), String(calls.worst)),
    range(formatShortDuration(latencySeconds.typical), formatShortDuration(latencySeconds.worst)),
    `${range(formatDollars(dollars.typical), formatDollars(dollars.worst))}${dollarsPerMonth > 0 ? `, and ${formatDollars(dollarsPerMonth)} a month` : ''}`,
    formatShortDuration(maxWaitMinutes * 60),
  ];
}

function range(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}
