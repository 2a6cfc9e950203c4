import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { approvalSetup, approving, decideAt, decideByIam, key, rejecting, wordsOn } from '../../../helpers/approval.ts';

/** As the release of 26 November 2026 stored it, before there were rules: one of two approvals. */
const stored = readFileSync(new URL('../../../approval/request/stored-2026-11-26.json', import.meta.url), 'utf8');
const hookDetails = {
  ...{ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2, excluded: ['cho@example.com'] },
  ...{ title: 'The cart', deadlineMinutes: 60 },
};
const [ben, cho] = ['ben@example.com', 'cho@example.com'];

function inFlight() {
  const setup = approvalSetup();
  setup.store.edit(key, stored);
  setup.clock.step(120);
  return { ...setup, poll: setup.gate(hookDetails) };
}

/** Such a release refuses every request whose `schemaVersion` is not 1, as an update shows it for a moment: the hook is new and the desk is not. */
describe('a request that an earlier release would count wrongly', () => {
  test.each([
    ['rules', { rules: [{ name: 'qa', from: ['ana@example.com', 'ben@example.com'], approvals: 1 }] }, 2],
    ['rejections', { reviewers: ['ana@example.com', 'ben@example.com'], rejections: 2 }, 2],
    ['a checklist', { reviewers: ['ana@example.com'], checklist: ['The data is backed up'] }, 2],
    ['an assurance', { reviewers: ['ana@example.com'], assurance: 'mailbox' }, 2],
    ['nothing new', { reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 }, 1],
    ['only defaults', { reviewers: ['ana@example.com'], rejections: 1, assurance: 'link', onDeadline: 'reject' }, 1],
  ])('with %s has a version of its own', async (_what, details, version) => {
    const setup = approvalSetup();

    await setup.gate(details)();

    expect(setup.request().schemaVersion).toBe(version);
  });
});

describe('a request that an earlier release has opened', () => {
  test('is waited for without being written', async () => {
    const { poll, store } = inFlight();

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '1 of 2 approvals, until 15:00 UTC' });
    expect(store.contents()[key]).toBe(stored);
  });

  test('is approved by the second approval', async () => {
    const { poll, desk, link } = inFlight();

    const { page } = await decideAt(desk, link(ben), approving);

    expect(wordsOn(page)).toContain('Your approval is recorded');
    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ana@example.com, ben@example.com at 14:02 UTC',
    });
  });

  test('is approved by an identity that no list names', async () => {
    const { poll, desk } = inFlight();

    await decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'approve');

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('is rejected by the first rejection', async () => {
    const { poll, desk, link } = inFlight();

    await decideAt(desk, link(ben), rejecting);

    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: 'rejected by ben@example.com at 14:02 UTC: the cart is empty',
    });
  });

  test('expires at its deadline', async () => {
    const { poll, clock } = inFlight();
    clock.step(3600);

    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('without a decision'),
    });
  });

  test('does not count who is excluded, or what a link holder sends', async () => {
    const { poll, desk, link } = inFlight();

    expect((await decideAt(desk, link(cho), approving)).page).not.toContain('is recorded');
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '1 of 2 approvals, until 15:00 UTC' });
  });

  test('keeps the decision that its votes support', async () => {
    const { poll, store } = inFlight();
    const request = JSON.parse(stored) as { votes: object[] };
    const vote = { id: 'id-9', choice: 'APPROVE', by: ben, at: '2026-11-22T14:01:30.000Z' };
    const decision = { id: 'id-9', via: 'desk', at: vote.at, status: 'APPROVED', by: `ana@example.com, ${ben}` };
    store.edit(key, JSON.stringify({ ...request, status: 'APPROVED', votes: [...request.votes, vote], decision }));

    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: 'approved by ana@example.com, ben@example.com at 14:01 UTC',
    });
  });
});
