import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request/request.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { decisionsIn, holdAlways, play, reviewers, type Story, stories } from './story.ts';
import { personOf } from './terms/cast.ts';
import { deadlineOf, isUnasked } from './terms/oracle.ts';
import { termsHold } from './terms/sides.ts';
import { isReportedAsRecorded } from './terms/voters.ts';

const late = stories({ waits: fc.array(fc.constantFrom(900, 1795, 1800, 1806), { minLength: 1, maxLength: 2 }) });

describe('P3: no approval after expiry; expiry is itself a decision', () => {
  test('nobody votes, decides or approves at or after the deadline', async () => {
    await holdAlways(late, 200, {
      'no vote is recorded with a time at or after the deadline': ({ versions }) => {
        const request = versions.at(-1);
        for (const { at } of request?.votes ?? []) expect(at < (request?.deadline ?? '')).toBe(true);
      },
      'a reviewer who opens the desk at or after the deadline is refused': ({ visits, versions }) => {
        const { deadline = '', votes = [] } = versions.at(-1) ?? {};
        for (const { by, at, page } of visits) {
          if (at.toISOString() < deadline) continue;
          // Somebody who has signed in can still sign out.
          expect(page).not.toContain('name="nonce"');
          // Only an earlier vote of the same person counts as recorded.
          if (isReportedAsRecorded(page)) expect(votes.some((vote) => personOf(vote.by) === personOf(by))).toBe(true);
        }
      },
      'a decision that is signed at or after the deadline is refused': ({ replies, versions }) => {
        const { deadline = '', votes = [] } = versions.at(-1) ?? {};
        for (const { by, at, answer } of replies) {
          if (at.toISOString() < deadline) continue;
          // Only an earlier vote of the same person counts as recorded.
          if (answer.recorded) expect(votes.some((vote) => personOf(vote.by) === personOf(by))).toBe(true);
          else expect(answer.outcome).not.toBe('recorded');
        }
      },
      'once expired, a request is never approved': ({ versions }) => {
        const expired = versions.findIndex(({ status }) => status === 'EXPIRED');
        if (expired >= 0) expect(versions.slice(expired).every(({ status }) => status === 'EXPIRED')).toBe(true);
      },
      ...termsHold,
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
        const { callLater, store, versions, key, asked } = await play(story, scheduler);
        fc.pre(versions.length > 0);
        const isUnaskedHere = isUnasked(asked.terms, 'my-cluster');
        const isOpened = isUnaskedHere || asked.terms.onDeadline === 'approve';

        // As late as business hours may move the deadline.
        const answer = await callLater(86_400);

        expect(answer.hookStatus).toBe(isOpened ? 'SUCCEEDED' : 'FAILED');
        if (isOpened)
          expect(answer.reason).toMatch(/^approved by Greenlight, not by a person, at .*(onDeadline|autoApprove)/);
        else expect(answer.reason).toMatch(/^expired at .* UTC without a decision$/);
        const after = store.versions(key).map(({ body }) => parseRequest(body));
        expect(decisionsIn(after)).toEqual([
          expect.stringContaining(`"status":"${isOpened ? 'APPROVED' : 'EXPIRED'}"`),
        ]);
        const { at = '' } = after.at(-1)?.decision ?? {};
        if (!isUnaskedHere) expect(at >= deadlineOf(asked.terms, asked.createdAt)).toBe(true);
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
        const { callLater, store, versions, key, asked } = await play(story, scheduler);
        const flip = store.versions(key).find((_version, index) => {
          return versions[index]?.status === 'APPROVED' && !versions[index]?.decision;
        });
        fc.pre(flip !== undefined);

        const answer = await callLater(0);

        const [deadline, tolerance] = [Date.parse(versions[0]?.deadline ?? ''), 5000];
        const inTime = (flip?.lastModified.getTime() ?? 0) <= deadline + tolerance;
        const isOpened = inTime || asked.terms.onDeadline === 'approve';
        expect(answer.hookStatus).toBe(isOpened ? 'SUCCEEDED' : 'FAILED');
      }),
      { numRuns: casesOf(100) },
    );
  });
});
