import * as v from 'valibot';
import { parseJson } from '../../../hook/parse-json.ts';
import { nameRequest } from '../../../storage/name-request.ts';
import { cleanLines } from '../../../wording/lines.ts';
import { readReports } from '../../evidence/read-reports.ts';
import { readSeen } from '../../evidence/seen-evidence.ts';
import { nonceMinutes, readNonce } from '../../link/nonce.ts';
import { whyWrongReason } from '../../request/reason-pattern.ts';
import type { ApprovalRequest, Vote } from '../../request/request.ts';
import { missingItems, type Terms, termsOf } from '../../request/terms.ts';
import { slackButtons } from '../../slack/slack-buttons.ts';
import type { SlackAnswer, SlackReply } from '../../slack/slack-reply.ts';
import { type FormInput, readForm } from '../decision-form.ts';
import type { DeskParts, Voter } from '../desk-parts.ts';
import { findReplacement } from '../ended/find-replacement.ts';
import { explainReplaced } from '../ended/newer-note.ts';
import { explainVoteResult } from '../iam/decide-by-iam.ts';
import { kickBridge } from '../kick-bridge.ts';
import { en } from '../language/en.ts';
import { castInLedger, type Deadlines, nameVote, stands, type VoteResult } from '../vote-result.ts';
import type { SlackTurn } from './open-form.ts';
import type { SlackSubmission } from './slack-payload.ts';
import { messageView, slackBlocks, slackCallback, slackInput } from './slack-views.ts';
import { explainUnmapped, formOfSlack, slackVoter } from './slack-voter.ts';
import { whyNotInSlack } from './why-not-in-slack.ts';

const metadataSchema = v.strictObject({
  key: v.string(),
  choice: v.picklist(Object.keys(slackButtons) as (keyof typeof slackButtons)[]),
  nonce: v.string(),
});

type Metadata = v.InferOutput<typeof metadataSchema>;

type Decided = { body: SlackAnswer; did: string };

/**
 * Records the decision of a form that was sent in Slack, or answers why not. The id of the vote follows from the form, so that one that is sent
 * again is recognized.
 */
export async function decideBySlack(
  parts: DeskParts,
  sent: SlackSubmission,
  turn: SlackTurn & { deadlines: Deadlines },
): Promise<SlackReply> {
  const slackUser = sent.user.id;
  if (sent.view.callback_id !== slackCallback) {
    return { status: 200, did: 'ignored a form in Slack that is not ours', about: { slackUser } };
  }
  const voter = slackVoter(turn.app, sent, turn.now);
  if (!voter) return { status: 200, ...notRecorded(explainUnmapped(slackUser)), about: { slackUser } };
  const metadata = v.safeParse(metadataSchema, parseJson(sent.view.private_metadata));
  const strange = notRecorded('This form is not ours, or was changed. Press the button of the message again.');
  if (!metadata.success) return { status: 200, ...strange, about: { slackUser, voter: voter.by } };
  const about = { ...nameRequest(metadata.output.key), slackUser, voter: voter.by };
  return { status: 200, ...(await decide(parts, sent, { ...turn, voter, form: metadata.output })), about };
}

type Deciding = SlackTurn & { deadlines: Deadlines; voter: Voter; form: Metadata };

async function decide(parts: DeskParts, sent: SlackSubmission, turn: Deciding): Promise<Decided> {
  const { form, voter, now, deadlines } = turn;
  const { key } = form;
  const nonce = await readFormNonce(parts, sent, turn);
  if (!nonce.ok) {
    return nonce.problem === 'old'
      ? notRecorded(`This form was older than ${nonceMinutes} minutes. Press the button of the message again.`)
      : notRecorded('This form is not ours, or was changed. Press the button of the message again.');
  }
  const stored = await parts.ledger.read(key, deadlines.write);
  if (!stored) return notRecorded('This request does not exist any more.');
  const { request } = stored;
  const input = inputOf(sent, form);
  const terms = termsOf(request);
  const read = readForm(en, input, terms);
  if (!read.ok) return incomplete(terms, input, read.problems);
  const { choice, reason, checklist } = read;
  const vote: Vote = {
    ...{ id: `slack-${sent.view.id}`, choice, ...voter },
    ...(reason !== undefined && { reason }),
    ...(checklist && { checklist }),
  };
  if ((await whyWrongReason(terms, vote)) !== undefined) {
    return incomplete(terms, input, { reason: en.form.noMatch(terms.reasonPattern ?? '') });
  }
  const isSentAgain = request.votes.some(({ id }) => id === vote.id);
  const why = isSentAgain ? undefined : whyNotInSlack(request, voter, { choice, now });
  if (why !== undefined) return notRecorded(why);
  const newer = await findReplacement(parts, { key, request }, vote, deadlines.write);
  if (newer) return notRecorded(`${explainReplaced(newer, now)}.`);
  const reports = await readReports(parts.reports, request.subject, deadlines.write);
  const seen = readSeen(nonce.version);
  const basis = { seen: { ...seen, checks: seen.checks ?? '' }, reports };
  const changed = await castInLedger(parts.ledger, key, { vote, deadlines, ...basis });
  if (!changed) return notRecorded('This request does not exist any more.');
  await kickBridge(parts, key, changed.stored.request);
  return answerOf(changed.result, changed.stored.request, vote, now);
}

async function readFormNonce(parts: DeskParts, sent: SlackSubmission, { form, now, deadlines }: Deciding) {
  const token = formOfSlack(sent, form);
  const nonce = readNonce(await parts.signingKeys({ signal: deadlines.answer }), form.nonce, { token, now });
  if (nonce.ok || nonce.problem !== 'forged') return nonce;
  // While keys are rotated, the instance that opened the form may know a newer key than we do.
  const fresh = await parts.signingKeys({ fresh: true, signal: deadlines.answer });
  return readNonce(fresh, form.nonce, { token, now });
}

/** The same as of the desk's own form. */
function inputOf({ view }: SlackSubmission, { choice, nonce }: Metadata): FormInput {
  const answer = (block: string) => view.state.values[block]?.[slackInput];
  const isTicked = (block: string) => answer(block)?.selected_options?.some(({ value }) => value === 'yes') === true;
  const items = Object.keys(view.state.values).flatMap((block) => {
    const [, at] = /^item-(\d{1,2})$/.exec(block) ?? [];
    return at !== undefined && isTicked(block) ? [Number(at)] : [];
  });
  const reason = cleanLines(answer(slackBlocks.reason)?.value ?? '');
  return { choice, looked: isTicked(slackBlocks.looked), reason, nonce, items };
}

/** The form again, with what is missing at its place. */
function incomplete(
  terms: Terms,
  { items = [] }: FormInput,
  problems: { looked?: string; items?: string; reason?: string },
): Decided {
  const { checklist = [] } = terms;
  const missing = missingItems(
    terms,
    checklist.filter((_, at) => items.includes(at)),
  );
  const atItems = checklist.flatMap((item, at) => (missing.includes(item) ? [slackBlocks.item(at)] : []));
  const errors = {
    ...(problems.looked !== undefined && { [slackBlocks.looked]: problems.looked }),
    ...(problems.items !== undefined && Object.fromEntries(atItems.map((block) => [block, problems.items ?? '']))),
    ...(problems.reason !== undefined && { [slackBlocks.reason]: problems.reason }),
  };
  return { body: { response_action: 'errors', errors }, did: 'asked for what was missing in Slack' };
}

/** The form stays, and can be sent again: a vote that was recorded in spite of the error is recognized. */
export function tryAgainInSlack(why: string): Decided {
  const errors = { [slackBlocks.reason]: why };
  return { body: { response_action: 'errors', errors }, did: 'could not record a decision in Slack' };
}

function notRecorded(why: string): Decided {
  const view = messageView('Not recorded', `${why}\n\nYour decision was not recorded.`);
  return { body: { response_action: 'update', view }, did: 'did not record a decision in Slack' };
}

function answerOf(result: VoteResult, request: ApprovalRequest, vote: Vote, now: Date): Decided {
  if (result === 'unread') {
    return tryAgainInSlack('The reports of the checks cannot be read at the moment. Send it again in a moment.');
  }
  if (result === 'changed' || result === 'incomplete') {
    return notRecorded('The request has changed since you opened the form. Press the button of the message again.');
  }
  if (result === 'checks-changed') {
    return notRecorded('The checks have found something else since. Press the button of the message again to see it.');
  }
  if (result === 'too-weak') return notRecorded(en.who.stronger.join('. '));
  const { message } = explainVoteResult(result, request, vote, now);
  const isRecorded = result === 'recorded' || (result === 'repeated' && stands(request, vote));
  const view = messageView(isRecorded ? 'Recorded' : 'Not recorded', message);
  const did = `${isRecorded ? 'recorded' : 'did not record'} ${nameVote(vote)} in Slack`;
  return { body: { response_action: 'update', view }, did };
}
