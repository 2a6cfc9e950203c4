import { formatError } from '../../../wording/values.ts';
import type { SignedBySlack, SlackReply } from '../../slack/slack-reply.ts';
import type { DeskParts, SlackDesk } from '../desk-parts.ts';
import { decideBySlack, tryAgainInSlack } from './decide-by-slack.ts';
import { openSlackForm } from './open-form.ts';
import { readSlackPayload } from './slack-payload.ts';
import { isRecent, isSignedBySlack } from './slack-signature.ts';
import type { SlackConnection } from './slack-voter.ts';

/** Answers what Slack sends of an app: a button with a form, and a form with its result. */
export function createSlackDesk(connection: SlackConnection): SlackDesk {
  return async (parts, sent, deadlines) => {
    const now = parts.clock.now();
    const signal = deadlines.answer;
    const app = await signedFor(connection, sent, now, signal);
    if (!app) return { status: 401, did: 'refused what Slack did not sign' };
    const payload = readSlackPayload(sent.body);
    if (!payload) return { status: 200, did: 'ignored an interaction that is not ours' };
    const { team, user } = payload;
    if (team.id !== app.team || (user.team_id ?? app.team) !== app.team) {
      return { status: 403, did: 'refused somebody of another workspace in Slack', about: { slackUser: user.id } };
    }
    const turn = { app, connection, now, signal };
    if (payload.type === 'block_actions') return openSlackForm(parts, payload, turn);
    return decideBySlack(parts, payload, { ...turn, deadlines }).catch((error) => unavailable(parts, user.id, error));
  };
}

/** The app whose secret has signed it. The secret may have been rotated since we read it. */
async function signedFor({ app }: SlackConnection, sent: SignedBySlack, now: Date, signal: AbortSignal) {
  if (!isRecent(sent.timestamp ?? '', now)) return undefined;
  const known = await app({ signal });
  if (isSignedBySlack(known.signingSecret, sent, now)) return known;
  const fresh = await app({ fresh: true, signal });
  return isSignedBySlack(fresh.signingSecret, sent, now) ? fresh : undefined;
}

function unavailable({ logger }: Pick<DeskParts, 'logger'>, slackUser: string, error: unknown): SlackReply {
  logger.error('the desk could not record a decision in Slack', { error: formatError(error), slackUser });
  const why = 'It is not certain whether this was recorded. Send it again in a moment: if it was, it is recognized.';
  return { status: 200, ...tryAgainInSlack(why), about: { slackUser } };
}
