import { html } from 'hono/html';
import type { Door } from '../../load-balancer/list-doors.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';

/** Every listener with its rules, in the order in which they are tried, and how many requests each answered. */
export function doorList({ doors }: Pick<SandboxData, 'doors'>) {
  return html`<ul class="doors">${doors.map(
    ({ name, port, protocol, loadBalancer, rules }) => html`<li data-key="${name}">
      <p><strong>${name}</strong> <span class="soft">:${port} · ${loadBalancer}${protocol === 'TCP' ? ' · TCP' : ''}</span></p>
      <ol>${rules.map(
        (rule) => html`<li data-key="${rule.arn}">${renderRule(rule)}
        <span class="soft">· ${rule.answered === 1 ? '1 request' : `${rule.answered} requests`}</span></li>`,
      )}</ol></li>`,
  )}</ul>`;
}

function renderRule({ priority, when, does }: Door['rules'][number]) {
  const name = priority === 'default' ? 'default rule' : `rule ${priority}`;
  const what =
    does === 'production' || does === 'test' ? html`<strong>${does}</strong> traffic` : html`<strong>${does}</strong>`;
  return html`${name}: ${when} <span aria-hidden="true">→</span><span class="visually-hidden">goes to</span> ${what}`;
}
