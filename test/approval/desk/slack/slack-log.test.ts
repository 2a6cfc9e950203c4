import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../../src/storage/store.ts';
import { key, loggedRequest } from '../../../helpers/approval.ts';
import { unavailable, wrapStore } from '../../../helpers/memory-store.ts';
import type { SlackRequestToApp } from '../../slack/fake-slack.ts';
import { anaInSlack, askedInSlack, changed, looked, route, strangerInSlack } from './slack-setup.ts';

describe('what people do in Slack', () => {
  type Setup = Awaited<ReturnType<typeof askedInSlack>>;
  const click = ({ slack }: Setup, user = anaInSlack, action = 'greenlight-approve', value = key) =>
    slack.click(user, { action, value });
  const form = async ({ slack, press }: Setup, user = anaInSlack) => slack.submit(await press(user, 'approve'), looked);

  test.each<[string, (setup: Setup) => SlackRequestToApp | Promise<SlackRequestToApp>, number, string, object]>([
    [
      'without a signature',
      (setup) => ({ ...click(setup), signature: 'v0=0' }),
      401,
      'the desk refused what Slack did not sign',
      {},
    ],
    [
      'with something else than a button or a form',
      (setup) => changed(click(setup), (payload) => Object.assign(payload, { type: 'shortcut' })),
      200,
      'the desk ignored an interaction that is not ours',
      {},
    ],
    [
      'in another workspace',
      (setup) => setup.slack.click(anaInSlack, { action: 'x', value: key }, { team: { id: 'T0OTHER' } }),
      403,
      'the desk refused somebody of another workspace in Slack',
      { slackUser: anaInSlack },
    ],
    [
      'with a button of somebody else',
      (setup) => click(setup, anaInSlack, 'other'),
      200,
      'the desk ignored a button in Slack that is not ours',
      { slackUser: anaInSlack },
    ],
    [
      'with no button at all',
      (setup) => changed(click(setup), (payload) => Object.assign(payload, { actions: [] })),
      200,
      'the desk ignored a button in Slack that is not ours',
      { slackUser: anaInSlack },
    ],
    ['with a button', click, 200, 'the desk opened a form in Slack', { slackUser: anaInSlack, ...loggedRequest }],
    [
      'with a button of no request',
      (setup) => click(setup, anaInSlack, 'greenlight-approve', ''),
      200,
      'the desk refused a form in Slack',
      { slackUser: anaInSlack, request: '' },
    ],
    [
      'with a form of somebody else',
      async (setup) => changed(await form(setup), ({ view }) => Object.assign(view, { callback_id: 'other' })),
      200,
      'the desk ignored a form in Slack that is not ours',
      { slackUser: anaInSlack },
    ],
    [
      'with a form, and are not known',
      async (setup) => setup.slack.submit(await setup.press(anaInSlack, 'approve'), looked, strangerInSlack),
      200,
      'the desk did not record a decision in Slack',
      { slackUser: strangerInSlack },
    ],
    [
      'with a form that was changed',
      async (setup) => changed(await form(setup), ({ view }) => Object.assign(view, { private_metadata: '{}' })),
      200,
      'the desk did not record a decision in Slack',
      { slackUser: anaInSlack, voter: 'ana@example.com' },
    ],
    [
      'with a form that is not complete',
      async (setup) => setup.slack.submit(await setup.press(anaInSlack, 'approve'), {}),
      200,
      'the desk asked for what was missing in Slack',
      { slackUser: anaInSlack, voter: 'ana@example.com', ...loggedRequest },
    ],
    [
      'with a form',
      form,
      200,
      'the desk recorded an approval in Slack',
      { slackUser: anaInSlack, voter: 'ana@example.com', ...loggedRequest },
    ],
  ])('%s is logged, with who and what', async (_what, send, status, message, about) => {
    const setup = await askedInSlack();
    const sent = await send(setup);
    const before = setup.lines().length;

    expect((await setup.send(sent)).status).toBe(status);
    expect(setup.lines().slice(before)).toEqual([{ level: 'info', message, attributes: { route, status, ...about } }]);
  });

  test('is not answered with anything but JSON of ours', async () => {
    const { desk } = await askedInSlack();

    const get = await desk.request('/slack/interactions');
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const body = 'x'.repeat(256 * 1024 + 1);
    expect((await desk.request('/slack/interactions', { method: 'POST', body })).status).toBe(413);
    const accepted = await desk.request('/slack/interactions', { method: 'POST', body: body.slice(1) });
    expect(accepted.status).toBe(401);
  });

  test.each(['X'.repeat(65), 'V-1', ''])(
    'with a form whose id could not be one of Slack (%s) is ignored',
    async (id) => {
      const setup = await askedInSlack();
      const sent = changed(await form(setup), ({ view }) => Object.assign(view, { id }));

      expect(await setup.send(sent)).toMatchObject({ status: 200, body: '' });
      expect(setup.request().votes).toEqual([]);
    },
  );

  test('while nothing can be written is logged as an error', async () => {
    const fault = { isOn: false };
    const wrap = (store: ObjectStore) =>
      wrapStore(store, async (_operation, _at, run) => {
        if (fault.isOn) throw unavailable();
        return run();
      });
    const setup = await askedInSlack({}, { wrap });
    const sent = await form(setup);
    fault.isOn = true;

    expect((await setup.send(sent)).json.response_action).toBe('errors');
    expect(setup.logger.lines.findLast(({ level }) => level === 'error')).toMatchObject({
      message: 'the desk could not record a decision in Slack',
      attributes: { slackUser: anaInSlack, error: expect.stringMatching(/./) },
    });
    expect(setup.lines().at(-1)).toEqual({
      level: 'info',
      message: 'the desk could not record a decision in Slack',
      attributes: { route, status: 200, slackUser: anaInSlack },
    });
  });

  test('while Slack refuses is logged as an error', async () => {
    const setup = await askedInSlack();
    setup.slack.limits.failWith = { status: 500 };
    await setup.send(click(setup));

    expect(setup.lines()).toEqual([
      {
        level: 'error',
        message: 'the desk could not answer Slack',
        attributes: { route, error: expect.stringContaining('views.open') },
      },
    ]);
  });
});
