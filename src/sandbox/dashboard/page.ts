import { html } from 'hono/html';
import type { ListenerData, ListenerName, SandboxData } from '../view/sandbox-data.ts';
import { pageHead } from './page-head.ts';
import { type PaneId, panes } from './panes.ts';

/** The whole page, complete before any script runs. */
export function dashboardPage(data: SandboxData) {
  const pane = (id: PaneId) => html`<div id="${id}">${panes[id](data)}</div>`;
  return html`<!doctype html>
<html lang="en">
<head>
${pageHead(data.service)}
<script type="module" src="/dashboard.js"></script>
</head>
<body data-now="${data.now.getTime()}" data-speed="${data.speed}">
<a class="skip visually-hidden" href="#rail">Skip to the stages</a>
<header class="bar">
  <div class="title"><h1>${data.service}</h1><p class="soft" id="subtitle">${panes.subtitle(data)}</p></div>
  ${pane('status')}
  ${pane('controls')}
</header>
<main>
<p id="live" class="visually-hidden" role="status"></p>
<p id="notice" class="note failed" role="alert" hidden></p>
<section class="card stages">${pane('rail')}</section>
<div class="panes">
  ${frame('production', data.listeners.production, pane('production'))}
  ${frame('test', data.listeners.test, pane('test'))}
  <section class="card pane" aria-labelledby="mailbox-title">
    <div class="pane-head"><h2 id="mailbox-title">Mailbox <span class="soft" id="mailCount">${panes.mailCount(data)}</span></h2><a href="/mailbox">Open<span class="visually-hidden"> the mailbox</span></a></div>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="mailbox-title">${pane('mails')}</div>
  </section>
  <section class="card broad"><h2>Traffic over time</h2>${pane('chart')}</section>
  <section class="card"><h2>Tasks</h2>${pane('tasks')}</section>
  <section class="card pane tall" aria-labelledby="hooks-title"><h2 id="hooks-title">Hooks</h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="hooks-title">${pane('hooks')}</div></section>
  <section class="card pane broad" aria-labelledby="log-title"><h2 id="log-title">Events <span class="soft">UTC</span></h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="log-title">${pane('log')}</div></section>
  <section class="card"><h2>Earlier deployments</h2>${pane('deployments')}</section>
  <section class="card wide"><h2>Listeners and their rules</h2>${pane('doors')}</section>
  <section class="card wide"><h2>What can go wrong</h2>${pane('faults')}</section>
</div>
</main>
</body>
</html>
`;
}

/** With a frame only if a browser reaches this listener's rule at the address. */
function frame(name: ListenerName, { port, url, command }: ListenerData, shares: unknown) {
  const isSeen = command === undefined;
  return html`<section class="card pane" aria-labelledby="${name}-title">
    <div class="pane-head"><h2 id="${name}-title">${name} <span class="soft">:${port}</span></h2>
      ${isSeen ? html`<a href="${url}/" target="_blank" rel="noopener">Open<span class="visually-hidden"> what the ${name} listener serves</span></a>` : ''}</div>
    ${shares}
    ${isSeen ? html`<iframe id="${name}-frame" src="${url}/" title="What the ${name} listener serves" sandbox="allow-forms allow-same-origin" loading="eager"></iframe>` : ''}
  </section>`;
}
