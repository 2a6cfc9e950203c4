import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fates } from './fates.ts';
import { decisionsIn, holdAlways, reviewers, stories } from './story.ts';

/** Half of all steps go wrong, every clock is five seconds off in either direction, and some calls have no time at all. */
const worst = stories({
  fates: fates(8),
  callers: fc.array(
    fc.record({
      calls: fc.integer({ min: 1, max: 5 }),
      skewSeconds: fc.constantFrom(-5, 5),
      remainingMs: fc.constantFrom(60_000, 60_000, 60_000, 0),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  voters: fc.array(
    fc.record({
      by: fc.constantFrom(...reviewers),
      choice: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
      skewSeconds: fc.constantFrom(-5, 5),
    }),
    { minLength: 2, maxLength: 6 },
  ),
});

describe('P7: lost functions, failing APIs and clocks that are five seconds off change nothing', () => {
  test('decisions, answers and notifications are as they would be without them', async () => {
    await holdAlways(worst, 300, {
      'there is still at most one decision, and every final answer comes from it': ({ answers, versions }) => {
        expect(decisionsIn(versions).length).toBeLessThanOrEqual(1);
        for (const { answer, decision } of answers) {
          if (answer.hookStatus === 'IN_PROGRESS') continue;
          expect(answer.hookStatus).toBe(decision?.status === 'APPROVED' ? 'SUCCEEDED' : 'FAILED');
          expect(decision).toBeDefined();
        }
      },
      'an approval still requires two different people, in time, and no rejection': ({ versions }) => {
        const request = versions.at(-1);
        if (request?.decision?.status !== 'APPROVED' || request.decision.via !== 'desk') return;
        expect(new Set(request.votes.map(({ by }) => by)).size).toBe(2);
        expect(request.votes.every(({ choice, at }) => choice === 'APPROVE' && at < request.deadline)).toBe(true);
      },
      'nobody is notified of a request that does not exist': ({ told }) => {
        expect(told.every(({ requestExists }) => requestExists)).toBe(true);
      },
      'the gate still ends with one answer once the faults are over': async ({ answers, callLater }) => {
        const now = await callLater(0);
        const then = await callLater(1816);

        const given = [...answers.map(({ answer }) => answer), now, then].map(({ hookStatus }) => hookStatus);
        expect(then.hookStatus).not.toBe('IN_PROGRESS');
        expect(new Set(given.filter((status) => status !== 'IN_PROGRESS')).size).toBe(1);
      },
    });
  });
});
