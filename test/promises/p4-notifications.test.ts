import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { casesOf } from '../helpers/random-cases.ts';
import { fates } from './fates.ts';
import { play, reviewers, type Story, stories } from './story.ts';

const nobodyDecides = { voters: fc.constant<Story['voters']>([]), flips: fc.constant<Story['flips']>([]) };
const hookDetails = fc.constant<Story['hookDetails']>({
  reviewers,
  approvals: 2,
  deadlineMinutes: 1430,
  errorBudget: 1000,
});

describe('P4: a notification goes out at least once, normally once, never before its request exists', () => {
  test('everybody is notified exactly once if nothing fails, no matter how many calls arrive at once', async () => {
    const calm = stories({ ...nobodyDecides, hookDetails, waits: fc.constant([]), fates: fc.constant([]) });
    await fc.assert(
      fc.asyncProperty(calm, fc.scheduler(), async (story, scheduler) => {
        const { told } = await play(story, scheduler);

        expect(told.map(({ to }) => to).sort()).toEqual(reviewers);
      }),
      { numRuns: casesOf(200) },
    );
  });

  test('everybody is notified in the end, no matter what fails or is lost before', async () => {
    await fc.assert(
      fc.asyncProperty(
        stories({ ...nobodyDecides, hookDetails, fates: fates(4) }),
        fc.scheduler(),
        async (story, scheduler) => {
          const { told, callLater, store } = await play(story, scheduler);

          const answer = await callLater(200);

          expect(answer.hookStatus).toBe('IN_PROGRESS');
          expect(answer.reason).not.toContain('not notified yet');
          expect([...new Set(told.map(({ to }) => to))].sort()).toEqual(reviewers);
          expect(Object.keys(store.contents()).some((name) => name.startsWith('approvals/'))).toBe(true);
        },
      ),
      { numRuns: casesOf(300) },
    );
  });

  test('nobody is notified before the request exists', async () => {
    await fc.assert(
      fc.asyncProperty(stories({ fates: fates(4) }), fc.scheduler(), async (story, scheduler) => {
        const { told } = await play(story, scheduler);

        expect(told.filter(({ requestExists }) => !requestExists)).toEqual([]);
      }),
      { numRuns: casesOf(200) },
    );
  });

  test('a failed publish fails no gate', async () => {
    await fc.assert(
      fc.asyncProperty(
        stories({ ...nobodyDecides, hookDetails, fates: fates(8) }),
        fc.scheduler(),
        async (story, scheduler) => {
          const { answers } = await play(story, scheduler);

          expect(answers.filter(({ answer }) => answer.hookStatus !== 'IN_PROGRESS')).toEqual([]);
        },
      ),
      { numRuns: casesOf(200) },
    );
  });
});
