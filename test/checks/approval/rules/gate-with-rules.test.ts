import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup, approving, decideByIam, fillIn, key, rejecting, wordsOn } from '../../../helpers/approval.ts';
import { ecsEvent } from '../../../helpers/hook.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { openGate } from './open-gate.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const officer = 'arn:aws:iam::123456789012:user/officer';
const groups = { qa: [ana, ben], security: [ana, cho, officer] };
const rules: JsonObject[] = [
  { name: 'qa', from: ['qa'] },
  { name: 'security', from: ['security'] },
];

const opened = (hookDetails: JsonObject = { groups, rules }) => openGate(hookDetails);

describe('a gate with rules', () => {
  test('passes when one of QA and one of security have approved, and not before', async () => {
    const { poll, first, decide } = await opened();
    expect(first).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: 'qa: 0 of 1, security: 0 of 1, until 18:00 UTC' });

    await decide(ben);
    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: 'qa: 1 of 1, security: 0 of 1, until 18:00 UTC',
    });

    await decide(cho);
    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringContaining(`approved by ${ben}, ${cho}`),
    });
  });

  test('does not pass on two people of QA', async () => {
    const { poll, decide } = await opened({ groups: { ...groups, security: [cho] }, rules });

    await decide(ana);
    await decide(ben);

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('security: 0 of 1'),
    });
  });

  test.each([
    ['first', [ana, ben]],
    ['last', [ben, ana]],
  ])(
    'counts one vote of a person in both lists, who votes %s, for one of them',
    async (_when, [one = '', other = '']) => {
      const { poll, decide } = await opened();

      await decide(one);
      expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
      await decide(other);

      expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    },
  );

  test('sends a link to everybody with a mail address, with the rules and who can meet them', async () => {
    const { notifier } = await opened();

    expect(notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual([ana, ben, cho]);
    expect(notifier.sent[0]?.body).toContain(
      [
        `Needed      qa: 0 of 1 (${ana}, ${ben})`,
        `            security: 0 of 1 (${ana}, ${cho}, user/officer (IAM))`,
        '            Each person counts for one of these; a single rejection rolls back',
      ].join('\n'),
    );
  });

  test('shows on the page which rule lacks whom', async () => {
    const { decide, desk, link } = await opened();
    await decide(ben);

    const page = wordsOn(await (await desk.request(link(cho))).text());

    expect(page).toContain(
      'then ECS rolls back qa, 1 of 1 ben@example.com 14:00 UTC security, 0 of 1 ana@example.com, cho@example.com',
    );
  });

  test('is rejected by anybody who is named', async () => {
    const { poll, decide } = await opened();

    await decide(cho, rejecting);

    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(`rejected by ${cho}`) });
  });

  test('counts an identity that a rule names', async () => {
    const { poll, decide, desk } = await opened();
    await decide(ben);

    const { status, answer } = await decideByIam(desk, officer, 'approve');

    expect(status).toBe(200);
    expect(answer.request).toMatchObject({
      status: 'APPROVED',
      approvals: {
        given: 2,
        needed: 2,
        rules: [
          { name: 'qa', given: 1, needed: 1 },
          { name: 'security', given: 1, needed: 1 },
        ],
      },
    });
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test.each(['approve', 'reject'])(
    'records no %s of an identity that no rule names, and says who is missing',
    async (choice) => {
      const { poll, desk, request } = await opened();

      const { status, answer } = await decideByIam(desk, 'arn:aws:iam::123456789012:user/stranger', choice);

      expect(status).toBe(403);
      expect(answer).toMatchObject({
        recorded: false,
        outcome: 'not-named',
        message: expect.stringContaining(`it needs qa: 0 of 1 (${ana}, ${ben}), security: 0 of 1 (`),
      });
      expect(request().votes).toEqual([]);
      expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    },
  );

  test('counts no vote of a stranger that somebody writes into the bucket', async () => {
    const { poll, store, request, decide } = await opened();
    await decide(ben);
    const votes = [
      ...request().votes,
      { id: 'x', choice: 'APPROVE' as const, by: 'eve@example.com', at: request().createdAt },
    ];
    store.edit(key, JSON.stringify({ ...request(), votes }));

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('security: 0 of 1'),
    });
  });

  test('reads a decision that one rule does not support as made by hand', async () => {
    const { poll, store, request, decide } = await opened();
    await decide(ben);
    const decision = {
      id: request().votes[0]?.id,
      status: 'APPROVED',
      by: ben,
      via: 'desk',
      at: request().votes[0]?.at,
    };
    store.edit(key, JSON.stringify({ ...request(), status: 'APPROVED', decision }));

    expect(await poll()).toMatchObject({ reason: expect.stringContaining('approved by hand') });
  });

  test('does not let a form decide after a rule was changed in the bucket', async () => {
    const { desk, link, store, request } = await opened();
    const page = await (await desk.request(link(cho))).text();
    const asked = { ...request().asked, rules: [{ name: 'security', from: [cho], approvals: 1 }] };
    store.edit(key, JSON.stringify({ ...request(), asked }));

    const answer = await desk.request(link(cho), fillIn(page, approving));

    expect(answer.status).toBe(409);
    expect(request().status).toBe('PENDING');
  });

  test('says that rules were damaged by hand, and approves nothing', async () => {
    const { desk, link, store, request, poll } = await opened();
    store.edit(key, JSON.stringify({ ...request(), asked: { ...request().asked, rules: [{ name: 'qa' }] } }));

    expect(wordsOn(await (await desk.request(link(cho))).text())).toContain('asked.rules[0].from: missing');
    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('rules [') });
  });

  test.each<[string, JsonObject]>([
    ['another rule', { groups, rules: [{ name: 'qa', from: ['qa'], approvals: 2 }] }],
    ['other people in a rule', { groups: { ...groups, qa: [ana, ben, 'eve@example.com'] }, rules }],
    ['no rules and the same people', { reviewers: [ana, ben, cho], approvals: 2 }],
  ])('does not accept the request of a gate with %s', async (_what, theirs) => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: theirs }));

    expect(await setup.gate({ groups, rules })()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('rules'),
    });
  });

  test('accepts its own request with rules, groups and people in another order', async () => {
    const { gate } = await opened();

    const answer = await gate({
      rules: rules.toReversed(),
      groups: { security: groups.security.toReversed(), qa: groups.qa.toReversed() },
    })();

    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });
});

describe('the page of a gate with everything', () => {
  test('is valid HTML, before and after a vote, and after a form that was incomplete', async () => {
    const full = { checklist: ['Backup <done>', 'Support "knows"'], requireReason: 'both', reasonPattern: '<[0-9]+>' };
    const opens = { onDeadline: 'approve', allowFailOpen: true, rejections: 2 };
    const { desk, link, decide } = await opened({ groups, rules, ...full, ...opens });
    const ticked = { ...approving, 'item-0': 'yes', 'item-1': 'yes', reason: 'see <42>' };

    const pages = [
      await (await desk.request(link(cho))).text(),
      (await decide(cho, { ...ticked, reason: '42' })).page,
      (await decide(cho, ticked)).page,
    ];

    expect(await Promise.all(pages.map(htmlFaults))).toEqual([[], [], []]);
    expect(pages[2]).toContain('value="withdraw"');
  });
});
