import { createHmac } from 'node:crypto';
import type { PostJson } from '../../../src/announcer/channels/webhook-channel.ts';
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
  elements?: BlockElement[];
};
type BlockElement = {
  type: string;
  action_id: string;
  value?: string;
  text: { text: string };
  /** Of a `rich_text_section`. */
  elements?: { type: string; url?: string }[];
};
export type FakeView = {
  id: string;
  user: string;
  trigger?: string;
  title: string;
  blocks: Block[];
  metadata: string;
  callback: string;
};
type AnswerToSlack = { response_action: string; errors: Record<string, string>; view: SlackView };
export type FakeMessage = { channel: string; ts: string; text: string; blocks: Block[]; thread?: string };

/** What Slack sends to the request URL of an app: signed, as documented. */
export type SlackRequestToApp = { timestamp: string; signature: string; body: string };

export const slackToken = 'xoxb-verysecrettoken';
export const slackSecret = {
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  team: 'T1DC2JH3J',
  people: { U2CERLKJA: 'ana@example.com', U3BEN: 'ben@example.com' },
};

export function signAsSlack(body: string, at: Date, secret = slackSecret.signingSecret): SlackRequestToApp {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { timestamp, signature: `v0=${mac}`, body };
}

export const slackWebhookUrl = 'https://hooks.slack.com/services/T1DC2JH3J/B0/verysecretpart';

/**
 * A workspace of Slack in memory, with one app and one incoming webhook: their messages, and the forms that are open. It accepts only what Slack
 * documents, with the app's token, and signs what people do.
 *
 * @param wall - by which a button's trigger lives for three seconds, if the other clock runs faster
 */
export function fakeSlack(clock: Clock, wall: Clock = clock) {
  const messages: FakeMessage[] = [];
  const hooked: FakeMessage[] = [];
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
    const answer = token === slackToken ? handle(method, JSON.parse(JSON.stringify(body))) : fail('invalid_auth');
    return { status: 200, retryAfterSeconds: undefined, json: answer };
  };

  const postToHook: PostJson = async (url, body) => {
    const refuse = (status: number, text: string) => ({ status, retryAfterSeconds: undefined, text });
    if (url !== slackWebhookUrl) return refuse(404, 'no_service');
    const { text, blocks, unfurl_links: _links, unfurl_media: _media, ...unknown } = JSON.parse(JSON.stringify(body));
    const problem = faultInBlocks(blocks, 50) ?? (text ? undefined : 'no_text');
    if (problem || Object.keys(unknown).length > 0) return refuse(400, problem ?? 'invalid_payload');
    hooked.push({ channel: 'of the webhook', ts: next('hooked-'), text, blocks });
    return refuse(200, 'ok');
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
    if (wall.now().getTime() - known.at > 3000) return fail('expired_trigger_id');
    const opened = readView(next('V'), known.user, view);
    if (typeof opened === 'string') return fail(opened);
    views.set(opened.id, { ...opened, trigger });
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
    /** Those that came by the incoming webhook, which returns no `ts`: nobody can answer or change them. */
    hooked,
    calls,
    limits,
    post,
    postToHook,
    /** The form that somebody sees. */
    viewOf: (user: string) => [...views.values()].findLast((view) => view.user === user),
    /** The form that opened because of this press of a button. */
    openedBy({ body }: SlackRequestToApp) {
      const { trigger_id: trigger } = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
      return [...views.values()].find((view) => view.trigger === trigger);
    },
    /** A button is pressed. */
    click(user: string, { action, value }: { action: string; value: string }, changes: Record<string, unknown> = {}) {
      const trigger = next('trigger-');
      triggers.set(trigger, { user, at: wall.now().getTime() });
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
  if (blocks.length === 0 || blocks.length > most || new Set(ids).size < ids.length) return 'invalid_blocks';
  return blocks.map(faultInBlock).find((fault) => fault !== undefined);
}

const maxElements: Readonly<Record<string, number>> = {
  ...{ header: 0, section: 0, divider: 0, input: 0, context: 10, actions: 25, rich_text: 10 },
};

function faultInBlock({ type, text, label, hint, element, elements = [] }: Block): string | undefined {
  if (elements.length > (maxElements[type] ?? -1) || (type in inside && elements.length === 0)) return 'invalid_blocks';
  if (!elements.every((one) => inside[type]?.includes(one.type))) return 'invalid_blocks';
  const maxText = type === 'header' ? 150 : 3000;
  if ((text?.text.length ?? 1) === 0 || (text?.text.length ?? 0) > maxText) return 'invalid_text';
  if ((label?.text.length ?? 0) > 2000 || (hint?.text.length ?? 0) > 2000) return 'invalid_label';
  if (element?.options?.some((option) => option.text.text.length > 75)) return 'invalid_option';
  if (elements.some((one) => one.type === 'button' && (one.value?.length ?? 0) > 2000)) return 'invalid_button';
  const links = elements.flatMap((one) => (one.type === 'rich_text_section' ? (one.elements ?? []) : []));
  return links.every(({ type: kind, url = '' }) => kind === 'link' && URL.canParse(url)) ? undefined : 'invalid_blocks';
}

/** What may be in which block. */
const inside: Readonly<Record<string, readonly string[]>> = {
  ...{ context: ['plain_text', 'mrkdwn', 'image'], actions: ['button'], rich_text: ['rich_text_section'] },
};
