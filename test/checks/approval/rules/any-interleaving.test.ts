import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../../src/approval/request/attest/attest-request.ts';
import { fillRules, isMet } from '../../../../src/approval/request/fill-rules.ts';
import { voterOf } from '../../../../src/approval/request/people.ts';
import type { Vote } from '../../../../src/approval/request/request.ts';
import { castVote, expire } from '../../../../src/approval/request/transitions.ts';
import { newRequest } from '../../../helpers/approval.ts';
import { decisionsIn, holdAlways, identities, reviewers, type Story, stories } from '../../../promises/story.ts';

const [ana = '', ben = '', cho = ''] = reviewers;
const rules = [
  { name: 'qa', from: [ana, ben], approvals: 1 },
  { name: 'security', from: [ana, cho, ...identities.slice(1)], approvals: 1 },
];

describe('a gate with rules, under any interleaving, crash or retry', () => {
  test('has at most one decision, passes only if the votes meet all rules, and counts nobody who is not named', async () => {
    const hookDetails = fc.constant<Story['hookDetails']>({
      rules,
      rejections: 2,
      deadlineMinutes: 30,
      errorBudget: 1000,
    });
    await holdAlways(stories({ hookDetails, flips: fc.constant<Story['flips']>([]) }), 100, {
      'there is at most one decision': ({ versions }) => {
        expect(decisionsIn(versions).length).toBeLessThanOrEqual(1);
      },
      'ECS gets SUCCEEDED only for an approval that meets both rules': ({ answers, versions }) => {
        if (!answers.some(({ answer }) => answer.hookStatus === 'SUCCEEDED')) return;
        const { decision, votes = [] } = versions.at(-1) ?? {};
        expect(decision?.status).toBe('APPROVED');
        const latest = new Map(votes.map((vote) => [voterOf(vote.by), vote]));
        const approvers = [...latest.values()].filter(({ choice }) => choice === 'APPROVE').map(({ by }) => by);
        expect(fillRules(rules, approvers).every(isMet)).toBe(true);
      },
      'nobody votes whom no rule names': ({ versions }) => {
        expect(versions.at(-1)?.votes.map(({ by }) => by) ?? []).not.toContain(identities[0]);
      },
      'a rejection needs two people': ({ versions }) => {
        const { decision, votes = [] } = versions.at(-1) ?? {};
        if (decision?.status !== 'REJECTED') return;
        expect(
          new Set(votes.filter(({ choice }) => choice === 'REJECT').map(({ by }) => voterOf(by))).size,
        ).toBeGreaterThanOrEqual(2);
      },
    });
  });
});

describe('the life cycle of a request with rules', () => {
  const by = fc.constantFrom(ana, ben, cho, 'Ana+x@example.com', 'eve@example.com');
  const choice = fc.constantFrom<Vote['choice']>('APPROVE', 'APPROVE', 'REJECT', 'WITHDRAW');
  const casts = fc.array(fc.record({ by, choice, minute: fc.integer({ min: 0, max: 35 }) }), { maxLength: 15 });
  const terms = fc.record({
    rejections: fc.constantFrom(1, 2),
    onDeadline: fc.constantFrom('reject' as const, 'approve' as const),
    rules: fc.constantFrom(rules, rules.slice(0, 1)),
  });

  test('ends for valid reasons, once, and its decision is read as it was made', () => {
    fc.assert(
      fc.property(terms, casts, (asked, drawn) => {
        let request = newRequest({ reviewers: [...reviewers], approvals: asked.rules.length, asked });
        for (const [number, { by: voter, choice: chosen, minute }] of drawn.entries()) {
          const at = new Date(Date.parse(request.createdAt) + minute * 60_000).toISOString();
          const before = request;
          const vote: Vote = { id: String(number), choice: chosen, by: voter, via: 'iam', at };
          request = castVote(request, vote).request;
          if (before.decision) expect(request).toEqual(before);
        }
        const { decision, votes } = request;
        expect(exposeHandDecision(request)).toBe(request);
        expect(votes.map((vote) => vote.by)).not.toContain('eve@example.com');
        const latest = new Map(votes.map((vote) => [voterOf(vote.by), vote]));
        const names = (wanted: Vote['choice']) =>
          [...latest.values()].filter((vote) => vote.choice === wanted).map((vote) => vote.by);
        const isApproved = fillRules(asked.rules, names('APPROVE')).every(isMet);
        const isRejected = names('REJECT').length >= asked.rejections;
        if (decision && decision.via !== 'greenlight')
          expect(decision.status === 'APPROVED' ? isApproved : isRejected).toBe(true);
        else expect([isApproved, isRejected]).toEqual([false, false]);
        if (decision?.via === 'greenlight') {
          const opens = asked.onDeadline === 'approve' && names('REJECT').length === 0;
          expect(decision.status).toBe(opens ? 'APPROVED' : 'EXPIRED');
          expect(decision.at >= request.deadline).toBe(true);
        }
        if (!decision) expect(expire(request, { id: 'x', at: request.createdAt }).status).toBe('EXPIRED');
      }),
      { numRuns: 2000 },
    );
  });
});
