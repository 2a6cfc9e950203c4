import { html } from 'hono/html';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import { positionOf, type Stretch, stretchesOf } from '../drawing/time-scale.ts';
import { drawKey, drawTraffic, type Mark, type Shift } from '../drawing/traffic-chart.ts';
import type { HookRun, Simulation, StageTurn } from '../simulation.ts';

type TimelineOf = Pick<Simulation, 'virtualSeconds' | 'stages' | 'hooks' | 'weights' | 'strategy'>;

/** The versions, and what people did at which second. */
type Told = { before: string; after: string; marks: readonly Mark[] };

/**
 * The deployment over its own time, as the sandbox draws it: where production and test traffic went, and on the same scale the stages, and under each
 * its hooks with a mark for every call. All horizontal positions are in percent, so that the picture fills the page, and its text keeps its size.
 */
export function renderTimeline(simulation: TimelineOf, { before, after, marks }: Told) {
  const { virtualSeconds, stages, hooks, strategy } = simulation;
  const stretches = stretchesIn(simulation, marks);
  const scale: Scale = (seconds) => positionOf(stretches, dateAt(seconds));
  const rows = [...Map.groupBy(stages, keyOf)].flatMap(([key, turns]) => {
    const runs = hooks.filter((run) => keyOf(run) === key);
    return [
      { height: stageHeight, render: (y: number) => renderStage(turns, y, scale) },
      ...[...Map.groupBy(runs, ({ name }) => name)].map(([name, runsOfOne]) => ({
        height: hookHeight,
        render: (y: number) => renderHookRow(name, runsOfOne, y, scale),
      })),
    ];
  });
  const tops = rows.map((_, index) => rows.slice(0, index).reduce((sum, { height }) => sum + height, 0));
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  const what = `Stages and hooks over ${formatDuration(virtualSeconds)}. The lists below have the same information in words.`;
  return html`<figure class="card timeline">
${drawTraffic({ strategy, startedAt: dateAt(0), shifts: shiftsIn(simulation), marks, stretches })}
${
  height === 0
    ? ''
    : html`<svg class="rows" height="${height}" role="img" aria-label="${what}">
${rows.map(({ render }, index) => html`<line class="t-grid" x1="-56" x2="100%" y1="${tops[index]}" y2="${tops[index]}"/>${render((tops[index] ?? 0) + 2)}`)}</svg>`
}
${drawKey({ before, after, stretches })}
</figure>`;
}

const stageHeight = 38;
const hookHeight = 34;

/** Seconds to percent of the width. */
type Scale = (seconds: number) => number;

/** The picture's time has no date. */
export function dateAt(seconds: number): Date {
  return new Date(seconds * 1000);
}

function stretchesIn({ virtualSeconds, stages, weights }: TimelineOf, marks: readonly Mark[]): Stretch[] {
  const moments = [
    ...stages.flatMap(({ startSeconds, seconds }) => [startSeconds, startSeconds + seconds]),
    ...weights.map(({ atSeconds }) => atSeconds),
  ];
  return stretchesOf(dateAt(0), dateAt(virtualSeconds), [...moments.map(dateAt), ...marks.map(({ at }) => at)]);
}

function shiftsIn({ weights }: TimelineOf): Shift[] {
  return weights.map(({ atSeconds, listener, green }) => ({ at: dateAt(atSeconds), listener, targetPercent: green }));
}

/** All turns of a stage share a row, except those in a rollback. */
function keyOf({ stage, isRollback }: Pick<StageTurn, 'stage' | 'isRollback'>): string {
  return isRollback ? `↩ ${stage}` : stage;
}

function renderStage(turns: readonly StageTurn[], y: number, scale: Scale) {
  const [first] = turns;
  if (!first) return '';
  const failed = turns.find(({ outcome }) => outcome !== 'succeeded');
  const facts = [
    ...(failed ? [failed.outcome] : []),
    `${turns.length > 1 ? `${turns.length}×, ` : ''}${formatShortDuration(turns.reduce((sum, { seconds }) => sum + seconds, 0))}`,
  ];
  return html`<text class="t-ink" x="-56" y="${y + 14}">${keyOf(first)}</text><text class="t-soft t-aside" x="100%" y="${y + 14}" text-anchor="end">${facts.join(' · ')}</text>
${turns.map(({ outcome, startSeconds, seconds }) => html`<rect class="${outcome === 'succeeded' ? 't-done' : 't-fail'}" ${bar(startSeconds, seconds, scale)} y="${y + 20}" height="8" rx="2"/>`)}
`;
}

function renderHookRow(name: string, runs: readonly HookRun[], y: number, scale: Scale) {
  const status = (runs.find((run) => run.status !== 'SUCCEEDED') ?? runs[0])?.status ?? 'SUCCEEDED';
  return html`<text class="t-soft" x="-44" y="${y + 12}">${name.length > 24 ? `${name.slice(0, 24)}…` : name}</text><text class="${tones[status]}" x="100%" y="${y + 12}" text-anchor="end">${status}</text>
${runs.map(
  (
    run,
  ) => html`<rect class="${tones[run.status]}" ${bar(run.startSeconds, run.seconds, scale)} y="${y + 21}" height="2"/>
${marks(run.calls.map(({ atSeconds }) => scale(atSeconds))).map((x) => html`<circle class="${tones[run.status]}" cx="${x}%" cy="${y + 22}" r="4"/>`)}
`,
)}`;
}

const tones: Readonly<Record<HookRun['status'], string>> = {
  SUCCEEDED: 't-passed',
  FAILED: 't-fail',
  TIMED_OUT: 't-fail',
  INTERRUPTED: 't-soft',
  IN_PROGRESS: 't-soft',
  AWAITING_ACTION: 't-soft',
};

/** Always wide enough to see. */
function bar(startSeconds: number, seconds: number, scale: Scale) {
  const width = Math.max(0.6, scale(seconds));
  const x = Math.min(scale(startSeconds), 100 - width);
  return html`x="${round(x)}%" width="${round(width)}%"`;
}

/** Calls so close together that their marks would overlap share one mark. */
function marks(positions: readonly number[]): number[] {
  const kept: number[] = [];
  for (const x of positions) if (x - (kept.at(-1) ?? -1) >= 0.5) kept.push(Math.min(99.4, Math.max(0.6, x)));
  return kept;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export const timelineCss = `
.timeline .rows{display:block;width:calc(100% - 3rem - 8px);margin:8px 0 0 calc(3rem + 8px);font:var(--step--1) var(--sans);overflow:visible}
.rows text{paint-order:stroke;stroke:var(--card);stroke-width:4px}
.t-ink{fill:var(--ink)}.t-soft{fill:var(--soft)}
.t-done{fill:var(--soft)}.t-fail{fill:var(--fail)}.t-passed{fill:var(--green)}
.t-grid{stroke:var(--line)}
@media (max-width:30rem){.timeline .rows{font-size:.72rem}.t-aside{display:none}}
@media (forced-colors:active){.timeline svg{forced-color-adjust:none;background:var(--card)}}
`;
