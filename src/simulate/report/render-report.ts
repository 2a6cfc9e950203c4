import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { idOf } from '../../controller/ecs/arns.ts';
import { knownReason } from '../../reasons/known-reasons.ts';
import { renderReasonCard } from '../../reasons/reason-card.ts';
import { cardsFor } from '../../reasons/recognize-reason.ts';
import { formatDuration } from '../../wording/durations.ts';
import { formatStrategy } from '../../wording/ids.ts';
import { lookCss } from '../../wording/theme.ts';
import { drawingCss } from '../drawing/drawing-css.ts';
import { phaseBar, phaseStates } from '../drawing/phase-bar.ts';
import { formatStatus } from '../drawing/status-words.ts';
import type { Simulation, StageTurn } from '../simulation.ts';
import { renderHook, statusWord, type Tone } from './hooks.ts';
import { renderTimeline, timelineCss } from './render-timeline.ts';
import { type ReportStory, storyOf } from './story.ts';

/** A deployment that has ended. Without a seed it was not simulated but played by the sandbox, with real waits. */
type Reported = Omit<Simulation, 'seed' | 'events' | 'deployment'> & Partial<Pick<Simulation, 'seed'>>;

/**
 * A simulation as one HTML page: what happened in a sentence, the phases, a picture of its timeline, its stages, every call of a hook with
 * payload and answer, and the cards of what ECS says. It loads nothing and runs nothing.
 */
export function renderReport(simulation: Reported): Promise<string> {
  return renderStory(simulation, storyOf(simulation));
}

/** The same in the words of somebody who knows more than ECS and the hooks. */
export async function renderStory(simulation: Reported, story: ReportStory): Promise<string> {
  const { serviceArn, status, statusReason, strategy, virtualSeconds, stages, hooks, faults, seed } = simulation;
  const [cluster = '', service = ''] = serviceArn.split('/').slice(-2);
  const { title, before, after, isAsked } = story;
  const signal = status === 'SUCCESSFUL' ? 'go' : isAsked ? 'rest' : 'fail';
  const cards = signal === 'fail' ? cardsFor(statusReason ?? '') : [];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Greenlight</title>
${raw(`<style>${reportCss}</style>`)}
</head>
<body data-signal="${signal}">
<main class="page report">
<p class="brand">Greenlight</p>
<div class="hero ${signal}"><div><p class="of"><strong class="blue">${before}</strong> <span aria-hidden="true">→</span><span class="visually-hidden">to</span> <strong class="green">${after}</strong>
<span class="soft">${formatStatus(status)} · ${formatStrategy(strategy)} · ${formatDuration(virtualSeconds)}${seed === undefined ? '' : ' of simulated time'} · ${service} on ${cluster}</span></p>
<h1>${title}</h1>
${story.details.map((text) => html`<p class="details reason">${text}</p>`)}
${cards[0] === undefined ? '' : html`<p class="small"><a href="#${cards[0]}">What this means</a></p>`}
${statusReason === null ? '' : html`<details class="said"><summary>What ECS says</summary><p class="mono">${status}: ${statusReason}</p></details>`}</div>
${phaseBar(phaseStates({ strategy, status, turns: stages }, { isAsking: story.isAsking, isAsked }))}</div>
<h2 class="ruled">Traffic over time</h2>
${renderTimeline(simulation, story)}
<h2 class="ruled">ECS’s stages</h2>
${stages.length === 0 ? html`<p>No stage was entered.</p>` : renderStages(stages)}
<h2 class="ruled">Hooks</h2>
${hooks.length === 0 ? html`<p>No hook was called.</p>` : hooks.map((run) => renderHook(run, cards[0]))}
${
  faults.length === 0
    ? ''
    : html`<h2 class="ruled">Faults</h2>
<ul>${faults.map(({ atSeconds, fault, functionArn }) => html`<li>${formatDuration(atSeconds)} <strong>${fault}</strong>${functionArn === undefined ? '' : html` in <code>${functionArn}</code>`}</li>`)}</ul>`
}
${
  cards.length === 0
    ? ''
    : html`<h2 class="ruled">What it means</h2>
${cards.map((id) => renderReasonCard(knownReason(id)))}`
}
<h2 class="ruled">What was played</h2>
<dl>
<dt>Strategy</dt><dd>${formatStrategy(strategy)} <code>${strategy}</code></dd>
${
  seed === undefined
    ? ''
    : html`<dt>Seed</dt><dd>${seed}</dd>
`
}<dt>Green</dt><dd><code>${simulation.targetRevisionArn}</code></dd>
<dt>Blue</dt><dd>${simulation.sourceRevisionArn === null ? 'none: the first deployment of the service' : html`<code>${simulation.sourceRevisionArn}</code>`}</dd>
<dt>Deployment</dt><dd><code>${idOf(simulation.serviceDeploymentArn)}</code></dd>
</dl>
</main>
</body>
</html>
`;
  return String(await page);
}

function renderStages(stages: readonly StageTurn[]) {
  return html`<ol class="stages">
${stages.map(
  (
    turn,
  ) => html`<li><span class="what"><code>${turn.stage}</code>${formatTurn(turn)}${formatMoves(turn).map((text) => html`<br><small class="soft">${text}</small>`)}</span> <span class="took">${formatDuration(turn.seconds)} <small class="soft">from ${formatDuration(turn.startSeconds)}</small></span> ${statusWord(turn.outcome, tones[turn.outcome])}</li>
`,
)}</ol>`;
}

const tones: Readonly<Record<StageTurn['outcome'], Tone>> = {
  succeeded: 'passed',
  running: 'waiting',
  failed: 'failed',
  interrupted: 'unknown',
};

function formatTurn({ isRollback, step }: StageTurn): string {
  if (isRollback) return ' in the rollback';
  return step > 1 ? ` (${step})` : '';
}

function formatMoves({ test, production, tasks, isRollback }: StageTurn): string[] {
  return [
    ...(tasks && !isRollback ? [`${tasks.running} of ${tasks.requested} green tasks`] : []),
    ...(test === undefined ? [] : [`test traffic ${test} % green`]),
    ...(production === undefined ? [] : [`production traffic ${production} % green`]),
  ];
}

const reportCss = `${lookCss}${drawingCss}${timelineCss}
.report{max-width:72rem}
.report .details{min-height:0}
.report .marks:empty{display:none}
.reason{color:var(--ink);overflow-wrap:anywhere}
.stages{padding:0;list-style:none}
.stages li{display:flex;flex-wrap:wrap;gap:0 16px;padding:8px 0;border-top:1px solid var(--line);max-width:none;font-variant-numeric:tabular-nums}
.stages li:first-child{border-top:0;padding-top:0}
.stages .what{flex:1 1 17rem;min-width:0}
.stages .took{flex:0 0 9rem}
.stages .status{flex:0 0 8rem}
.hook h3{margin-bottom:4px;overflow-wrap:anywhere}
.hook>p{margin-bottom:8px}
.call{border-top:1px solid var(--line);padding:8px 0}
.call summary{overflow-wrap:anywhere}
.call pre{background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:12px;margin:8px 0 0}
.payloads{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 16px}
.payloads h4{margin:8px 0 0;font-size:var(--step--1);color:var(--soft);font-weight:400}
@media print{.call{break-inside:avoid}}
`;

const styleHash = createHash('sha256').update(reportCss).digest('base64');
const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
