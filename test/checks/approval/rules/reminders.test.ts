import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup, decideByIam, key, rejecting } from '../../../helpers/approval.ts';
import { parameterPrefix, pauseSetup, sweep } from '../../../pause-bridge/pause-setup.ts';
import { openGateWithMails } from './open-gate.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const reviewers = [ana, ben, cho];
const reminders = { everyMinutes: 60, limit: 2 };
const dan = 'arn:aws:iam::123456789012:user/dan';

const gate = { reviewers, approvals: 2, reminders };
const opened = (hookDetails: JsonObject = gate) => openGateWithMails(hookDetails);

describe('reminders', () => {
  test('go to those who have not voted, at their times, and no more than configured', async () => {
    const { pollAfter, decide } = await opened();

    expect((await pollAfter(59)).who).toEqual([]);
    expect((await pollAfter(2)).who).toEqual(reviewers);
    expect((await pollAfter(1)).who).toEqual([]);
    await decide(ana);
    expect((await pollAfter(60)).who).toEqual([ben, cho]);
    expect((await pollAfter(60)).who).toEqual([]);
  });

  test('say that they are reminders, with the link and what is still needed', async () => {
    const { pollAfter, linkIn, link, desk } = await opened();

    const [mail] = (await pollAfter(61)).mails;

    expect(mail?.subject).toMatch(/^\[REMINDER\] Approve my-service/);
    expect(mail?.body).toContain('Reminder: 1 of 2, first asked at 2026-11-22 14:00 UTC');
    expect((await desk.request(linkIn(mail))).status).toBe(200);
    expect(link(ana)).toMatch(/^\/a\//);
  });

  test('go out once for all that were missed', async () => {
    const { pollAfter } = await opened({ reviewers, approvals: 2, reminders: { everyMinutes: 30, limit: 5 } });

    const { mails, who } = await pollAfter(100);

    expect(who).toEqual(reviewers);
    expect(mails[0]?.body).toContain('Reminder: 3 of 5');
    expect((await pollAfter(19)).who).toEqual([]);
    expect((await pollAfter(2)).who).toEqual(reviewers);
  });

  test('go to nobody whose approval could change nothing', async () => {
    const rules = [
      { name: 'qa', from: [ana, ben] },
      { name: 'security', from: [cho] },
    ];
    const { pollAfter, decide } = await opened({ rules, reminders });
    await decide(ana);

    expect((await pollAfter(61)).who).toEqual([cho]);
  });

  test('go to somebody who has withdrawn their vote, and not to somebody who rejected', async () => {
    const { pollAfter, decide } = await opened({ reviewers, approvals: 2, rejections: 2, reminders });
    await decide(ana);
    await decide(ana, { choice: 'withdraw', reason: '' });
    await decide(ben, rejecting);

    expect((await pollAfter(61)).who).toEqual([ana, cho]);
  });

  test('stop with the decision', async () => {
    const { pollAfter, decide, clock } = await opened({ reviewers, reminders });
    clock.step(3590);
    await decide(ana);

    const { answer, who } = await pollAfter(1);

    expect(answer.hookStatus).toBe('SUCCEEDED');
    expect(who).toEqual([]);
  });

  test('stop with the deadline', async () => {
    const { pollAfter, request } = await opened({ reviewers, deadlineMinutes: 90, reminders });
    expect((await pollAfter(61)).who).toEqual(reviewers);

    expect(request().nextNotice).toBeUndefined();
    expect(await pollAfter(60)).toMatchObject({ answer: { hookStatus: 'FAILED' }, who: [] });
  });

  test('continue after a deadline was extended', async () => {
    const { pollAfter, desk } = await opened({ reviewers, deadlineMinutes: 90, reminders });
    await decideByIam(desk, dan, 'extend', { deadline: '2026-11-22T18:00:00.000Z', reason: 'QA is late' });
    expect((await pollAfter(1)).who).toEqual(reviewers);

    await pollAfter(60);
    const { mails } = await pollAfter(60);

    expect(mails.map(({ subject }) => subject.split(' ')[0])).toEqual(['[REMINDER]', '[REMINDER]', '[REMINDER]']);
  });

  test('go to everybody who has the one link', async () => {
    const { pollAfter } = await opened({ reminders });

    expect((await pollAfter(61)).who).toEqual(['everybody']);
  });

  test('are sent again if they could not be sent, and only those', async () => {
    const { pollAfter, notifier, request } = await opened();
    notifier.failWith(new Error('SNS does not respond'));
    expect(await pollAfter(61)).toMatchObject({
      who: [],
      answer: { reason: expect.stringContaining('not notified yet') },
    });
    notifier.failWith(undefined);

    expect((await pollAfter(1)).who).toEqual(reviewers);
    expect((await pollAfter(1)).who).toEqual([]);
    expect(request().notifications).toHaveLength(6);
  });

  test('wait for the office to open', async () => {
    const businessHours = { timeZone: 'Europe/Berlin' };
    const { pollAfter } = await opened({ reviewers, approvals: 2, reminders, businessHours });

    expect((await pollAfter(17 * 60)).who).toEqual([]);
    // Monday, 10:00 in Berlin.
    expect((await pollAfter(2 * 60)).who).toEqual(reviewers);
  });

  test('cost a poll nothing while none is due', async () => {
    const { pollAfter, store } = await opened();
    const versions = store.versions(key).length;

    await pollAfter(10);
    await pollAfter(40);

    expect(store.versions(key)).toHaveLength(versions);
  });

  test('are sent by the sweep for a pause', async () => {
    const setup = await pauseSetup({
      parameters: { [parameterPrefix]: JSON.stringify({ reviewers, approvals: 2, reminders }) },
      timeout: { timeoutInMinutes: 600, action: 'ROLLBACK' },
    });
    await setup.send(await setup.pause());
    await setup.approve(undefined, ana);
    await setup.minutes(61);

    await setup.send(sweep);
    await setup.send(sweep);

    const who = setup.notifier.sent.slice(3).map(({ attributes }) => attributes['reviewer']);
    expect(who).toEqual([ben, cho]);
  });

  const wrong: [string, JsonObject][] = [
    ['everyMinutes: expected a whole number of minutes, from 5', { everyMinutes: 4 }],
    ['limit: expected a whole number of reminders', { everyMinutes: 60, limit: 11 }],
    ['everyMinutes', { limit: 2 }],
    ['deadlineMinutes: expected more than 240 minutes, after which the first reminder', { everyMinutes: 240 }],
  ];
  test.each(wrong)('are refused with "%s"', async (problem, given) => {
    expect(await approvalSetup().gate({ reviewers, reminders: given })()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(problem),
    });
  });
});
