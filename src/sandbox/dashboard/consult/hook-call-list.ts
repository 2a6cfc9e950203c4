import { html } from 'hono/html';
import { formatClock } from '../../../wording/times.ts';
import { showJson } from '../../../wording/values.ts';
import { breakable } from '../../mailbox/breakable.ts';
import type { MailOutcome } from '../../mailbox/mail-outcome.ts';
import { linkToCardOf } from '../../view/card-links.ts';
import { timeUntilOrNow } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { HookView } from '../../view/service-view.ts';
import { isStepStage } from '../../view/words.ts';
import { decisionFor } from '../hero/situation.ts';

/** One entry for each hook at each turn of its stage, with the payloads of the last call. */
export function hookCalls(data: SandboxData) {
  const { deployment } = data.view;
  if (deployment === undefined || deployment.hooks.length === 0)
    return html`<p class="soft">No hook has been called yet.</p>`;
  const steps = deployment.productionSteps.length;
  const decided = decisionFor(deployment, data);
  return html`<ul class="hooks">${deployment.hooks.map((hook) => {
    const { tone, status, reason, help } = resultOf(hook, decided);
    return html`<li data-key="${hook.id}${hook.isRollback ? '-back' : ''}">
      <p class="head"><strong>${breakable(hook.functionName)}</strong> <span class="status ${tone}">${status}</span></p>
      <p class="mono soft">${breakable(hook.stage)}${formatTurn(hook, steps)}</p>
      ${reason && html`<p>${breakable(reason)}</p>`}
      ${help ? html`<p class="small">${help}</p>` : ''}
      ${hook.isPause ? '' : calls(hook, data.now)}
    </li>`;
  })}</ul>`;
}

type Result = { tone: string; status: string; reason?: string | undefined; help?: unknown };

/** What somebody has decided is shown as their decision: that a hook then answers FAILED is how ECS is asked to roll back. */
function resultOf(hook: HookView, decided: MailOutcome | undefined): Result {
  const { isPause, functionName, state, answered, reason } = hook;
  const isOfPeople = state === 'failed' && (isPause || functionName.endsWith('approval-hook'));
  if (isOfPeople && decided?.kind === 'rejected') {
    const why = decided.reason ? `: ${decided.reason}` : '.';
    return { tone: 'unknown', status: 'rejected', reason: `Rejected by ${decided.by}${why}` };
  }
  if (isOfPeople && isPause && answered === 'FAILED' && decided === undefined)
    return { tone: 'unknown', status: 'rolled back', reason: 'Somebody chose to roll back at this pause.' };
  return { tone: outcome(hook), status: answered, reason, help: state === 'failed' && linkToCardOf(hook) };
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
