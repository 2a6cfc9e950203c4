import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request/request.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { play, type Story, stories } from './story.ts';
import { isUnasked } from './terms/oracle.ts';
import { hookDetailsOf, terms } from './terms/terms.ts';

const flips = () => fc.constantFrom<Story['flips']>([], [], ['APPROVED']);

describe('P2: a hook answers SUCCEEDED or FAILED only from a durable decision, and always the same one', () => {
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
