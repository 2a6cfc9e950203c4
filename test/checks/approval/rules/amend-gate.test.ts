import { describe, expect, test } from 'vitest';
import { extendDeadline, withdrawRequest } from '../../../../src/approval/request/amend.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import {
  approvalSetup,
  approving,
  decideByIam,
  key,
  newRequest,
  rejecting,
  vote,
  wordsOn,
} from '../../../helpers/approval.ts';
import { openGate } from './open-gate.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const reviewers = [ana, ben, cho];
const dan = 'arn:aws:iam::123456789012:user/dan';
const withdrawing = { choice: 'withdraw', reason: '' };

const opened = (hookDetails: JsonObject = { reviewers, approvals: 2, deadlineMinutes: 60 }) => openGate(hookDetails);

describe('withdrawing a vote', () => {
  test('takes it back, and says so', async () => {
    const { poll, decide, request } = await opened();
    await decide(ana);

    const { page } = await decide(ana, withdrawing);

    expect(wordsOn(page)).toContain(
      'Your withdrawal is recorded Recorded at 14:00 UTC as ana@example.com: 0 of 2 approvals. ECS keeps waiting until 15:00 UTC, and until then you can still decide again.',
    );
    expect(wordsOn(page)).toContain('withdrew ana@example.com');
    expect(request().history.at(-1)?.what).toBe('ana@example.com withdrew their vote');
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 2 approvals, until 15:00 UTC' });

    await decide(ben);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    await decide(ana);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('is offered only to somebody whose vote counts', async () => {
    const { decide, desk, link } = await opened();
    const isOffered = async (who: string) =>
      (await (await desk.request(link(who))).text()).includes('value="withdraw"');
    await decide(ana);

    expect([await isOffered(ana), await isOffered(ben)]).toEqual([true, false]);
    await decide(ana, withdrawing);
    expect(await isOffered(ana)).toBe(false);
  });

  test('takes back one of several rejections', async () => {
    const { poll, decide } = await opened({ reviewers, rejections: 2 });
    await decide(ana, rejecting);
    await decide(ana, withdrawing);
    await decide(ben, rejecting);

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('1 of 2 rejections'),
    });
  });

  test('needs a vote, and works for an identity', async () => {
    const { desk, request } = await opened();

    expect(await decideByIam(desk, dan, 'withdraw')).toMatchObject({
      status: 409,
      answer: { recorded: false, outcome: 'no-vote', message: expect.stringContaining('nothing to withdraw') },
    });
    await decideByIam(desk, dan, 'approve');
    expect(await decideByIam(desk, dan, 'withdraw')).toMatchObject({
      status: 200,
      answer: { recorded: true, request: { approvals: { given: 0, needed: 2 } } },
    });
    expect(request().votes.map(({ choice }) => choice)).toEqual(['APPROVE', 'WITHDRAW']);
  });

  test('cannot undo a decision', async () => {
    const { poll, decide, request } = await opened({ reviewers });
    await decide(ana);

    const { page } = await decide(ana, withdrawing);

    expect(wordsOn(page)).not.toContain('withdrawal is recorded');
    expect(request().votes).toHaveLength(1);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('makes an approval that needed it one made by hand', async () => {
    const { poll, decide, store, request } = await opened();
    await decide(ana);
    await decide(ana, withdrawing);
    const [first] = request().votes;
    const votes = [...request().votes, { ...first, id: 'x', by: ben }];
    const decision = { id: 'x', status: 'APPROVED', by: `${ana}, ${ben}`, via: 'desk', at: first?.at };
    store.edit(key, JSON.stringify({ ...request(), votes, status: 'APPROVED', decision }));

    expect(await poll()).toMatchObject({ reason: expect.stringContaining('approved by hand') });
  });
});

describe('extending a deadline', () => {
  const later = { reason: 'QA is not done', deadline: '2026-11-22T18:00:00.000Z' };

  test('moves it, and notifies everybody again with the reason', async () => {
    const { poll, desk, clock, notifier, request } = await opened();

    const { status, answer } = await decideByIam(desk, dan, 'extend', later);

    expect(status).toBe(200);
    expect(answer).toMatchObject({ recorded: true, outcome: 'recorded', request: { deadline: later.deadline } });
    expect(answer.message).toContain('People can decide until 18:00 UTC');
    clock.step(3700);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 2 approvals, until 18:00 UTC' });
    const news = `user/dan (IAM) extended the deadline from 2026-11-22T15:00:00.000Z to ${later.deadline}: QA is not done`;
    expect(request().history.some(({ what }) => what === news)).toBe(true);
    expect(notifier.sent.slice(3).map(({ attributes }) => attributes['reviewer'])).toEqual(reviewers);
    expect(notifier.sent[3]).toMatchObject({
      subject: expect.stringMatching(/^\[CHANGED\] Approve my-service 1\.42 by 18:00 UTC$/),
      body: expect.stringContaining(`Changed:  ${news}\n`),
    });
    expect(notifier.sent[3]?.body).toContain('Until:    2026-11-22 18:00 UTC');
    await poll();
    expect(notifier.sent).toHaveLength(6);
  });

  test('sends one mail to people who had not been notified yet', async () => {
    const setup = approvalSetup();
    setup.notifier.failWith(new Error('SNS is down'));
    const poll = setup.gate({ reviewers, approvals: 2, deadlineMinutes: 60 });
    await poll();
    await decideByIam(setup.desk, dan, 'extend', later);
    setup.notifier.failWith(undefined);

    await poll();
    await poll();

    expect(setup.notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual(reviewers);
    expect(setup.notifier.sent[0]?.body).toContain('Changed:  ');
    expect(setup.request().notifications.every(({ sentAt }) => sentAt)).toBe(true);
  });

  test('counts votes until then, and expires then', async () => {
    const first = await opened();
    await decideByIam(first.desk, dan, 'extend', later);
    first.clock.step(3700);
    await first.decide(ana);
    await first.decide(ben);
    expect(await first.poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });

    const second = await opened();
    await decideByIam(second.desk, dan, 'extend', later);
    second.clock.step(4 * 3600 + 6);
    expect(await second.poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('expired at 18:00 UTC'),
    });
  });

  test.each<[string, Record<string, unknown>, number, string, string]>([
    ['to an earlier time', { ...later, deadline: '2026-11-22T14:30:00.000Z' }, 200, 'repeated', 'until 15:00 UTC'],
    ['to the same time', { ...later, deadline: '2026-11-22T15:00:00.000Z' }, 200, 'repeated', 'until 15:00 UTC'],
    [
      'past what ECS waits',
      { ...later, deadline: '2026-11-23T13:50:00.001Z' },
      422,
      'too-far',
      'the latest is 2026-11-23T13:50:00.000Z',
    ],
    ['without a reason', { deadline: later.deadline }, 422, 'invalid', 'reason'],
    ['with an empty reason', { ...later, reason: ' \n' }, 422, 'invalid', 'reason: expected a reason'],
    ['to a word', { ...later, deadline: 'tomorrow' }, 422, 'invalid', 'deadline: expected a time'],
    ['with a vote', { ...later, version: 'x' }, 422, 'invalid', 'version: unknown key'],
    ['of another object', { ...later, request: 'approvals/x' }, 422, 'invalid', 'request: expected the key'],
  ])('does nothing %s', async (_what, fields, status, outcome, message) => {
    const { desk, store } = await opened();
    const before = store.contents()[key];

    const reply = await decideByIam(desk, dan, 'extend', fields);

    expect(reply).toMatchObject({ status, answer: { outcome, message: expect.stringContaining(message) } });
    expect(store.contents()[key]).toBe(before);
  });

  test('is possible up to 1430 minutes after the first call', async () => {
    const { desk } = await opened();

    expect(await decideByIam(desk, dan, 'extend', { ...later, deadline: '2026-11-23T13:50:00.000Z' })).toMatchObject({
      status: 200,
    });
  });

  test('of a pause ends three minutes before ECS stops waiting', () => {
    const request = newRequest({ pause: { expiresAt: '2026-11-29T14:00:00.000Z' } });
    const amendment = { by: dan, reason: 'not done', at: request.createdAt, id: 'x' };
    const outcome = (deadline: string) => extendDeadline(request, amendment, deadline).outcome;

    expect(outcome('2026-11-29T13:57:00.000Z')).toBe('amended');
    expect(outcome('2026-11-29T13:57:00.001Z')).toBe('too-far');
    expect(extendDeadline({ ...request, pause: {} }, amendment, later.deadline).outcome).toBe('too-far');
  });

  test('comes too late after the deadline, which is then recorded', async () => {
    const { desk, clock, request } = await opened();
    clock.step(3600);

    expect(await decideByIam(desk, dan, 'extend', later)).toMatchObject({
      status: 409,
      answer: { outcome: 'expired' },
    });
    expect(request().status).toBe('EXPIRED');
  });

  test('is no decision, and makes an older form one of another version', async () => {
    const { desk, link, request } = await opened();
    const page = await (await desk.request(link(ana))).text();
    await decideByIam(desk, dan, 'extend', later);
    const { fillIn } = await import('../../../helpers/approval.ts');

    expect((await desk.request(link(ana), fillIn(page, approving))).status).toBe(409);
    expect(request()).toMatchObject({ status: 'PENDING', votes: [] });
  });

  test('is not possible without an identity', async () => {
    const { desk } = await opened();
    const body = JSON.stringify({ request: key, choice: 'extend', ...later });

    expect((await desk.request('/decisions', { method: 'POST', body })).status).toBe(403);
  });
});

describe('withdrawing a request', () => {
  const wrong = { reason: 'wrong version' };

  test('closes it, and the gate fails', async () => {
    const { poll, desk, decide, request } = await opened();
    await decide(ana);

    const { status, answer } = await decideByIam(desk, dan, 'close', wrong);

    expect(status).toBe(200);
    expect(answer).toMatchObject({
      recorded: true,
      outcome: 'recorded',
      message: expect.stringContaining('is withdrawn'),
    });
    expect(request()).toMatchObject({
      status: 'SUPERSEDED',
      decision: { by: 'Greenlight', via: 'greenlight', reason: 'withdrawn by user/dan (IAM): wrong version' },
    });
    expect(await poll()).toEqual({
      hookStatus: 'FAILED',
      reason: 'closed at 14:00 UTC: withdrawn by user/dan (IAM): wrong version',
    });
  });

  test('is recognized when it is sent again', async () => {
    const { desk, store } = await opened();
    await decideByIam(desk, dan, 'close', wrong);
    const stored = store.contents()[key];

    expect(await decideByIam(desk, dan, 'close', wrong)).toMatchObject({
      status: 200,
      answer: { outcome: 'repeated' },
    });
    expect(store.contents()[key]).toBe(stored);
  });

  test('does not undo a decision', async () => {
    const { desk, poll, decide } = await opened({ reviewers });
    await decide(ana);

    expect(await decideByIam(desk, dan, 'close', wrong)).toMatchObject({
      status: 409,
      answer: { recorded: false, outcome: 'decided', message: expect.stringContaining('approved by ana@example.com') },
    });
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('needs a reason and a request', async () => {
    const { desk } = await opened();
    const other = key.replace('my-service', 'another');

    expect(await decideByIam(desk, dan, 'close', { reason: '' })).toMatchObject({
      status: 422,
      answer: { outcome: 'invalid' },
    });
    expect(await decideByIam(desk, dan, 'close', { ...wrong, request: other })).toMatchObject({
      status: 404,
      answer: { outcome: 'unknown-request' },
    });
  });

  test('leaves no vote that could still count', () => {
    const request = newRequest({ reviewers });
    const { request: closed } = withdrawRequest(request, { by: dan, at: request.createdAt, id: 'x', ...wrong });

    expect(closed.decision?.id).toBe('x');
    expect(
      extendDeadline(closed, { by: dan, at: request.createdAt, id: 'y', ...wrong }, '2026-11-22T20:00:00.000Z').outcome,
    ).toBe('too-late');
    expect(vote().choice).toBe('APPROVE');
  });
});
