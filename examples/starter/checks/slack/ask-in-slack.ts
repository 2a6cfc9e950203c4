import * as v from 'valibot';
import type { AskInSlack, Question, Reactions } from './check.ts';

/** Calls a method of Slack's API. Rejects if Slack refuses it. */
export type CallSlack = (method: string, params: Record<string, string>, signal: AbortSignal) => Promise<unknown>;

const messageSchema = v.object({
  bot_id: v.optional(v.string()),
  metadata: v.optional(v.object({ event_payload: v.optional(v.record(v.string(), v.unknown())) })),
  reactions: v.optional(v.array(v.object({ name: v.string(), users: v.array(v.string()) })), []),
});
const historySchema = v.object({
  messages: v.array(messageSchema),
  response_metadata: v.optional(v.object({ next_cursor: v.optional(v.string()) })),
});

/** In a channel with more than 2000 messages since the question, it is not found again. */
const maxPages = 10;

/**
 * Asks with the Web API. The app needs the scopes `chat:write` and `channels:history`, in a private channel `groups:history`.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.history
 */
export function slackAsker(call: CallSlack): AskInSlack {
  return async (question, signal) => {
    const me = v.parse(v.object({ bot_id: v.string() }), await call('auth.test', {}, signal));
    const found = await find(call, question, me.bot_id, signal);
    if (found !== undefined) return found;
    const metadata = JSON.stringify({ event_type: 'deployment_question', event_payload: { key: question.key } });
    await call('chat.postMessage', { channel: question.channel, text: question.text, metadata }, signal);
    return new Map();
  };
}

/** The reactions to the question; undefined if it has not been asked. Only what the app itself has written is its question. */
async function find(
  call: CallSlack,
  { channel, key, since }: Question,
  botId: string,
  signal: AbortSignal,
): Promise<Reactions | undefined> {
  // A minute earlier: Slack's clock is not ours.
  const params = { channel, oldest: String(since.getTime() / 1000 - 60), limit: '200', include_all_metadata: 'true' };
  let cursor = '';
  for (let page = 0; page < maxPages; page++) {
    const answer = await call('conversations.history', cursor === '' ? params : { ...params, cursor }, signal);
    const { messages, response_metadata: next } = v.parse(historySchema, answer);
    // Two, if two calls at the same time have asked.
    const questions = messages.filter(
      ({ bot_id, metadata }) => bot_id === botId && metadata?.event_payload?.['key'] === key,
    );
    if (questions.length > 0) return merge(questions.flatMap(({ reactions }) => reactions));
    cursor = next?.next_cursor ?? '';
    if (cursor === '') return undefined;
  }
  throw new Error(`the channel has more than ${maxPages} pages of messages since the question; choose a quieter one`);
}

function merge(reactions: readonly { name: string; users: string[] }[]): Reactions {
  const byName = [...Map.groupBy(reactions, ({ name }) => name)];
  return new Map(byName.map(([name, of]) => [name, [...new Set(of.flatMap(({ users }) => users))]]));
}

/** Calls Slack over HTTPS. The token is read at every call, so that it can be changed at any time. */
export function slackCaller(
  readToken: (signal: AbortSignal) => Promise<string>,
  api = 'https://slack.com/api',
): CallSlack {
  return async (method, params, signal) => {
    const response = await fetch(`${api}/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await readToken(signal)}` },
      body: new URLSearchParams(params),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    if (!response.ok) throw new Error(`Slack answers ${method} with status ${response.status}`);
    const answer = v.parse(v.looseObject({ ok: v.boolean(), error: v.optional(v.string()) }), await response.json());
    if (!answer.ok) throw new Error(`Slack refuses ${method}: ${answer.error}`);
    return answer;
  };
}
