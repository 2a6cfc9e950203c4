import fc from 'fast-check';
import type { Hono } from 'hono';
import { createSlackDesk } from '../../../src/approval/desk/slack/answer-slack.ts';
import type { PostToSlack } from '../../../src/approval/slack/call-slack.ts';
import { slackButtons } from '../../../src/approval/slack/slack-buttons.ts';
import type { Clock } from '../../../src/hook/clock.ts';
import {
  type FakeView,
  fakeSlack,
  type SlackRequestToApp,
  signAsSlack,
  slackSecret,
  slackToken,
} from '../../approval/slack/fake-slack.ts';
import { textOf } from '../../approval/slack/text-of.ts';
import { slackAccounts, slackPeople } from './cast.ts';

/**
 * What becomes of a form that somebody has filled in. Slack sends it, or sends it again because it heard nothing: later, or at the same time. In all
 * other cases somebody sends what Slack never did, or Slack sends it of somebody else: nothing of that may be recorded.
 */
const ways = {
  sent: ['once', 'twice', 'at once'],
  notSent: ['forged', 'altered', 'late', 'from another workspace', 'by another account', 'with the other choice'],
} as const;

export type SlackWay = (typeof ways)['sent' | 'notSent'][number];
export type SlackVisit = { user: string; way: SlackWay };

/** Somebody with an account in Slack: most of them are honest. */
export const slackVisits: fc.Arbitrary<SlackVisit> = fc.record({
  user: fc.constantFrom(...slackAccounts),
  way: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<SlackWay>('once', ...ways.sent) },
    { weight: 1, arbitrary: fc.constantFrom<SlackWay>(...ways.notSent) },
  ),
});

/** Whether Slack sends it, of this person. */
export function isSentBySlack({ way }: SlackVisit): boolean {
  return (ways.sent as readonly string[]).includes(way);
}

/** A form that Slack has sent. */
export type SlackForm = { id: string; user: string; choice: 'APPROVE' | 'REJECT' };

export type StorySlack = {
  workspace: ReturnType<typeof fakeSlack>;
  /** All forms that it has sent, each once. */
  forms: SlackForm[];
  /** A desk's access to Slack, on which a call of Slack may fail. */
  deskSlack(wrap?: (post: PostToSlack) => PostToSlack): () => Promise<ReturnType<typeof createSlackDesk>>;
};

/** A workspace of Slack in which the people of these stories have accounts. Its triggers live as long as the story. */
export function storySlack(clock: Clock): StorySlack {
  const start = clock.now();
  const workspace = fakeSlack(clock, { now: () => start });
  const app = async () => ({ ...slackSecret, botToken: slackToken, people: slackPeople });
  return {
    ...{ workspace, forms: [] },
    deskSlack:
      (wrap = (post) => post) =>
      async () =>
        createSlackDesk({ app, post: wrap(workspace.post) }),
  };
}

export type SlackReplied = {
  status: number;
  /** What the person sees. */
  page: string;
  /** Something between Slack and the desk did not work, or took too long. */
  isUnsure: boolean;
};

type Visiting = SlackVisit & { choice: 'approve' | 'reject'; ticked: string[]; reason: string; key: string; now: Date };

/** Presses a button of the message about a request, fills in the form, and has it sent, in one way or another. */
export async function decideInSlack(
  desk: Pick<Hono, 'request'>,
  { workspace, forms }: Pick<StorySlack, 'workspace' | 'forms'>,
  { user, way, choice, ticked, reason, key, now }: Visiting,
): Promise<SlackReplied> {
  const click = workspace.click(user, { action: slackButtons[choice], value: key });
  const { status } = await sendTo(desk, click);
  const form = workspace.openedBy(click);
  if (status !== 200 || !form) return { status, page: '', isUnsure: true };
  if (!form.blocks.some(({ element }) => element)) return { status, page: textOf(form), isUnsure: false };
  const signed = workspace.submit(form, { ticked, reason: reason === '' ? null : reason });
  if (isSentBySlack({ user, way })) {
    forms.push({ id: form.id, user, choice: choice === 'approve' ? 'APPROVE' : 'REJECT' });
  }
  const answers = await sendIn(
    desk,
    way,
    way === 'twice' || way === 'at once' ? signed : tampered(signed, { way, user, form, now }),
  );
  const last = answers.at(-1);
  const shown = last?.status === 200 && last.json ? workspace.apply(form, last.json) : undefined;
  const page = shown && 'blocks' in shown ? textOf(shown) : '';
  return { status: last?.status ?? 503, page, isUnsure: last?.status !== 200 };
}

type Answered = { status: number; json: Record<string, never> | undefined };

async function sendIn(desk: Pick<Hono, 'request'>, way: SlackWay, signed: SlackRequestToApp): Promise<Answered[]> {
  if (way === 'at once') return Promise.all([sendTo(desk, signed), sendTo(desk, signed)]);
  const first = await sendTo(desk, signed);
  return way === 'twice' ? [first, await sendTo(desk, signed)] : [first];
}

async function sendTo(desk: Pick<Hono, 'request'>, signed: SlackRequestToApp): Promise<Answered> {
  const { timestamp, signature, body } = signed;
  const answer = await desk.request('/slack/interactions', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...{ 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature },
    },
    body,
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
}

const lateMs = 400_000;

function tampered(
  signed: SlackRequestToApp,
  { way, user, form, now }: { way: SlackWay; user: string; form: FakeView; now: Date },
): SlackRequestToApp {
  const { body } = signed;
  const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
  const sign = (changes: object) =>
    signAsSlack(new URLSearchParams({ payload: JSON.stringify({ ...payload, ...changes }) }).toString(), now);
  switch (way) {
    case 'forged':
      return signAsSlack(body, now, 'another-secret-of-16-characters');
    case 'altered':
      return { ...signed, body: `${body}&payload={}` };
    case 'late':
      return signAsSlack(body, new Date(now.getTime() - lateMs));
    case 'from another workspace':
      return sign({ team: { id: 'T0OTHER', domain: 'shop' } });
    case 'by another account':
      return sign({ user: { ...payload.user, id: slackAccounts.find((one) => one !== user) } });
    case 'with the other choice':
      return sign({ view: { ...payload.view, private_metadata: flipped(form.metadata) } });
    default:
      return signed;
  }
}

function flipped(metadata: string): string {
  const given = JSON.parse(metadata) as { choice: string };
  return JSON.stringify({ ...given, choice: given.choice === 'approve' ? 'reject' : 'approve' });
}
