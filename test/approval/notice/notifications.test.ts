import { describe, expect, test } from 'vitest';
import { claimDue, claimedBy, noteSent } from '../../../src/approval/notice/notifications.ts';
import { dueNotifications } from '../../../src/approval/request/standing.ts';
import { expire } from '../../../src/approval/request/transitions.ts';
import { newRequest } from '../../helpers/approval.ts';

const reviewers = ['ana@example.com', 'ben@example.com'];
const request = newRequest({ reviewers });
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('dueNotifications', () => {
  test('returns none while their sender may still be working on them', () => {
    expect(dueNotifications(request, at('14:00:00.000'))).toEqual([]);
    expect(dueNotifications(request, at('14:02:59.999'))).toEqual([]);
  });

  test('returns those whose sender has been silent for three minutes', () => {
    expect(dueNotifications(request, at('14:03:00.000')).map(({ to }) => to)).toEqual(reviewers);
  });

  test('returns those that could not be sent, at once', () => {
    const tried = noteSent(request, 'claim-1', request.notifications.slice(0, 1), at('14:00:01.000'));

    expect(dueNotifications(tried, at('14:00:02.000')).map(({ to }) => to)).toEqual(['ben@example.com']);
  });

  test('returns none if the request is decided', () => {
    const expired = expire(request, { id: 'x', at: '2026-11-22T14:30:00.000Z' });

    expect(dueNotifications(expired, at('15:00:00.000'))).toEqual([]);
  });
});

describe('claimedBy', () => {
  test('returns none for a claim that was given back', () => {
    const tried = noteSent(request, 'claim-1', [], at('14:00:01.000'));

    expect(claimedBy(tried, 'claim-1')).toEqual([]);
  });

  test('returns none for what was sent', () => {
    const sent = noteSent(request, 'claim-1', request.notifications, at('14:00:01.000'));

    expect(claimedBy(sent, 'claim-1')).toEqual([]);
  });
});

describe('claimDue', () => {
  test('takes over what is due, and counts the attempt', () => {
    const claimed = claimDue(request, 'claim-2', at('14:03:00.000'));

    expect(claimed?.notifications).toEqual([
      { to: 'ana@example.com', claim: { id: 'claim-2', at: '2026-11-22T14:03:00.000Z' }, attempts: 2 },
      { to: 'ben@example.com', claim: { id: 'claim-2', at: '2026-11-22T14:03:00.000Z' }, attempts: 2 },
    ]);
    expect(claimed && claimedBy(claimed, 'claim-2')).toHaveLength(2);
    expect(claimed && claimedBy(claimed, 'claim-1')).toEqual([]);
  });

  test('leaves what was sent', () => {
    const tried = noteSent(request, 'claim-1', request.notifications.slice(0, 1), at('14:00:01.000'));

    const claimed = claimDue(tried, 'claim-2', at('14:00:02.000'));

    expect(claimed && claimedBy(claimed, 'claim-2').map(({ to }) => to)).toEqual(['ben@example.com']);
  });

  test('keeps the time of the next reminder, even if nobody is to be notified yet', () => {
    const asked = { reminders: { everyMinutes: 10, limit: 1 } };
    const sent = noteSent(newRequest({ reviewers, asked }), 'claim-1', request.notifications, at('14:00:01.000'));
    const early = { ...sent, nextNotice: '2026-11-22T14:05:00.000Z' };

    expect(claimDue(early, 'claim-2', at('14:06:00.000'))).toEqual({
      ...early,
      nextNotice: '2026-11-22T14:10:00.000Z',
    });
  });

  test('has nothing to write if nothing is due', () => {
    expect(claimDue(request, 'claim-2', at('14:00:01.000'))).toBeUndefined();
  });
});

describe('noteSent', () => {
  test.each([
    ['kind', { kind: 'reminder' }, { kind: 'deputy' }],
    ['time', { due: '2026-11-22T14:10:00.000Z' }, { due: '2026-11-22T14:20:00.000Z' }],
    ['news', { news: 'extended' }, { news: 'shortened' }],
  ] as const)('distinguishes two notices to one person by their %s', (_what, first, second) => {
    const claim = { id: 'claim-1', at: '2026-11-22T14:00:00.000Z' };
    const notices = [first, second].map((more) => ({ to: 'ana@example.com', attempts: 1, claim, ...more }));

    const noted = noteSent({ ...request, notifications: notices }, 'claim-1', notices.slice(0, 1), at('14:00:01.000'));

    expect(noted.notifications.map(({ sentAt }) => sentAt)).toEqual(['2026-11-22T14:00:01.000Z', undefined]);
  });

  test('notes who was notified, and releases the claim on those who were not', () => {
    const noted = noteSent(request, 'claim-1', request.notifications.slice(0, 1), at('14:00:01.000'));

    expect(noted.notifications).toEqual([
      {
        to: 'ana@example.com',
        claim: { id: 'claim-1', at: '2026-11-22T14:00:00.000Z' },
        attempts: 1,
        sentAt: '2026-11-22T14:00:01.000Z',
      },
      { to: 'ben@example.com', attempts: 1 },
    ]);
    expect(noted.history.slice(1).map(({ what }) => what)).toEqual([
      'sent the notification for ana@example.com; delivery is not confirmed',
      'could not send the notification for ben@example.com; Greenlight keeps trying',
    ]);
  });

  test('writes only the first failure into the history', () => {
    const tried = noteSent(request, 'claim-1', request.notifications.slice(0, 1), at('14:00:01.000'));
    const again = claimDue(tried, 'claim-2', at('14:00:11.000')) ?? tried;

    const noted = noteSent(again, 'claim-2', [], at('14:00:12.000'));

    expect(noted.history).toEqual(tried.history);
    expect(noted.notifications[1]).toEqual({ to: 'ben@example.com', attempts: 2 });
  });

  test('leaves what another sender has taken over in the meantime', () => {
    const taken = claimDue(request, 'claim-2', at('14:03:00.000')) ?? request;

    expect(noteSent(taken, 'claim-1', request.notifications, at('14:03:01.000'))).toEqual(taken);
  });
});

test('a notification that nobody gets is recorded as such', () => {
  const [first, second] = request.notifications;
  if (!first || !second) throw new Error('expected two notifications');
  const sent = [{ ...first, unreached: true as const }, second];

  const noted = noteSent(request, 'claim-1', sent, at('14:00:01.000'));

  expect(noted.notifications[0]).toMatchObject({ to: 'ana@example.com', unreached: true });
  expect(noted.notifications[1]).not.toHaveProperty('unreached');
  expect(noted.history.slice(-2).map(({ what }) => what)).toEqual([
    'sent the notification for ana@example.com, but no subscriber would get it',
    'sent the notification for ben@example.com; delivery is not confirmed',
  ]);
});
