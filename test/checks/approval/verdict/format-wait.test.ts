import { expect, test } from 'vitest';
import type { Notification } from '../../../../src/approval/request/request.ts';
import { formatWait } from '../../../../src/checks/approval/verdict/format-wait.ts';
import { newRequest, vote } from '../../../helpers/approval.ts';

const now = new Date('2026-11-22T14:10:00.000Z');
const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const sent = (to: string, more: Partial<Notification> = {}): Notification => ({
  ...{ to, attempts: 1, sentAt: '2026-11-22T14:00:01.000Z', ...more },
});
const unsent = (to: string, more: Partial<Notification> = {}): Notification => ({ to, attempts: 1, ...more });
const unreached = (to: string) => sent(to, { unreached: true });

test.each<[string, Notification[], string]>([
  ['nobody was notified', [], ''],
  ['everybody was notified', [sent(ana), sent(ben)], ''],
  ['two could not be notified yet', [unsent(ana), unsent(ben)], `; not notified yet, retrying: ${ana}, ${ben}`],
  [
    'two have no subscription',
    [unreached(ana), unreached(ben)],
    `; no subscriber would get the notification for ${ana}, ${ben}`,
  ],
  [
    'one of each',
    [unsent(ana), unreached(ben)],
    `; not notified yet, retrying: ${ana}; no subscriber would get the notification for ${ben}`,
  ],
  ['somebody has subscribed before the reminder', [unreached(ana), sent(ana, { kind: 'reminder' })], ''],
  [
    'the reminder has not been sent yet',
    [unreached(ana), unsent(ana, { kind: 'reminder' })],
    `; not notified yet, retrying: ${ana}; no subscriber would get the notification for ${ana}`,
  ],
])('a gate waits, and says who does not know of it: %s', (_what, notifications, untold) => {
  const wait = formatWait({ ...newRequest(), notifications }, now);

  expect(wait).toBe(`0 of 1 approval, until 14:30 UTC${untold}`);
});

test('a gate that approves itself says so', () => {
  const request = { ...newRequest({ asked: { onDeadline: 'approve' } }), notifications: [] };

  expect(formatWait(request, now)).toBe('0 of 1 approval, until 14:30 UTC, then it approves itself (onDeadline)');
});

test('a gate that approves itself says so no longer once somebody has rejected, because then it expires', () => {
  const request = { ...newRequest({ asked: { onDeadline: 'approve', rejections: 2 } }), notifications: [] };
  const rejected = { ...request, votes: [vote({ choice: 'REJECT', reason: 'no' })] };

  expect(formatWait(rejected, now)).toBe('0 of 1 approval, 1 of 2 rejections, until 14:30 UTC');
});
