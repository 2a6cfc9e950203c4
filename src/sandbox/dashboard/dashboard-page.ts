import { html } from 'hono/html';
import type { ListenerData, ListenerName, SandboxData } from '../view/sandbox-data.ts';
import { situationOf } from './hero/situation.ts';
import { brandMark, pageHead, titleOf } from './page-head.ts';
import { type PaneId, panes } from './panes.ts';
import { tourBox } from './tour.ts';

/** The whole page, complete before any script runs. What one acts on comes first; what one only looks at is out of the tab order. */
export function dashboardPage(data: SandboxData) {
  const pane = (id: PaneId) => html`<div id="${id}">${panes[id](data)}</div>`;
  const { signal } = situationOf(data);
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead(titleOf(data), signal)}
<script type="module" src="/dashboard.js"></script>
<script type="module" src="/timeline.js"></script>
<script type="module" src="/tour.js"></script>
</head>
<body data-now="${data.now.getTime()}" data-speed="${data.speed}" data-signal="${signal}">
<a class="skip visually-hidden" href="#hero">Skip to what happens now</a>
<header class="bar">
  <p class="title">${brandMark()}<span class="soft">${data.service}</span></p>
  ${pane('controls')}
  ${pane('clock')}
</header>
<main>
<p id="live" class="visually-hidden" role="status"></p>
<p id="notice" class="note failed" role="alert" hidden></p>
<section class="now" aria-label="Now">${pane('hero')}</section>
<div class="worlds">
  ${frame('production', data.listeners.production, pane('production'))}
  ${frame('test', data.listeners.test, pane('test'))}
  <section class="world phone" aria-labelledby="mailbox-title">
    <div class="pane-head"><h2 id="mailbox-title">Mailbox</h2><a href="/mailbox">All mails</a></div>
    ${pane('mails')}
  </section>
</div>
<div class="consult">
  <section class="broad"><h2>Traffic over time</h2>${pane('chart')}</section>
  <section><h2>Tasks</h2>${pane('tasks')}</section>
  <section class="pane" aria-labelledby="hooks-title"><h2 id="hooks-title">Hooks</h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="hooks-title">${pane('hooks')}</div></section>
  <section class="pane" aria-labelledby="log-title"><h2 id="log-title">Events <span class="soft small">newest first, UTC</span></h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="log-title">${pane('log')}</div></section>
  <section class="pane" aria-labelledby="past-title"><h2 id="past-title">Earlier deployments</h2><div class="scroll" tabindex="0" role="group" aria-labelledby="past-title">${pane('deployments')}</div></section>
  <section class="wide"><details><summary><h2>Listeners and rules</h2></summary>${pane('doors')}</details></section>
</div>
</main>
${tourBox()}
</body>
</html>
`;
}

/** With a frame only if a browser reaches this listener's rule at the address. */
function frame(name: ListenerName, { port, url, command }: ListenerData, shares: unknown) {
  const isSeen = command === undefined;
  return html`<section class="world" aria-labelledby="${name}-title">
    <div class="pane-head"><h2 id="${name}-title">${isSeen ? titles[name] : 'Test rule'} <span class="soft small">:${port}</span></h2>
      ${isSeen ? html`<a href="${url}/" target="_blank" rel="noopener">Open<span class="visually-hidden"> what the ${name} listener serves</span></a>` : ''}</div>
    ${shares}
    ${isSeen ? html`<iframe id="${name}-frame" src="${url}/" title="What the ${name} listener serves" sandbox="allow-forms allow-same-origin" loading="eager" tabindex="-1"></iframe>` : ''}
  </section>`;
}

const titles: Readonly<Record<ListenerName, string>> = { production: 'Production', test: 'Test listener' };
