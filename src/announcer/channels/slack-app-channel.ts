import { callSlack, type PostToSlack, SlackError, type SlackMethod } from '../../approval/slack/call-slack.ts';
import type { SlackSource } from '../../approval/slack/slack-app.ts';
import { slackMessage } from '../formats/slack-message.ts';
import { slackQuestion } from '../formats/slack-question.ts';
import { type Announcement, gateId } from '../news/announcement.ts';
import { type Channel, type LaneMemory, RetryLaterError } from '../outbox/lane.ts';
import type { Pace } from './channel-pace.ts';

type SlackAppParts = {
  token: SlackSource<string>;
  post: PostToSlack;
  /** The id of the channel, such as `C0123ABCD`. The app has to be a member. */
  channel: string;
  pace: Pace;
};

/**
 * Asks in a channel of Slack, with buttons. Once there is a decision, the same message says what it was, and its buttons are gone. Everything else
 * goes into its thread.
 */
export function slackAppChannel(parts: SlackAppParts): Channel {
  const failures = { last: false };
  return (announcements) => [
    {
      name: 'slack-app',
      announcements,
      async send(announcement, signal, memory) {
        await parts.pace(signal);
        try {
          const token = await parts.token({ fresh: failures.last, signal });
          await say(parts, announcement, { call: { token, signal }, memory });
          failures.last = false;
        } catch (error) {
          failures.last = true;
          throw laterOf(error);
        }
      },
    },
  ];
}

type Saying = { call: { token: string; signal: AbortSignal }; memory: LaneMemory };

async function say(parts: SlackAppParts, announcement: Announcement, { call, memory }: Saying): Promise<void> {
  const message = questionOf(announcement, memory.receipts);
  if (isQuestion(announcement)) {
    const { ts } = await request(parts, 'chat.postMessage', slackQuestion(announcement), call);
    if (typeof ts === 'string') memory.keep(ts);
    return;
  }
  const body = slackMessage(announcement);
  if (message === undefined || !announcement.decision) {
    const thread = message === undefined ? {} : { thread_ts: message };
    await request(parts, 'chat.postMessage', { ...body, ...thread }, call);
    return;
  }
  try {
    const { text, blocks } = body;
    await request(parts, 'chat.update', { ts: message, text, blocks }, call);
  } catch (error) {
    if (!(error instanceof SlackError) || !goneWords.has(error.code)) throw error;
    await request(parts, 'chat.postMessage', body, call);
  }
}

/** Somebody has deleted the message, or Slack lets nobody change it. */
const goneWords: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

function request(parts: SlackAppParts, method: SlackMethod, body: object, call: Saying['call']) {
  return callSlack(parts.post, method, { ...call, body: { channel: parts.channel, ...body } });
}

function isQuestion({ id, gate }: Announcement): boolean {
  return gate !== undefined && id === questionId(gate);
}

/** Of the first question of a gate; that of a later one is longer. */
function questionId({ stage, step, name: gate }: NonNullable<Announcement['gate']>): string {
  return `asked:${gateId({ stage, step, gate })}`;
}

/** The message that asked about the same gate; for the whole deployment, the last one that asked. */
function questionOf({ gate }: Announcement, receipts: LaneMemory['receipts']): string | undefined {
  if (gate) return receipts[questionId(gate)];
  return Object.entries(receipts).findLast(([id]) => id.startsWith('asked:'))?.[1];
}

function laterOf(error: unknown): unknown {
  if (!(error instanceof SlackError) || error.retryAfterSeconds === undefined) return error;
  return new RetryLaterError(error.message, error.retryAfterSeconds * 1000);
}
