import { html } from 'hono/html';
import { idOf } from '../../controller/ecs/arns.ts';
import { phaseBar, phaseStates } from '../../simulate/drawing/phase-bar.ts';
import { formatStatus } from '../../simulate/drawing/status-words.ts';
import { formatStrategy } from '../../wording/ids.ts';
import { formatTime } from '../../wording/times.ts';
import { linkToCard } from '../view/card-links.ts';
import { earlierMoment } from '../view/earlier-moment.ts';
import type { KeptDeployment } from '../view/kept-deployment.ts';
import { timeBetween } from '../view/running-time.ts';
import type { SandboxData } from '../view/sandbox-data.ts';
import { drawTimeline } from './consult/chart.ts';
import { eventList, eventsAbout } from './consult/event-list.ts';
import { simulateCommandOf } from './consult/simulate-command.ts';
import { timelineOf } from './consult/timeline.ts';
import { endingOf } from './hero/ending.ts';
import { decisionFor, signalOf } from './hero/situation.ts';
import { pageHead } from './page-head.ts';

/** One deployment: its time, what happened, its report, and the command that simulates it. */
export function deploymentPage(past: KeptDeployment, data: SandboxData) {
  const { deployment, before, after } = past;
  const events = eventsAbout(deployment.arn, past.events, data.mailbox);
  const timeline = timelineOf({ ...past, events }, data);
  const decided = decisionFor(deployment, data);
  const { title, isAsked, customers, why } = endingOf(deployment, { before, after }, decided);
  const signal = signalOf(deployment.status, isAsked);
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead(`● ${title} · ${data.service}`, signal)}
<script type="module" src="/timeline.js"></script>
<script type="module" src="/copy.js"></script>
</head>
<body data-signal="${signal}">
<main class="past-page">
<p class="brand"><a href="/">Back to the sandbox</a></p>
<div class="hero ${signal}"><div class="what"><p class="of"><strong class="blue">${before}</strong> <span aria-hidden="true">→</span><span class="visually-hidden">to</span> <strong class="green">${after}</strong>
  <span class="soft">${formatStatus(deployment.status)} · ${formatStrategy(deployment.strategy)} · ${formatTime(deployment.startedAt)} · ${timeBetween(deployment.startedAt, timeline.end)}</span></p>
<h1>${title}</h1><p class="details">${why && html`<span>${why}</span> `}<span>${customers}</span></p>${signal === 'fail' ? html`<p class="small">${linkToCard(deployment.statusReason)}</p>` : ''}</div>
<div class="go"><a class="button primary" href="/deployments/${idOf(deployment.arn)}/report.html" download>Download the report</a></div>
${phaseBar(phaseStates(deployment, { isAsking: decided !== undefined && decided.kind !== 'approved', isAsked }))}${earlierMoment()}</div>
<div class="consult"><section class="wide"><h2>Traffic over time</h2>${drawTimeline(timeline)}</section>
<section class="wide"><h2>Simulate it</h2><p class="soft">Plays the strategy with its bake times, and each fault once. Decisions of people, hooks and a rollback by hand are not part of it; add your own hooks with <code>--hook</code>.</p>
<pre><code id="command">${simulateCommandOf(past)}</code></pre><p><button type="button" class="button" data-copy="command">Copy as command</button> <span role="status" class="soft"></span></p></section>
<section class="wide"><h2>Events <span class="soft small">oldest first, UTC</span></h2>
${eventList(events.toReversed())}</section></div>
</main>
</body>
</html>
`;
}
