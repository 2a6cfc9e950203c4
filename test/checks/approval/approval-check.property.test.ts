import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../src/approval/request/request.ts';
import { approvalSetup, approving, decideAt, key, rejecting } from '../../helpers/approval.ts';
import { unavailable, wrapStore } from '../../helpers/memory-store.ts';

type Step = 'poll' | 'redeliver' | 'approve' | 'reject' | 'minute' | 'hour';
type Fate = 'works' | 'fails' | 'loses the answer';

const steps = fc.array(
  fc.constantFrom<Step>('poll', 'poll', 'poll', 'redeliver', 'approve', 'reject', 'minute', 'hour'),
  { minLength: 3, maxLength: 20 },
);
const fates = fc.infiniteStream(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fate>('works') },
    { weight: 1, arbitrary: fc.constantFrom<Fate>('fails', 'loses the answer') },
  ),
);

describe('approvalCheck over a ledger that fails at random', () => {
  test('answers SUCCEEDED only if the ledger holds an approval, and FAILED only if it holds another decision', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fates, async (play, fate) => {
        const setup = approvalSetup({
          wrap: (store) =>
            wrapStore(store, async (_operation, _key, run) => {
              const { value } = fate.next();
              if (value === 'fails') throw unavailable();
              const result = await run();
              if (value === 'loses the answer') throw unavailable('the connection was reset');
              return result;
            }),
        });
        // More errors in a row than there are steps, so that the budget is never spent.
        const hookDetails = { errorBudget: 100 };
        let poll = setup.gate(hookDetails);

        for (const step of play) {
          if (step === 'minute') setup.clock.step(60);
          else if (step === 'hour') setup.clock.step(3600);
          else if (step === 'approve') await decideAt(setup.desk, setup.link(), approving);
          else if (step === 'reject') await decideAt(setup.desk, setup.link(), rejecting);
          else {
            if (step === 'redeliver') poll = setup.gate(hookDetails);
            const { hookStatus } = await poll();
            if (hookStatus !== 'IN_PROGRESS') {
              const decided = parseRequest(setup.store.contents()[key] ?? 'no request').decision?.status;
              expect(decided === 'APPROVED' ? 'SUCCEEDED' : 'FAILED').toBe(hookStatus);
              expect(decided).toBeDefined();
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('never answers SUCCEEDED if the ledger cannot be read, no matter how often it is asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12 }), async (errorBudget) => {
        const setup = approvalSetup({
          wrap: (store) =>
            wrapStore(store, async () => {
              throw unavailable();
            }),
        });
        const poll = setup.gate({ errorBudget });

        const answers: string[] = [];
        for (let call = 0; call <= errorBudget; call += 1) answers.push((await poll()).hookStatus);

        expect(answers).toEqual([...Array.from({ length: errorBudget }, () => 'IN_PROGRESS'), 'FAILED']);
        expect(setup.notifier.sent).toEqual([]);
      }),
    );
  });
});
