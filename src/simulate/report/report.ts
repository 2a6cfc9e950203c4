import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { idOf } from '../../controller/ecs/arns.ts';
import { formatDuration } from '../../wording/durations.ts';
import { lookCss } from '../../wording/theme.ts';
import type { Simulation, StageTurn } from '../simulation.ts';
import { renderHook, statusWord, type Tone } from './hooks.ts';
import { renderTimeline, timelineCss } from './timeline.ts';

/** A deployment that has ended. Without a seed it was not simulated but played by the sandbox, with real waits. */
type Reported = Omit<Simulation, 'seed' | 'events' | 'deployment'> & Partial<Pick<Simulation, 'seed'>>;

/**
 * A simulation as one HTML page: a picture of its timeline, its stages, and every call of a hook with payload and answer. It loads
 * nothing and runs nothing.
 */
export async function renderReport(simulation: Reported): Promise<string> {
  const { serviceArn, status, statusReason, strategy, virtualSeconds, stages, hooks, faults, seed } = simulation;
  const [cluster = '', service = ''] = serviceArn.split('/').slice(-2);
  const hasSucceeded = status === 'SUCCESSFUL';
  const title = `${service} ${hasSucceeded ? 'was deployed' : formatFailure(status)}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Greenlight</title>
${raw(`<style>${reportCss}</style>`)}
</head>
<body>
<main class="page report">
<p class="brand">Greenlight</p>
<h1>${title}</h1>
<p class="lead">${strategy} on ${cluster}, ${formatDuration(virtualSeconds)}${seed === undefined ? '' : ' of simulated time'}.</p>
<p class="note ${hasSucceeded ? 'passed' : 'failed'}"><strong>${status}</strong>${statusReason === null ? '' : html`: <span class="reason">${statusReason}</span>`}</p>
<h2 class="ruled">Timeline</h2>
${renderTimeline(simulation)}
<h2 class="ruled">Stages</h2>
${stages.length === 0 ? html`<p>No stage was entered.</p>` : renderStages(stages)}
<h2 class="ruled">Hooks</h2>
${hooks.length === 0 ? html`<p>No hook was called.</p>` : hooks.map(renderHook)}
${
  faults.length === 0
    ? ''
    : html`<h2 class="ruled">Faults</h2>
<ul>${faults.map(({ atSeconds, fault, functionArn }) => html`<li>${formatDuration(atSeconds)} <strong>${fault}</strong>${functionArn === undefined ? '' : html` in <code>${functionArn}</code>`}</li>`)}</ul>`
}
<h2 class="ruled">What was played</h2>
<dl>
<dt>Strategy</dt><dd>${strategy}</dd>
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

function formatFailure(status: Simulation['status']): string {
  switch (status) {
    case 'ROLLBACK_SUCCESSFUL':
      return 'rolled back';
    case 'ROLLBACK_FAILED':
      return 'could not roll back';
    default:
      return 'was not deployed';
  }
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

const reportCss = `${lookCss}${timelineCss}
.report{max-width:72rem}
.report .note{max-width:none}
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
