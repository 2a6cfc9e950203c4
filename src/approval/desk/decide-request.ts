import { readReports } from '../evidence/read-reports.ts';
import { readSeen } from '../evidence/seen-evidence.ts';
import { nonceMinutes, readNonce } from '../link/nonce.ts';
import { formatOutcome, voteWords } from '../request/format-decision.ts';
import { whyWrongReason } from '../request/reason-pattern.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import { type FormInput, type FormProblems, readForm } from './decision-form.ts';
import type { DeskAnswer, DeskParts, OpenedLink, SeeRequest } from './desk-parts.ts';
import { formatHandFlip } from './ended/closed-note.ts';
import { findReplacement } from './ended/find-replacement.ts';
import { refuseReader } from './ended/signed-in-link.ts';
import { checksChangedNote, unreadNote } from './ended/stale-note.ts';
import { kickBridge } from './kick-bridge.ts';
import { messages } from './messages.ts';
import { wantedBy } from './own-note.ts';
import type { Note } from './page.ts';
import { requestPage } from './show-request.ts';
import { castInLedger, nameVote, stands } from './vote-result.ts';
import { isDecidable, mayVote, strongerNote, whyNotHere } from './why-not-here.ts';

/** Records one decision, or says why not. If the form is shown again, it keeps what was typed. */
export async function decideByForm(
  parts: DeskParts,
  link: OpenedLink,
  input: FormInput,
): Promise<DeskAnswer | SeeRequest> {
  const { claims, stored, formOf, voter, keys, now } = link;
  const unread = refuseReader(parts, link, 403);
  if (unread) return unread;
  if (voter.via !== 'sign-in' && !mayVote(stored.request, voter)) return refuseNotAsked();
  if (isExcluded(stored.request, voter.by)) return refuseExcluded();
  if (whyNotHere(parts, link)) return refuseHere(parts, link);
  let nonce = readNonce(keys, input.nonce, { token: formOf, now });
  // While keys are rotated, the instance that served the form may know a newer key than we do.
  if (!nonce.ok && nonce.problem === 'forged') {
    nonce = readNonce(await parts.signingKeys({ fresh: true, signal: link.deadlines.answer }), input.nonce, {
      token: formOf,
      now,
    });
  }
  if (!nonce.ok) {
    return nonce.problem === 'old'
      ? askAgain(parts, link, { input, note: oldForm, status: 409 })
      : askAgain(parts, link, { input, note: strangeForm, status: 400 });
  }

  const terms = termsOf(stored.request);
  const form = readForm(input, terms);
  if (!form.ok) return askAgain(parts, link, { input, note: incomplete, problems: form.problems, status: 422 });
  const { choice, reason, checklist } = form;
  const vote: Vote = {
    id: parts.newId(),
    choice,
    ...voter,
    ...(reason !== undefined && { reason }),
    ...(checklist && { checklist }),
  };
  const wrongReason = await whyWrongReason(terms, vote);
  if (wrongReason !== undefined) {
    return askAgain(parts, link, { input, note: incomplete, problems: { reason: wrongReason }, status: 422 });
  }

  const { deadlines } = link;
  const { request: open } = stored;
  const newer = await findReplacement(parts, { key: claims.key, request: open }, vote, deadlines.write);
  if (newer) {
    const page = await requestPage(parts, link, { form: 'none', refused: true, newer });
    return { status: 409, page, did: `refused ${nameVote(vote)} about a deployment that was replaced` };
  }
  const reports = await readReports(parts.reports, open.subject, deadlines.write);
  const seen = readSeen(nonce.version);
  const basis = { seen: { ...seen, checks: seen.checks ?? '' }, reports };
  const changed = await castInLedger(parts.ledger, claims.key, { vote, deadlines, ...basis });
  if (!changed) return { status: 404, page: messages.unknownRequest(), did: 'was asked for an unknown request' };
  await kickBridge(parts, claims.key, changed.stored.request);
  if (changed.result === 'excluded') return refuseExcluded();
  if (changed.result === 'not-named' || changed.result === 'no-break-glass') return refuseNotAsked();
  const after = { ...link, stored: changed.stored };
  if (changed.result === 'too-weak' || changed.result === 'not-yet') return refuseHere(parts, after);
  if (changed.result === 'deployer' || changed.result === 'deployer-unknown')
    return askAgain(parts, after, { input, note: notApproved, status: 403 });
  if (changed.result === 'unread') return askAgain(parts, after, { input, note: unreadNote, status: 503 });
  if (changed.result === 'checks-changed')
    return askAgain(parts, after, { input, note: checksChangedNote(seen, reports), status: 409 });
  if (changed.result === 'changed' || changed.result === 'incomplete' || changed.result === 'no-vote')
    return askAgain(parts, after, { input, note: otherwiseChanged, status: 409 });
  const { request } = changed.stored;
  if (stands(request, vote)) {
    const did = `${changed.result === 'recorded' ? 'recorded' : 'already had'} ${nameVote(vote)}`;
    return { status: 303, did };
  }
  const { status, note, did } = explain(changed.result, request, vote);
  return { status, page: await requestPage(parts, after, { note, form: 'none', refused: status !== 200 }), did };
}

function refuseNotAsked(): DeskAnswer {
  return { status: 403, page: messages.notAsked(), did: 'refused somebody who is not asked' };
}

function refuseExcluded(): DeskAnswer {
  return { status: 403, page: messages.excluded(), did: 'refused somebody who may not decide' };
}

async function refuseHere(parts: DeskParts, link: OpenedLink): Promise<DeskAnswer> {
  const note = whyNotHere(parts, link) ?? strongerNote;
  const page = await requestPage(parts, link, { note, form: 'none', refused: true });
  return { status: 403, page, did: 'refused somebody who cannot decide here' };
}

type Refusal = { input: FormInput; note: Note; problems?: FormProblems; status: 400 | 403 | 409 | 422 | 503 };

/** Shows the form again with what was typed. If the request has been closed since, it explains that instead of what was wrong with the form. */
async function askAgain(parts: DeskParts, link: OpenedLink, { note, status, ...form }: Refusal): Promise<DeskAnswer> {
  if (isDecidable(link.stored.request, link.now)) {
    return { status, page: await requestPage(parts, link, { note, form, refused: true }), did: 'asked to look again' };
  }
  const { decision } = link.stored.request;
  const closed: Note | undefined = decision && {
    tone: 'waiting',
    title: 'Nothing was recorded',
    text: `This was ${formatOutcome(decision, link.now)}, before your form arrived.`,
  };
  const page = await requestPage(parts, link, { note: closed, refused: true });
  return { status: 409, page, did: 'explained a closed request' };
}

const nothingRecorded = 'Nothing was recorded. Check the current state below, and send the form again.';
const incomplete: Note = { tone: 'failed', title: 'Not recorded yet', text: 'Something is missing in the form below.' };
const oldForm: Note = {
  tone: 'waiting',
  title: `This form was older than ${nonceMinutes} minutes`,
  text: nothingRecorded,
};
const strangeForm: Note = { tone: 'failed', title: 'This form did not come from this page', text: nothingRecorded };
const notApproved: Note = {
  tone: 'failed',
  title: 'Your approval was not recorded',
  text: 'The form below says why you cannot approve.',
};
const otherwiseChanged: Note = {
  tone: 'waiting',
  title: 'The request has changed since you opened it',
  text: nothingRecorded,
};

/** The page for a vote that does not count. */
function explain(
  outcome: 'recorded' | 'repeated' | 'too-late' | 'expired',
  request: ApprovalRequest,
  vote: Vote,
): Pick<DeskAnswer, 'did'> & { status: 200 | 409; note: Note } {
  const { decision, subject } = request;
  const mine = voteWords[vote.choice].noun;
  const title = `Your ${mine} was not recorded`;
  const did = `refused ${nameVote(vote)} that came too late`;
  if (!decision) return { status: 409, note: { tone: 'waiting', title, text: formatHandFlip(request) }, did };

  const approved = decision.status === 'APPROVED';
  const tone = approved ? 'passed' : 'failed';
  const said = formatOutcome(decision, new Date(vote.at));
  if (outcome === 'recorded') {
    // Our own write, found again after its response was lost; somebody else has decided since.
    const note: Note = { tone, title: `Your ${mine} is recorded`, text: `Afterwards it was ${said}.` };
    return { status: 200, note, did: `recorded ${nameVote(vote)}` };
  }
  if (outcome === 'too-late' && decision.status === wantedBy[vote.choice]) {
    const note: Note = { tone, title: `Already ${said}`, text: 'This click changed nothing.' };
    return { status: 200, note, did: 'received the same decision again' };
  }
  const remedy =
    approved && vote.choice === 'REJECT' ? ` To stop the deployment of ${subject.service}, roll it back in ECS.` : '';
  return { status: 409, note: { tone, title, text: `This was ${said}.${remedy}` }, did };
}
