import { html } from 'hono/html';
import { idOf } from '../../../controller/ecs/arns.ts';
import { shortArn } from '../../../wording/ids.ts';
import { earlierMoment } from '../../view/earlier-moment.ts';
import { type ListenerName, roleOf, type SandboxData } from '../../view/sandbox-data.ts';

/** Where a listener sends its traffic: versions large, with a bar of their shares. */
export function listenerPane(name: ListenerName, data: SandboxData) {
  const { served, command } = data.listeners[name];
  const shares = Object.entries(data.weights[name]).filter(([, weight]) => weight > 0);
  if (name === 'test' && data.view.deployment?.strategy === 'ROLLING') {
    return html`<p class="shares untested soft">A rolling deployment uses no test listener: the next blue/green one sets it again.</p>`;
  }
  if (shares.length === 0) return html`<p class="shares soft">no target</p>`;
  return html`<ul class="shares">${shares.map(
    ([arn, weight]) => html`<li data-key="${arn}">${revision(arn, data)} <span class="number">${weight} %</span>
      <span class="soft small number">${formatRequests(served.get(idOf(arn)) ?? 0)}</span></li>`,
  )}</ul>
  <svg class="share" aria-hidden="true" focusable="false">${bars(shares).map(
    ({ arn, x, weight }) => html`<rect class="${roleOf(arn, data)}" x="${x}%" width="${weight}%" height="8"/>`,
  )}</svg>${renderCommand(command)}${earlierMoment()}`;
}

function bars(shares: readonly [string, number][]): { arn: string; x: number; weight: number }[] {
  return shares.map(([arn, weight], index) => ({
    arn,
    weight,
    x: shares.slice(0, index).reduce((sum, [, before]) => sum + before, 0),
  }));
}

/** Without a frame, because a browser cannot reach it. */
function renderCommand(command: string | undefined) {
  if (command === undefined) return '';
  return html`<p class="untested soft">A browser cannot reach this: the test rule requires a header, which it does not send.</p>
  <pre><code>${command}</code></pre>`;
}

function formatRequests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}

/** A version with its colour and pattern; its revision small. */
export function revision(arn: string, data: SandboxData) {
  const role = roleOf(arn, data);
  return html`<span class="revision ${role}"><span class="swatch ${role}"></span> <strong>${data.versionOf(arn)}</strong></span>
    <span class="soft small">${role} ${shortArn(arn)}</span>`;
}
