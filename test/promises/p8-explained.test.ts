import { describe, expect, test } from 'vitest';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../src/approval/request/request.ts';
import { approvalSetup, approving, decideAt, decideByIam, key, rejecting, type Setup } from '../helpers/approval.ts';
import { reviewers } from './story.ts';

describe('P8: every decision can be explained from what is stored', () => {
  test.each<[string, (setup: Setup) => Promise<unknown>, Partial<ApprovalRequest['decision']>, string[]]>([
    [
      'approved by two people',
      async ({ desk, link, clock }) => {
        await decideAt(desk, link('ana@example.com'), { ...approving, reason: 'paid with a card' });
        clock.step(60);
        await decideAt(desk, link('ben@example.com'));
      },
      { status: 'APPROVED', by: 'ana@example.com, ben@example.com', via: 'desk', at: '2026-11-22T14:01:00.000Z' },
      [
        'ana@example.com approved: paid with a card',
        'ben@example.com approved',
        'APPROVED by ana@example.com, ben@example.com',
      ],
    ],
    [
      'rejected',
      ({ desk, link }) => decideAt(desk, link('ana@example.com'), rejecting),
      {
        status: 'REJECTED',
        by: 'ana@example.com',
        via: 'desk',
        reason: 'the cart is empty',
        at: '2026-11-22T14:00:00.000Z',
      },
      ['ana@example.com rejected: the cart is empty', 'REJECTED by ana@example.com'],
    ],
    [
      'rejected by an IAM identity',
      ({ desk }) => decideByIam(desk, 'arn:aws:sts::123456789012:assumed-role/approver/eve', 'reject'),
      {
        status: 'REJECTED',
        by: 'arn:aws:sts::123456789012:assumed-role/approver/eve',
        via: 'iam',
        reason: 'the cart is empty',
        at: '2026-11-22T14:00:00.000Z',
      },
      [
        'arn:aws:sts::123456789012:assumed-role/approver/eve rejected: the cart is empty',
        'REJECTED by arn:aws:sts::123456789012:assumed-role/approver/eve',
      ],
    ],
    [
      'expired',
      async ({ clock }) => clock.step(30 * 60 + 5),
      {
        status: 'EXPIRED',
        by: 'Greenlight',
        via: 'greenlight',
        reason: 'nobody decided by 2026-11-22T14:30:00.000Z',
        at: '2026-11-22T14:30:05.000Z',
      },
      ['EXPIRED by Greenlight (nobody decided by 2026-11-22T14:30:00.000Z)'],
    ],
    [
      'approved by hand',
      async ({ store, clock, request }) => {
        clock.step(90);
        store.edit(key, formatRequest({ ...request(), status: 'APPROVED' }));
        clock.step(30);
      },
      {
        status: 'APPROVED',
        by: 'operator',
        via: 'by hand',
        reason: 'status changed in the bucket',
        at: '2026-11-22T14:01:30.000Z',
      },
      ['APPROVED by operator (status changed in the bucket)'],
    ],
  ])('a request that was %s shows who, when, why and how', async (_how, decide, decision, happened) => {
    const setup = approvalSetup();
    const poll = setup.gate({ reviewers, approvals: 2, deadlineMinutes: 30, title: 'The new cart' });
    await poll();
    await decide(setup);
    await poll();

    const stored = parseRequest(setup.store.contents()[key] ?? '');

    expect(stored.status).toBe(decision?.status);
    expect(stored.decision).toEqual({ id: expect.any(String), ...decision });
    expect(stored.history.map(({ what }) => what)).toEqual([
      'asked for 2 approvals until 2026-11-22T14:30:00.000Z',
      'sent the notification for ana@example.com; delivery is not confirmed',
      'sent the notification for ben@example.com; delivery is not confirmed',
      'sent the notification for cho@example.com; delivery is not confirmed',
      ...happened,
    ]);
    expect(stored.subject).toMatchObject({
      service: 'my-service',
      cluster: 'my-cluster',
      revisionId: '9313423515462893900',
      stage: 'POST_TEST_TRAFFIC_SHIFT',
      title: 'The new cart',
      images: [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.42' }],
    });
  });
});
