import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { deskFunction } from '../../../../src/approval/desk/desk-function.ts';
import { createSlackDesk } from '../../../../src/approval/desk/slack/answer-slack.ts';
import type { SigningKeySource } from '../../../../src/approval/link/signing-keys.ts';
import { slackAppSource } from '../../../../src/approval/slack/slack-app.ts';
import { slackButtons } from '../../../../src/approval/slack/slack-buttons.ts';
import { approvalSetup, deskUrl, key, type SetupOptions, signingKeys } from '../../../helpers/approval.ts';
import {
  type FakeView,
  fakeSlack,
  type SlackRequestToApp,
  signAsSlack,
  slackSecret,
  slackToken,
} from '../../slack/fake-slack.ts';

export const [anaInSlack, benInSlack, strangerInSlack] = ['U2CERLKJA', 'U3BEN', 'U9NOBODY'];

/** A desk with a Slack app, behind API Gateway, and the workspace. */
export function slackSetup(options: SetupOptions = {}, secret: object = slackSecret) {
  const stored = { text: JSON.stringify(secret), reads: 0 };
  const read = async () => {
    stored.reads += 1;
    return stored.text;
  };
  const later: { slack?: ReturnType<typeof fakeSlack>; desk?: ReturnType<typeof createSlackDesk> } = {};
  const setup = approvalSetup({
    signingKeys: keysInTime,
    ...options,
    slack: async () => later.desk ?? Promise.reject(new Error('not ready')),
  });
  const slack = fakeSlack(setup.clock);
  later.desk = createSlackDesk({
    app: slackAppSource({ app: read, token: async () => slackToken }, setup.clock),
    post: slack.post,
  });
  const handler = deskFunction(setup.desk, { deskUrl, logger: setup.logger });

  async function send({ timestamp, signature, body }: SlackRequestToApp, isBase64Encoded = true) {
    const answer = await handler({
      ...{ version: '2.0', routeKey: '$default', rawPath: '/slack/interactions', rawQueryString: '' },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
      },
      requestContext: { http: { method: 'POST' } },
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
      isBase64Encoded,
    } as unknown as APIGatewayProxyEventV2);
    return { status: answer.statusCode, json: answer.body ? JSON.parse(answer.body) : undefined, body: answer.body };
  }

  /** Presses a button; resolves to the form that opens. */
  async function press(user: string, choice: keyof typeof slackButtons, value = key): Promise<FakeView> {
    const { status } = await send(slack.click(user, { action: slackButtons[choice], value }));
    const view = slack.viewOf(user);
    if (status !== 200 || !view) throw new Error(`no form was opened: ${status}`);
    return view;
  }

  /** Sends a form; resolves to what the person sees then. */
  async function submit(view: FakeView, answers: Parameters<typeof slack.submit>[1]) {
    return slack.apply(view, (await send(slack.submit(view, answers))).json);
  }

  return { ...setup, slack, stored, send, press, submit };
}

/** Slack waits three seconds for an answer, and reading the keys must not take longer. */
const keysInTime: SigningKeySource = async (asking) => {
  if (!asking?.signal) throw new Error('the keys are read without a deadline');
  return signingKeys;
};

export const looked = { ticked: ['looked'] };
export const route = 'POST /slack/interactions';
const reviewers = ['ana@example.com', 'ben@example.com'];

/** People who have been asked, and what the desk has logged about Slack since. */
export async function askedInSlack(hookDetails = {}, options: SetupOptions = {}) {
  const setup = slackSetup(options);
  await setup.gate({ deadlineMinutes: 30, ...('rules' in hookDetails ? {} : { reviewers }), ...hookDetails })();
  const lines = () => setup.logger.lines.filter(({ attributes }) => attributes['route'] === route);
  return { ...setup, lines };
}

type Payload = { view: { state: { values: Record<string, unknown> } } };

/** The same interaction with its payload changed, signed again. */
export function changed(sent: SlackRequestToApp, change: (payload: Payload) => void): SlackRequestToApp {
  const payload = JSON.parse(new URLSearchParams(sent.body).get('payload') ?? '{}');
  change(payload);
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return signAsSlack(body, new Date(Number(sent.timestamp) * 1000));
}
