import { describe, expect, test } from 'vitest';
import { attestRequest, exposeHandDecision } from '../../../../src/approval/request/attest/attest-request.ts';
import type { StartCall } from '../../../../src/approval/request/deployer/deployer-record.ts';
import { type ApprovalRequest, formatRequest, type Vote } from '../../../../src/approval/request/request.ts';
import { approveOnce, castVote } from '../../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { neverAborted, newRequest, subject, vote } from '../../../helpers/approval.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';

const clock = { now: () => new Date('2026-11-22T15:00:00.000Z') };
const [ana, ben, cho, dan] = ['ana@example.com', 'ben@example.com', 'cho@example.com', 'dan@example.com'];

describe('a request as the ledger attests it', () => {
  test('is compared with nothing else if nothing else matters', async () => {
    const store = memoryStore(clock);
    const { request } = castVote(newRequest({ reviewers: [ana] }), vote());

    expect(await attestRequest(request, store, neverAborted)).toEqual(request);
    expect(store.operations).toEqual([]);
  });

  test.each([
    ['is its own decision', 'Ana+slack@example.com', 'slack'],
    ['of somebody whom nobody asked was made by hand', 'cho@example.com', 'by hand'],
  ])('a vote through Slack %s', (_what, by, via) => {
    const { request } = castVote(newRequest({ reviewers: [ana] }), vote({ by, via: 'slack' }));

    expect(exposeHandDecision(request).decision?.via).toBe(via);
  });

  const asked = { once: true, rejections: 2, reviewers: [ana] };
  const at = (step: number) => ({ ...subject, step, strategy: 'LINEAR' });
  const first = castVote(newRequest({ subject: at(25), reviewers: [ana], asked }), vote()).request;
  const key = requestKey(first.subject);
  const opened = newRequest({ subject: at(50), reviewers: [ana], asked, now: clock.now() });
  const later = approveOnce(opened, [{ key, request: first }], 'x') ?? opened;

  test.each<[string, ApprovalRequest, ApprovalRequest | undefined, string]>([
    ['as it is if the earlier step was approved', later, first, 'greenlight'],
    ['as made by hand if there is no earlier step', later, undefined, 'by hand'],
    ['as made by hand if the earlier step was approved by hand', later, { ...first, votes: [] }, 'by hand'],
    [
      'as made by hand if somebody has voted, whom nobody would have asked',
      { ...later, votes: [vote({ choice: 'REJECT', reason: 'no', at: '2026-11-22T15:10:00.000Z' })] },
      first,
      'by hand',
    ],
  ])('is read %s', async (_what, request, earlier, via) => {
    const store = memoryStore(clock);
    if (earlier) store.edit(key, formatRequest(earlier));

    expect((await attestRequest(request, store, neverAborted)).decision?.via).toBe(via);
    expect(later.approvedWith).toBe(key);
  });
});

describe('a call that was being recorded when people voted', () => {
  const time = (seconds: number) => new Date(Date.parse('2026-11-22T14:10:00Z') + seconds * 1000).toISOString();
  const call = (who: string): StartCall => ({
    ...{ id: who, action: 'UpdateService', by: `arn:aws:iam::123456789012:user/${who}` },
    ...{ at: '2026-11-22T14:05:00.000Z', recordedAt: time(0) },
  });
  const recorded = (...who: string[]) => ({ deployer: { schemaVersion: 1, calls: who.map(call) } as JsonObject });
  const opened = (more: JsonObject = {}, approvals = 1) =>
    newRequest({ approvals, reviewers: [ana, ben, cho, dan], asked: { selfApproval: 'deny', ...more } });
  const cast = (request: ApprovalRequest, ...votes: Partial<Vote>[]) =>
    votes.reduce<ApprovalRequest>(
      (before, { at = time(1), ...one }, index) => castVote(before, vote({ id: `v${index}`, at, ...one })).request,
      request,
    );

  test.each([
    [-1, 'desk'],
    [0, 'desk'],
    [59.999, 'desk'],
    [60, 'by hand'],
    [3600, 'by hand'],
  ])(
    'may have been unknown to the desk for a minute: an approval after %d seconds counts as made by %s',
    (after, via) => {
      const voted = cast(
        { ...opened({ unknownDeployer: 'allow' }), deadline: time(7200) },
        { by: ana, at: time(after) },
      );

      expect(voted.decision?.via).toBe('desk');
      expect(exposeHandDecision({ ...voted, ...recorded(ana) }).decision?.via).toBe(via);
    },
  );

  test('may have been known to the desk at once, which is why it took the approval of somebody else', () => {
    const voted = cast({ ...opened(), ...recorded(ben) }, { by: cho });

    expect(voted.decision?.by).toBe(cho);
    expect(exposeHandDecision(voted)).toBe(voted);
  });

  test('may have been known to one desk and unknown to another, which takes the next vote', () => {
    // Her approval takes her rejection back, so that another rejection does not end it.
    const unknowing = cast(
      opened({ unknownDeployer: 'allow', rejections: 2 }, 2),
      { by: ana, choice: 'REJECT', reason: 'no' },
      { by: ana },
      { by: ben, choice: 'REJECT', reason: 'no' },
    );
    const decided = castVote(
      castVote({ ...unknowing, ...recorded(ana) }, vote({ id: 'v3', by: cho, at: time(2) })).request,
      vote({ id: 'v4', by: dan, at: time(3) }),
    ).request;

    expect(decided.decision).toMatchObject({ by: `${cho}, ${dan}`, status: 'APPROVED' });
    expect(exposeHandDecision(decided)).toBe(decided);
  });

  test('was unknown, but not the one that had been recorded long before', () => {
    const known = (...calls: StartCall[]) => ({ deployer: { schemaVersion: 1, calls } as JsonObject });
    const earlier = { ...call(ben), recordedAt: time(-300) };
    const voted = cast({ ...opened(), ...known(earlier) }, { by: ana });

    expect(voted.decision?.by).toBe(ana);
    expect(exposeHandDecision({ ...voted, ...known(earlier, call(ana)) }).decision).toEqual(voted.decision);
    expect(exposeHandDecision({ ...voted, ...known(call(ana)) }).decision?.via).toBe('by hand');
  });
});
