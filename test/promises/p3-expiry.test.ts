import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voterOf } from '../../src/approval/request/people.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { decisionsIn, holdAlways, play, reviewers, type Story, stories } from './story.ts';

const late = stories({ waits: fc.array(fc.constantFrom(900, 1795, 1800, 1806), { minLength: 1, maxLength: 2 }) });

describe('P3: no approval after expiry; expiry is itself a decision', () => {
  test('nobody votes, decides or approves at or after the deadline', async () => {
    await holdAlways(late, 200, {
      'no vote is recorded with a time at or after the deadline': ({ versions }) => {
        const request = versions.at(-1);
        for (const { at } of request?.votes ?? []) expect(at < (request?.deadline ?? '')).toBe(true);
      },
      'a reviewer who opens the desk at or after the deadline is refused': ({ visits, versions }) => {
        const deadline = versions[0]?.deadline ?? '';
        for (const { at, page } of visits) {
          if (at.toISOString() < deadline) continue;
          expect(page).not.toContain('<form');
          expect(page).not.toContain('is recorded');
        }
      },
      'a decision that is signed at or after the deadline is refused': ({ replies, versions }) => {
        const deadline = versions[0]?.deadline ?? '';
        for (const { by, at, answer } of replies) {
          if (at.toISOString() < deadline) continue;
          // Only an earlier vote of the same person counts as recorded.
          if (answer.recorded)
            expect(versions.at(-1)?.votes.some((vote) => voterOf(vote.by) === voterOf(by))).toBe(true);
          else expect(answer.outcome).not.toBe('recorded');
        }
      },
      'once expired, a request is never approved': ({ versions }) => {
        const expired = versions.findIndex(({ status }) => status === 'EXPIRED');
        if (expired >= 0) expect(versions.slice(expired).every(({ status }) => status === 'EXPIRED')).toBe(true);
      },
    });
  });

  test('if an approval at the last moment meets the expiry, one of them wins, and both see which', async () => {
    const lastMoment = stories({
      hookDetails: fc.constant<Story['hookDetails']>({ reviewers, deadlineMinutes: 30 }),
      callers: fc.constant<Story['callers']>([
        { calls: 2, skewSeconds: 5, remainingMs: 60_000 },
        { calls: 3, skewSeconds: -5, remainingMs: 60_000 },
      ]),
      voters: fc.constant<Story['voters']>([{ by: 'ana@example.com', choice: 'approve', skewSeconds: 0 }]),
      flips: fc.constant<Story['flips']>([]),
      waits: fc.constant([1811]),
      fates: fc.constant([]),
    });
    await fc.assert(
      fc.asyncProperty(lastMoment, fc.scheduler(), async (story, scheduler) => {
        const { versions, visits, answers } = await play(story, scheduler);

        const statuses = new Set(versions.map(({ status }) => status).filter((status) => status !== 'PENDING'));
        const final = answers.map(({ answer }) => answer.hookStatus).filter((status) => status !== 'IN_PROGRESS');
        const recorded = visits.some(({ page }) => page.includes('Your approval is recorded'));
        expect(statuses.size).toBeLessThanOrEqual(1);
        expect(recorded).toBe(statuses.has('APPROVED'));
        for (const status of final) expect(status).toBe(recorded ? 'SUCCEEDED' : 'FAILED');
      }),
      { numRuns: casesOf(1000) },
    );
  });

  test('a gate without a decision ends with a decision of its own after the deadline', async () => {
    const quiet = stories({ voters: fc.constant([]), flips: fc.constant([]), waits: fc.constant([]) });
    await fc.assert(
      fc.asyncProperty(quiet, fc.scheduler(), async (story, scheduler) => {
        const { callLater, store, versions } = await play(story, scheduler);
        fc.pre(versions.length > 0);

        const answer = await callLater(1811);

        expect(answer.hookStatus).toBe('FAILED');
        expect(answer.reason).toMatch(/^expired at \d\d:\d\d UTC, nobody decided in time$/);
        const [key = ''] = Object.keys(store.contents()).filter((name) => name.startsWith('approvals/'));
        const after = store.versions(key).map(({ body }) => JSON.parse(body) as (typeof versions)[number]);
        expect(decisionsIn(after)).toEqual([expect.stringContaining('"status":"EXPIRED"')]);
      }),
      { numRuns: casesOf(100) },
    );
  });

  test('the same holds for an approval by hand: in time it counts, afterwards it does not', async () => {
    const flipped = stories({
      voters: fc.constant([]),
      flips: fc.constant(['APPROVED' as const]),
      waits: fc.constantFrom([1795], [1806]),
      fates: fc.constant([]),
    });
    await fc.assert(
      fc.asyncProperty(flipped, fc.scheduler(), async (story, scheduler) => {
        const { callLater, store, versions } = await play(story, scheduler);
        const [key = ''] = Object.keys(store.contents()).filter((name) => name.startsWith('approvals/'));
        const flip = store.versions(key).find((_version, index) => {
          return versions[index]?.status === 'APPROVED' && !versions[index]?.decision;
        });
        fc.pre(flip !== undefined);

        const answer = await callLater(0);

        const [deadline, tolerance] = [Date.parse(versions[0]?.deadline ?? ''), 5000];
        const inTime = (flip?.lastModified.getTime() ?? 0) <= deadline + tolerance;
        expect(answer.hookStatus).toBe(inTime ? 'SUCCEEDED' : 'FAILED');
      }),
      { numRuns: casesOf(100) },
    );
  });
});
