import { html } from 'hono/html';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { roleOf } from '../../view/sandbox-data.ts';
import { revision } from '../compare/listener-pane.ts';

export function tasks(data: SandboxData) {
  const counted = Object.entries(data.view.tasks);
  if (counted.length === 0) return html`<p class="soft">None are running.</p>`;
  return html`<ul class="tasks">${counted.map(([arn, { requested, running, pending }]) => {
    const role = roleOf(arn, data);
    return html`<li data-key="${arn}">${revision(arn, data)}
      <span class="boxes ${role}" aria-hidden="true">${Array.from(
        { length: Math.max(requested, running + pending) },
        (_, index) => html`<span class="task ${index < running ? role : 'pending'}"></span>`,
      )}</span>
      <span class="number">${running} of ${requested} running${pending > 0 ? html`, ${pending} pending` : ''}</span></li>`;
  })}</ul>`;
}
