import { describe, expect, test } from 'vitest';
import type { SubscriberReader } from '../../../src/approval/notice/find-unreached.ts';
import { approvalSetup, loggedRequest } from '../../helpers/approval.ts';
import { unavailable } from '../../helpers/memory-store.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];

/** Everybody with this address is subscribed, with the filter that Greenlight gives. */
function subscribed(...addresses: string[]): SubscriberReader {
  return {
    list: async () => addresses.map((endpoint) => ({ endpoint, subscriptionArn: `arn:${endpoint}` })),
    readFilter: async (arn) => ({ policy: JSON.stringify({ reviewer: [arn.slice('arn:'.length)] }), scope: undefined }),
  };
}

describe('a person whom no subscription reaches', () => {
  test('is named at every poll, in the history, in the log and in the metric of the alarm', async () => {
    const { gate, request, logger, notifier } = approvalSetup({ subscribers: subscribed(ana) });
    const poll = gate({ reviewers: [ana, ben], approvals: 2 });

    const [first, second] = [await poll(), await poll()];

    for (const { reason } of [first, second])
      expect(reason).toBe(`0 of 2 approvals, until 18:00 UTC; no subscriber would get the notification for ${ben}`);
    expect(notifier.sent).toHaveLength(2);
    expect(request().notifications.map(({ to, unreached }) => [to, unreached])).toEqual([
      [ana, undefined],
      [ben, true],
    ]);
    expect(request().history.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        `sent the notification for ${ana}; delivery is not confirmed`,
        `sent the notification for ${ben}, but no subscriber would get it`,
      ]),
    );
    const warnings = logger.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([
      {
        message: 'no subscriber would get a notification',
        attributes: { to: [ben], hook: 'approval', notificationsFailed: 1 },
      },
    ]);
  });

  test('is named if the gate has rules, too', async () => {
    const { gate } = approvalSetup({ subscribers: subscribed() });

    const { reason } = await gate({ rules: [{ name: 'QA', from: [ana] }] })();

    expect(reason).toContain(`; no subscriber would get the notification for ${ana}`);
  });

  test('is everybody if nobody takes what names nobody', async () => {
    const { gate } = approvalSetup({ subscribers: subscribed(ana) });

    expect((await gate()()).reason).toContain('no subscriber would get the notification for everybody');
  });

  test('is nobody if all are reached', async () => {
    const { gate, request, logger } = approvalSetup({ subscribers: subscribed(ana, ben) });

    const { reason } = await gate({ reviewers: [ana, ben] })();

    expect(reason).toBe('0 of 1 approval, until 18:00 UTC');
    expect(request().notifications.every(({ unreached }) => unreached === undefined)).toBe(true);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test.each<[string, Partial<SubscriberReader>]>([
    ['listing', { list: () => Promise.reject(unavailable('AuthorizationError: not allowed')) }],
    ['reading a filter', { readFilter: () => Promise.reject(unavailable('Throttling: Rate exceeded')) }],
  ])('is not looked for any further if %s fails: people are asked, and the gate waits', async (_, broken) => {
    const { gate, notifier, logger } = approvalSetup({ subscribers: { ...subscribed(ana), ...broken } });

    const { hookStatus, reason } = await gate({ reviewers: [ana] })();

    expect([hookStatus, reason]).toEqual(['IN_PROGRESS', '0 of 1 approval, until 18:00 UTC']);
    expect(notifier.sent).toHaveLength(1);
    expect(logger.lines).toContainEqual({
      ...{ level: 'info', message: 'who is subscribed could not be read' },
      attributes: expect.objectContaining({
        deployment: loggedRequest.deployment,
        error: expect.stringMatching(/not allowed|Rate exceeded/),
      }),
    });
  });

  test('is asked about only when something is sent, not at each poll', async () => {
    let lists = 0;
    const reader = subscribed(ana);
    const list: SubscriberReader['list'] = (signal) => {
      lists += 1;
      return reader.list(signal);
    };
    const poll = approvalSetup({ subscribers: { ...reader, list } }).gate({ reviewers: [ana] });

    for (const _ of [1, 2, 3]) await poll();

    expect(lists).toBe(1);
  });
});
