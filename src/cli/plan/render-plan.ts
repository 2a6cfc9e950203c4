import { styleText } from 'node:util';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import type { RenderStyle } from '../attach/render-changes.ts';
import { displayWidth, padCell } from '../terminal/display-width.ts';
import { wrap } from '../terminal/wrap.ts';
import { pageCost } from './gate-cost.ts';
import { pricesAsOf } from './prices.ts';
import { type StageTime, totalOf } from './time-line.ts';

/**
 * ```
 * stage                          typical  at worst
 * PRE_PRODUCTION_TRAFFIC_SHIFT       30m        5h
 *   approval "release"               30m        5h   22 to 145 calls, $0.00013 to $0.00025
 * ```
 */
export function renderPlan(
  stages: readonly StageTime[],
  style: RenderStyle & { answerMinutes: number; scaleUpMinutes: number },
): string[] {
  const bold = (text: string) => (style.colour ? styleText('bold', text, { validateStream: false }) : text);
  const dim = (text: string) => (style.colour ? styleText('dim', text, { validateStream: false }) : text);
  const rows = stages.flatMap((stage) => rowsOf(stage));
  const width = Math.max(...rows.map(({ name }) => displayWidth(name)), 'in all'.length);
  const cost = costOf(stages);
  const notes = [
    `Typical: people answer after ${formatDuration(style.answerMinutes * 60)}, tasks start in ${formatDuration(style.scaleUpMinutes * 60)}, checks find all in order.`,
    'At worst: every hook runs into its timeout and the deployment continues. Not included: starting and stopping tasks, at most 24 h each.',
    `Cost of Greenlight's hooks: ${formatDollars(cost.typical)} typical, ${formatDollars(cost.worst)} at worst; a page that a reviewer opens ${formatDollars(pageCost())}.`,
    `List prices, ${pricesAsOf}: an estimate.`,
  ];
  const { columns = Number.POSITIVE_INFINITY } = style;
  const line = (name: string, typical: string, worst: string, note = '') => {
    const head = `${padCell(name, width)}  ${typical.padStart(8)}  ${worst.padStart(8)}`;
    const whole = `${head}   ${note}`.trimEnd();
    // Next to the figures if there is room, else below them.
    return displayWidth(whole) <= columns ? [whole] : [head, ...wrap(note, columns - 6).map((each) => `      ${each}`)];
  };
  const total = totalOf(stages);
  return [
    ...line('stage', 'typical', 'at worst').map(bold),
    ...rows.flatMap(({ name, typical, worst, note, isHook }) => {
      const lines = line(name, formatCell(typical), formatCell(worst), note);
      return isHook || typical + worst === 0 ? lines.map(dim) : lines;
    }),
    ...line('in all', formatCell(total.typical), formatCell(total.worst)).map(bold),
    '',
    ...notes.flatMap((note) => wrap(note, columns)),
  ];
}

/** Of one deployment, what hooks of others cost left out. */
export function costOf(stages: readonly StageTime[]): { typical: number; worst: number } {
  const sum = (which: 'typical' | 'worst') =>
    stages.reduce(
      (all, { hooks, times }) => all + times * hooks.reduce((of, { cost }) => of + (cost?.[which].dollars ?? 0), 0),
      0,
    );
  return { typical: sum('typical'), worst: sum('worst') };
}

type Row = { name: string; typical: number; worst: number; note: string; isHook: boolean };

function rowsOf(stage: StageTime): Row[] {
  const { times, networkMinutes, bakeMinutes } = stage;
  const each = times > 1 ? ' each time' : '';
  const notes = [
    times > 1 ? `${times} times` : '',
    networkMinutes > 0 ? `${formatDuration(networkMinutes * 60)} for the load balancer` : '',
    stage.stage === 'SCALE_UP' ? 'tasks start' : '',
    bakeMinutes > 0 ? `${formatDuration(bakeMinutes * 60)} bake` : '',
  ];
  return [
    {
      name: stage.stage,
      typical: stage.typical,
      worst: stage.worst,
      note: notes.filter(Boolean).join(', '),
      isHook: false,
    },
    ...stage.hooks.map(({ name, typical, worst, cost }) => ({
      ...{ name: `  ${name}`, typical, worst, isHook: true },
      note: cost
        ? `${cost.typical.calls} to ${cost.worst.calls} calls, ${formatDollars(cost.typical.dollars)} to ${formatDollars(cost.worst.dollars)}${each}`
        : each.trim(),
    })),
  ];
}

function formatCell(minutes: number): string {
  return minutes === 0 ? '–' : formatShortDuration(minutes * 60);
}

export function formatDollars(dollars: number): string {
  return dollars === 0 ? '$0' : `$${dollars.toFixed(dollars < 0.01 ? 5 : 2)}`;
}
