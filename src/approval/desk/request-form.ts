import { html } from 'hono/html';
import { formatTimeLeft } from '../../wording/durations.ts';
import { shortId } from '../../wording/ids.ts';
import { formatAtDeadline } from '../notice/mail.ts';
import { formatWhereTried } from '../request/format-trial.ts';
import { isApprovedAt } from '../request/progress.ts';
import type { ApprovalRequest, Subject } from '../request/request.ts';
import { needsReason, patternFor, type Terms, termsOf } from '../request/terms.ts';
import { formatDeadline } from '../request/timing/format-deadline.ts';
import { type FormInput, type FormProblems, itemNames, maxReason } from './decision-form.ts';
import { type Note, noteId, renderNote } from './page.ts';

type Html = ReturnType<typeof html>;

/** The form for one vote, perhaps with what was typed before. */
export type ShownForm = {
  nonce: string;
  canWithdraw?: boolean;
  /** Why this person can reject, but not approve. */
  noApproval?: { title: string; text: string } | undefined;
  input?: FormInput | undefined;
  problems?: FormProblems | undefined;
};

/** @param note - what has just happened, if anything */
export function renderForm(
  request: ApprovalRequest,
  now: Date,
  { nonce, canWithdraw = false, noApproval, input, problems = {} }: ShownForm,
  note: Note | undefined,
): Html {
  const deadline = new Date(request.deadline);
  const left = (deadline.getTime() - now.getTime()) / 1000;
  const terms = termsOf(request);
  const chosen = (choice: string) => (input?.choice === choice ? html` checked` : '');
  return html`<h2 class="ruled" id="decide">Your decision</h2>
<p>Deadline ${formatDeadline(request, now)} (in ${formatTimeLeft(left)}), then ${formatAtDeadline(request)}.</p>
${isApprovedAt(request, request.deadline) ? html`<p class="problem">If nobody decides, this deployment goes to production without an approval. Reject it if it must not.</p>\n` : ''}${note ? renderNote(note) : ''}${noApproval ? html`<p class="problem">${noApproval.title}</p>\n<p>${noApproval.text}</p>` : ''}
<form method="post" action="#${noteId}">
<input type="hidden" name="nonce" value="${nonce}">
<fieldset${describedBy('choice', problems.choice)}>
<legend>Shall it go to production?</legend>
${renderProblem('choice', problems.choice)}
${noApproval ? '' : html`<label class="choice"><input type="radio" name="choice" value="approve" required${chosen('approve')}> Approve</label>\n`}<label class="choice"><input type="radio" name="choice" value="reject" required${chosen('reject')}> Reject</label>${canWithdraw ? html`\n<label class="choice"><input type="radio" name="choice" value="withdraw" required${chosen('withdraw')}> <span>Withdraw my earlier vote <span class="hint">It no longer counts, and you can decide again</span></span></label>` : ''}
</fieldset>
${
  noApproval
    ? ''
    : html`${renderChecklist(terms, input, problems.items)}${renderProblem('looked', problems.looked)}
<label class="choice"><input type="checkbox" name="looked" value="yes"${describedBy('looked', problems.looked)}${input?.looked ? html` checked` : ''}> <span>${formatLooked(request.subject)} <span class="hint">Needed for an approval</span></span></label>
`
}<p><label for="reason">Reason <span class="hint">${formatReasonHint(terms)}, shown to everybody who is asked</span></label>
${renderProblem('reason', problems.reason)}
<textarea id="reason" name="reason" rows="3" maxlength="${maxReason}"${describedBy('reason', problems.reason)}>${input?.reason ?? ''}</textarea></p>
<button class="button primary" type="submit">Record my decision</button>
</form>`;
}

/** The label of the tick for an approval: nobody can have looked at a version that does not run yet. */
function formatLooked(subject: Subject): string {
  const revision = `revision ${shortId(subject.revisionId, '…')}`;
  switch (formatWhereTried(subject)) {
    case 'nowhere':
      return `I looked at what ${revision} changes`;
    case 'somewhere':
      return `I looked at ${revision}`;
    case 'on the test listener':
      return `I looked at ${revision} on the test listener`;
  }
}

function renderChecklist(
  { checklist = [] }: Terms,
  input: FormInput | undefined,
  problem: string | undefined,
): Html | '' {
  if (checklist.length === 0) return '';
  return html`<fieldset${describedBy('items', problem)}>
<legend>Confirm each item <span class="hint">Needed for an approval</span></legend>
${renderProblem('items', problem)}${checklist.map(
  (item, at) => html`
<label class="choice"><input type="checkbox" name="${itemNames[at]}" value="yes"${input?.items?.includes(at) ? html` checked` : ''}> <span>${item}</span></label>`,
)}
</fieldset>
`;
}

/** `Needed for a rejection`, and what it must contain. */
function formatReasonHint(terms: Terms): string {
  const { reasonPattern } = terms;
  const patterned = (['APPROVE', 'REJECT'] as const).filter((choice) => patternFor(terms, choice) !== undefined);
  const which = patterned.length === 2 ? '' : patterned[0] === 'APPROVE' ? ' for an approval' : ' for a rejection';
  const match = patterned.length > 0 ? `, with a match of ${reasonPattern}${which}` : '';
  return `${needsReason(terms, 'APPROVE') ? 'Needed' : 'Needed for a rejection'}${match}`;
}

function renderProblem(field: string, problem: string | undefined): Html | '' {
  return problem ? html`<span class="problem" id="${field}-problem">${problem}</span>` : '';
}

function describedBy(field: string, problem: string | undefined): Html | '' {
  return problem ? html` aria-invalid="true" aria-describedby="${field}-problem"` : '';
}
