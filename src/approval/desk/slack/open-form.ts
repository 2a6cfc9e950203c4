import { isRequestKey } from '../../../storage/keys.ts';
import { nameRequest } from '../../../storage/name-request.ts';
import { readReports } from '../../evidence/read-reports.ts';
import { seenVersion } from '../../evidence/seen-evidence.ts';
import { issueNonce } from '../../link/nonce.ts';
import { formatWhereTried } from '../../request/format-trial.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { needsReason, patternFor, termsOf } from '../../request/terms.ts';
import { callSlack } from '../../slack/call-slack.ts';
import type { SlackApp } from '../../slack/slack-app.ts';
import { choiceOfButton, type SlackChoice } from '../../slack/slack-buttons.ts';
import type { SlackReply, SlackView } from '../../slack/slack-reply.ts';
import { choices, maxReason } from '../decision-form.ts';
import type { DeskParts } from '../desk-parts.ts';
import { en } from '../language/en.ts';
import { nameVersion } from '../page/headline.ts';
import type { SlackClick } from './slack-payload.ts';
import { decisionView, messageView } from './slack-views.ts';
import { explainUnmapped, formOfSlack, type SlackConnection, slackVoter } from './slack-voter.ts';
import { whatIsDecided } from './what-is-decided.ts';
import { whyNotInSlack } from './why-not-in-slack.ts';

/** What the desk needs for what one person does in Slack. */
export type SlackTurn = { app: SlackApp; connection: SlackConnection; now: Date; signal: AbortSignal };

/** Answers a button with a form, or with why there is none. Records nothing. */
export async function openSlackForm(parts: DeskParts, click: SlackClick, turn: SlackTurn): Promise<SlackReply> {
  const [action] = click.actions;
  const choice = choiceOfButton(action?.action_id ?? '');
  const slackUser = click.user.id;
  if (choice === undefined)
    return { status: 200, did: 'ignored a button in Slack that is not ours', about: { slackUser } };
  const key = action?.value ?? '';
  const { view, did } = await viewFor(parts, click, { key, choice }, turn);
  const { app, connection, signal } = turn;
  await callSlack(connection.post, 'views.open', {
    token: app.botToken,
    body: { trigger_id: click.trigger_id, view },
    signal,
  });
  return { status: 200, did, about: { ...nameRequest(key), slackUser } };
}

async function viewFor(
  parts: DeskParts,
  click: SlackClick,
  { key, choice }: { key: string; choice: SlackChoice },
  { app, now, signal }: SlackTurn,
): Promise<{ view: SlackView; did: string }> {
  const voter = slackVoter(app, click, now);
  if (!voter) return refused(explainUnmapped(click.user.id));
  const stored = isRequestKey(key) ? await parts.ledger.read(key, signal) : undefined;
  if (!stored) return refused('This request is not known here. Look for a newer message about the service.');
  const { request } = stored;
  const why = whyNotInSlack(request, voter, { choice: choices[choice], now });
  if (why !== undefined) return refused(why);
  const reports = await readReports(parts.reports, request.subject, signal);
  const token = formOfSlack(click, { key, choice });
  const nonce = issueNonce(await parts.signingKeys({ signal }), { token, version: seenVersion(request, reports), now });
  const view = decisionView({
    ...askedFor(request, choice),
    about: [`You decide as ${voter.by}.`, ...whatIsDecided(request, reports, now)],
    metadata: JSON.stringify({ key, choice, nonce }),
  });
  if (view) return { view, did: 'opened a form in Slack' };
  return refused('There is more to look at than fits here. Decide with the link in your mail.');
}

function refused(why: string): { view: SlackView; did: string } {
  return { view: messageView('Nothing to decide here', why), did: 'refused a form in Slack' };
}

/** What the gate wants with this choice. */
function askedFor(request: ApprovalRequest, choice: SlackChoice) {
  const { form } = en;
  const terms = termsOf(request);
  const { subject } = request;
  const isApproval = choice === 'approve';
  const pattern = patternFor(terms, choices[choice]);
  const looked = form.looked[formatWhereTried(subject)](nameVersion(en, subject));
  return {
    choice,
    looked: isApproval ? looked : undefined,
    items: isApproval ? (terms.checklist ?? []) : [],
    reason: {
      isNeeded: needsReason(terms, choices[choice]),
      hint: pattern === undefined ? '' : form.noMatch(pattern),
      maxCharacters: maxReason,
    },
  };
}
