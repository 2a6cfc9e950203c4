import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalSetup, key } from '../helpers/approval.ts';
import { unavailable, wrapStore } from '../helpers/memory-store.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { fates } from './fates.ts';
import { play, type Story, stories } from './story.ts';
import { hookDetailsOf, terms } from './terms/terms.ts';

describe('P5: Greenlight’s own errors never approve, and inside the error budget they do not roll back', () => {
  test('no call is answered with SUCCEEDED while nobody has approved, no matter what fails', async () => {
    const nobody = stories({
      voters: fc.constant<Story['voters']>([]),
      flips: fc.constant<Story['flips']>([]),
      fates: fates(16),
      hookDetails: fc
        .tuple(terms(), fc.integer({ min: 0, max: 20 }))
        .filter(([{ autoApprove, onDeadline }]) => autoApprove === undefined && onDeadline === undefined)
        .map(([given, errorBudget]) => ({ ...hookDetailsOf(given), errorBudget })),
    });
    await fc.assert(
      fc.asyncProperty(nobody, fc.scheduler(), async (story, scheduler) => {
        const { answers } = await play(story, scheduler);

        expect(answers.map(({ answer }) => answer.hookStatus)).not.toContain('SUCCEEDED');
      }),
      { numRuns: casesOf(300) },
    );
  });

  test('a gate fails because of our own errors only if more of them occur in a row than the budget tolerates', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        async (errorBudget, readable) => {
          let works = true;
          const setup = approvalSetup({
            wrap: (store) =>
              wrapStore(store, async (_operation, at, run) =>
                works || at !== key ? run() : Promise.reject(unavailable()),
              ),
          });
          const poll = setup.gate({ errorBudget });

          let errors = 0;
          for (const isReadable of [true, ...readable]) {
            works = isReadable;
            errors = works ? 0 : errors + 1;
            const { hookStatus } = await poll();
            expect(hookStatus).toBe(errors > errorBudget ? 'FAILED' : 'IN_PROGRESS');
            if (hookStatus === 'FAILED') return;
          }
        },
      ),
    );
  });

  test.each([
    ['the signing key cannot be read', { signingKeys: () => Promise.reject(new Error('AccessDeniedException')) }],
    ['ECS does not say what it deploys', { describe: () => Promise.reject(new Error('ThrottlingException')) }],
    ['the request cannot be written', { wrap: failing(({ operation }) => operation === 'create') }],
    ['the index cannot be written', { wrap: failing(({ at }) => at.startsWith('open/')) }],
    ['no report can be written or read', { wrap: failing(({ at }) => at.startsWith('reports/')) }],
    ['the request cannot be changed', { wrap: failing(({ operation }) => operation === 'replace') }],
  ])('a gate neither approves nor rolls back if %s', async (_what, options) => {
    const setup = approvalSetup(options);
    const poll = setup.gate();

    const answers = [await poll(), await poll(), await poll()];

    expect(answers.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS']);
  });
});

function failing(when: (step: { operation: string; at: string }) => boolean) {
  return (store: Parameters<typeof wrapStore>[0]) =>
    wrapStore(store, async (operation, at, run) => (when({ operation, at }) ? Promise.reject(unavailable()) : run()));
}
