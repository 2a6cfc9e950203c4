import { describe, expect, test } from 'vitest';
import { createReports } from '../../../../src/storage/reports.ts';
import type { ObjectStore } from '../../../../src/storage/store.ts';
import { key, neverAborted, subject } from '../../../helpers/approval.ts';
import { unavailable, wrapStore } from '../../../helpers/memory-store.ts';
import { signAsSlack } from '../../slack/fake-slack.ts';
import { textOf } from '../../slack/text-of.ts';
import { anaInSlack, benInSlack, slackSetup, strangerInSlack } from './slack-setup.ts';

const reviewers = ['ana@example.com', 'ben@example.com'];
const looked = { ticked: ['looked'] };

async function asked(hookDetails = {}, options = {}) {
  const setup = slackSetup(options);
  const people = 'rules' in hookDetails ? {} : { reviewers };
  const poll = setup.gate({ deadlineMinutes: 30, ...people, ...hookDetails });
  await poll();
  return { ...setup, poll };
}

describe('a decision in Slack', () => {
  test('is recorded under the name of the mapped person, and ECS continues', async () => {
    const { press, submit, request, poll, logger } = await asked();
    const form = await press(anaInSlack, 'approve');
    expect(request().votes).toEqual([]);
    const shown = await submit(form, { ...looked, reason: 'paid with a card' });

    expect(textOf(shown)).toContain('Recorded\n');
    expect(textOf(shown)).toContain('Recorded at 14:00 UTC as ana@example.com');
    expect(request().votes).toEqual([
      {
        ...{ id: expect.stringMatching(/^slack-V/), choice: 'APPROVE', by: 'ana@example.com', via: 'slack' },
        ...{ identity: { team: 'T1DC2JH3J', user: anaInSlack }, at: '2026-11-22T14:00:00.000Z' },
        ...{ reason: 'paid with a card', evidence: expect.objectContaining({ shown: true }) },
      },
    ]);
    expect(request().decision).toMatchObject({ status: 'APPROVED', via: 'slack', by: 'ana@example.com' });
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(JSON.stringify(logger.lines)).not.toMatch(/verysecret|8f742231|trigger-/);
  });

  test('is made by what the form shows', async () => {
    const { press } = await asked({ title: 'The new cart', checklist: ['The cart was tried'] });
    const form = await press(anaInSlack, 'approve');

    expect(textOf(form).split('\n')).toEqual([
      'Approve',
      'You decide as ana@example.com.',
      'my-service on my-cluster waits after test traffic has moved.',
      'Until 14:30 UTC, then ECS rolls back.',
      'So far 0 of 1 approval.',
      'Try it: http://test.shop.example:8080/',
      'Image ui: shop/ui:1.41 → shop/ui:1.42',
      'Nothing has been checked yet.',
      'The service says: The new cart',
      'Deployment EZe5RNVLH6PPzHXINuP28, blue/green, revision 9313423515462893900, account 123456789012, us-west-2',
      'I looked at 1.42 on the test listener',
      'The cart was tried',
      'Reason',
    ]);
  });

  test('can be a rejection, with its reason', async () => {
    const { press, submit, request, poll } = await asked();
    const form = await press(benInSlack, 'reject');
    expect(textOf(form)).not.toContain('I looked');
    await submit(form, { reason: 'the cart is empty' });

    expect(request().decision).toMatchObject({ status: 'REJECTED', via: 'slack', reason: 'the cart is empty' });
    expect(await poll()).toMatchObject({ hookStatus: 'FAILED' });
  });

  test('counts with others of other people, and once for each person', async () => {
    const { press, submit, request } = await asked({ approvals: 2 });
    await submit(await press(anaInSlack, 'approve'), looked);
    const again = await submit(await press(anaInSlack, 'approve'), looked);
    expect(request().votes).toHaveLength(1);
    expect(textOf(again)).toMatch(/^Recorded\nRecorded at 14:00 UTC as ana@example\.com/);

    await submit(await press(benInSlack, 'approve'), looked);
    expect(request().decision).toMatchObject({ status: 'APPROVED', by: 'ana@example.com, ben@example.com' });
  });

  test('is for everybody who is mapped if the gate names nobody', async () => {
    const { press, submit, request } = await asked({ reviewers: [] });
    await submit(await press(anaInSlack, 'approve'), looked);

    expect(request().decision).toMatchObject({ status: 'APPROVED', via: 'slack', by: 'ana@example.com' });
  });

  test('is recognized if the form is sent again, even after the deadline', async () => {
    const { press, slack, send, request, clock } = await asked({ approvals: 2 });
    const form = await press(anaInSlack, 'approve');
    const sent = slack.submit(form, looked);
    const first = await send(sent);
    expect(await send(sent)).toEqual(first);
    clock.step(290);
    expect((await send(sent)).json).toMatchObject({ response_action: 'update', view: { title: { text: 'Recorded' } } });

    expect(request().votes).toHaveLength(1);
  });

  test('of somebody with a vote that was replaced is not recorded a second time', async () => {
    const { press, slack, send, request } = await asked({ approvals: 2 });
    const sent = slack.submit(await press(anaInSlack, 'approve'), looked);
    await send(sent);
    const other = slack.submit(await press(anaInSlack, 'reject'), { reason: 'no' });
    await send(other);
    await send(sent);

    expect(request().votes.map(({ choice }) => choice)).toEqual(['APPROVE', 'REJECT']);
    expect(request().status).toBe('REJECTED');
  });
});

describe('a form in Slack', () => {
  test.each([
    ['the tick', {}, 'approve', {}, { looked: 'Tick this when you have looked.' }],
    ['the reason of a rejection', {}, 'reject', {}, { reason: 'Say why, so that the team knows what to fix.' }],
    ['an invisible reason', {}, 'reject', { reason: '\u200b \n' }, { reason: expect.any(String) }],
    [
      'an item of the checklist',
      { checklist: ['The cart was tried', 'Support knows'] },
      'approve',
      { ticked: ['looked', 'item-0'] },
      { 'item-1': 'Tick every item that is done. All are needed for an approval.' },
    ],
    [
      'the reason of an approval',
      { requireReason: 'both' },
      'approve',
      looked,
      { reason: 'Give a reason: this gate wants one for an approval.' },
    ],
    [
      'what the reason must contain',
      { requireReason: 'both', reasonPattern: 'SHOP-\\d+' },
      'approve',
      { ...looked, reason: 'fine' },
      { reason: 'The reason has to contain a match of SHOP-\\d+.' },
    ],
  ] as const)('without %s stays open and records nothing', async (_what, details, choice, answers, errors) => {
    const { press, submit, request } = await asked(details);
    const shown = await submit(await press(anaInSlack, choice), answers as never);

    expect(shown).toEqual({ errors });
    expect(request().votes).toEqual([]);
  });

  test('counts only for the person, the choice and the request for whom it was opened', async () => {
    const { press, slack, send, request } = await asked();
    const form = await press(anaInSlack, 'reject');
    const metadata = JSON.parse(form.metadata) as Record<string, string>;
    const forms = [
      [{ ...form, metadata: JSON.stringify({ ...metadata, choice: 'approve' }) }, anaInSlack],
      [
        { ...form, metadata: JSON.stringify({ ...metadata, key: metadata['key']?.replace('my-', 'our-') }) },
        anaInSlack,
      ],
      [{ ...form, metadata: 'none' }, anaInSlack],
      [form, benInSlack],
    ] as const;
    for (const [changed, user] of forms) {
      const { json } = await send(slack.submit(changed, { ticked: ['looked'], reason: 'no' }, user));
      expect(textOf({ title: '', ...json.view })).toContain('This form is not ours, or was changed.');
    }
    expect(request().votes).toEqual([]);
  });

  test('is too old after half an hour', async () => {
    const { press, submit, clock, request } = await asked({ deadlineMinutes: 120 });
    const form = await press(anaInSlack, 'approve');
    clock.step(31 * 60);

    expect(textOf(await submit(form, looked))).toContain('This form was older than 30 minutes.');
    expect(request().votes).toEqual([]);
  });

  test('after the deadline records nothing', async () => {
    const { press, submit, clock, request } = await asked({ deadlineMinutes: 10 });
    const form = await press(anaInSlack, 'approve');
    clock.step(11 * 60);

    expect(textOf(await submit(form, looked))).toContain('Too late: the deadline was 14:10 UTC.');
    expect(request().votes).toEqual([]);
  });

  test('about which somebody else has decided meanwhile says so', async () => {
    const { press, submit, request } = await asked();
    const form = await press(anaInSlack, 'approve');
    await submit(await press(benInSlack, 'reject'), { reason: 'the cart is empty' });
    const shown = await submit(form, looked);

    expect(textOf(shown)).toContain('this was rejected by ben@example.com at 14:00 UTC: the cart is empty.');
    expect(request().votes).toHaveLength(1);
  });

  test('records nothing if a check has found something else since', async () => {
    const { press, submit, request, store } = await asked();
    const form = await press(anaInSlack, 'approve');
    await createReports(store).write(
      subject,
      {
        ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: subject.stage, step: undefined, findings: [] },
        ...{ verdict: 'fail', reason: 'GET /cart: 500', at: '2026-11-22T14:00:00.000Z' },
      },
      neverAborted,
    );
    expect(textOf(await submit(form, looked))).toContain('The checks have found something else since.');
    expect(request().votes).toEqual([]);

    const again = await press(anaInSlack, 'approve');
    expect(textOf(again)).toContain('Checked smoke at POST_TEST_TRAFFIC_SHIFT: failed');
    await submit(again, looked);
    expect(request().status).toBe('APPROVED');
  });
});

describe('a form in Slack that cannot be recorded', () => {
  test.each<[string, (operation: string, at: string) => boolean]>([
    ['because the ledger cannot be reached', (_operation, at) => at.startsWith('approvals/')],
    ['because it cannot be written', (operation, at) => operation === 'replace' && at === key],
    ['because the reports cannot be read', (_operation, at) => at.startsWith('reports/')],
  ])('%s stays open, and can be sent again', async (_what, isAway) => {
    const fault = { isOn: false };
    const wrap = (store: ObjectStore) =>
      wrapStore(store, async (operation, at, run) => {
        if (fault.isOn && isAway(operation, at)) throw unavailable();
        return run();
      });
    const { press, submit, request } = await asked({}, { wrap });
    const form = await press(anaInSlack, 'approve');
    fault.isOn = true;
    expect(await submit(form, looked)).toEqual({ errors: { reason: expect.stringContaining('in a moment') } });
    expect(request().votes).toEqual([]);
    fault.isOn = false;

    expect(textOf(await submit(form, looked))).toContain('Recorded at 14:00 UTC');
    expect(request().votes).toHaveLength(1);
  });

  test('a button is answered with an error', async () => {
    const { slack, send, logger } = await asked();
    slack.limits.failWith = { status: 429, retryAfterSeconds: 30 };
    const sent = slack.click(anaInSlack, { action: 'greenlight-approve', value: key });

    expect(await send(sent)).toMatchObject({ status: 503, body: '' });
    expect(JSON.stringify(logger.lines)).toContain('Slack refused views.open: ratelimited');
    expect(JSON.stringify(logger.lines)).not.toMatch(/verysecret|8f742231/);
  });

  test('a button about more than fits into a form says so', async () => {
    const { press } = await asked({ notes: 'x'.repeat(2950) });

    expect(textOf(await press(anaInSlack, 'approve'))).toContain('There is more to look at than fits here.');
  });
});

describe('nobody decides in Slack', () => {
  test('whose account is mapped to nobody', async () => {
    const { press, slack, send, request } = await asked();
    expect(textOf(await press(strangerInSlack, 'approve'))).toContain('add "U9NOBODY" with your mail address');
    const form = await press(anaInSlack, 'approve');
    const { json } = await send(slack.submit(form, looked, strangerInSlack));

    expect(JSON.stringify(json)).toContain('your Slack account U9NOBODY is mapped to nobody');
    expect(request().votes).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['who is not asked', { reviewers: ['ben@example.com'] }, 'ana@example.com is not among those who are.'],
    ['who is excluded', { excluded: ['Ana+x@example.com'], reviewers: ['ben@example.com'] }, 'may not decide'],
    [
      'if the rule that names them counts only AWS identities',
      { rules: [{ name: 'ops', from: ['ana@example.com'], assurance: 'iam' }] },
      'This gate counts only AWS identities.',
    ],
    ['whom no rule names', { rules: [{ name: 'qa', from: ['ben@example.com'] }] }, 'is not among those who are.'],
    [
      'before their time as a deputy',
      { reviewers: ['ben@example.com'], deputies: [{ afterMinutes: 10, from: ['ana@example.com'] }] },
      'You are a deputy: you can decide from 2026-11-22 14:10 UTC',
    ],
  ])('%s', async (_what, details, why) => {
    const { press, request } = await asked(details);
    const form = await press(anaInSlack, 'approve');

    expect(textOf(form)).toContain(why);
    expect(form.blocks.filter(({ element }) => element)).toEqual([]);
    expect(request().votes).toEqual([]);
  });

  test('if the gate counts only people who have signed in', async () => {
    const { press } = await asked(
      { assurance: 'sign-in' },
      { signIn: { issuer: 'https://login.example.com', mailDomains: ['example.com'] } },
    );

    expect(textOf(await press(anaInSlack, 'approve'))).toContain('This gate counts only people who have signed in');
  });

  test('about a request that is not known', async () => {
    const { press } = await asked();
    const other = key.replace('my-service', 'other');

    expect(textOf(await press(anaInSlack, 'approve', other))).toContain('This request is not known here.');
    expect(textOf(await press(anaInSlack, 'approve', 'open/x'))).toContain('This request is not known here.');
  });
});

describe('what is not from our Slack', () => {
  test.each<[string, (sent: { timestamp: string; signature: string; body: string }) => object]>([
    ['without a signature', () => ({ signature: undefined })],
    ['with a forged one', ({ body }) => signAsSlack(body, new Date('2026-11-22T14:00:00Z'), 'another-secret-of-16')],
    ['with another body', ({ body }) => ({ body: `${body}&x=1` })],
    ['with another time', ({ timestamp }) => ({ timestamp: String(Number(timestamp) - 1) })],
  ])('%s is refused, and told nothing', async (_what, change) => {
    const { slack, send } = await asked();
    const sent = slack.click(anaInSlack, { action: 'greenlight-approve', value: key });

    expect(await send({ ...sent, ...change(sent) })).toMatchObject({ status: 401, body: '' });
    expect(slack.calls).toEqual([]);
  });

  test('and is older than five minutes is refused', async () => {
    const { slack, send, clock } = await asked();
    const sent = slack.click(anaInSlack, { action: 'greenlight-approve', value: key });
    clock.step(301);

    expect((await send(sent)).status).toBe(401);
    expect(slack.calls).toEqual([]);
  });

  test.each([{ team: { id: 'T0OTHER' } }, { user: { id: anaInSlack, team_id: 'T0OTHER' } }])(
    'is refused from another workspace: %j',
    async (changes) => {
      const { slack, send } = await asked();

      expect(await send(slack.click(anaInSlack, { action: 'greenlight-approve', value: key }, changes))).toMatchObject({
        ...{ status: 403, body: '' },
      });
      expect(slack.calls).toEqual([]);
    },
  );

  test('reads the secret again for a signature that it does not know, but not each time', async () => {
    const { slack, send, stored, clock } = await asked();
    const forged = signAsSlack('payload={}', clock.now(), 'another-secret-of-16');
    for (let times = 0; times < 5; times += 1) await send(forged);
    expect(stored.reads).toBe(1);

    stored.text = stored.text.replace('8f742231b10e8888abcd99yyyzzz85a5', 'a-new-secret-of-16-characters');
    clock.step(31);
    const body = slack.click(anaInSlack, { action: 'greenlight-approve', value: key }).body;
    expect((await send(signAsSlack(body, clock.now(), 'a-new-secret-of-16-characters'))).status).toBe(200);
    expect(stored.reads).toBe(2);
  });

  test.each(['text', 'base64'])('is read from a body in %s', async (encoding) => {
    const { slack, send } = await asked();
    const sent = slack.click(anaInSlack, { action: 'greenlight-approve', value: key });

    expect((await send(sent, encoding === 'base64')).status).toBe(200);
    expect(slack.viewOf(anaInSlack)?.title).toBe('Approve');
  });
});
