import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsOn } from '../helpers/approval.ts';
import { casesOf } from '../helpers/random-cases.ts';
import type { Fate } from './fates.ts';
import { play, reviewers, type Story, stories } from './story.ts';

describe('P1: at most one decision per request, under any interleaving, crash or retry', () => {
  test('a vote with a lost response is recognized as the same vote', async () => {
    const unanimous = stories({
      voters: fc.constant<Story['voters']>(reviewers.map((by) => ({ by, choice: 'approve', skewSeconds: 0 }))),
      hookDetails: fc.constant<Story['hookDetails']>({ reviewers, approvals: 3 }),
      flips: fc.constant<Story['flips']>([]),
      waits: fc.constant([]),
      fates: fc.array(fc.constantFrom<Fate>('works', 'races itself'), { maxLength: 80, size: 'max' }),
    });
    await fc.assert(
      fc.asyncProperty(unanimous, fc.scheduler(), async (story, scheduler) => {
        const { visits, told } = await play(story, scheduler);

        for (const { page } of visits.filter(({ status }) => status === 200)) {
          expect(wordsOn(page)).toContain('Your approval is recorded');
        }
        expect(new Set(told.map(({ to }) => to)).size).toBe(told.length);
      }),
      { numRuns: casesOf(200) },
    );
  });
});
