import { createHmac } from 'node:crypto';
import type { PostToSlack } from '../../../src/approval/slack/call-slack.ts';
import type { SlackView } from '../../../src/approval/slack/slack-reply.ts';
import type { Clock } from '../../../src/hook/clock.ts';

type Block = {
  type: string;
  block_id?: string;
  optional?: boolean;
  text?: { type: string; text: string };
  label?: { text: string };
  hint?: { text: string };
  element?: { type: string; action_id: string; options?: { text: { text: string }; value: string }[] };
  elements?: { type: string; action_id: string; value?: string; text: { text: string } }[];
};
export type FakeView = { id: string; user: string; title: string; blocks: Block[]; metadata: string; callback: string };
type AnswerToSlack = { response_action: string; errors: Record<string, string>; view: SlackView };
export type FakeMessage = { channel: string; ts: string; text: string; blocks: Block[]; thread?: string };

/** What Slack sends to the request URL of an app: signed, as documented. */
export type SlackRequestToApp = { timestamp: string; signature: string; body: string };

export const slackSecret = {
  botToken: 'xoxb-verysecrettoken',
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  team: 'T1DC2JH3J',
  people: { U2CERLKJA: 'ana@example.com', U3BEN: 'ben@example.com' },
};

export function signAsSlack(body: string, at: Date, secret = slackSecret.signingSecret): SlackRequestToApp {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { timestamp, signature: `v0=${mac}`, body };
}

/**
 * A workspace of Slack in memory, with one app: its messages and the forms that are open. It accepts only what Slack documents, with the app's token,
 * and signs what people do.
 */
export function fakeSlack(clock: Clock) {
  const messages: FakeMessage[] = [];
  const views = new Map<string, FakeView>();
  const triggers = new Map<string, { user: string; at: number }>();
  const calls: string[] = [];
  const limits = { failWith: undefined as { status: number; retryAfterSeconds?: number } | undefined };
  let count = 0;
  const next = (prefix: string) => {
    count += 1;
    return `${prefix}${count}`;
  };

  const post: PostToSlack = async (method, { token, body }) => {
    calls.push(method);
    if (limits.failWith) {
      const { status, retryAfterSeconds } = limits.failWith;
      return { status, retryAfterSeconds, json: { ok: false, error: 'ratelimited' } };
    }
    const answer =
      token === slackSecret.botToken ? handle(method, JSON.parse(JSON.stringify(body))) : fail('invalid_auth');
    return { status: 200, retryAfterSeconds: undefined, json: answer };
  };

  function handle(method: string, body: Record<string, unknown>): Record<string, unknown> {
    if (method === 'views.open') return openView(String(body['trigger_id']), body['view'] as SlackView);
    const problem = faultInBlocks(body['blocks'] as Block[], 50) ?? (body['text'] ? undefined : 'no_text');
    if (problem) return fail(problem);
    const channel = String(body['channel']);
    if (method === 'chat.postMessage') {
      if (!/^C[A-Z0-9]+$/.test(channel)) return fail('channel_not_found');
      const ts = `${Math.floor(clock.now().getTime() / 1000)}.${next('000')}`;
      const thread = body['thread_ts'] as string | undefined;
      if (thread !== undefined && !messages.some((one) => one.ts === thread && !one.thread))
        return fail('thread_not_found');
      messages.push({
        channel,
        ts,
        text: String(body['text']),
        blocks: body['blocks'] as Block[],
        ...(thread && { thread }),
      });
      return { ok: true, channel, ts };
    }
    const message = messages.find((one) => one.channel === channel && one.ts === body['ts']);
    if (!message) return fail('message_not_found');
    Object.assign(message, { text: body['text'], blocks: body['blocks'] });
    return { ok: true, channel, ts: message.ts };
  }

  function openView(trigger: string, view: SlackView): Record<string, unknown> {
    const known = triggers.get(trigger);
    triggers.delete(trigger);
    if (!known) return fail('invalid_trigger_id');
    if (clock.now().getTime() - known.at > 3000) return fail('expired_trigger_id');
    const opened = readView(next('V'), known.user, view);
    if (typeof opened === 'string') return fail(opened);
    views.set(opened.id, opened);
    return { ok: true, view: { id: opened.id } };
  }

  function envelope(user: string, changes: Record<string, unknown> = {}) {
    const { team } = slackSecret;
    return { team: { id: team, domain: 'shop' }, user: { id: user, team_id: team }, api_app_id: 'A1', ...changes };
  }

  const sign = (payload: object) =>
    signAsSlack(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), clock.now());

  return {
    messages,
    calls,
    limits,
    post,
    /** The form that somebody sees. */
    viewOf: (user: string) => [...views.values()].findLast((view) => view.user === user),
    /** A button is pressed. */
    click(user: string, { action, value }: { action: string; value: string }, changes: Record<string, unknown> = {}) {
      const trigger = next('trigger-');
      triggers.set(trigger, { user, at: clock.now().getTime() });
      const button = { type: 'button', action_id: action, block_id: 'b', value, action_ts: '1' };
      return sign({ type: 'block_actions', trigger_id: trigger, actions: [button], ...envelope(user, changes) });
    },
    /** A form is sent: what is ticked, and the reason. */
    submit(
      view: FakeView,
      { ticked = [], reason = null }: { ticked?: string[]; reason?: string | null },
      as = view.user,
    ) {
      const values = Object.fromEntries(
        view.blocks.flatMap(({ block_id: block = '', element }) => {
          if (!element) return [];
          const selected = ticked.includes(block) ? [{ value: element.options?.[0]?.value ?? '' }] : [];
          const answer = element.type === 'checkboxes' ? { selected_options: selected } : { value: reason };
          return [[block, { [element.action_id]: { type: element.type, ...answer } }]];
        }),
      );
      const { id, metadata: private_metadata, callback: callback_id } = view;
      const sent = { id, type: 'modal', private_metadata, callback_id, state: { values } };
      return sign({ type: 'view_submission', view: sent, ...envelope(as) });
    },
    /** What Slack does with the answer to a form. Returns what the person then sees. */
    apply(
      view: FakeView,
      answer: Partial<AnswerToSlack> | undefined,
    ): FakeView | { errors: Record<string, string> } | undefined {
      const { response_action: action, errors = {}, view: updated = { type: 'modal' } } = answer ?? {};
      if (action === undefined) return void views.delete(view.id);
      if (action === 'update') {
        const shown = readView(view.id, view.user, updated);
        if (typeof shown === 'string') throw new Error(`Slack refuses the update: ${shown}`);
        views.set(view.id, shown);
        return shown;
      }
      const unknown = Object.keys(errors).filter(
        (id) => !view.blocks.some((one) => one.block_id === id && one.element),
      );
      if (Object.keys(errors).length === 0 || unknown.length > 0) throw new Error(`Slack shows no error at ${unknown}`);
      return { errors };
    },
  };
}

function fail(error: string) {
  return { ok: false, error };
}

/** The view, or the error with which Slack refuses it. */
function readView(id: string, user: string, view: SlackView): FakeView | string {
  const { type, title, blocks, private_metadata: metadata = '', callback_id: callback = '', submit } = view as never;
  const words = title as { type: string; text: string };
  const all = blocks as Block[];
  if (type !== 'modal' || words.type !== 'plain_text' || words.text.length > 24) return 'invalid_title';
  if (String(metadata).length > 3000) return 'metadata_too_long';
  if (all.some(({ element }) => element) && !submit) return 'missing_submit';
  return faultInBlocks(all, 100) ?? { id, user, title: words.text, blocks: all, metadata, callback };
}

function faultInBlocks(blocks: Block[], most: number): string | undefined {
  const ids = blocks.flatMap(({ block_id: id }) => id ?? []);
  if (blocks.length > most || new Set(ids).size < ids.length) return 'invalid_blocks';
  for (const { text, label, hint, element, elements = [] } of blocks) {
    if ((text?.text.length ?? 1) === 0 || (text?.text.length ?? 0) > 3000) return 'invalid_text';
    if ((label?.text.length ?? 0) > 2000 || (hint?.text.length ?? 0) > 2000) return 'invalid_label';
    if (element?.options?.some((option) => option.text.text.length > 75)) return 'invalid_option';
    if (elements.some((one) => one.type === 'button' && (one.value?.length ?? 0) > 2000)) return 'invalid_button';
  }
  return undefined;
}
