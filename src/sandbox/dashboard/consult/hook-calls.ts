import { html } from 'hono/html';
import { formatClock } from '../../../wording/times.ts';
import { showJson } from '../../../wording/values.ts';
import { breakable } from '../../mailbox/breakable.ts';
import { linkToCardOf } from '../../view/card-links.ts';
import { timeUntilOrNow } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { HookView } from '../../view/service-view.ts';
import { isStepStage } from '../../view/words.ts';

/** One entry for each hook at each turn of its stage, with the payloads of the last call. */
export function hookCalls({ view: { deployment }, now }: SandboxData) {
  const hooks = deployment?.hooks ?? [];
  const steps = deployment?.productionSteps.length ?? 0;
  if (hooks.length === 0) return html`<p class="soft">No hook has been called yet.</p>`;
  return html`<ul class="hooks">${hooks.map(
    (hook) => html`<li data-key="${hook.id}${hook.isRollback ? '-back' : ''}">
      <p class="head"><strong>${breakable(hook.functionName)}</strong> <span class="status ${outcome(hook)}">${hook.answered}</span></p>
      <p class="mono soft">${breakable(hook.stage)}${formatTurn(hook, steps)}</p>
      ${hook.reason && html`<p>${breakable(hook.reason)}</p>`}
      ${hook.state === 'failed' ? html`<p class="small">${linkToCardOf(hook)}</p>` : ''}
      ${hook.isPause ? '' : calls(hook, now)}
    </li>`,
  )}</ul>`;
}

function formatTurn({ stage, step, isRollback }: HookView, steps: number): string {
  if (isRollback) return ' in the rollback';
  return steps > 1 && isStepStage(stage) ? `, step ${step} of ${steps}` : '';
}

function calls(hook: HookView, now: Date) {
  return html`<p class="soft small">${times(hook.calls)}, last at ${formatClock(hook.lastCallAt)} UTC${
    hook.nextCallAt && html`, again ${timeUntilOrNow(hook.nextCallAt, now)}`
  }</p>
      <details data-key="json"><summary>Event and answer<span class="visually-hidden"> of ${hook.functionName}</span></summary>
        <pre>${showJson(hook.lastEvent, 2)}</pre>
        ${hook.lastAnswer !== undefined && html`<pre>${showJson(hook.lastAnswer, 2)}</pre>`}
      </details>`;
}

function outcome({ state }: HookView): string {
  if (state === 'dropped') return 'unknown';
  return state === 'calling' ? 'waiting' : state;
}

function times(calls: number): string {
  return calls <= 2 ? (['not called', 'called once', 'called twice'][calls] ?? '') : `called ${calls} times`;
}
