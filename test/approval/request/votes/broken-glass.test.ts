import { expect, test } from 'vitest';
import { withBrokenGlass } from '../../../../src/approval/request/votes/broken-glass.ts';
import { newRequest, vote } from '../../../helpers/approval.ts';

const eve = 'arn:aws:iam::123456789012:user/eve';

test('break glass notifies each person who was asked, once, and nobody is asked any longer', () => {
  const sentAt = '2026-11-22T14:01:00.000Z';
  const reviewers = ['ana@example.com', 'ben@example.com'];
  const opened = newRequest({ reviewers, asked: { breakGlass: [eve] } });
  const [toAna, toBen] = opened.notifications.map((notice) => ({ ...notice, sentAt }));
  const reminder = { to: 'ana@example.com', attempts: 0, kind: 'reminder' };
  const asking = { ...opened, notifications: [toAna, toBen, reminder].flatMap((one) => one ?? []) };
  const cast = vote({ by: eve, via: 'break-glass', reason: 'the shop\nis down' });

  const news = 'user/eve (IAM) approved it by break glass, without what the gate needs: the shop is down';
  expect(withBrokenGlass(asking, cast)).toEqual({
    ...asking,
    votes: [cast],
    notifications: [
      toAna,
      toBen,
      { to: 'ana@example.com', attempts: 0, kind: 'break-glass', news },
      { to: 'ben@example.com', attempts: 0, kind: 'break-glass', news },
    ],
    history: [...opened.history, { at: cast.at, what: `BREAK GLASS: ${news}` }],
  });
});
