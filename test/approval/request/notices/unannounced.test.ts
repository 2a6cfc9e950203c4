import { expect, test } from 'vitest';
import { isUnannounced } from '../../../../src/approval/request/notices/unannounced.ts';
import type { ApprovalRequest, Decision } from '../../../../src/approval/request/request.ts';
import { newRequest } from '../../../helpers/approval.ts';

const at = '2026-11-22T14:10:00.000Z';
const decision: Decision = { id: 'd', status: 'APPROVED', by: 'arn:aws:iam::1:user/eve', via: 'break-glass', at };
const news = { to: 'everybody', attempts: 0, kind: 'break-glass' };

test.each<[string, Partial<ApprovalRequest>, boolean]>([
  ['its notification is to be sent', {}, true],
  ['one of two was sent', { notifications: [{ ...news, sentAt: at }, news] }, true],
  ['its notification was sent', { notifications: [{ ...news, sentAt: at }] }, false],
  ['there was nobody to notify', { notifications: [] }, false],
  ['only another notification was not sent', { notifications: [{ ...news, kind: 'reminder' }] }, false],
  ['votes decided', { decision: { ...decision, via: 'iam' } }, false],
  ['nobody has decided', { decision: undefined }, false],
])('whether an approval by break glass waits for its announcement if %s', (_what, change, expected) => {
  const request: ApprovalRequest = { ...newRequest(), decision, notifications: [news], ...change };

  expect(isUnannounced(request, new Date(at))).toBe(expected);
});

test.each([
  ['2026-11-22T14:14:59.999Z', true],
  ['2026-11-22T14:15:00.000Z', false],
])('waits at most five minutes for an announcement that cannot be sent: at %s, %s', (now, expected) => {
  expect(isUnannounced({ ...newRequest(), decision, notifications: [news] }, new Date(now))).toBe(expected);
});
