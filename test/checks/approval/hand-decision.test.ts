import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import type { ApprovalRequest, Vote } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import {
  approvalSetup,
  decideAt,
  key,
  keyOf,
  neverAborted,
  newRequest,
  type Setup,
  subject,
  vote,
  wordsOn,
} from '../../helpers/approval.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

const clock = { now: () => new Date('2026-11-22T14:00:00.000Z') };
const byHand = 'approved by hand in the bucket at 14:05 UTC';

describe('M6 an object that somebody put into the ledger', () => {
  test('M6 is refused if it is the request of another deployment', async () => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();
    const approved = castVote(newRequest({ subject: { ...subject, deploymentId: 'another' } }), vote()).request;

    setup.store.edit(key, JSON.stringify(approved));
    const answer = await poll();

    expect(answer.hookStatus).toBe('IN_PROGRESS');
    expect(answer.reason).toContain(
      `restore an earlier ${key}, or delete it: it is a copy of ${keyOf({ deploymentId: 'another' })}`,
    );
  });

  test.each([{ stage: 'PRE_SCALE_UP' }, { step: 25 }, { gate: 'legal' }, { service: 'other' }])(
    'M6 is refused if it was copied from %j, no matter what it says',
    async (change) => {
      const store = memoryStore(clock);
      const foreign = newRequest({ subject: { ...subject, ...change } });
      store.edit(key, JSON.stringify({ ...foreign, status: 'APPROVED' }));

      await expect(createLedger(store).read(key, neverAborted)).rejects.toMatchObject({ code: 'UNREADABLE_REQUEST' });
    },
  );

  test('M6 is shown as made by hand if it names a person who has not voted', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ reviewers: ['ana@example.com'] });
    await poll();
    const decision = {
      id: 'd',
      status: 'APPROVED',
      by: 'eve@example.com',
      via: 'desk',
      at: '2026-11-22T14:05:00.000Z',
    };

    edit(setup, { status: 'APPROVED', decision });
    const page = wordsOn(await (await setup.desk.request(setup.link('ana@example.com'))).text());

    expect(page).not.toContain('eve@example.com');
    expect(await poll()).toEqual({ hookStatus: 'SUCCEEDED', reason: byHand });
  });

  test.each<[string, Partial<ApprovalRequest>]>([
    ['no vote', {}],
    ['one approval too few', { votes: [vote({ id: 'd' })] }],
    ['the same person twice', { votes: [vote({ id: 'x' }), vote({ id: 'd' })] }],
    ['a voter who was not asked', { votes: [vote({ id: 'x' }), vote({ id: 'd', by: 'eve@example.com' })] }],
    [
      'a rejection among them',
      { votes: [vote({ id: 'x' }), vote({ id: 'd', by: 'ben@example.com', choice: 'REJECT' })] },
    ],
    [
      'a vote after the deadline',
      { votes: [vote({ id: 'x' }), vote({ id: 'd', by: 'ben@example.com', at: '2026-11-22T14:30:00.000Z' })] },
    ],
    ['another vote’s id', { votes: [vote({ id: 'x' }), vote({ id: 'y', by: 'ben@example.com' })] }],
  ])('M6 is read as made by hand if its approval is based on %s', async (_what, change) => {
    const store = memoryStore(clock);
    const request = newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 });
    const decision = {
      id: 'd',
      status: 'APPROVED',
      by: 'ana@example.com, ben@example.com',
      via: 'desk',
      at: '2026-11-22T14:10:00.000Z',
    };
    store.edit(key, JSON.stringify({ ...request, ...change, status: 'APPROVED', decision }));

    const stored = await createLedger(store).read(key, neverAborted);

    expect(stored?.request.decision).toMatchObject({ status: 'APPROVED', by: 'operator', via: 'by hand' });
  });

  test('M6 is also read as made by hand if it says that Greenlight approved', async () => {
    const store = memoryStore(clock);
    const decision = {
      id: 'd',
      status: 'APPROVED',
      by: 'Greenlight',
      via: 'greenlight',
      at: '2026-11-22T14:10:00.000Z',
    };
    store.edit(key, JSON.stringify({ ...newRequest(), status: 'APPROVED', decision }));

    expect((await createLedger(store).read(key, neverAborted))?.request.decision?.via).toBe('by hand');
  });

  test('M6 keeps the names of a decision that votes led to, no matter in which order its keys are written', () => {
    const voters = fc.array(
      fc.record({
        by: fc.constantFrom('ana@example.com', 'ben@example.com', 'arn:aws:iam::123456789012:user/dan'),
        choice: fc.constantFrom<Vote['choice']>('APPROVE', 'APPROVE', 'REJECT'),
        reason: fc.constantFrom(undefined, 'looks good'),
      }),
    );
    return fc.assert(
      fc.asyncProperty(voters, async (drawn) => {
        const asked = newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 });
        const request = drawn.reduce<ApprovalRequest>((before, { by, choice, reason }, index) => {
          const via = by.startsWith('arn:') ? { via: 'iam' as const } : {};
          const cast = vote({ id: `v${index}`, by, choice, ...via, ...(reason && { reason }) });
          return castVote(before, cast).request;
        }, asked);
        const store = memoryStore(clock);
        const { decision } = request;
        const reversed = decision && Object.fromEntries(Object.entries(decision).reverse());
        store.edit(key, JSON.stringify({ ...request, decision: reversed }));

        expect((await createLedger(store).read(key, neverAborted))?.request).toEqual(request);
      }),
    );
  });

  test('M6 is never confused with an approval on the desk', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ reviewers: ['ana@example.com'] });
    await poll();
    await decideAt(setup.desk, setup.link('ana@example.com'));

    expect(await poll()).toEqual({ hookStatus: 'SUCCEEDED', reason: 'approved by ana@example.com at 14:00 UTC' });
  });
});

function edit({ store }: Setup, change: Record<string, unknown>): void {
  const request = JSON.parse(store.contents()[key] ?? '{}') as Record<string, unknown>;
  store.edit(key, JSON.stringify({ ...request, ...change }));
}

describe('M6 with HandDecisions: no', () => {
  test.each(['APPROVED', 'REJECTED'] as const)(
    'M6 a status set to %s by hand is an error, and is not recorded',
    async (status) => {
      const setup = approvalSetup({ refusesHandDecisions: true });
      const poll = setup.gate({ errorBudget: 1 });
      await poll();
      edit(setup, { status });

      const answers = [await poll(), await poll()];

      expect(answers.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'FAILED']);
      expect(answers[0]?.reason).toContain(`was set to ${status} by hand, which this stack does not accept`);
      expect(setup.request().decision).toBeUndefined();
    },
  );

  test('M6 a decision that was written by hand is an error, no matter whose name it has', async () => {
    const setup = approvalSetup({ refusesHandDecisions: true });
    const poll = setup.gate();
    await poll();
    const decision = { id: 'd', status: 'APPROVED', by: 'eve', via: 'desk', at: '2026-11-22T14:05:00.000Z' };
    edit(setup, { status: 'APPROVED', decision });

    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('HandDecisions: no'),
    });
  });

  test('M6 votes count as usual, even after the edit is undone', async () => {
    const setup = approvalSetup({ refusesHandDecisions: true });
    const poll = setup.gate();
    await poll();
    edit(setup, { status: 'APPROVED' });
    await poll();
    edit(setup, { status: 'PENDING' });
    await decideAt(setup.desk, setup.link());

    expect(await poll()).toEqual({ hookStatus: 'SUCCEEDED', reason: 'approved by link holder at 14:00 UTC' });
  });
});
