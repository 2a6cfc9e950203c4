import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vote } from '../../src/approval/request/request.ts';
import { wordsOn } from '../helpers/approval.ts';
import { casesOf } from '../helpers/random-cases.ts';
import type { Fate } from './fates.ts';
import { decisionsIn, holdAlways, play, reviewers, type Story, stories } from './story.ts';
import { personOf } from './terms/cast.ts';
import { termsHold } from './terms/sides.ts';
import { isReportedAsRecorded } from './terms/voters.ts';

const stored: Partial<Record<string, Vote['choice']>> = {
  ...{ approve: 'APPROVE', reject: 'REJECT', withdraw: 'WITHDRAW', 'break-glass': 'APPROVE' },
};

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
        expect(new Set(votes.map(({ id }) => id)).size).toBe(votes.length);
      },
      'a vote that is reported as recorded is in the ledger forever': ({ visits, versions }) => {
        const votes = versions.at(-1)?.votes ?? [];
        for (const { by, choice, page } of visits) {
          if (!isReportedAsRecorded(page)) continue;
          const own = votes.filter((vote) => personOf(vote.by) === personOf(by)).map((vote) => vote.choice);
          expect(own).toContain(stored[choice]);
        }
      },
      'a decision that is reported as recorded to an IAM identity is there too, and none that is missing is reported':
        ({ replies, versions }) => {
          const votes = versions.at(-1)?.votes ?? [];
          for (const { by, choice, answer } of replies.filter((reply) => stored[reply.choice] !== undefined)) {
            const found = votes.some((vote) => personOf(vote.by) === personOf(by) && vote.choice === stored[choice]);
            if (answer.recorded) expect(found).toBe(true);
            else if (!found) expect(['recorded', 'repeated']).not.toContain(answer.outcome);
          }
        },
      ...termsHold,
    });
  });

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
