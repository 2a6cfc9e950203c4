import { html } from 'hono/html';
import type { Strategy } from '../../controller/ecs/resources.ts';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import { positionOf, type Stretch, ticksOf } from './time-scale.ts';

/** A change of a listener's traffic: the target revision's share from then on. */
export type Shift = { at: Date; listener: 'production' | 'test'; targetPercent: number };

/** What people did about a deployment. */
export type Mark = { at: Date; kind: 'asked' | 'approved' | 'rejected' | 'expired'; words: string };

/** The traffic of a deployment over its time. */
type TrafficChart = {
  strategy: Strategy;
  startedAt: Date;
  /** The first of each listener says what was so at the start. */
  shifts: readonly Shift[];
  marks: readonly Mark[];
  stretches: readonly Stretch[];
};

/**
 * Each listener's traffic from the start of the deployment to its end or to now. The source revision's share is the area on top; the hatched
 * area below is the target's. A long wait is drawn shorter, with a break. All coordinates are in percent: the drawing fills its space, and its text
 * keeps its size.
 */
export function drawTraffic({ strategy, startedAt, shifts, marks, stretches }: TrafficChart) {
  // A rolling deployment does not use the test listener.
  const listeners = strategy === 'ROLLING' ? (['production'] as const) : (['production', 'test'] as const);
  return html`<svg class="marks" aria-hidden="true" focusable="false">${labelled(marks, stretches).map(
    ({ x, kind, words, isClose }) =>
      html`<line class="${kind}" x1="${x}%" x2="${x}%" y1="16" y2="24"/>${words && html`<text class="${kind} ${anchorOf(x)}${isClose ? ' close' : ''}" x="${x}%" y="12">${words}</text>`}`,
  )}</svg>
  ${listeners.map((listener) => {
    const own = shifts.filter((shift) => shift.listener === listener);
    return html`<figure class="traffic" data-key="${listener}">
      <figcaption><strong>${listener}</strong> <span>${formatShifts(own, startedAt)}</span></figcaption>
      <div class="plot"><p class="scale" aria-hidden="true"><span>100 %</span><span>50 %</span><span>0 %</span></p>
      <svg aria-hidden="true" focusable="false">${treads(own, stretches).map(
        ({ from, width, percent }) =>
          html`<rect class="source" x="${from}%" y="0" width="${width}%" height="${100 - percent}%"/>`,
      )}${breaks(stretches).map((x) => html`<rect class="break" x="${x - 0.4}%" y="0" width="0.8%" height="100%"/>`)}${marks.map(
        ({ at, kind }) => {
          const x = positionOf(stretches, at);
          return html`<line class="mark ${kind}" x1="${x}%" x2="${x}%" y1="0" y2="100%"/>`;
        },
      )}<line class="cursor" data-key="cursor" data-reader="moment" x1="-1%" x2="-1%" y1="0" y2="100%"/></svg></div>
    </figure>`;
  })}
  <svg class="axis" aria-hidden="true" focusable="false">${ticksOf(stretches).map(
    ({ at, x }) =>
      html`<line x1="${x}%" x2="${x}%" y1="0" y2="5"/><text x="${x}%" y="18" class="${anchorOf(x)}">${formatShortDuration(secondsBetween(startedAt, at))}</text>`,
  )}${breaks(stretches).map((x) => html`<text class="middle" x="${x}%" y="18">//</text>`)}</svg>`;
}

/** What the colours are, and the break. */
export function drawKey({
  before,
  after,
  stretches,
}: Pick<TrafficChart, 'stretches'> & { before: string; after: string }) {
  return html`<p class="key"><span><span class="swatch blue"></span> ${before}</span> <span><span class="swatch green"></span> ${after}</span>${breaks(stretches).length > 0 ? html` <span class="soft">// a wait, drawn shorter</span>` : ''}</p>`;
}

function anchorOf(x: number): string {
  return x < 8 ? 'first' : x > 88 ? 'last' : 'middle';
}

/** Where the axis is broken. */
function breaks(stretches: readonly Stretch[]): number[] {
  return stretches.filter(({ isBroken }) => isBroken).map(({ start, end }) => round((start + end) / 2));
}

/** A mark without room for its words has none. Those of one that is close to the next are left out on a phone. */
function labelled(marks: readonly Mark[], stretches: readonly Stretch[]): (Mark & { x: number; isClose: boolean })[] {
  let last = -100;
  const placed = marks.map((mark) => {
    const x = positionOf(stretches, mark.at);
    const hasRoom = x - last >= 16;
    if (hasRoom) last = x;
    return { ...mark, x, words: hasRoom ? mark.words : '' };
  });
  const said = placed.filter(({ words }) => words !== '');
  return placed.map((mark) => ({ ...mark, isClose: said.some(({ x }) => x > mark.x && x - mark.x < 32) }));
}

type Tread = { from: number; width: number; percent: number };

/** The steps of the chart, one by one. */
function treads(shifts: readonly Shift[], stretches: readonly Stretch[]): Tread[] {
  return shifts.map(({ at, targetPercent: percent }, index) => {
    const next = shifts[index + 1];
    const from = positionOf(stretches, at);
    return { from, width: round((next === undefined ? 100 : positionOf(stretches, next.at)) - from), percent };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function formatShifts(shifts: readonly Shift[], startedAt: Date): string {
  const [before, ...moves] = shifts;
  if (moves.length === 0) return `${before?.targetPercent ?? 0} % to the target`;
  const said = moves.map(
    ({ at, targetPercent }) => `${targetPercent} % at ${formatDuration(secondsBetween(startedAt, at))}`,
  );
  return `${before?.targetPercent ?? 0} % to the target, then ${said.join(', ')}`;
}

function secondsBetween(start: Date, end: Date): number {
  return Math.round((+end - +start) / 1000);
}
