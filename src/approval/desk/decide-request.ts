import { delaySeconds } from '../../hook/delay.ts';
import type { Change, StoredRequest } from '../ledger.ts';
import { sayFailure } from '../mail.ts';
import type { ApprovalRequest, Vote } from '../request.ts';
import { sayDecision } from '../say-decision.ts';
import { approversOf, castVote, linkHolder } from '../transitions.ts';
import { sayTime } from '../words.ts';
import { type FormInput, type FormProblems, readForm } from './decision-form.ts';
import type { DeskAnswer, DeskParts, OpenedLink } from './desk.ts';
import { messages } from './messages.ts';
import { nonceMinutes, readNonce } from './nonce.ts';
import type { RequestPage } from './request-page.ts';
import { isOpen, requestPage, sayHandFlip } from './show-request.ts';

type Note = NonNullable<RequestPage['note']>;

/** Records one decision, or says why not. Whatever was typed is kept where the form is shown again. */
export async function decide(parts: DeskParts, link: OpenedLink, input: FormInput): Promise<DeskAnswer> {
  const { claims, stored, token, keys, now } = link;
  if (!isAsked(stored.request, claims.reviewer)) {
    return { status: 403, page: messages.forgedLink(), did: 'refused somebody who is not asked' };
  }
  let nonce = readNonce(keys, input.nonce, { token, now });
  // While keys are rotated, the instance that handed the form out may know a newer one than we do.
  if (!nonce.ok && nonce.problem === 'forged') {
    nonce = readNonce(await parts.signingKeys({ fresh: true }), input.nonce, { token, now });
  }
  if (!nonce.ok) {
    return nonce.problem === 'old'
      ? askAgain(parts, link, { input, note: oldForm, status: 409 })
      : askAgain(parts, link, { input, note: strangeForm, status: 400 });
  }

  const form = readForm(input);
  if (!form.ok) return askAgain(parts, link, { input, note: incomplete, problems: form.problems, status: 422 });
  const { choice, reason } = form;
  const vote: Vote = {
    id: parts.newId(),
    choice,
    by: claims.reviewer,
    at: now.toISOString(),
    ...(reason !== undefined && { reason }),
  };

  const changed = await parts.ledger.change(claims.key, (latest) => castOn(latest, vote, nonce.etag), neverAborted);
  if (!changed) return { status: 404, page: messages.unknownRequest(), did: 'was asked for an unknown request' };
  const after = { ...link, stored: changed.stored };
  if (changed.result === 'changed') return askAgain(parts, after, { input, note: otherwiseChanged, status: 409 });
  const { status, note, did } = explain(changed.result, changed.stored.request, vote);
  return { status, page: await requestPage(parts, after, { note, form: 'none' }), did };
}

/** Once begun, a decision is seen through, even if the reader has gone: half a write could not be told from none. */
const neverAborted = new AbortController().signal;

function isAsked({ reviewers }: ApprovalRequest, reviewer: string): boolean {
  return reviewers.length > 0 ? reviewers.includes(reviewer) : reviewer === linkHolder;
}

type Outcome = 'recorded' | 'repeated' | 'too-late' | 'expired' | 'changed';

/** What a vote does to the request as it is at this moment, which may not be what its page showed. */
function castOn({ request, etag }: StoredRequest, vote: Vote, seenEtag: string): Change<Outcome> {
  const { outcome, request: next } = castVote(request, vote);
  if (outcome === 'repeated' || outcome === 'too-late' || next === request) return { result: outcome };
  if (outcome === 'recorded' && etag !== seenEtag) return { result: 'changed' };
  return { write: next, result: outcome };
}

type Refusal = { input: FormInput; note: Note; problems?: FormProblems; status: 400 | 409 | 422 };

/** Shows the form again with what was typed. A request that is closed by now is explained instead, whatever was wrong with the form. */
async function askAgain(parts: DeskParts, link: OpenedLink, { note, status, ...form }: Refusal): Promise<DeskAnswer> {
  if (isOpen(link.stored.request, link.now)) {
    return { status, page: await requestPage(parts, link, { note, form }), did: 'asked to look again' };
  }
  return { status: 409, page: await requestPage(parts, link, {}), did: 'explained a closed request' };
}

const nothingRecorded = 'Nothing was recorded. Look at what stands here now, and send the form again.';
const incomplete: Note = { tone: 'failed', title: 'Not recorded yet', text: 'Something is missing in the form below.' };
const oldForm: Note = {
  tone: 'waiting',
  title: `This form was older than ${nonceMinutes} minutes`,
  text: nothingRecorded,
};
const strangeForm: Note = { tone: 'failed', title: 'This form did not come from this page', text: nothingRecorded };
const otherwiseChanged: Note = {
  tone: 'waiting',
  title: 'The request has changed since you opened it',
  text: nothingRecorded,
};

function explain(
  outcome: Exclude<Outcome, 'changed'>,
  request: ApprovalRequest,
  vote: Vote,
): Pick<DeskAnswer, 'status' | 'did'> & { note: Note } {
  const { decision, subject } = request;
  const now = new Date(vote.at);
  const mine = vote.choice === 'APPROVE' ? 'approval' : 'rejection';
  const aVote = `${vote.choice === 'APPROVE' ? 'an' : 'a'} ${mine}`;
  const did = `refused ${aVote} that came too late`;
  if (!decision && outcome === 'too-late') {
    const note: Note = { tone: 'waiting', title: `Your ${mine} was not recorded`, text: sayHandFlip(request) };
    return { status: 409, note, did };
  }
  if (!decision) {
    const title = outcome === 'recorded' ? 'Your approval is recorded' : 'You have approved this already';
    const count = `${approversOf(request).length} of ${request.approvals} approvals`;
    const text = `${count} at ${sayTime(now, now)}, as ${vote.by}. ECS goes on waiting until ${sayTime(new Date(request.deadline), now)}.`;
    return {
      status: 200,
      note: { tone: 'waiting', title, text },
      did: `${outcome === 'recorded' ? 'recorded' : 'already had'} an approval`,
    };
  }
  const approved = decision.status === 'APPROVED';
  const tone = approved ? 'passed' : 'failed';
  if (outcome === 'recorded') {
    const then = approved ? 'goes on with the deployment' : rollsBack(request);
    const title = `Your ${mine} is recorded`;
    const text = `Recorded at ${sayTime(now, now)} as ${vote.by}. ECS reads this within ${secondsUntilRead(request, now)} seconds and ${then}.`;
    return { status: 200, note: { tone, title, text }, did: `recorded ${aVote}` };
  }
  const said = sayDecision(decision, now);
  if (outcome === 'too-late' && decision.status === (vote.choice === 'APPROVE' ? 'APPROVED' : 'REJECTED')) {
    return {
      status: 200,
      note: { tone, title: `Already ${said}`, text: 'Nothing has changed by this click.' },
      did: 'was told the same again',
    };
  }
  const title = `Your ${mine} was not recorded`;
  const remedy =
    approved && vote.choice === 'REJECT' ? ` To stop the deployment of ${subject.service}, roll it back in ECS.` : '';
  return {
    status: 409,
    note: { tone, title, text: `This was ${said}.${remedy}` },
    did,
  };
}

function rollsBack({ subject }: ApprovalRequest): string {
  return subject.firstDeployment ? sayFailure(subject) : 'rolls back';
}

/** The hook asks at growing intervals; the present one is the longest that is possible now. */
function secondsUntilRead({ createdAt }: ApprovalRequest, now: Date): number {
  const allowance = 5;
  return delaySeconds((now.getTime() - Date.parse(createdAt)) / 1000) + allowance;
}
