import { expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { isNoticeDue } from '../../../src/approval/request/standing.ts';
import { newRequest } from '../../helpers/approval.ts';

const now = '2026-11-22T14:10:00.000Z';
const sent = { to: 'ana@example.com', attempts: 1, sentAt: '2026-11-22T14:00:00.000Z' };
const unsent = { to: 'ana@example.com', attempts: 0 };
const claimedAt = (at: string) => ({ ...unsent, claim: { id: 'c', at } });

test.each<[string, Partial<ApprovalRequest>, boolean]>([
  ['everything was sent', {}, false],
  ['one was not', { notifications: [sent, unsent] }, true],
  ['somebody is sending it', { notifications: [claimedAt('2026-11-22T14:07:00.001Z')] }, false],
  ['somebody began three minutes ago', { notifications: [claimedAt('2026-11-22T14:07:00.000Z')] }, true],
  ['the next notice is due', { nextNotice: now }, true],
  ['the next notice is due later', { nextNotice: '2026-11-22T14:10:00.001Z' }, false],
  ['it has been decided, but the next notice was due', { status: 'APPROVED', nextNotice: now }, false],
  ['it has been decided, and a mail was not sent', { status: 'APPROVED', notifications: [unsent] }, false],
  ['it was approved by break glass', { status: 'APPROVED', notifications: [{ ...unsent, kind: 'break-glass' }] }, true],
])('whether there is anything to send if %s', (_what, change, expected) => {
  const request: ApprovalRequest = { ...newRequest(), notifications: [sent], ...change };

  expect(isNoticeDue(request, new Date(now))).toBe(expected);
});
