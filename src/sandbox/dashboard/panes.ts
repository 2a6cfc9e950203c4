import { html } from 'hono/html';
import { formatClock } from '../../wording/times.ts';
import type { SandboxData } from '../view/sandbox-data.ts';
import { listenerPane } from './compare/listener-pane.ts';
import { mailTabs } from './compare/mails.ts';
import { chart } from './consult/chart.ts';
import { doorList } from './consult/door-list.ts';
import { hookCalls } from './consult/hook-calls.ts';
import { pastDeployments } from './consult/past-deployments.ts';
import { tasks } from './consult/tasks.ts';
import { clock, controls } from './head/controls.ts';
import { hero } from './hero/hero.ts';

/** The parts of the page that change, by the id of the element that holds each. */
export const panes = {
  controls,
  clock,
  hero,
  production: (data: SandboxData) => listenerPane('production', data),
  test: (data: SandboxData) => listenerPane('test', data),
  mails: mailTabs,
  chart,
  doors: doorList,
  tasks,
  hooks: hookCalls,
  log,
  deployments: pastDeployments,
} as const;

export type PaneId = keyof typeof panes;

function log({ view }: SandboxData) {
  if (view.log.length === 0) return html`<p class="soft">Nothing has happened yet.</p>`;
  return html`<ol class="log">${view.log.map(
    ({ sequence, at, text }) =>
      html`<li data-key="${sequence}"><time datetime="${at.toISOString()}">${formatClock(at)}</time> <span>${text}</span></li>`,
  )}</ol>`;
}
