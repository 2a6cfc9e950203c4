import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import { countApprovals } from '../../../src/approval/request/progress.ts';
import type { ApprovalRequest, Vote } from '../../../src/approval/request/request.ts';
import { approversOf, isFlippedByHand } from '../../../src/approval/request/standing.ts';
import {
  adoptHandFlip,
  castVote,
  expire,
  openRequest,
  supersede,
  supersedeUndecided,
} from '../../../src/approval/request/transitions.ts';
import { newRequest, subject, vote } from '../../helpers/approval.ts';

const at = '2026-11-22T14:10:00.000Z';

describe('openRequest', () => {
  test('is pending, with a notification claimed for each reviewer', () => {
    expect(newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 })).toEqual({
      schemaVersion: 1,
      status: 'PENDING',
      subject,
      createdAt: '2026-11-22T14:00:00.000Z',
      deadline: '2026-11-22T14:30:00.000Z',
      approvals: 2,
      reviewers: ['ana@example.com', 'ben@example.com'],
      votes: [],
      notifications: [
        { to: 'ana@example.com', claim: { id: 'claim-1', at: '2026-11-22T14:00:00.000Z' }, attempts: 1 },
        { to: 'ben@example.com', claim: { id: 'claim-1', at: '2026-11-22T14:00:00.000Z' }, attempts: 1 },
      ],
      history: [{ at: '2026-11-22T14:00:00.000Z', what: 'asked for 2 approvals until 2026-11-22T14:30:00.000Z' }],
    });
  });

  test('has one notification to everybody if no reviewer is named', () => {
    expect(newRequest().notifications.map(({ to }) => to)).toEqual(['everybody']);
  });

  test('asks everybody as well if a rule names a group, whose members nobody knows', () => {
    const rules = [{ name: 'ops', from: ['ana@example.com', 'group:ops'], approvals: 1 }];

    expect(newRequest({ reviewers: ['ana@example.com'], asked: { rules } }).notifications.map(({ to }) => to)).toEqual([
      'ana@example.com',
      'everybody',
    ]);
  });
});

describe('castVote', () => {
  test('approves with the last approval that is needed', () => {
    const first = castVote(newRequest({ approvals: 2 }), vote());
    const second = castVote(first.request, vote({ id: 'vote-2', by: 'ben@example.com', reason: 'fine', at }));

    expect(first).toMatchObject({ outcome: 'recorded', request: { status: 'PENDING' } });
    expect(second.request).toMatchObject({
      status: 'APPROVED',
      decision: {
        id: 'vote-2',
        status: 'APPROVED',
        by: 'ana@example.com, ben@example.com',
        via: 'desk',
        reason: 'fine',
        at,
      },
    });
  });

  test('takes back an approval if the same person rejects later', () => {
    const { request } = castVote(newRequest({ approvals: 2 }), vote());

    expect(castVote(request, vote({ id: 'vote-2', choice: 'REJECT', reason: 'no' })).request).toMatchObject({
      status: 'REJECTED',
      decision: { by: 'ana@example.com', reason: 'no' },
    });
  });

  test('no longer counts a reviewer who rejects after approving among the approvers', () => {
    const { request } = castVote(newRequest({ approvals: 2 }), vote());

    expect(approversOf(request)).toEqual(['ana@example.com']);
    expect(approversOf(castVote(request, vote({ id: 'vote-2', choice: 'REJECT', reason: 'no' })).request)).toEqual([]);
  });

  test('recognizes a vote that is stored already, no matter what was decided since', () => {
    const { request } = castVote(newRequest({ approvals: 2 }), vote());
    const rejected = castVote(request, vote({ id: 'vote-2', by: 'ben@example.com', choice: 'REJECT' })).request;

    expect(castVote(rejected, vote())).toEqual({ outcome: 'recorded', request: rejected });
    expect(castVote(request, vote())).toEqual({ outcome: 'recorded', request });
  });

  test('has nothing to write when a person casts the same vote again', () => {
    const { request } = castVote(newRequest({ approvals: 2 }), vote());

    expect(castVote(request, vote({ id: 'vote-2' }))).toEqual({ outcome: 'repeated', request });
  });

  test('has nothing to write after a decision, or when the status was changed by hand', () => {
    const { request } = castVote(newRequest(), vote());
    const flipped: ApprovalRequest = { ...newRequest(), status: 'APPROVED' };
    const late = vote({ id: 'vote-2', by: 'ben@example.com' });

    expect(castVote(request, late)).toEqual({ outcome: 'too-late', request });
    expect(castVote(flipped, late)).toEqual({ outcome: 'too-late', request: flipped });
  });

  test.each([
    ['2026-11-22T14:29:59.999Z', 'recorded', 'APPROVED'],
    ['2026-11-22T14:30:00.000Z', 'expired', 'EXPIRED'],
    ['2026-11-22T15:00:00.000Z', 'expired', 'EXPIRED'],
  ])('at %s is %s if the deadline is 14:30', (when, outcome, status) => {
    expect(castVote(newRequest(), vote({ at: when }))).toMatchObject({ outcome, request: { status } });
  });

  test('M4 accepts no vote of somebody who may not decide, and counts none that was written by hand', () => {
    const request = newRequest({ reviewers: ['ana@example.com', 'ben@example.com'], excluded: ['ANA@example.com'] });
    const byHand = { ...request, votes: [vote({ by: 'ana+x@example.com' })] };

    expect(castVote(request, vote())).toEqual({ outcome: 'excluded', request });
    expect(castVote(request, vote({ choice: 'REJECT' }))).toEqual({ outcome: 'excluded', request });
    expect(approversOf(byHand)).toEqual([]);
    expect(castVote(request, vote({ by: 'ben@example.com' }))).toMatchObject({ request: { status: 'APPROVED' } });
  });

  test('records nothing of a vote that proves too little, or that takes back a stronger rejection', () => {
    const strict = newRequest({ asked: { assurance: 'sign-in' } });
    const rules = [
      { name: 'qa', from: ['ana@example.com'], approvals: 1 },
      { name: 'security', from: ['ana@example.com'], approvals: 1, assurance: 'sign-in' },
    ];
    const { request } = castVote(
      newRequest({ asked: { rules, rejections: 2 } }),
      vote({ choice: 'REJECT', via: 'sign-in', reason: 'no' }),
    );

    expect(castVote(strict, vote())).toEqual({ outcome: 'too-weak', request: strict });
    expect(castVote(strict, vote({ via: 'sign-in' })).outcome).toBe('recorded');
    expect(castVote(request, vote({ id: 'vote-2' }))).toEqual({ outcome: 'too-weak', request });
    expect(castVote(request, vote({ id: 'vote-2', via: 'sign-in' })).outcome).toBe('recorded');
  });

  test('records a vote of a deputy before their time if they are in a group of another rule, for that rule alone', () => {
    const ben = 'ben@example.com';
    const rules = [
      { name: 'qa', from: ['ana@example.com'], approvals: 1, deputies: [{ afterMinutes: 60, from: [ben] }] },
      { name: 'ops', from: ['group:ops'], approvals: 1 },
    ];
    const identity = { iss: 'https://login.example.com', sub: 'ben', groups: ['ops'] };
    const cast = castVote(newRequest({ asked: { rules } }), vote({ by: ben, via: 'sign-in', identity }));

    expect(cast.outcome).toBe('recorded');
    expect(countApprovals(cast.request).rules?.map(({ given }) => given)).toEqual([0, 1]);
    expect(castVote(newRequest({ asked: { rules } }), vote({ by: ben })).outcome).toBe('not-yet');
  });

  test('does not decide by a withdrawal, even if there are enough approvals without it', () => {
    const request = { ...newRequest(), votes: [vote(), vote({ id: 'vote-2', by: 'ben@example.com' })] };

    expect(castVote(request, vote({ id: 'vote-3', by: 'ben@example.com', choice: 'WITHDRAW' }))).toMatchObject({
      outcome: 'recorded',
      request: { status: 'PENDING' },
    });
  });

  test('does not change its arguments', () => {
    const request = Object.freeze(newRequest());
    const before = JSON.stringify(request);

    castVote(request, vote());

    expect(JSON.stringify(request)).toBe(before);
  });
});

describe('the history of a request', () => {
  const newest = ({ history }: ApprovalRequest) => history.slice(1).map(({ what }) => what);

  test('begins with what was requested', () => {
    expect(newRequest().history).toEqual([
      { at: '2026-11-22T14:00:00.000Z', what: 'asked for 1 approval until 2026-11-22T14:30:00.000Z' },
    ]);
  });

  test('names every vote with its reason on one line, and then the decision', () => {
    const { request } = castVote(newRequest({ approvals: 2 }), vote());
    const approved = castVote(request, vote({ id: 'vote-2', by: 'ben@example.com', reason: 'paid\nwith a card', at }));

    expect(newest(approved.request)).toEqual([
      'ana@example.com approved',
      'ben@example.com approved: paid with a card',
      'APPROVED by ana@example.com, ben@example.com',
    ]);
    expect(approved.request.history[0]).toEqual(newRequest({ approvals: 2 }).history[0]);
  });

  test('names a rejection as one', () => {
    const { request } = castVote(newRequest(), vote({ choice: 'REJECT', reason: 'no' }));

    expect(newest(request)).toEqual(['ana@example.com rejected: no', 'REJECTED by ana@example.com']);
  });

  test('says how a decision without votes was made', () => {
    const flipped = adoptHandFlip({ ...newRequest(), status: 'REJECTED' }, 'flip-1', new Date(at));

    expect(flipped.decision).toMatchObject({ by: 'operator', via: 'by hand', reason: 'status changed in the bucket' });
    expect(newest(flipped)).toEqual(['REJECTED by operator (status changed in the bucket)']);
    expect(newest(expire(newRequest(), { id: 'x', at }))).toEqual([
      'EXPIRED by Greenlight (nobody decided by 2026-11-22T14:30:00.000Z)',
    ]);
  });
});

describe('the life cycle of a request', () => {
  const people = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
  const minutes = fc.integer({ min: 0, max: 45 });
  const action = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constantFrom('APPROVE', 'APPROVE', 'REJECT'), fc.constantFrom(...people), minutes),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('expire', 'supersede', 'flip', 'repeat'), fc.constant(''), minutes),
    },
  );

  test('has at most one decision, for valid reasons, no matter what people do and in which order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(action, { maxLength: 20 }), (approvals, actions) => {
        let request = newRequest({ approvals, reviewers: people });
        let last: Vote | undefined;
        for (const [number, [what, by, minute]] of actions.entries()) {
          const before = request;
          const when = new Date(Date.parse(before.createdAt) + minute * 60_000).toISOString();
          if (what === 'repeat') request = last ? castVote(request, last).request : request;
          else if (by === '') request = actAs(what, request, when, String(number));
          else {
            last = vote({ id: String(number), choice: what as Vote['choice'], by, at: when });
            request = castVote(request, last).request;
          }
          if (before.decision) expect(request).toEqual(before);
          expect(request.votes.length - before.votes.length).toBeLessThanOrEqual(1);
        }

        const { decision, votes, deadline } = request;
        expect(request.status).toBe(decision?.status ?? 'PENDING');
        expect(votes.every((cast) => cast.at < deadline)).toBe(true);
        expect(new Set(votes.map(({ id }) => id)).size).toBe(votes.length);
        if (decision?.via === 'desk') {
          const rejected = votes.some(({ choice }) => choice === 'REJECT');
          expect(decision.status).toBe(rejected ? 'REJECTED' : 'APPROVED');
          if (!rejected) expect(new Set(approversOf(request)).size).toBe(approvals);
        } else if (!decision) {
          expect(approversOf(request).length).toBeLessThan(approvals);
        }
      }),
      { numRuns: 2000 },
    );
  });

  /** What the hook does, under its conditions. */
  function actAs(what: string, request: ApprovalRequest, when: string, id: string): ApprovalRequest {
    if (request.status !== 'PENDING') return request;
    if (what === 'expire') return when >= request.deadline ? expire(request, { id, at: when }) : request;
    if (what === 'supersede') return supersede(request, 'the deployment was stopped', { id, at: when });
    return adoptHandFlip({ ...request, status: 'APPROVED' }, id, new Date(when));
  }
});

describe('adoptHandFlip', () => {
  test.each([
    ['2026-11-22T14:30:05.000Z', 'APPROVED', 'by hand'],
    ['2026-11-22T14:30:05.001Z', 'EXPIRED', 'greenlight'],
  ])('of an approval written at %s is %s, because two clocks may be five seconds apart', (when, status, via) => {
    const adopted = adoptHandFlip({ ...newRequest(), status: 'APPROVED' }, 'flip-1', new Date(when));

    expect(adopted).toMatchObject({ status, decision: { status, via, id: 'flip-1' } });
  });

  test('accepts a rejection at any time', () => {
    const late = new Date('2026-11-23T00:00:00.000Z');

    expect(adoptHandFlip({ ...newRequest(), status: 'REJECTED' }, 'flip-1', late)).toMatchObject({
      decision: { status: 'REJECTED', by: 'operator' },
    });
  });

  test('leaves a pending request as it is', () => {
    const request = newRequest();

    expect(adoptHandFlip(request, 'flip-1', new Date(at))).toBe(request);
  });
});

describe('isFlippedByHand', () => {
  test('distinguishes a status without a decision from every other state', () => {
    const decided = castVote(newRequest(), vote()).request;

    expect(isFlippedByHand({ ...newRequest(), status: 'APPROVED' })).toBe(true);
    expect([newRequest(), decided, expire(newRequest(), { id: 'x', at })].map(isFlippedByHand)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('supersede', () => {
  test('closes a request with its reason', () => {
    expect(
      supersede(
        openRequest({ subject, now: new Date(at), deadline: new Date(at), approvals: 1, reviewers: [], claimId: 'c' }),
        'the deployment rolls back',
        { id: 's-1', at },
      ),
    ).toMatchObject({
      status: 'SUPERSEDED',
      decision: { status: 'SUPERSEDED', by: 'Greenlight', via: 'greenlight', reason: 'the deployment rolls back' },
    });
  });
});

describe('supersedeUndecided', () => {
  const end = 'ECS ended the deployment';

  test('closes a request that is open', () => {
    expect(supersedeUndecided(newRequest(), end, { id: 's-1', at })).toEqual(
      supersede(newRequest(), end, { id: 's-1', at }),
    );
  });

  test('leaves every decision as it is, also one that somebody has made by hand or half undone', () => {
    const decided = expire(newRequest(), { id: 'x', at });

    for (const request of [
      decided,
      { ...newRequest(), status: 'REJECTED' as const },
      { ...decided, status: 'PENDING' as const },
    ]) {
      expect(supersedeUndecided(request, end, { id: 's-1', at })).toBeUndefined();
    }
  });
});

describe('exposeHandDecision', () => {
  const decisionBy = (by: string, status: 'APPROVED' | 'REJECTED', via: 'desk' | 'iam' = 'desk') =>
    ({ id: 'vote-1', status, by, via, at }) as const;

  test('returns a request without a decision as it is', () => {
    const request = newRequest();

    expect(exposeHandDecision(request)).toBe(request);
  });

  test('returns a decision made by hand, an expiry and what was superseded as they are', () => {
    const decided = [
      adoptHandFlip({ ...newRequest(), status: 'APPROVED' }, 'id', new Date(at)),
      expire(newRequest(), { id: 'id', at }),
      supersede(newRequest(), 'ECS began to roll the deployment back', { id: 'id', at }),
    ];

    for (const request of decided) expect(exposeHandDecision(request)).toBe(request);
  });

  test.each(['APPROVED', 'REJECTED'] as const)('attributes %s to an operator if no vote leads to it', (status) => {
    const decision = decisionBy('ana@example.com', status);

    expect(exposeHandDecision({ ...newRequest(), status, decision }).decision).toEqual({
      ...decision,
      by: 'operator',
      via: 'by hand',
      reason: 'a decision without the votes for it was written into the bucket',
    });
  });

  test.each([
    ['ana@example.com', 'desk', 'desk'],
    ['arn:aws:iam::123456789012:user/eve', 'iam', 'iam'],
    ['ana@example.com', 'sign-in', 'sign-in'],
    ['eve@example.com', 'desk', 'by hand'],
    ['eve@example.com', 'sign-in', 'by hand'],
    ['Ana+x@example.com', 'sign-in', 'sign-in'],
    ['Ana+x@example.com', 'desk', 'by hand'],
  ] as const)('lets a vote of %s through %s lead to a decision made %s', (by, via, expected) => {
    const reviewers = ['ana@example.com', 'ben@example.com'];
    const { request } = castVote(newRequest({ reviewers }), vote({ by, via }));

    expect(request.status).toBe('APPROVED');
    expect(exposeHandDecision(request).decision?.via).toBe(expected);
  });
});
