import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../../src/approval/request/attest/attest-request.ts';
import { approveUnasked, castVote } from '../../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup, key, newRequest, vote, wordsOn } from '../../../helpers/approval.ts';
import { ecsEvent } from '../../../helpers/hook.ts';

const reviewers = ['ana@example.com', 'ben@example.com'];
const automatic = { reviewers, approvals: 2, autoApprove: { clusters: ['prod', 'my-*'] } };
const reason =
  'approved by Greenlight, not by a person, at 14:00 UTC: autoApprove: the cluster my-cluster matches "my-*"';

describe('autoApprove', () => {
  test('passes at the first call by a stored decision, and sends no mail', async () => {
    const { gate, notifier, request, store } = approvalSetup();

    expect(await gate(automatic)()).toEqual({ hookStatus: 'SUCCEEDED', reason });
    expect(notifier.sent).toEqual([]);
    expect(request()).toMatchObject({
      status: 'APPROVED',
      decision: { by: 'Greenlight', via: 'greenlight', status: 'APPROVED' },
      notifications: [],
      votes: [],
      history: [{ what: 'APPROVED by Greenlight (autoApprove: the cluster my-cluster matches "my-*")' }],
    });
    expect(Object.keys(store.contents()).filter((name) => name.startsWith('open/'))).toEqual([]);
  });

  test('gives the same answer to a repeated call', async () => {
    const { gate, store } = approvalSetup();
    await gate(automatic)();
    const stored = store.contents()[key];

    expect(await gate(automatic)()).toEqual({ hookStatus: 'SUCCEEDED', reason });
    expect(store.contents()[key]).toBe(stored);
  });

  test('asks people in every other cluster', async () => {
    const { gate, notifier } = approvalSetup();

    expect(await gate({ ...automatic, autoApprove: { clusters: ['cluster', 'MY-*'] } })()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
    });
    expect(notifier.sent).toHaveLength(2);
  });

  test('is on the page of the request', async () => {
    const { gate, desk, link } = approvalSetup();
    await gate(automatic)();

    const page = wordsOn(await (await desk.request(link('ana@example.com'))).text());

    expect(page).toContain('Decision: approved by Greenlight, not by a person, at 14:00 UTC');
    expect(page).not.toContain('Record my decision');
  });

  test.each<[JsonObject, string]>([
    [{ clusters: ['*'] }, 'hookDetails.autoApprove.clusters[0]: expected the name of a cluster, or a pattern'],
    [{ clusters: ['**'] }, 'expected the name of a cluster, or a pattern'],
    [{ clusters: ['d*'] }, 'with at least 3 characters next to *'],
    [{ clusters: ['dev-eu', ''] }, 'hookDetails.autoApprove.clusters[1]: expected the name of a cluster'],
    [{ clusters: ['dev-?'] }, 'expected the name of a cluster'],
    [{ clusters: ['arn:aws:ecs:us-west-2:1:cluster/dev'] }, 'expected the name of a cluster'],
    [{ clusters: [] }, 'hookDetails.autoApprove.clusters: expected at least one cluster'],
    [{ clusters: 'dev-*' }, 'hookDetails.autoApprove.clusters: expected a list of names of clusters'],
    [{ cluster: ['dev-*'] }, 'hookDetails.autoApprove.cluster: unknown key'],
  ])('is refused as %j', async (autoApprove, problem) => {
    const { gate, store } = approvalSetup();

    expect(await gate({ reviewers, autoApprove })()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(problem),
    });
    expect(store.contents()[key]).toBeUndefined();
  });

  test('of another caller does not pass a gate that asks people', async () => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: automatic }));

    expect(await setup.gate({ reviewers, approvals: 2 })()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('autoApprove {"clusters":["my-*","prod"]} instead of none'),
    });
  });

  const request = newRequest({ reviewers, asked: { autoApprove: { clusters: ['my-*'] } } });
  const approved = approveUnasked(request, 'x') ?? request;

  test('is a decision that is read as it is', () => {
    expect(approved.status).toBe('APPROVED');
    expect(exposeHandDecision(approved)).toBe(approved);
    expect(castVote(approved, vote({ choice: 'REJECT', reason: 'no' }))).toEqual({
      outcome: 'too-late',
      request: approved,
    });
  });

  test.each([
    ['in another cluster', { subject: { ...approved.subject, cluster: 'production' } }],
    ['of a gate that asks people', { asked: {} }],
    ['later than the request', { decision: { ...approved.decision, at: '2026-11-22T14:00:00.001Z' } }],
    ['with a vote', { votes: [vote({ choice: 'REJECT', reason: 'no' })], asked: { ...request.asked, rejections: 2 } }],
  ])('counts as made by hand %s', (_what, change) => {
    expect(exposeHandDecision({ ...approved, ...change } as typeof approved).decision).toMatchObject({
      via: 'by hand',
    });
  });
});
