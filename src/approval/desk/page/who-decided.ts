import { html } from 'hono/html';
import { shortImage } from '../../../wording/ids.ts';
import { cleanLines } from '../../../wording/lines.ts';
import { formatTime } from '../../../wording/times.ts';
import { type ApprovalRequest, isByVotes, type Vote } from '../../request/request.ts';
import { confirmationOf } from '../../request/stale/confirmation.ts';
import { termsOf } from '../../request/terms.ts';
import type { Words } from '../language/en.ts';
import { ruleRows } from './rule-rows.ts';

type Html = ReturnType<typeof html>;

/** Rule by rule who has approved, when, and who is missing. */
export function renderRules(words: Words, request: ApprovalRequest, now: Date): Html {
  const { votes: said, say } = words;
  return html`<ul class="rules">${ruleRows(words, request).map(
    ({ name = said.approvals, given, needed, votes, missing }) => {
      const people = votes.map(({ by, at }) => `${say.people(by)} ${formatTime(new Date(at), now)}`);
      return html`
<li><span class="status ${given >= needed ? 'passed' : 'waiting'}">${name}, ${said.filled(given, needed)}</span><span class="who">${people.map((one) => html`<span>${one}</span>`)}${missing ? html`<span class="soft">${missing}</span>` : ''}</span></li>`;
    },
  )}
</ul>`;
}

const voteTones = { APPROVE: 'passed', REJECT: 'failed', WITHDRAW: 'unknown' } as const;

/** All votes with their reasons, and the decision; or who is asked, and how many of them have to approve. */
export function renderWhoDecided(words: Words, request: ApprovalRequest, now: Date): Html {
  const { votes, decision } = request;
  const list = html`<ul class="found">${votes.map((vote) => renderVote(words, vote, now))}
</ul>`;
  const isOver = decision?.status === 'SUPERSEDED' || (!decision && now.toISOString() >= request.deadline);
  const nobody = isOver ? words.votes.nobodyAtAll : decision ? '' : words.votes.nobody;
  const said = votes.length > 0 ? list : nobody && html`<p>${nobody}</p>`;
  return html`${said}
${decision ? html`${isSaidByVotes(request) ? '' : html`<p>${words.votes.decision(words.say.outcome(decision, now))}</p>`}${renderResolved(words, request)}` : isOver ? '' : renderNeeded(words, request)}`;
}

/** Whether the list of votes says all about the decision. That a request was closed is said above, and nobody decided that. */
function isSaidByVotes({ votes, decision }: ApprovalRequest): boolean {
  if (decision?.status === 'SUPERSEDED') return true;
  return decision !== undefined && votes.length > 0 && isByVotes(decision) && decision.via !== 'break-glass';
}

function renderVote(words: Words, { choice, by, at, reason, checklist = [] }: Vote, now: Date): Html {
  return html`
<li><span class="status ${voteTones[choice]}">${words.votes.did[choice]}</span><span class="what">${words.say.people(by)}, ${formatTime(new Date(at), now)}${reason ? html`<br><span class="said">${cleanLines(reason)}</span>` : ''}${checklist.length > 0 ? html`<br><small class="soft">${words.votes.ticked(checklist.join('; '))}</small>` : ''}</span></li>`;
}

/** Who is asked, and how many of them have to approve. */
function renderNeeded({ votes, say }: Words, request: ApprovalRequest): Html {
  const { approvals, reviewers } = request;
  const rejecting = say.rejecting(request);
  if (termsOf(request).rules) return html`<p class="soft">${votes.rulesNeeded}; ${rejecting}.</p>`;
  const deputies = say.deputies(request).map((text) => `; ${text}`);
  const asked = reviewers.length > 0 ? `${votes.asked(`${reviewers.join(', ')}${deputies.join('')}`)} ` : '';
  return html`<p class="soft">${asked}${votes.needed(approvals)}; ${rejecting}.</p>`;
}

/** The images that ECS had resolved by then, if people were shown less. */
function renderResolved({ votes }: Words, request: ApprovalRequest): Html | '' {
  const shown = request.subject.images.map(({ container, after }) => `${container} ${after}`);
  const now = (confirmationOf(request)?.images ?? []).map(({ container, after }) => `${container} ${after}`);
  const news = now.filter((image) => !shown.includes(image));
  return news.length > 0 ? html`<p class="soft">${votes.resolved(news.map(shortImage).join(', '))}</p>` : '';
}
