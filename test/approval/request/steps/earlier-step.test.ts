import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../../src/approval/request/request.ts';
import { findEarlierStep } from '../../../../src/approval/request/steps/earlier-step.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { newRequest, subject, vote } from '../../../helpers/approval.ts';

type Asking = Parameters<typeof newRequest>[0];

const stage = 'PRE_PRODUCTION_TRAFFIC_SHIFT';
const elsewhere = 'POST_PRODUCTION_TRAFFIC_SHIFT';

/** A gate at this step of a linear deployment. */
const asking = (step: number | undefined, changes: Asking = {}, of: Partial<typeof subject> = {}) =>
  newRequest({
    subject: { ...subject, stage, ...(step !== undefined && { step }), ...of },
    asked: { once: true },
    ...changes,
  });

const approvedAt = (time: string, request: ApprovalRequest) => castVote(request, vote({ at: time })).request;
const [early, late] = ['2026-11-22T14:10:00.000Z', '2026-11-22T14:12:00.000Z'];
const first = approvedAt(early, asking(25));

/** The question of a later step, at 14:20. */
const later = (changes: Asking = {}, of: Partial<typeof subject> = {}, step: number | undefined = 75) =>
  asking(step, { now: new Date('2026-11-22T14:20:00.000Z'), ...changes }, of);

/** The number of the request that answers this one. */
const answering = (request: ApprovalRequest, ...others: ApprovalRequest[]) =>
  findEarlierStep(
    request,
    others.map((other, at) => ({ key: String(at), request: other })),
  )?.key;

describe('findEarlierStep', () => {
  test('finds the first step that was approved', () => {
    expect(answering(later(), first)).toBe('0');
    expect(answering(later(), asking(10), approvedAt(late, asking(50)), first)).toBe('2');
  });

  test('accepts an approval of the moment at which it asks', () => {
    expect(answering(later({ now: new Date(early) }), first)).toBe('0');
    expect(answering(later({ now: new Date('2026-11-22T14:09:59.999Z') }), first)).toBeUndefined();
  });

  test.each<[string, ApprovalRequest, ApprovalRequest]>([
    ['that is pending', later(), asking(25)],
    ['that was rejected', later(), castVote(asking(25), vote({ choice: 'REJECT' })).request],
    ['of the same step', later({}, {}, 25), first],
    ['without once', later({ asked: {} }), approvedAt(early, asking(25, { asked: {} }))],
    ['with other terms', later({ asked: { once: true, rejections: 2 } }), first],
    ['of a step, for what is none', asking(undefined, { now: new Date(late) }), first],
    ['of what is no step', later(), approvedAt(early, asking(undefined))],
    ['of other reviewers', later({ reviewers: ['ben@example.com'] }), first],
    ['that excluded nobody', later({ excluded: ['eve@example.com'] }), first],
    ['of another gate', later({}, { gate: 'release' }), first],
    ['of another stage', later({}, { stage: elsewhere }), first],
    ['whose approval did not count', later(), { ...first, confirmation: { at: late, outdated: 'ECS deploys 1.43' } }],
  ])('refers to no request %s', (_which, request, other) => {
    expect(answering(request, other)).toBeUndefined();
  });

  describe('of a pause', () => {
    const pause = { hookId: 'pause' };
    const atPause = { gate: 'pause-1' };
    const paused = approvedAt(early, asking(25, { pause }, atPause));
    const next = later({ pause }, { gate: 'pause-2' });

    test('refers to an earlier pause, no matter what its id is', () => {
      expect(answering(next, paused)).toBe('0');
    });

    test.each<[string, string | undefined, ApprovalRequest]>([
      ['another pause of this step', undefined, later({ pause }, { gate: 'pause-3' })],
      ['another pause of the earlier step', undefined, asking(25, { pause }, { gate: 'pause-3' })],
      ['a pause of another stage', '0', asking(25, { pause }, { gate: 'pause-3', stage: elsewhere })],
      ['a Lambda hook of this step', '0', later()],
    ])('with %s refers to %s', (_what, found, other) => {
      expect(answering(next, paused, other)).toBe(found);
    });
  });
});
