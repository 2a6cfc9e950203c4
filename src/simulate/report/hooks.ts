import { html } from 'hono/html';
import { isJsonObject } from '../../hook/json.ts';
import { formatDuration } from '../../wording/durations.ts';
import { showJson } from '../../wording/values.ts';
import type { HookCall, HookRun } from '../simulation.ts';

/**
 * A hook at one turn of a stage: how it ended, and its calls with payloads and answers.
 *
 * @param card - the anchor of what a failure means, in the same page. Default: there is none
 */
export function renderHook(run: HookRun, card?: string) {
  const { name, stage, step, isRollback, status, reason, calls, seconds } = run;
  const where = isRollback ? ' in the rollback' : step > 1 ? ` (${step})` : '';
  const { first, left, last } = shorten(calls);
  return html`<section class="card hook">
<h3>${name} <span class="soft">at</span> ${stage}${where}</h3>
<p>${statusWord(status, tones[status])}${reason === null ? '' : html` <span class="reason">${reason}</span>`}<br>
<small class="soft">${calls.length === 0 ? 'waited' : `${calls.length} call${calls.length === 1 ? '' : 's'} in`} ${formatDuration(seconds)}</small>${card !== undefined && tones[status] === 'failed' ? html` <small><a href="#${card}">What this means</a></small>` : ''}</p>
${first.map(renderCall)}
${left === 0 ? '' : html`<p class="call soft">${left} more calls are left out here; the output of -o json has all of them.</p>`}
${last.map(renderCall)}
</section>
`;
}

/** A status with its symbol and colour. */
export function statusWord(word: string, tone: Tone) {
  return html`<span class="status ${tone}">${word}</span>`;
}

export type Tone = 'passed' | 'failed' | 'waiting' | 'unknown';

const tones: Readonly<Record<HookRun['status'], Tone>> = {
  SUCCEEDED: 'passed',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  INTERRUPTED: 'unknown',
  IN_PROGRESS: 'waiting',
  AWAITING_ACTION: 'waiting',
};

/** A day of polls is 2,880 calls, which differ little; the first and the last are enough. */
const max = { first: 20, last: 5 };

function shorten(calls: readonly HookCall[]) {
  const isLong = calls.length > max.first + max.last;
  return {
    first: isLong ? calls.slice(0, max.first) : calls,
    left: isLong ? calls.length - max.first - max.last : 0,
    last: isLong ? calls.slice(-max.last) : [],
  };
}

function renderCall(call: HookCall) {
  const { attempt, atSeconds, event, answer, problem } = call;
  return html`<details class="call">
<summary>Call ${attempt} at ${formatDuration(atSeconds)}: ${formatCall(call)}</summary>
<div class="payloads">
<div><h4>Payload</h4><pre>${showJson(event, 2)}</pre></div>
<div><h4>Answer</h4><pre>${answer === undefined ? (problem ?? 'none') : showJson(answer, 2)}</pre></div>
</div>
</details>
`;
}

function formatCall({ answer, problem, callBackDelaySeconds }: HookCall): string {
  if (problem !== undefined) return problem;
  if (!isJsonObject(answer)) return 'no answer';
  const { hookStatus, reason } = answer;
  return [
    String(hookStatus),
    ...(typeof reason === 'string' ? [reason] : []),
    ...(callBackDelaySeconds === undefined ? [] : [`called again after ${formatDuration(callBackDelaySeconds)}`]),
  ].join(', ');
}
