import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { slackAppChannel } from '../../../src/announcer/channels/slack-app-channel.ts';
import { type TopicMessage, topicChannel } from '../../../src/announcer/channels/topic-channel.ts';
import { webhookChannel } from '../../../src/announcer/channels/webhook-channel.ts';
import { slackWebhook } from '../../../src/announcer/channels/webhook-url.ts';
import type { AnnouncementDocument } from '../../../src/announcer/formats/announcement-document.ts';
import { slackMessage } from '../../../src/announcer/formats/slack-message.ts';
import { createSlackDesk } from '../../../src/approval/desk/slack/answer-slack.ts';
import { parseRequest } from '../../../src/approval/request/request.ts';
import { formatRollback, rollbackKey } from '../../../src/approval/rollback/rollback-request.ts';
import { slackAppSource, slackTokenSource } from '../../../src/approval/slack/slack-app.ts';
import { slackButtons } from '../../../src/approval/slack/slack-buttons.ts';
import type { LifecycleHookInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { installHooks } from '../../../src/sandbox/installed-hooks.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { playBrowser } from '../../../src/sandbox/story/play-browser.ts';
import { fileStore } from '../../../src/storage/file/file-store.ts';
import { createReports } from '../../../src/storage/reports.ts';
import {
  type FakeMessage,
  type FakeView,
  fakeSlack,
  type SlackRequestToApp,
  slackSecret,
  slackToken,
  slackWebhookUrl,
} from '../../approval/slack/fake-slack.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { anyPorts } from '../../sandbox/sandbox-fixture.ts';

export const slackChannel = 'C0RELEASES';
export const [anaInSlack, benInSlack, strangerInSlack] = ['U2CERLKJA', 'U3BEN', 'U9NOBODY'];
const app = { ...slackSecret, people: { [anaInSlack]: 'ana@shop.example', [benInSlack]: 'ben@shop.example' } };
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const atOnce = async () => {};

/** How a deployment's gates are attached. Default: as in the sandbox, except that only Ana is asked. */
type Attach = { terms?: JsonObject; alarmStage?: LifecycleHookInput['lifecycleStages'][number] };

/** A sandbox until the end of a test that announces everything by mail, on a topic, by a webhook and by an app of a workspace of Slack, to which people answer over HTTP. */
export async function startAnnouncedSandbox(speed: number, { expect, onTestFinished: atEnd }: TestContext) {
  const topic: TopicMessage[] = [];
  const started = Promise.withResolvers<ReturnType<typeof fakeSlack>>();
  let attached: Attach = {};
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-announced-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const sandbox = await startSandbox({
    ...{ folder, speed, bakeTimeInMinutes: 3, ports: anyPorts },
    async install(surroundings) {
      const workspace = fakeSlack(surroundings.clock, systemClock);
      started.resolve(workspace);
      const readToken = async () => slackToken;
      const source = slackAppSource({ app: async () => JSON.stringify(app), token: readToken }, surroundings.clock);
      const desk = createSlackDesk({ app: source, post: workspace.post });
      const token = slackTokenSource(readToken, surroundings.clock);
      const { postToHook: post } = workspace;
      const webhook = { kind: slackWebhook, readSecret: async () => slackWebhookUrl, post, format: slackMessage };
      const installed = await installHooks(surroundings, silent, {
        slack: async () => desk,
        channels: [
          topicChannel(async (message) => void topic.push(message), 'chat'),
          webhookChannel({ ...webhook, pace: atOnce }),
          slackAppChannel({ token, post: workspace.post, channel: slackChannel, pace: atOnce }),
        ],
      });
      return {
        ...installed,
        forQuorum: (hook) => hook,
        get deploymentConfiguration() {
          const { lifecycleHooks = [] } = installed.deploymentConfiguration;
          return { lifecycleHooks: lifecycleHooks.map((hook) => attach(hook, attached)) };
        },
      };
    },
  });
  atEnd(sandbox.stop);
  const deploy = (how: Attach = {}) => {
    attached = how;
    return sandbox.deploy({}).serviceDeploymentArn;
  };
  return { ...announcedIn({ sandbox, slack: await started.promise, topic, folder, expect, speed }), deploy };
}

function attach(hook: LifecycleHookInput, { terms = {}, alarmStage }: Attach): LifecycleHookInput {
  const { hookTargetArn = '', hookDetails } = hook;
  if (hookTargetArn.endsWith('approval-hook'))
    return { ...hook, hookDetails: { ...hookDetails, reviewers: ['ana@shop.example'], ...terms } };
  return hookTargetArn.endsWith('alarm-hook') && alarmStage ? { ...hook, lifecycleStages: [alarmStage] } : hook;
}

type World = {
  sandbox: Sandbox;
  slack: ReturnType<typeof fakeSlack>;
  topic: TopicMessage[];
  folder: string;
  speed: number;
} & Pick<TestContext, 'expect'>;

/** What is to be heard in such a sandbox, and what people do there. */
function announcedIn({ sandbox, slack, topic, folder, expect, speed }: World) {
  const store = fileStore(join(folder, 'ledger'));
  const isAbout = (arn: string) => (text: string) => text.includes(idOf(arn));

  /** Polls until it is as wanted. The sandbox's announcer sweeps every two seconds. */
  const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 60_000, interval: 50 });

  const mails = async (arn: string) => {
    const all = (await sandbox.readMails()).mails.filter(({ body }) => isAbout(arn)(body));
    return all.toReversed();
  };

  /** What the topic was sent about a deployment, in the form for systems, in its order. */
  const documents = (arn: string) =>
    topic
      .map(({ message }) => JSON.parse(JSON.parse(message).sqs) as AnnouncementDocument)
      .filter(({ deployment }) => deployment.deploymentId === idOf(arn));

  /** The request of a deployment. */
  const request = async (arn: string) => {
    const [key = ''] = (await store.list('approvals/', neverAborted)).filter(isAbout(arn));
    return parseRequest((await store.read(key, neverAborted))?.body ?? '');
  };

  /** What came by the webhook. */
  const hooked = (arn: string) => slack.hooked.filter((one) => isAbout(arn)(JSON.stringify(one)));

  /** Sends to the desk what Slack sends; resolves to its answer. */
  async function interact({ timestamp, signature, body }: SlackRequestToApp) {
    const response = await fetch(`${sandbox.urls.desk}/slack/interactions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...{ 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature },
      },
      body,
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }

  /** The messages about a deployment: the one that asks, and what is in its thread. */
  function thread(arn: string) {
    const requests = slack.messages.filter(({ blocks }) => isAbout(arn)(JSON.stringify(blocks)));
    const [root] = slack.messages.filter(({ ts }) => ts === requests[0]?.ts || ts === requests[0]?.thread);
    return { root, replies: slack.messages.filter(({ thread: at }) => at !== undefined && at === root?.ts) };
  }

  return {
    ...{ sandbox, slack, mails, documents, hooked, request, interact, thread, eventually },
    /** The mails about a deployment by their recipients: the first words of the subjects, in their order. */
    async mailboxes(arn: string): Promise<Record<string, string[]>> {
      const found: Record<string, string[]> = {};
      for (const { to, subject } of await mails(arn)) {
        found[to] = [...(found[to] ?? []), /^\[([^\]]+)\]/.exec(subject)?.[1] ?? subject];
      }
      return found;
    },
    /** The mails to somebody about a deployment as far as their facts go, oldest first, without what differs from run to run. */
    async mailsTo(arn: string, to: string): Promise<string[]> {
      const own = (await mails(arn)).filter((one) => one.to === to);
      return own.map(({ subject, body }) => settled(`${subject}\n${body.split('\n\n', 1)[0]}`, arn));
    },
    /** All that can be read by anybody who is subscribed. */
    shared: (arn: string): string[] =>
      [topic.map(({ message }) => message), [...slack.messages, ...slack.hooked].map((one) => JSON.stringify(one))]
        .flat()
        .filter(isAbout(arn)),
    /** Presses a button of the message that asks; resolves to the form that opens. Until it is sent, Slack's five minutes last five minutes. */
    async press(arn: string, user: string, choice: keyof typeof slackButtons): Promise<FakeView> {
      sandbox.setSpeed(1);
      const button = buttonsOf(thread(arn).root).find(({ action_id: id }) => id === slackButtons[choice]);
      const { status } = await interact(
        slack.click(user, { action: slackButtons[choice], value: button?.value ?? '' }),
      );
      const view = slack.viewOf(user);
      if (status !== 200 || !view) throw new Error(`no form was opened: ${status}`);
      return view;
    },
    /** Sends a form; resolves to what the person sees then. */
    async submit(view: FakeView, answers: Parameters<typeof slack.submit>[1]) {
      const { json } = await interact(slack.submit(view, answers));
      sandbox.setSpeed(speed);
      return slack.apply(view, json);
    },
    /** Opens somebody's own link once the mail is there, and sends its form. */
    async decideByLink(arn: string, to: string, form: Record<string, string>): Promise<number> {
      const mailed = async () =>
        /https?:\S+\/r\/\S+/.exec((await mails(arn)).find((one) => one.to === to)?.body ?? '')?.[0];
      await eventually(mailed).toBeDefined();
      const link = (await mailed()) ?? '';
      const browser = playBrowser();
      const { page } = await browser.open(link);
      const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const body = new URLSearchParams({ ...form, nonce });
      const sent = await browser.open(link, { method: 'POST', headers: { origin: new URL(link).origin }, body });
      return sent.response.status;
    },
    /** The smoke test finds something else than before. */
    async failSmoke(arn: string, reason: string): Promise<void> {
      const { subject } = await request(arn);
      const at = sandbox.clock.now().toISOString();
      const place = { stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined, gate: undefined };
      const report = { schemaVersion: 1, check: 'smoke', ...place, findings: [], verdict: 'fail', reason, at } as const;
      await createReports(store).write(subject, report, neverAborted);
    },
    /** What `greenlight rollback` does: ECS rolls back, and why is stored. */
    async rollBack(arn: string, reason: string): Promise<void> {
      const { subject } = await request(arn);
      const at = sandbox.clock.now();
      const by = 'arn:aws:iam::123456789012:user/eve';
      const body = { schemaVersion: 1, serviceDeploymentArn: arn, reason, by, at: at.toISOString() } as const;
      sandbox.rollBack();
      await store.put(rollbackKey(subject, at, 'id'), formatRollback(body), neverAborted);
    },
    /** Resolves once the topic and the webhook have had these announcements about a deployment, and no other. */
    async heard(arn: string, labels: readonly string[]): Promise<void> {
      const onTopic = () => documents(arn).map(({ label }) => label);
      const inSlack = () => hooked(arn).map(({ text }) => text.split(':', 1)[0]);
      await eventually(() => [onTopic(), inSlack()]).toEqual([labels, labels]);
    },
  };
}

function settled(text: string, arn: string): string {
  return (
    text
      .replaceAll(idOf(arn), '<id>')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
      .replaceAll(/\bby \d\d:\d\d UTC/g, 'by <time>')
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<local>')
      .replaceAll(/\/r\/\S+/g, '/r/<link>')
      .replaceAll(/p99 \d+ ms/g, 'p99 <n> ms')
      // The watcher closes a request at once, and names the person only if their reason is stored already (decision 79).
      .replaceAll(/(was requested\)); \S+ \(IAM\) asked for the rollback at <time>: [^.\n]*/g, '$1')
      // The announcer may look while ECS is still at it.
      .replace('is being rolled back', 'was rolled back')
      .replace('ECS gives the traffic back to the revision before it', 'The revision before it has the traffic again')
  );
}

export function buttonsOf(message: FakeMessage | undefined) {
  return message?.blocks.flatMap(({ type, elements = [] }) => (type === 'actions' ? elements : [])) ?? [];
}

export function idOf(arn: string): string {
  return arn.split('/').at(-1) ?? '';
}
