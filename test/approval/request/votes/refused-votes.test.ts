import { describe, expect, test } from 'vitest';
import { withNextNotice } from '../../../../src/approval/request/notices/due-notices.ts';
import type { ApprovalRequest, Vote } from '../../../../src/approval/request/request.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { newRequest, vote } from '../../../helpers/approval.ts';

const [ana, ben, dan] = ['ana@example.com', 'ben@example.com', 'dan@example.com'];
const asked = (terms: JsonObject, changes: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  ...newRequest({ reviewers: [ana, ben], approvals: 2, asked: terms }),
  ...changes,
});
const outcomeOf = (request: ApprovalRequest, changes: Partial<Vote>) => castVote(request, vote(changes)).outcome;

describe('a vote', () => {
  const deputies = [{ afterMinutes: 10, from: [dan] }];
  const selfApproval = { selfApproval: 'deny' };

  test.each<[string, ApprovalRequest, Partial<Vote>, string]>([
    ['of somebody whom a rule names', asked({ rules: [{ name: 'qa', approvals: 1, from: [ana] }] }), {}, 'recorded'],
    ['of somebody whom no rule names', asked({ rules: [{ name: 'qa', approvals: 1, from: [ben] }] }), {}, 'not-named'],
    ['of a deputy whose time has come', asked({ deputies }), { by: dan, at: '2026-11-22T14:10:00.000Z' }, 'recorded'],
    ['of a deputy a moment before', asked({ deputies }), { by: dan, at: '2026-11-22T14:09:59.999Z' }, 'not-yet'],
    ['of somebody who is no deputy', asked({ deputies }), { at: '2026-11-22T14:01:00.000Z' }, 'recorded'],
    ['for a deployment that nobody is known to have started', asked(selfApproval), {}, 'deployer-unknown'],
    ['against such a deployment', asked(selfApproval), { choice: 'REJECT', reason: 'no' }, 'recorded'],
    ['that takes back nothing', asked({}), { choice: 'WITHDRAW' }, 'no-vote'],
    ['of Greenlight about nobody', asked({}), { choice: 'WITHDRAW', via: 'greenlight' }, 'no-vote'],
    ['of Greenlight that approves', asked({}), { via: 'greenlight' }, 'no-vote'],
    ['that breaks glass without being allowed to', asked({}), { via: 'break-glass', reason: 'fire' }, 'no-break-glass'],
    ['that breaks glass', asked({ breakGlass: [ana] }), { via: 'break-glass', reason: 'fire' }, 'recorded'],
    ['that breaks glass without a reason', asked({ breakGlass: [ana] }), { via: 'break-glass' }, 'no-break-glass'],
    [
      'that breaks glass to reject',
      asked({ breakGlass: [ana] }),
      { via: 'break-glass', reason: 'fire', choice: 'REJECT' },
      'no-break-glass',
    ],
  ])('counts or is refused: one %s', (_what, request, changes, outcome) => {
    expect(outcomeOf(request, changes)).toBe(outcome);
  });

  test('of Greenlight takes back an approval, with its reason, and never a rejection', () => {
    const approved = castVote(asked({}), vote()).request;
    const given = { id: 'again', choice: 'WITHDRAW', via: 'greenlight', at: '2026-11-22T14:12:00.000Z' } as const;

    const { outcome, request } = castVote(approved, vote({ ...given, reason: 'smoke\nfailed' }));
    expect(outcome).toBe('recorded');
    expect(request.votes.map(({ id }) => id)).toEqual(['vote-1', 'again']);
    expect(request.history.slice(0, -1)).toEqual(approved.history);
    expect(request.history.at(-1)).toEqual({
      at: given.at,
      what: 'the approval by ana@example.com no longer counts: smoke failed',
    });
    expect(castVote(approved, vote(given)).request.history.at(-1)?.what).toMatch(/no longer counts: $/);
    expect(outcomeOf(request, { ...given, id: 'third' })).toBe('no-vote');
    const rejected = castVote(asked({ rejections: 2 }), vote({ choice: 'REJECT', reason: 'no' })).request;
    expect(outcomeOf(rejected, given)).toBe('no-vote');
  });
});

describe('approvals that wait for others', () => {
  const at = '2026-11-22T14:10:00.000Z';
  const evidence = { digest: 'x' };

  test.each<[string, Partial<Vote>, string | undefined]>([
    ['are compared with the checks after five minutes', { evidence }, '2026-11-22T14:15:00.000Z'],
    ['are not, without the evidence', {}, undefined],
    ['are not if they are rejections', { evidence, choice: 'REJECT', reason: 'no' }, undefined],
  ])('%s', (_what, changes, next) => {
    const request = asked({ rejections: 2 }, { votes: [vote(changes)] });
    expect(withNextNotice(request, at).nextNotice).toBe(next);
  });

  test('keep an earlier time', () => {
    const request = asked({}, { votes: [vote({ evidence })], nextNotice: '2026-11-22T14:11:00.000Z' });
    expect(withNextNotice(request, at).nextNotice).toBe('2026-11-22T14:11:00.000Z');
    const deputies = [{ afterMinutes: 12, from: [dan] }];
    expect(withNextNotice(asked({ deputies }, { votes: [vote({ evidence })] }), at).nextNotice).toBe(
      '2026-11-22T14:12:00.000Z',
    );
    const later = [{ afterMinutes: 20, from: [dan] }];
    expect(withNextNotice(asked({ deputies: later }, { votes: [vote({ evidence })] }), at).nextNotice).toBe(
      '2026-11-22T14:15:00.000Z',
    );
  });
});
