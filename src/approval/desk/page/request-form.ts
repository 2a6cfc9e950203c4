import { html } from 'hono/html';
import { isShifted } from '../../../wording/phases.ts';
import { formatWhereTried } from '../../request/format-trial.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { needsReason, patternFor, type Terms, termsOf } from '../../request/terms.ts';
import { type FormInput, type FormProblems, itemNames, maxReason } from '../decision-form.ts';
import type { Words } from '../language/en.ts';
import { nameVersion } from './headline.ts';
import { noteId } from './note.ts';

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

/** One act: choose, tick or write, record. What a choice needs appears with it; a browser that cannot do that shows everything. */
export function renderForm(
  words: Words,
  request: ApprovalRequest,
  { nonce, canWithdraw = false, noApproval, input, problems = {} }: ShownForm,
): Html {
  const { form } = words;
  const terms = termsOf(request);
  const chosen = (choice: string) => (input?.choice === choice ? html` checked` : '');
  return html`${noApproval ? html`<p class="problem">${noApproval.title}</p>\n<p>${noApproval.text}</p>` : ''}
<form method="post" action="#${noteId}" id="vote">
<input type="hidden" name="nonce" value="${nonce}">
<fieldset${describedBy('choice', problems.choice)}>
<legend>${form.question(isShifted(request.subject.stage))}</legend>
${renderProblem('choice', problems.choice)}
<div class="choices">${noApproval ? '' : html`<label class="choice" id="approve"><input type="radio" name="choice" value="approve" required${chosen('approve')}> ${form.approve}</label>\n`}<label class="choice" id="reject"><input type="radio" name="choice" value="reject" required${chosen('reject')}> ${form.reject}</label>${canWithdraw ? html`\n<label class="choice"><input type="radio" name="choice" value="withdraw" required${chosen('withdraw')}> <span>${form.withdraw} <span class="hint">${form.withdrawHint}</span></span></label>` : ''}</div>
</fieldset>
${
  noApproval
    ? ''
    : html`<div class="to-approve">${renderChecklist(words, terms, input, problems.items)}${renderProblem('looked', problems.looked)}
<label class="choice"><input type="checkbox" name="looked" value="yes"${describedBy('looked', problems.looked)}${input?.looked ? html` checked` : ''}> <span>${form.looked[formatWhereTried(request.subject)](nameVersion(words, request.subject))} <span class="hint">${form.needed}</span></span></label></div>
`
}<p class="to-record"><label for="reason">${form.reason} <span class="hint">${formatReasonHint(words, terms)}, ${form.shown}</span></label>
${renderProblem('reason', problems.reason)}
<textarea id="reason" name="reason" rows="3" maxlength="${maxReason}"${describedBy('reason', problems.reason)}>${input?.reason ?? ''}</textarea></p>
<button class="button primary" type="submit">${form.record}</button>
<p class="hint">${form.promise}</p>
</form>`;
}

function renderChecklist(
  { form }: Words,
  { checklist = [] }: Terms,
  input: FormInput | undefined,
  problem: string | undefined,
): Html | '' {
  if (checklist.length === 0) return '';
  return html`<fieldset${describedBy('items', problem)}>
<legend>${form.items} <span class="hint">${form.needed}</span></legend>
${renderProblem('items', problem)}${checklist.map(
  (item, at) => html`
<label class="choice"><input type="checkbox" name="${itemNames[at]}" value="yes"${input?.items?.includes(at) ? html` checked` : ''}> <span>${item}</span></label>`,
)}
</fieldset>
`;
}

/** `Required to reject`, and what it must contain. */
function formatReasonHint({ form }: Words, terms: Terms): string {
  const { reasonPattern } = terms;
  const patterned = (['APPROVE', 'REJECT'] as const).filter((choice) => patternFor(terms, choice) !== undefined);
  const match =
    reasonPattern !== undefined && patterned.length > 0
      ? `, ${form.reasonMatch(reasonPattern, patterned.length === 2 ? undefined : patterned[0])}`
      : '';
  return `${form.reasonNeeded(needsReason(terms, 'APPROVE'))}${match}`;
}

function renderProblem(field: string, problem: string | undefined): Html | '' {
  return problem ? html`<span class="problem" id="${field}-problem">${problem}</span>` : '';
}

function describedBy(field: string, problem: string | undefined): Html | '' {
  return problem ? html` aria-invalid="true" aria-describedby="${field}-problem"` : '';
}
