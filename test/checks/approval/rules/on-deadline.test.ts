import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../../src/approval/request/attest/attest-request.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { adoptHandFlip, castVote, expire } from '../../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { closeOpenRequests } from '../../../../src/watcher/close-open-requests.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  key,
  neverAborted,
  newRequest,
  rejecting,
  vote,
  wordsOn,
} from '../../../helpers/approval.ts';
import { ecsEvent, recordingLogger } from '../../../helpers/hook.ts';
import { openGate } from './open-gate.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const opening = { reviewers: [ana, ben], deadlineMinutes: 30, onDeadline: 'approve', allowFailOpen: true };
const byItself =
  'approved by Greenlight, not by a person, at 14:30 UTC: nobody decided by 2026-11-22T14:30:00.000Z, and onDeadline is "approve"';

const opened = (hookDetails: JsonObject = opening) => openGate(hookDetails);

describe('onDeadline "approve"', () => {
  test.each<[JsonObject, string]>([
    [
      { onDeadline: 'approve' },
      'hookDetails.onDeadline: expected "reject"; to let deployments through that nobody has approved, set allowFailOpen to true as well',
    ],
    [{ onDeadline: 'approve', allowFailOpen: false }, 'set allowFailOpen to true as well'],
    [{ onDeadline: 'pass' }, 'hookDetails.onDeadline: expected "reject" or "approve"'],
    [{ allowFailOpen: 'yes' }, 'hookDetails.allowFailOpen: expected true or false'],
  ])('is refused as %j', async (hookDetails, reason) => {
    const { first, store } = await opened(hookDetails);

    expect(first).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
    expect(store.contents()[key]).toBeUndefined();
  });

  test('passes the gate if nobody has decided, by a stored decision of Greenlight', async () => {
    const { poll, first, clock, request } = await opened();
    expect(first.reason).toBe('0 of 1 approval, until 14:30 UTC, then it approves itself (onDeadline)');
    clock.step(1804);
    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    clock.step(2);

    expect(await poll()).toEqual({ hookStatus: 'SUCCEEDED', reason: byItself });
    expect(request()).toMatchObject({
      status: 'APPROVED',
      decision: { status: 'APPROVED', by: 'Greenlight', via: 'greenlight', at: '2026-11-22T14:30:06.000Z' },
    });
    expect(await poll()).toEqual({ hookStatus: 'SUCCEEDED', reason: byItself });
  });

  test('does not pass if anybody has rejected, even if more rejections are needed', async () => {
    const { poll, clock, desk, link } = await opened({ ...opening, rejections: 2 });
    await decideAt(desk, link(ana), rejecting);
    clock.step(1806);

    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('without a decision'),
    });
  });

  test('is not reached if somebody rejects in time', async () => {
    const { poll, clock, desk, link } = await opened();
    await decideAt(desk, link(ana), rejecting);
    clock.step(1806);

    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(`rejected by ${ana}`) });
  });

  test.each([
    ['approval', approving],
    ['rejection', rejecting],
  ])('is recorded by the desk when the first %s comes too late, and says so', async (name, how) => {
    const { poll, clock, desk, link, request } = await opened();
    const page = await (await desk.request(link(ana))).text();
    clock.step(1801);
    const { status, answer } = await decideByIam(
      desk,
      'arn:aws:iam::123456789012:user/dan',
      name === 'approval' ? 'approve' : 'reject',
    );

    expect(status).toBe(name === 'approval' ? 200 : 409);
    expect(answer).toMatchObject({
      recorded: false,
      message: expect.stringContaining('approved by Greenlight, not by a person'),
    });
    expect(wordsOn((await decideAt(desk, link(ana), how)).page)).toContain(
      'approved by Greenlight, not by a person, at 14:30 UTC',
    );
    expect(request().votes).toEqual([]);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(wordsOn(page)).toContain('If nobody decides, this deployment goes to production without an approval.');
  });

  test('is loud in the mail', async () => {
    const { notifier } = await opened();

    expect(notifier.sent[0]?.subject).toBe('[APPROVES ITSELF] Decide my-service 1.42 by 14:30 UTC');
    expect(notifier.sent[0]?.body).toContain('then it is APPROVED BY ITSELF (onDeadline), unless somebody rejects it.');
  });

  test.each<[string, JsonObject]>([
    ['without it', { ...opening, onDeadline: 'reject' }],
    ['with it', { reviewers: [ana, ben], deadlineMinutes: 30 }],
  ])('does not take the request of a gate %s for its own, or the other way round', async (what, theirs) => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: what === 'with it' ? opening : theirs }));
    setup.clock.step(1806);

    const answer = await setup.gate(what === 'with it' ? theirs : opening)();

    expect(answer).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('onDeadline') });
  });

  test.each([
    ['is left open while ECS still runs it, until it is approved', undefined, 'APPROVED'],
    ['is closed if its deployment is over', 'the deployment was stopped', 'SUPERSEDED'],
  ])('%s, when the watcher finds it after the deadline', async (_what, why, status) => {
    const { store, clock, request } = await opened();
    clock.step(1806);

    const parts = {
      ledger: createLedger(store),
      whyOver: async () => why,
      clock,
      logger: recordingLogger(),
      newId: () => 'w-1',
    };
    const place = { account: '123456789012', region: 'us-west-2' };
    const closed = await closeOpenRequests(parts, place, neverAborted);

    expect(closed).toMatchObject(status === 'APPROVED' ? { expired: 1 } : { superseded: 1 });
    expect(request().status).toBe(status);
  });
});

describe('a decision of Greenlight that approves', () => {
  const request = newRequest({ reviewers: [ana, ben], asked: { onDeadline: 'approve', allowFailOpen: true } });
  const late = { id: 'x', at: '2026-11-22T14:30:00.000Z' };
  const decided = expire(request, late);

  test('is read as it is, if its time and its votes allow it', () => {
    expect(decided.status).toBe('APPROVED');
    expect(exposeHandDecision(decided)).toBe(decided);
  });

  const early = { ...decided.decision, at: '2026-11-22T14:29:59.999Z' };
  test.each([
    ['before the deadline', { decision: early }],
    ['of a gate that does not approve by itself', { asked: {} }],
    [
      'against a rejection',
      { votes: [vote({ choice: 'REJECT', reason: 'no' })], asked: { ...request.asked, rejections: 2 } },
    ],
    ['against a decision by votes', { votes: [vote()] }],
    ['with another reason', { decision: { ...decided.decision, reason: 'trust me' } }],
  ])('counts as made by hand if it is %s', (_what, change) => {
    const forged = { ...decided, ...change } as typeof decided;

    expect(exposeHandDecision(forged).decision).toMatchObject({ via: 'by hand', by: 'operator' });
  });

  test('is not made by a vote in time, by expiring too early, or by a flip in time', () => {
    expect(
      castVote(request, vote({ choice: 'REJECT', reason: 'no', at: '2026-11-22T14:29:59.999Z' })).request.status,
    ).toBe('REJECTED');
    expect(expire(request, { id: 'x', at: '2026-11-22T14:29:59.999Z' }).status).toBe('EXPIRED');
    expect(adoptHandFlip({ ...request, status: 'APPROVED' }, 'x', new Date(request.createdAt)).decision?.via).toBe(
      'by hand',
    );
  });
});
