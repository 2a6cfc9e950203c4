import { describe, expect, test } from 'vitest';
import { extendDeadline, withdrawRequest } from '../../../src/approval/request/amend.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

const amendment = {
  id: 'amendment-1',
  by: 'arn:aws:iam::123456789012:user/dan',
  reason: 'the tests take longer',
  at: '2026-11-22T14:10:00.000Z',
};
const ways = {
  extend: (request: ApprovalRequest, at = amendment.at) =>
    extendDeadline(request, { ...amendment, at }, '2026-11-22T15:00:00.000Z'),
  withdraw: (request: ApprovalRequest, at = amendment.at) => withdrawRequest(request, { ...amendment, at }),
};

describe.each(['extend', 'withdraw'] as const)('to %s a request', (way) => {
  test('is too late once it is decided, or its status was changed by hand', () => {
    const { request } = castVote(newRequest(), vote());
    const flipped: ApprovalRequest = { ...newRequest(), status: 'APPROVED' };

    expect(ways[way](request)).toEqual({ outcome: 'too-late', request });
    expect(ways[way](flipped)).toEqual({ outcome: 'too-late', request: flipped });
  });

  test.each([
    ['2026-11-22T14:29:59.999Z', 'amended'],
    ['2026-11-22T14:30:00.000Z', 'expired'],
  ])('at %s is %s if the deadline is 14:30', (at, outcome) => {
    expect(ways[way](newRequest(), at).outcome).toBe(outcome);
    expect(ways[way](newRequest(), at).request.status).toBe(
      outcome === 'expired' ? 'EXPIRED' : way === 'extend' ? 'PENDING' : 'SUPERSEDED',
    );
  });
});

test('an extension keeps the mails that were sent or are being sent, and replaces the others', () => {
  const sent = { to: 'ana@example.com', attempts: 1, sentAt: amendment.at };
  const claimed = { to: 'ben@example.com', attempts: 1, claim: { id: 'claim-1', at: amendment.at } };
  const due = { to: 'cho@example.com', attempts: 0 };

  const { request } = ways.extend({ ...newRequest(), notifications: [sent, claimed, due] });

  expect(request.notifications.slice(0, 2)).toEqual([sent, claimed]);
  expect(request.notifications.slice(2).map(({ to, attempts }) => [to, attempts])).toEqual(
    [sent, claimed, due].map(({ to }) => [to, 0]),
  );
});

test('withdrawing is done only if it was for the same reason', () => {
  const { request } = ways.withdraw(newRequest());

  expect(ways.withdraw(request)).toEqual({ outcome: 'as-wanted', request });
  expect(withdrawRequest(request, { ...amendment, reason: 'another' })).toEqual({ outcome: 'too-late', request });
});
