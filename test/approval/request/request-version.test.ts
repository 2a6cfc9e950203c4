import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { requestVersion } from '../../../src/approval/request/request-version.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

describe('requestVersion', () => {
  test.each<[string, Partial<ApprovalRequest>]>([
    ['a notification that was sent', { notifications: [{ to: 'ana@example.com', attempts: 2 }] }],
    ['a line of history', { history: [{ at: '2026-11-22T14:01:00.000Z', what: 'mailed' }] }],
    ['the time at which it was made', { createdAt: '2026-11-22T13:59:00.000Z' }],
  ])('is the same after %s', (_what, change) => {
    expect(requestVersion({ ...newRequest(), ...change })).toBe(requestVersion(newRequest()));
  });

  test.each<[string, Partial<ApprovalRequest>]>([
    ['status', { status: 'REJECTED' }],
    ['deadline', { deadline: '2026-11-22T15:30:00.000Z' }],
    ['quorum', { approvals: 2 }],
    ['reviewers', { reviewers: ['ana@example.com'] }],
    ['votes', { votes: [vote()] }],
    ['what the gate asks for', { asked: { checklist: ['The cart was tried'] } }],
    ['people who may not decide', { excluded: ['eve@example.com'] }],
    ['subject', { subject: { ...newRequest().subject, revisionId: '42' } }],
    [
      'decision',
      { decision: { id: 'd', status: 'EXPIRED', by: 'Greenlight', via: 'greenlight', at: '2026-11-22T15:30:00.000Z' } },
    ],
  ])('differs after a change of %s', (_what, change) => {
    expect(requestVersion({ ...newRequest(), ...change })).not.toBe(requestVersion(newRequest()));
  });

  test('is found out again for a request that may have changed in place', () => {
    const request = newRequest();
    const before = requestVersion(request);
    Object.assign(request, { approvals: 2 });

    expect(requestVersion(request)).not.toBe(before);
  });

  test('is the same in every release, because the command line and the desk may be of different ones', () => {
    expect(requestVersion(newRequest())).toBe('mMmw0ayAefund0QSdAY9fF1U97JYo3zcfVyTzWiOUjQ');
  });
});
