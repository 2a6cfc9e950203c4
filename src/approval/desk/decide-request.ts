import { readReports } from '../evidence/read-reports.ts';
import { readSeen } from '../evidence/seen-evidence.ts';
import { nonceMinutes, readNonce } from '../link/nonce.ts';
import { whyWrongReason } from '../request/reason-pattern.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { isExcluded } from '../request/standing.ts';
import { termsOf } from '../request/terms.ts';
import { type FormInput, type FormProblems, readForm } from './decision-form.ts';
import type { DeskAnswer, DeskParts, OpenedLink, SeeRequest } from './desk-parts.ts';
import { formatHandFlip } from './ended/closed-note.ts';
import { findReplacement } from './ended/find-replacement.ts';
import { refuseReader } from './ended/signed-in-link.ts';
import { checksChangedNote } from './ended/stale-note.ts';
import { kickBridge } from './kick-bridge.ts';
import type { Words } from './language/en.ts';
import { wantedBy } from './own-note.ts';
import { renderMessage } from './page/frame.ts';
import { type Note, noteOf } from './page/note.ts';
import { requestPage } from './show-request.ts';
import { castInLedger, nameVote, stands } from './vote-result.ts';
import { isDecidable, mayVote, whyNotHere } from './why-not-here.ts';

/** Records one decision, or says why not. If the form is shown again, it keeps what was typed. */
export async function decideByForm(
  parts: DeskParts,
  link: OpenedLink,
  input: FormInput,
): Promise<DeskAnswer | SeeRequest> {
  const { claims, stored, formOf, voter, keys, now, words } = link;
  const { notes } = words;
  const unread = refuseReader(parts, link, 403);
  if (unread) return unread;
  if (voter.via !== 'sign-in' && !mayVote(stored.request, voter)) return refuseNotAsked(words);
  if (isExcluded(stored.request, voter.by)) return refuseExcluded(words);
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
      ? askAgain(parts, link, { input, note: noteOf('waiting', notes.oldForm(nonceMinutes)), status: 409 })
      : askAgain(parts, link, { input, note: noteOf('failed', notes.strangeForm), status: 400 });
  }

  const terms = termsOf(stored.request);
  const form = readForm(words, input, terms);
  const askForTheRest = (problems: FormProblems) => {
    const note = noteOf('failed', [notes.incomplete, Object.values(problems).join(' ')]);
    return askAgain(parts, link, { input, note, problems, status: 422 });
  };
  if (!form.ok) return askForTheRest(form.problems);
  const { choice, reason, checklist } = form;
  const vote: Vote = {
    id: parts.newId(),
    choice,
    ...voter,
    ...(reason !== undefined && { reason }),
    ...(checklist && { checklist }),
  };
  const wrongReason = await whyWrongReason(terms, vote);
  if (wrongReason !== undefined) return askForTheRest({ reason: words.form.noMatch(terms.reasonPattern ?? '') });

  const { deadlines } = link;
  const { request: open } = stored;
  const newer = await findReplacement(parts, { key: claims.key, request: open }, vote, deadlines.write);
  if (newer) {
    const page = await requestPage(parts, link, { refused: true, newer });
    return { status: 409, page, did: `refused ${nameVote(vote)} about a deployment that was replaced` };
  }
  const reports = await readReports(parts.reports, open.subject, deadlines.write);
  const seen = readSeen(nonce.version);
  const basis = { seen: { ...seen, checks: seen.checks ?? '' }, reports };
  const changed = await castInLedger(parts.ledger, claims.key, { vote, deadlines, ...basis });
  if (!changed)
    return {
      status: 404,
      page: renderMessage(words, words.messages.unknownRequest),
      did: 'was asked for an unknown request',
    };
  await kickBridge(parts, claims.key, changed.stored.request);
  if (changed.result === 'excluded') return refuseExcluded(words);
  if (changed.result === 'not-named' || changed.result === 'no-break-glass') return refuseNotAsked(words);
  const after = { ...link, stored: changed.stored };
  if (changed.result === 'too-weak' || changed.result === 'not-yet') return refuseHere(parts, after);
  if (changed.result === 'deployer' || changed.result === 'deployer-unknown')
    return askAgain(parts, after, { input, note: noteOf('failed', notes.notApproved), status: 403 });
  if (changed.result === 'unread')
    return askAgain(parts, after, { input, note: noteOf('failed', notes.unread), status: 503 });
  if (changed.result === 'checks-changed')
    return askAgain(parts, after, { input, note: checksChangedNote(words, seen, reports), status: 409 });
  if (changed.result === 'changed' || changed.result === 'incomplete' || changed.result === 'no-vote')
    return askAgain(parts, after, { input, note: noteOf('waiting', notes.changed), status: 409 });
  const { request } = changed.stored;
  if (stands(request, vote)) {
    const did = `${changed.result === 'recorded' ? 'recorded' : 'already had'} ${nameVote(vote)}`;
    return { status: 303, did };
  }
  const { status, note, did } = explain(words, changed.result, request, vote);
  return { status, page: await requestPage(parts, after, { note, form: 'none', refused: status !== 200 }), did };
}

function refuseNotAsked(words: Words): DeskAnswer {
  return { status: 403, page: renderMessage(words, words.messages.notAsked), did: 'refused somebody who is not asked' };
}

function refuseExcluded(words: Words): DeskAnswer {
  return {
    status: 403,
    page: renderMessage(words, words.messages.excluded),
    did: 'refused somebody who may not decide',
  };
}

async function refuseHere(parts: DeskParts, link: OpenedLink): Promise<DeskAnswer> {
  const note = whyNotHere(parts, link) ?? noteOf('waiting', link.words.who.stronger);
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
  const { notes, say } = link.words;
  const closed = decision && noteOf('waiting', notes.closed(say.outcome(decision, link.now)));
  const page = await requestPage(parts, link, { note: closed, refused: true });
  return { status: 409, page, did: 'explained a closed request' };
}

/** The page for a vote that does not count. */
function explain(
  words: Words,
  outcome: 'recorded' | 'repeated' | 'too-late' | 'expired',
  request: ApprovalRequest,
  vote: Vote,
): Pick<DeskAnswer, 'did'> & { status: 200 | 409; note: Note } {
  const { notes, say } = words;
  const { decision, subject } = request;
  const title = notes.lost(vote.choice);
  const did = `refused ${nameVote(vote)} that came too late`;
  if (!decision) return { status: 409, note: noteOf('waiting', [title, formatHandFlip(words, request)]), did };

  const approved = decision.status === 'APPROVED';
  const tone = approved ? 'passed' : 'failed';
  const said = say.outcome(decision, new Date(vote.at));
  if (outcome === 'recorded') {
    // Our own write, found again after its response was lost; somebody else has decided since.
    const note = noteOf(tone, [notes.kept(vote.choice), notes.afterwards(said)]);
    return { status: 200, note, did: `recorded ${nameVote(vote)}` };
  }
  if (outcome === 'too-late' && decision.status === wantedBy[vote.choice]) {
    return { status: 200, note: noteOf(tone, notes.already(said)), did: 'received the same decision again' };
  }
  const remedy = approved && vote.choice === 'REJECT' ? ` ${notes.rollBackInstead(subject.service)}` : '';
  return { status: 409, note: noteOf(tone, [title, `${notes.wasBefore(said)}${remedy}`]), did };
}
