import { html } from 'hono/html';
import { formatShortDuration } from '../../../wording/durations.ts';
import { timeBetween } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { DeploymentView, Shift } from '../../view/service-view.ts';

/**
 * Each listener's traffic from the start of the deployment to its end or to now. The source revision's share is the area on top; the hatched
 * area below is the target's. All coordinates are in percent: the drawing fills its space, and its text keeps its size.
 */
export function chart({ view: { deployment }, now }: SandboxData) {
  if (deployment === undefined) {
    return html`<p class="soft">Shows the new version's share of each listener's requests, from the start of a deployment.</p>`;
  }
  const end = deployment.finishedAt ?? now;
  const span = Math.max(1, +end - +deployment.startedAt);
  // A rolling deployment does not use the test listener.
  const listeners = deployment.strategy === 'ROLLING' ? (['production'] as const) : (['production', 'test'] as const);
  return html`${listeners.map((listener) => {
    const shifts = deployment.shifts.filter((shift) => shift.listener === listener);
    return html`<figure class="traffic" data-key="${listener}">
      <figcaption><strong>${listener}</strong> <span>${formatShifts(shifts, deployment)}</span></figcaption>
      <div class="plot"><p class="scale" aria-hidden="true"><span>100 %</span><span>50 %</span><span>0 %</span></p>
      <svg aria-hidden="true" focusable="false">${treads(shifts, deployment.startedAt, span).map(
        ({ from, width, percent }) =>
          html`<rect class="source" x="${from}%" y="0" width="${width}%" height="${100 - percent}%"/>`,
      )}${[25, 50, 75].map((y) => html`<line class="quarter" x1="0" x2="100%" y1="${y}%" y2="${y}%"/>`)}</svg></div>
    </figure>`;
  })}
  <svg class="axis" aria-hidden="true" focusable="false">${ticks(span).map(
    ({ at, x }) =>
      html`<line x1="${x}%" x2="${x}%" y1="0" y2="5"/><text x="${x}%" y="18" class="${x < 5 ? 'first' : x > 94 ? 'last' : ''}">${formatShortDuration(at / 1000)}</text>`,
  )}</svg>
  <p class="key"><span><span class="swatch blue"></span> source, the old version</span> <span><span class="swatch green"></span> target, the new one</span></p>`;
}

type Tread = { from: number; width: number; percent: number };

/** The steps of the chart, one by one. */
function treads(shifts: readonly Shift[], start: Date, span: number): Tread[] {
  const place = (at: Date) => Math.min(100, ((+at - +start) / span) * 100);
  return shifts.map(({ at, targetPercent: percent }, index) => {
    const next = shifts[index + 1];
    const from = round(place(at));
    return { from, width: round((next === undefined ? 100 : place(next.at)) - from), percent };
  });
}

/** Marks at round intervals, at most six. */
function ticks(span: number): { at: number; x: number }[] {
  const step = lengths.find((length) => span / length <= 5) ?? span;
  const count = Math.floor(span / step) + 1;
  return Array.from({ length: count }, (_, index) => ({ at: index * step, x: round(((index * step) / span) * 100) }));
}

const minute = 60_000;
const lengths = [15_000, 30_000, ...[1, 2, 5, 10, 20, 30, 60, 120, 240, 480].map((minutes) => minutes * minute)];

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function formatShifts(shifts: readonly Shift[], { startedAt }: DeploymentView): string {
  const [before, ...moves] = shifts;
  if (moves.length === 0) return `${before?.targetPercent ?? 0} % to the target`;
  const said = moves.map(({ at, targetPercent }) => `${targetPercent} % at ${timeBetween(startedAt, at)}`);
  return `${before?.targetPercent ?? 0} % to the target, then ${said.join(', ')}`;
}
