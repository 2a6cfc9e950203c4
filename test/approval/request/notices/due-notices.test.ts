import { describe, expect, test } from 'vitest';
import { planNotices, withNextNotice } from '../../../../src/approval/request/notices/due-notices.ts';
import type { ApprovalRequest } from '../../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { newRequest, vote } from '../../../helpers/approval.ts';

const [ana, ben, dan] = ['ana@example.com', 'ben@example.com', 'dan@example.com'];
const time = (minute: string) => `2026-11-22T14:${minute}:00.000Z`;
const reminders = { everyMinutes: 10, limit: 5 };
const qa = { name: 'qa', from: [ana], approvals: 1 };
const ops = { name: 'ops', from: ['group:ops'], approvals: 1 };
const member = { by: ben, via: 'sign-in', identity: { groups: ['ops'] } } as const;
const deputies = [{ afterMinutes: 5, from: [dan] }];

/** Asked at 14:00 until 14:30, with every first notification sent. */
function asking(asked: JsonObject, changes: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const request = newRequest({ reviewers: [ana, ben], approvals: 2, asked });
  return {
    ...request,
    notifications: request.notifications.map((notice) => ({ ...notice, sentAt: time('00') })),
    ...changes,
  };
}

/** What is added at this minute: `reminder to ana@example.com`. */
function plannedAt(minute: string, request: ApprovalRequest): string[] {
  const { notifications } = planNotices(request, new Date(time(minute)));
  return notifications.slice(request.notifications.length).map(({ kind, to }) => `${kind} to ${to}`);
}

describe('the time of the next notice', () => {
  test.each<[string, JsonObject, string | undefined]>([
    ['of nothing', {}, undefined],
    ['of reminders', { reminders }, time('10')],
    ['of deputies', { deputies }, time('05')],
    ['of both', { reminders, deputies: [{ afterMinutes: 15, from: [dan] }] }, time('10')],
    ['of a reminder at the deadline', { reminders: { everyMinutes: 30, limit: 1 } }, undefined],
    ['of deputies at the deadline', { deputies: [{ afterMinutes: 30, from: [dan] }] }, undefined],
  ])('is that %s', (_of, asked, expected) => {
    const request = asking(asked);

    expect(request.nextNotice).toBe(expected);
    if (expected === undefined) expect(withNextNotice(request, time('00'))).toBe(request);
  });

  test('stays if it has passed without a look', () => {
    expect(withNextNotice(asking({ reminders }), time('12')).nextNotice).toBe(time('10'));
  });

  test('is the following one afterwards', () => {
    expect(planNotices(asking({ reminders }), new Date(time('10'))).nextNotice).toBe(time('20'));
    expect(planNotices(asking({ reminders }), new Date(time('20')))).not.toHaveProperty('nextNotice');
  });
});

describe('planNotices', () => {
  test.each<[string, string, ApprovalRequest]>([
    ['before its time', time('09'), asking({ reminders })],
    ['at the deadline', time('30'), asking({ reminders })],
    ['of a request that is decided', time('10'), asking({ reminders }, { status: 'APPROVED' })],
    ['without reminders and deputies', time('10'), asking({})],
  ])('changes nothing %s', (_when, at, request) => {
    expect(planNotices(request, new Date(at))).toBe(request);
  });

  const sentTo = (to: string, kind: string, due: string) => ({ to, attempts: 1, kind, due, sentAt: due });
  const first = asking({}).notifications;

  test.each<[string, string, ApprovalRequest, string[]]>([
    ['who was asked', '10', asking({ reminders }), [`reminder to ${ana}`, `reminder to ${ben}`]],
    [
      'but nobody whose first mail is not sent',
      '10',
      asking({ reminders }, { notifications: [{ to: ana, attempts: 1 }, ...first.slice(1)] }),
      [`reminder to ${ben}`],
    ],
    [
      'but nobody twice',
      '10',
      asking({ reminders }, { notifications: [...first, sentTo(ana, 'reminder', time('10'))] }),
      [`reminder to ${ben}`],
    ],
    [
      'who was notified as a deputy at that time',
      '10',
      asking({ reminders }, { notifications: [...first, sentTo(ana, 'deputy', time('10'))] }),
      [`reminder to ${ana}`, `reminder to ${ben}`],
    ],
    [
      'but nobody who becomes a deputy now',
      '10',
      asking({ reminders, deputies: [{ afterMinutes: 10, from: [ana] }] }),
      [`deputy to ${ana}`, `reminder to ${ben}`],
    ],
    [
      'in a group whose rule is not met, by everybody’s link',
      '10',
      asking({ reminders, rules: [qa, ops] }, { votes: [vote()] }),
      ['reminder to everybody'],
    ],
    [
      'but no group whose rule is met',
      '10',
      asking({ reminders, rules: [qa, ops] }, { votes: [vote(member)] }),
      [`reminder to ${ana}`],
    ],
    [
      'in a group who can stand in for somebody of another rule',
      '10',
      asking({ reminders, rules: [{ ...ops, from: [ana, 'group:ops'] }, qa] }, { votes: [vote()] }),
      ['reminder to everybody'],
    ],
    ['but nobody of what came before the last look', '16', asking({ reminders }, { nextNotice: time('15') }), []],
  ])('reminds everybody %s', (_whom, minute, request, planned) => {
    expect(plannedAt(minute, request)).toEqual(planned);
  });

  test('counts only the reminders that come before the deadline', () => {
    const { notifications } = planNotices(asking({ reminders }), new Date(time('10')));

    expect(notifications.at(-1)?.news).toBe('1 of 2, first asked at 2026-11-22 14:00 UTC');
  });

  test.each<[string, ApprovalRequest, string[]]>([
    ['whose time has come', asking({ deputies }), [`deputy to ${dan}`]],
    ['but nobody who is excluded', asking({ deputies }, { excluded: [dan] }), []],
    [
      'but nobody who has rejected',
      asking({ deputies, rejections: 2 }, { votes: [vote({ by: dan, choice: 'REJECT' })] }),
      [],
    ],
    [
      'but nobody without a mail address',
      asking({
        deputies: [
          {
            afterMinutes: 5,
            from: [
              'arn:aws:iam::123456789012:user/dan@example.com',
              'https://login.example.com/shop#dan@example.com',
              'http://localhost:8080#dan@example.com',
              'arn:aws:iam::123456789012:user/eve',
              dan,
            ],
          },
        ],
      }),
      [`deputy to ${dan}`],
    ],
  ])('notifies each deputy %s', (_whom, request, planned) => {
    expect(plannedAt('05', request)).toEqual(planned);
  });
});
