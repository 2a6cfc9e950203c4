import { html } from 'hono/html';
import { formatTimeLeft } from '../../../wording/durations.ts';
import { isShifted } from '../../../wording/phases.ts';
import { isApprovedAt } from '../../request/progress.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { formatDeadline } from '../../request/timing/format-deadline.ts';
import type { Words } from '../language/en.ts';
import { renderBar } from './charts/gauge.ts';

type Html = ReturnType<typeof html>;

/** How long people have left, in words and as a bar that empties, and what happens then. */
export function renderTimeLeft(words: Words, request: ApprovalRequest, now: Date): Html {
  const { votes } = words;
  const [from, to] = [Date.parse(request.createdAt), Date.parse(request.deadline)];
  const share = Math.max(0, Math.min(100, (100 * (to - now.getTime())) / Math.max(1, to - from)));
  return html`<div class="time"><p><strong>${leftOf(words, request, now)}</strong> <span>${votes.until(formatDeadline(request, now), words.say.atDeadline(request))}</span></p>
${renderBar(share)}</div>
${isApprovedAt(request, request.deadline) ? html`<p class="problem">${votes.opensItself(isShifted(request.subject.stage))}</p>\n` : ''}`;
}

/** `38 min left`. */
export function leftOf({ votes }: Words, { deadline }: ApprovalRequest, now: Date): string {
  return votes.left(formatTimeLeft((Date.parse(deadline) - now.getTime()) / 1000));
}

/**
 * A bar at the foot of a small screen, which leads to the form from everywhere on the page. On a wide screen the form is always in view, and there
 * is no bar.
 */
export function renderDock(words: Words, request: ApprovalRequest, now: Date, canApprove: boolean): Html {
  const { form, page, say } = words;
  return html`<nav class="dock" aria-label="${page.decision}"><p class="time"><strong>${leftOf(words, request, now)}</strong> <span>${say.progress(request)}</span></p>
<div class="buttons">${canApprove ? html`<a class="button primary" href="#approve">${form.approve}…</a>` : ''}<a class="button reject" href="#reject">${form.reject}…</a></div></nav>`;
}
