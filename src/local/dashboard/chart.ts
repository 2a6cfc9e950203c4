import { html } from 'hono/html';
import type { StageData } from './stage-data.ts';
import type { DeploymentView, Shift } from './view-state.ts';
import { sayElapsed } from './words.ts';

/** Units of the drawing, which stretches to the width it finds. */
const width = 600;
const height = 100;

/**
 * Each listener's traffic from the start of the deployment to its end or to now. The source revision's share is drawn as an area that
 * stands on top; what shows below it, hatched, is the target's.
 */
export function chart({ view: { deployment }, now }: StageData) {
  if (deployment === undefined) {
    return html`<p class="soft">Drawn from the start of a deployment on.</p>`;
  }
  const end = deployment.finishedAt ?? now;
  const span = Math.max(1, +end - +deployment.startedAt);
  return html`${(['production', 'test'] as const).map((listener) => {
    const shifts = deployment.shifts.filter((shift) => shift.listener === listener);
    return html`<figure class="traffic" data-key="${listener}">
      <figcaption><strong>${listener}</strong> <span>${sayShifts(shifts, deployment)}</span></figcaption>
      <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path class="source" d="${area(shifts, deployment.startedAt, span)}"/>
        <path class="quarters" d="${quarters}"/>
      </svg>
    </figure>`;
  })}
  <p class="axis"><span>0s</span><span>${sayElapsed(span)}</span></p>
  <p class="key"><span><span class="swatch blue"></span> source</span> <span><span class="swatch green"></span> target</span></p>`;
}

/** The source's share as stairs from the left edge to the right one, closed along the top. */
function area(shifts: readonly Shift[], start: Date, span: number): string {
  const stairs = shifts.map(({ at, targetPercent }) => {
    const x = round(((+at - +start) / span) * width);
    return `H${x}V${round(((100 - targetPercent) / 100) * height)}`;
  });
  return `M0 0${stairs.join('')}H${width}V0Z`;
}

/** A line at each quarter, so that a step can be read off. */
const quarters = [25, 50, 75].map((y) => `M0 ${y}H${width}`).join('');

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function sayShifts(shifts: readonly Shift[], { startedAt }: DeploymentView): string {
  const [before, ...moves] = shifts;
  if (moves.length === 0) return `${before?.targetPercent ?? 0} % to the target`;
  const said = moves.map(({ at, targetPercent }) => `${targetPercent} % at ${sayElapsed(+at - +startedAt)}`);
  return `${before?.targetPercent ?? 0} % to the target, then ${said.join(', ')}`;
}
