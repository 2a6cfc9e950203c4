import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request/request.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { play, type Story, stories } from './story.ts';
import { isUnasked } from './terms/oracle.ts';
import { hookDetailsOf, terms } from './terms/terms.ts';

const flips = () => fc.constantFrom<Story['flips']>([], [], ['APPROVED']);

describe('P2: a hook answers SUCCEEDED or FAILED only from a durable decision, and always the same one', () => {
  test('every final answer has its decision in the ledger at that moment', async () => {
    await fc.assert(
      fc.asyncProperty(stories(), fc.scheduler(), async (story, scheduler) => {
        const { answers } = await play(story, scheduler);

        for (const { answer, decision } of answers) {
          if (answer.hookStatus === 'IN_PROGRESS') continue;
          expect(decision).toBeDefined();
          expect(answer.hookStatus).toBe(decision?.status === 'APPROVED' ? 'SUCCEEDED' : 'FAILED');
        }
      }),
      { numRuns: casesOf(300) },
    );
  });

  test('all final answers of a gate are the same, and stay the same for weeks', async () => {
    await fc.assert(
      fc.asyncProperty(stories(), fc.scheduler(), async (story, scheduler) => {
        const { answers, callLater } = await play(story, scheduler);

        const now = await callLater(0);
        const later = [await callLater(90_000), await callLater(60), await callLater(21 * 24 * 3600)];

        const given = [...answers.map(({ answer }) => answer), now, ...later].map(({ hookStatus }) => hookStatus);
        expect(later.map(({ hookStatus }) => hookStatus)).not.toContain('IN_PROGRESS');
        expect(new Set(given.filter((status) => status !== 'IN_PROGRESS')).size).toBe(1);
      }),
      { numRuns: casesOf(200) },
    );
  });

  test('with `once`, the next step passes exactly if people approved this one, and asks them otherwise', async () => {
    const once = stories({ hookDetails: terms({ once: true }).map(hookDetailsOf), flips: flips() });
    await fc.assert(
      fc.asyncProperty(once, fc.scheduler(), async (story, scheduler) => {
        const { callLater, callAtNextStep, store, key, asked } = await play(story, scheduler);
        await callLater(200);

        const answer = await callAtNextStep();

        const { decision } = parseRequest(store.contents()[key] ?? '');
        const isByPeople = decision?.status === 'APPROVED' && !['by hand', 'greenlight'].includes(decision.via);
        const isPassed = isByPeople || isUnasked(asked.terms, 'my-cluster');
        expect(answer.hookStatus).toBe(isPassed ? 'SUCCEEDED' : 'IN_PROGRESS');
        if (isByPeople) expect(answer.reason).toContain(`: once: approved at 25 % on ${decision.at}`);
      }),
      { numRuns: casesOf(100) },
    );
  });
});
