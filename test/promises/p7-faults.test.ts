import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fates } from './fates.ts';
import { decisionsIn, holdAlways, stories } from './story.ts';
import { termsHold } from './terms/sides.ts';
import { anybody } from './terms/voters.ts';

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
  voters: fc.array(anybody(fc.constantFrom(-5, 5)), { minLength: 2, maxLength: 8 }),
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
      ...termsHold,
      'nobody is notified of a request that does not exist': ({ told }) => {
        expect(told.every(({ requestExists }) => requestExists)).toBe(true);
      },
      'the gate still ends with one answer once the faults are over': async ({ answers, callLater }) => {
        const now = await callLater(0);
        const then = await callLater(90_000);

        const given = [...answers.map(({ answer }) => answer), now, then].map(({ hookStatus }) => hookStatus);
        expect(then.hookStatus).not.toBe('IN_PROGRESS');
        expect(new Set(given.filter((status) => status !== 'IN_PROGRESS')).size).toBe(1);
      },
    });
  });
});
