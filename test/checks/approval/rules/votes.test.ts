import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup, approving, decideByIam, fillIn, key, rejecting, wordsOn } from '../../../helpers/approval.ts';
import { ecsEvent } from '../../../helpers/hook.ts';
import { openGate } from './open-gate.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const reviewers = [ana, ben, cho];
const dan = 'arn:aws:iam::123456789012:user/dan';

describe('wrong settings for votes', () => {
  test.each<[JsonObject, string]>([
    [{ rejections: 2 }, 'hookDetails.rejections: expected no more rejections than people who may decide, not 2'],
    [{ checklist: [''] }, 'hookDetails.checklist[0]: expected a string that is not empty'],
    [{ title: '' }, 'hookDetails.title: expected a string that is not empty'],
    [{ reviewers: [ana, ben], rejections: 3 }, 'hookDetails.rejections: expected no more rejections than people'],
    [{ reviewers: [ana, 'ana+x@example.com'], rejections: 2 }, 'hookDetails.rejections: expected no more rejections'],
    [{ rules: [{ name: 'qa', from: [ana, ben] }], excluded: [ben], rejections: 2 }, 'expected no more rejections'],
    [{ rejections: 0 }, 'hookDetails.rejections: expected a whole number of people, 1 or more, not 0'],
    [{ requireReason: 'always' }, 'hookDetails.requireReason: expected "approve", "reject" or "both"'],
    [{ reasonPattern: 'SHOP-[0-9]+' }, 'hookDetails: expected requireReason next to reasonPattern'],
    [
      { requireReason: 'both', reasonPattern: 'SHOP-(' },
      'hookDetails.reasonPattern: expected a regular expression of RE2',
    ],
    [{ requireReason: 'both', reasonPattern: '(?=SHOP)' }, 'lookahead and lookbehind are not supported'],
    [{ requireReason: 'both', reasonPattern: '' }, 'hookDetails.reasonPattern: expected a string'],
    [{ checklist: 'Backup' }, 'hookDetails.checklist: expected a list of strings'],
    [{ checklist: ['Backup', 'Backup'] }, 'expected each item once, but "Backup" is there twice'],
    [{ checklist: ['a\nb'] }, 'hookDetails.checklist[0]: expected one line'],
    [
      { checklist: Array.from({ length: 11 }, (_, n) => `item ${n}`) },
      'hookDetails.checklist: expected at most 10 items',
    ],
  ])('are refused: %j', async (hookDetails, reason) => {
    const { first, store, notifier } = await openGate(hookDetails);

    expect(first).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(`wrong configuration: `) });
    expect(first.reason).toContain(reason);
    expect(store.contents()[key]).toBeUndefined();
    expect(notifier.sent).toEqual([]);
  });
});

describe('rejections by several people', () => {
  const hookDetails = { reviewers, rejections: 2 };

  test('are needed before the gate fails', async () => {
    const { poll, first, decide } = await openGate(hookDetails);
    expect(first.reason).toBe('0 of 1 approval, 0 of 2 rejections, until 18:00 UTC');

    const { page } = await decide(ana, rejecting);
    expect(wordsOn(page)).toContain(
      'Your rejection is recorded Recorded at 14:00 UTC as ana@example.com: 0 of 1 approval, 1 of 2 rejections. ECS keeps waiting until 18:00 UTC, and until then you can still approve.',
    );
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });

    await decide(ben, rejecting);
    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: 'rejected by ana@example.com, ben@example.com at 14:00 UTC: the cart is empty',
    });
  });

  test('are not two if one person sends two', async () => {
    const { poll, decide, request } = await openGate(hookDetails);

    await decide(ana, rejecting);
    await decide(ana, rejecting);

    expect(request().votes).toHaveLength(1);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  test('count no longer if that person approves', async () => {
    const { poll, decide } = await openGate({ ...hookDetails, approvals: 2 });

    await decide(ana, rejecting);
    await decide(ana, approving);
    await decide(ben, rejecting);

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: '1 of 2 approvals, 1 of 2 rejections, until 18:00 UTC',
    });
  });

  test('do not end it while enough others approve', async () => {
    const { poll, decide } = await openGate(hookDetails);

    await decide(ana, rejecting);
    await decide(ben, approving);

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED', reason: 'approved by ben@example.com at 14:00 UTC' });
  });

  test('are on the page and in the mail', async () => {
    const { desk, link, notifier } = await openGate(hookDetails);

    expect(notifier.sent[0]?.body).toContain('Needed      one approval; 2 different people must reject to end it\n');
    expect(wordsOn(await (await desk.request(link(ana))).text())).toContain(
      'One approval is needed; 2 different people must reject to end it.',
    );
  });

  test('read a rejection that one vote alone does not support as made by hand', async () => {
    const { poll, decide, store, request } = await openGate(hookDetails);
    await decide(ana, rejecting);
    const [vote] = request().votes;
    const decision = { id: vote?.id, status: 'REJECTED', by: ana, via: 'desk', at: vote?.at, reason: vote?.reason };
    store.edit(key, JSON.stringify({ ...request(), status: 'REJECTED', decision }));

    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('rejected by hand') });
  });
});

describe('a reason that the gate requires', () => {
  const ticket = { reviewers, requireReason: 'approve', reasonPattern: 'SHOP-[0-9]+' };

  test('is required for an approval, by link and by IAM', async () => {
    const { decide, desk, request } = await openGate({ reviewers, requireReason: 'both' });

    expect(wordsOn((await decide(ana)).page)).toContain('Give a reason: this gate wants one for an approval.');
    expect(await decideByIam(desk, dan, 'approve')).toMatchObject({
      status: 422,
      answer: { recorded: false, outcome: 'incomplete', message: expect.stringContaining('a reason (--reason)') },
    });
    expect(request().votes).toEqual([]);

    expect((await decideByIam(desk, dan, 'approve', { reason: 'SHOP-1' })).answer.request).toMatchObject({
      status: 'APPROVED',
    });
  });

  test.each([
    ['in the middle of a sentence', 'see SHOP-42, tested', true],
    ['alone', 'SHOP-42', true],
    ['without its number', 'SHOP-', false],
    ['in another case', 'shop-42', false],
  ])('contains a ticket %s or is not accepted', async (_where, reason, isAccepted) => {
    const { decide, desk, request } = await openGate(ticket);

    const { status, page } = await decide(ana, { ...approving, reason });
    const byIam = await decideByIam(desk, dan, 'approve', { reason });

    expect(status).toBe(isAccepted ? 200 : 422);
    expect(byIam.status).toBe(isAccepted ? 200 : 422);
    expect(request().status).toBe(isAccepted ? 'APPROVED' : 'PENDING');
    if (isAccepted) return;
    expect(wordsOn(page)).toContain('The reason has to contain a match of SHOP-[0-9]+.');
    expect(page).toContain(`>${reason}</textarea>`);
    expect(byIam.answer).toMatchObject({
      outcome: 'incomplete',
      message: expect.stringContaining('match of SHOP-[0-9]+'),
    });
  });

  test('is compared for the decisions that requireReason names only', async () => {
    const { decide, request } = await openGate(ticket);

    await decide(ana, rejecting);

    expect(request().status).toBe('REJECTED');
  });

  test('is compared for a rejection with requireReason "reject", its default', async () => {
    const { decide, request } = await openGate({ ...ticket, requireReason: 'reject' });

    expect((await decide(ana, rejecting)).status).toBe(422);
    expect((await decide(ana)).status).toBe(200);
    expect(request().status).toBe('APPROVED');
  });

  test('is compared in linear time with any pattern', async () => {
    const { decide } = await openGate({ reviewers, requireReason: 'approve', reasonPattern: '(a+)+$' });

    expect((await decide(ana, { ...approving, reason: `${'a'.repeat(900)}!` })).status).toBe(422);
  });

  test('is said next to its field', async () => {
    const { desk, link } = await openGate(ticket);

    expect(wordsOn(await (await desk.request(link(ana))).text())).toContain(
      'Reason Required, with a match of SHOP-[0-9]+ for an approval, visible to all reviewers',
    );
  });

  test('does not count if an approval without one is written into the bucket', async () => {
    const { poll, store, request } = await openGate({ reviewers, requireReason: 'both' });
    const at = request().createdAt;
    const votes = [{ id: 'x', choice: 'APPROVE', by: ana, at }];
    const decision = { id: 'x', status: 'APPROVED', by: ana, via: 'desk', at };
    store.edit(key, JSON.stringify({ ...request(), votes, status: 'APPROVED', decision }));

    expect(await poll()).toMatchObject({ reason: expect.stringContaining('approved by hand') });
  });
});

describe('a checklist', () => {
  const checklist = ['The data is backed up', 'Support is informed'];
  const all = { ...approving, 'item-0': 'yes', 'item-1': 'yes' };

  test('is on the page, nothing ticked', async () => {
    const { desk, link } = await openGate({ reviewers, checklist });

    const page = await (await desk.request(link(ana))).text();

    expect(wordsOn(page)).toContain('Confirm each item Required to approve The data is backed up Support is informed');
    expect(page).toContain('name="item-1" value="yes"> ');
  });

  test('has to be ticked for an approval, and is stored with the vote', async () => {
    const { decide, request } = await openGate({ reviewers, checklist });

    const { status, page } = await decide(ana, { ...approving, 'item-1': 'yes' });
    expect(status).toBe(422);
    expect(wordsOn(page)).toContain('Tick every item that is done. All are needed for an approval.');
    expect(page).toContain('name="item-1" value="yes" checked');
    expect(request().votes).toEqual([]);

    await decide(ana, all);
    expect(request().votes).toMatchObject([{ choice: 'APPROVE', checklist }]);
    expect(wordsOn((await decide(ben, all)).page)).toContain('ticked: The data is backed up; Support is informed');
  });

  test('is not needed for a rejection', async () => {
    const { decide, request } = await openGate({ reviewers, checklist });

    await decide(ana, rejecting);

    expect(request().status).toBe('REJECTED');
  });

  test('is confirmed item by item by an identity', async () => {
    const { desk, request } = await openGate({ reviewers, checklist });

    const some = await decideByIam(desk, dan, 'approve', { checklist: checklist.slice(1) });
    expect(some).toMatchObject({
      status: 422,
      answer: {
        outcome: 'incomplete',
        message: expect.stringContaining('(--confirm-checklist): "The data is backed up"'),
      },
    });
    expect(some.answer.message).not.toContain('a reason');

    await decideByIam(desk, dan, 'approve', { checklist });
    expect(request()).toMatchObject({ status: 'APPROVED', votes: [{ by: dan, checklist }] });
  });

  test('does not count if the form of another checklist is sent', async () => {
    const { desk, link, store, request } = await openGate({ reviewers, checklist });
    const page = await (await desk.request(link(ana))).text();
    const asked = { ...request().asked, checklist: ['Everything is fine'] };
    store.edit(key, JSON.stringify({ ...request(), asked }));

    expect((await desk.request(link(ana), fillIn(page, all))).status).toBe(409);
    expect(request().status).toBe('PENDING');
  });

  test('refuses a form with an item that no checklist has', async () => {
    const { desk, link } = await openGate({ reviewers, checklist });
    const page = await (await desk.request(link(ana))).text();

    expect((await desk.request(link(ana), fillIn(page, { ...all, 'item-10': 'yes' }))).status).toBe(400);
  });
});

describe('a gate that compares what a vote needs', () => {
  const full = { reviewers, rejections: 2, requireReason: 'both', reasonPattern: 'SHOP-[0-9]+', checklist: ['Backup'] };

  test.each<[string, JsonObject]>([
    ['rejections', { ...full, rejections: 3 }],
    ['requireReason', { ...full, requireReason: 'approve' }],
    ['reasonPattern', { ...full, reasonPattern: '.' }],
    ['checklist', { ...full, checklist: [] }],
  ])('refuses a request with another %s', async (name, theirs) => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: theirs }));

    expect(await setup.gate(full)()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(name) });
  });

  test('accepts one whose settings are the defaults, written or not', async () => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: { reviewers } }));

    const answer = await setup.gate({ reviewers, rejections: 1, requireReason: 'reject', checklist: [], groups: {} })();

    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });
});
