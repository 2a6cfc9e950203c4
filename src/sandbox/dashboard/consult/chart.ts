import { html } from 'hono/html';
import { idOf } from '../../../controller/ecs/arns.ts';
import { drawKey, drawTraffic } from '../../../simulate/drawing/traffic-chart.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { currentTimeline, momentsOf, type Timeline } from './timeline.ts';

/** The current or last deployment. */
export function chart(data: SandboxData) {
  const timeline = currentTimeline(data);
  if (timeline === undefined) {
    return html`<p class="soft">Shows the new version's share of each listener's requests, from the start of a deployment.</p>`;
  }
  return html`${drawTimeline(timeline)}
    <p class="small"><a href="/deployments/${idOf(timeline.deployment.arn)}">This deployment’s page</a> <span class="soft">has its report to share, and a command that plays its strategy and faults.</span></p>`;
}

/** The traffic with a slider over its time. It is keyed by the deployment, so that the slider of one does not stay for the next. */
export function drawTimeline(timeline: Timeline) {
  const { deployment, stretches, marks } = timeline;
  return html`<div class="timeline" data-key="${idOf(deployment.arn)}" data-timeline="${JSON.stringify(forScript(timeline))}">
  ${drawTraffic({ ...deployment, marks, stretches })}
  <div class="scrub" data-key="scrub" data-reader="moment"><input type="range" min="0" max="1000" value="1000" step="1" aria-label="Moment of the deployment"><output class="number small"></output><button type="button" class="button back" data-back hidden>Back to ${deployment.finishedAt === undefined ? 'now' : 'the end'}</button></div>
  ${drawKey(timeline)}
  </div>`;
}

/** What the script needs to say what was so at a place. */
function forScript(timeline: Timeline) {
  return {
    stretches: timeline.stretches.map(({ from, to, start, end }) => [+from, +to, round(start), round(end)]),
    moments: momentsOf(timeline).map(({ at, phase, production, test, what, states }) => [
      ...[+at, phase, production, test, what],
      states,
    ]),
    before: timeline.before,
    after: timeline.after,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
