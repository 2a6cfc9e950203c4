import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voterOf } from '../../src/approval/request/people.ts';
import { wordsOn } from '../helpers/approval.ts';
import { casesOf } from '../helpers/random-cases.ts';
import type { Fate } from './fates.ts';
import { decisionsIn, holdAlways, play, reviewers, type Story, stories } from './story.ts';

describe('P1: at most one decision per request, under any interleaving, crash or retry', () => {
  test('a decision and every vote is stored once, and what the pages say is stored', async () => {
    await holdAlways(stories(), 300, {
      'once there is a decision, no later version of the request has another or none': ({ versions }) => {
        expect(decisionsIn(versions).length).toBeLessThanOrEqual(1);
        const first = versions.findIndex(({ decision }) => decision);
        if (first >= 0) expect(versions.slice(first).every(({ decision }) => decision)).toBe(true);
      },
      'a vote is counted once, even if the response to writing it was lost': ({ versions }) => {
        const votes = versions.at(-1)?.votes ?? [];
        const cast = votes.map(({ by, choice }) => `${voterOf(by)} ${choice}`);
        expect(new Set(votes.map(({ id }) => id)).size).toBe(votes.length);
        expect(new Set(cast).size).toBe(cast.length);
      },
      'a vote that is reported as recorded is in the ledger forever': ({ visits, versions }) => {
        const votes = versions.at(-1)?.votes ?? [];
        for (const { by, choice, page } of visits) {
          if (!/Your (approval|rejection) is recorded/.test(wordsOn(page))) continue;
          expect(votes).toContainEqual(
            expect.objectContaining({ by, choice: choice === 'approve' ? 'APPROVE' : 'REJECT' }),
          );
        }
      },
      'a decision that is reported as recorded to an IAM identity is there too, and none that is missing is reported':
        ({ replies, versions }) => {
          const votes = versions.at(-1)?.votes ?? [];
          for (const { by, choice, answer } of replies) {
            const found = votes.some((vote) => {
              return voterOf(vote.by) === voterOf(by) && vote.choice === (choice === 'approve' ? 'APPROVE' : 'REJECT');
            });
            if (answer.recorded) expect(found).toBe(true);
            else if (!found)
              expect(['agreed', 'decided', 'expired', 'unavailable', 'unknown-request']).toContain(answer.outcome);
          }
        },
      'an approval needs two people, and two sessions of one role are one': ({ versions }) => {
        const { decision, votes } = versions.at(-1) ?? {};
        if (decision?.status !== 'APPROVED' || decision.via === 'by hand') return;
        expect(new Set(votes?.map(({ by }) => voterOf(by))).size).toBeGreaterThanOrEqual(2);
      },
    });
  });

  test('a vote with a lost response is recognised as the same vote', async () => {
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
