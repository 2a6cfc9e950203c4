import { expect, test } from 'vitest';
import { allEvents, eventsAbout } from '../../../../src/sandbox/dashboard/consult/event-list.ts';
import type { MailOutcome } from '../../../../src/sandbox/mailbox/mail-outcome.ts';
import type { ShownMail } from '../../../../src/sandbox/mailbox/mailbox.ts';
import { deploymentArn, waitingSandbox } from '../sandbox-data.ts';

const at = new Date('2026-11-22T13:50:00Z');

function mailTo(name: string, change: Partial<ShownMail> = {}): ShownMail {
  const [mail] = waitingSandbox().mailbox.mails;
  const id = `20261122134200000-${name}`;
  return { ...mail, id, to: `${name}@shop.example`, body: 'Deployment  EZe5RNVLH6PPzHXINuP28', ...change } as ShownMail;
}

const textsOf = (mails: ShownMail[]) =>
  allEvents(waitingSandbox({ mailbox: { mails, unreadable: [] } })).map(({ text }) => text);

test('mails that went out at once, opening and deciding are one event each, newest first', () => {
  const outcome = { kind: 'approved', by: 'Ana', at } as const;
  const openedAt = new Date('2026-11-22T13:45:00Z');

  expect(textsOf([mailTo('ben', { outcome }), mailTo('ana', { outcome, openedAt })])).toEqual([
    'Ana approved',
    'Ana opened the request',
    'mail to Ana and Ben: [ACTION] Approve retail-ui 1.42 by 14:30 UTC',
    'POST_TEST_TRAFFIC_SHIFT began',
  ]);
});

test.each<[MailOutcome, string]>([
  [{ kind: 'voted', choice: 'approved', at }, 'Ana approved; others are still asked'],
  [{ kind: 'rejected', by: 'Ana', reason: 'the price', at }, 'Ana rejected: the price'],
  [{ kind: 'expired', at }, 'nobody decided in time: the request expired'],
  [{ kind: 'over', at }, 'the request was closed: its deployment ended first'],
])('a request that is %j says so', (outcome, text) => {
  expect(textsOf([mailTo('ana', { outcome })])[0]).toBe(text);
});

test('mails of another run, or about another deployment, are not events of this one', () => {
  expect(textsOf([mailTo('ana', { at: '2026-11-20T13:42:00.000Z' })])).toEqual(['POST_TEST_TRAFFIC_SHIFT began']);
  expect(eventsAbout(deploymentArn, [], { mails: [mailTo('ana', { body: 'Deployment  another' })] })).toEqual([]);
});
