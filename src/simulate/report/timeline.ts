import { html } from 'hono/html';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import type { HookRun, Simulation, StageTurn } from '../simulation.ts';

type TimelineOf = Pick<Simulation, 'virtualSeconds' | 'stages' | 'hooks' | 'weights'>;

/**
 * The deployment over its own time: where production and test traffic went, the stages, and under each its hooks with a mark for every call. All
 * horizontal positions are in percent, so that the picture fills the page, and its text keeps its size.
 */
export function renderTimeline(simulation: TimelineOf) {
  const { virtualSeconds, stages, hooks } = simulation;
  const scale = scaleOf(virtualSeconds);
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
  let height = axisHeight;
  const rulers: number[] = [];
  const place = (rowHeight: number) => {
    const y = height;
    height += rowHeight;
    return y;
  };
  const bands = (['production', 'test'] as const).map((listener) =>
    renderTraffic(simulation, listener, place(trafficHeight), scale),
  );
  const bars = rows.map(({ height: rowHeight, render }) => {
    rulers.push(height);
    return render(place(rowHeight) + 2);
  });
  const what = `Timeline of ${formatDuration(virtualSeconds)}: where production and test traffic went, the stages and their hooks. The lists below have the same information in words.`;
  return html`<figure class="card timeline">
<svg width="100%" height="${height}" role="img" aria-label="${what}">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="t-tint" width="6" height="6"/><rect class="t-green" width="3" height="6"/></pattern></defs>
${ticksOf(virtualSeconds).map(
  (
    seconds,
    index,
  ) => html`${seconds > 0 ? html`<line class="t-grid" x1="${scale(seconds)}%" x2="${scale(seconds)}%" y1="20" y2="${height}"/>` : ''}
<text class="t-soft" x="${scale(seconds)}%" y="13" text-anchor="${index === 0 ? 'start' : 'middle'}">${formatShortDuration(seconds)}</text>
`,
)}${rulers.map((y) => html`<line class="t-grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`)}${bands}${bars}</svg>
<figcaption class="small"><span class="blue"><span class="swatch blue"></span> blue, the source revision</span> <span class="green"><span class="swatch green"></span> green, the target revision</span> <span class="soft">● a call of a hook</span></figcaption>
</figure>`;
}

const axisHeight = 28;
const trafficHeight = 72;
const stageHeight = 38;
const hookHeight = 34;

/** Seconds to percent of the width. */
type Scale = (seconds: number) => number;

function scaleOf(totalSeconds: number): Scale {
  return (seconds) => (totalSeconds === 0 ? 0 : Math.round((seconds / totalSeconds) * 10_000) / 100);
}

/** From one to five round times, the last of them well before the end, where its label has room. */
function ticksOf(totalSeconds: number): number[] {
  const steps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  ];
  const step = steps.find((seconds) => totalSeconds / seconds <= 4.5) ?? 604_800;
  const ticks: number[] = [];
  for (let at = 0; at <= totalSeconds * 0.94 || at === 0; at += step) ticks.push(at);
  return ticks;
}

function renderTraffic(
  { weights, virtualSeconds }: TimelineOf,
  listener: 'production' | 'test',
  y: number,
  scale: Scale,
) {
  const changes = weights.filter((change) => change.listener === listener);
  const bandTop = y + 18;
  const bandHeight = trafficHeight - 30;
  const last = changes.at(-1);
  const now = last && last.green + last.blue > 0 ? `${last.green} % green at the end` : 'no traffic at the end';
  return html`<text class="t-ink" x="0" y="${y + 12}">${listener} traffic</text><text class="t-soft" x="100%" y="${y + 12}" text-anchor="end">${now}</text>
${changes.map(({ atSeconds, green, blue }, index) => {
  const x = scale(atSeconds);
  const width = round(scale(changes[index + 1]?.atSeconds ?? virtualSeconds) - x);
  const greenHeight = round((bandHeight * green) / 100);
  const blueHeight = round((bandHeight * blue) / 100);
  return html`<rect class="t-blue" x="${x}%" width="${width}%" y="${bandTop}" height="${blueHeight}"/><rect fill="url(#hatch)" x="${x}%" width="${width}%" y="${round(bandTop + bandHeight - greenHeight)}" height="${greenHeight}"/>
`;
})}<line class="t-line" x1="0" x2="100%" y1="${bandTop + bandHeight}" y2="${bandTop + bandHeight}"/>
`;
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
  return html`<text class="t-ink" x="0" y="${y + 14}">${keyOf(first)}</text><text class="t-soft t-aside" x="100%" y="${y + 14}" text-anchor="end">${facts.join(' · ')}</text>
${turns.map(({ outcome, startSeconds, seconds }) => html`<rect class="${outcome === 'succeeded' ? 't-done' : 't-fail'}" ${bar(startSeconds, seconds, scale)} y="${y + 20}" height="8" rx="2"/>`)}
`;
}

function renderHookRow(name: string, runs: readonly HookRun[], y: number, scale: Scale) {
  const status = (runs.find((run) => run.status !== 'SUCCEEDED') ?? runs[0])?.status ?? 'SUCCEEDED';
  return html`<text class="t-soft" x="12" y="${y + 12}">${name.length > 24 ? `${name.slice(0, 24)}…` : name}</text><text class="${tones[status]}" x="100%" y="${y + 12}" text-anchor="end">${status}</text>
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
.timeline text{paint-order:stroke;stroke:var(--card);stroke-width:4px}
.timeline svg{display:block;font:var(--step--1) var(--sans);overflow:visible}
.timeline figcaption{display:flex;flex-wrap:wrap;gap:4px 16px;margin-top:12px}
.t-ink{fill:var(--ink)}.t-soft{fill:var(--soft)}
.t-blue{fill:var(--blue)}.t-green{fill:var(--green)}.t-tint{fill:var(--green-tint)}
.t-done{fill:var(--soft)}.t-fail{fill:var(--fail)}.t-passed{fill:var(--green)}
.t-grid{stroke:var(--line)}.t-line{stroke:var(--soft)}
@media (max-width:30rem){.timeline svg{font-size:.72rem}.t-aside{display:none}}
@media (forced-colors:active){.timeline svg{forced-color-adjust:none;background:var(--card)}}
`;
