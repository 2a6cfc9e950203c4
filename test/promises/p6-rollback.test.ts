import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../src/hook/event/gate-state.ts';
import { approvalSetup, decideAt, keyOf, rejecting } from '../helpers/approval.ts';
import { blueArn, greenArn, rollbackEvent, targetOf, weightedEvent } from '../helpers/hook.ts';
import { unavailable, wrapStore } from '../helpers/memory-store.ts';
import { hookDetailsOf, terms } from './terms/terms.ts';

const toBlue = { [greenArn]: 0, [blueArn]: 100 };
const toGreen = { [greenArn]: 100, [blueArn]: 0 };

describe('P6: a rollback is never held up', () => {
  test('is let through no matter what the configuration, the ledger and the clock are', async () => {
    const hookDetails = fc.oneof(
      fc.constant(undefined),
      fc.constant({ deadlineMinutes: 'never' }),
      fc.jsonValue(),
      terms().map(hookDetailsOf),
      fc.constant({ greenlight: { v: 1, at: placeOf(targetOf(rollbackEvent())), since: 0, polls: 999, errors: 999 } }),
    );
    const event = fc.constantFrom(rollbackEvent(), weightedEvent('TEST_TRAFFIC_SHIFT', { test: toBlue }));
    await fc.assert(
      fc.asyncProperty(event, hookDetails, fc.integer({ min: -5, max: 5 }), async (sent, details, skew) => {
        const setup = approvalSetup({
          hookSkewSeconds: skew,
          signingKeys: () => Promise.reject(new Error('AccessDeniedException')),
          wrap: (store) => wrapStore(store, () => Promise.reject(unavailable())),
        });

        const answer = await setup.hook(details === undefined ? sent : { ...sent, hookDetails: details });

        expect(answer).toEqual({
          hookStatus: 'SUCCEEDED',
          reason: 'the deployment is rolling back, and a rollback is never held up',
        });
        expect(setup.store.operations).toEqual([]);
        expect(setup.notifier.sent).toEqual([]);
      }),
    );
  });

  test('is let through after the release was rejected at that very stage', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({}, weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: toGreen }));
    await poll();
    const key = keyOf({ stage: 'PRODUCTION_TRAFFIC_SHIFT', step: 100 });
    await decideAt(setup.desk, setup.link('link holder', { key }), rejecting);
    expect((await poll()).hookStatus).toBe('FAILED');

    const answer = await setup.hook(rollbackEvent());

    expect(answer.hookStatus).toBe('SUCCEEDED');
    expect(setup.request(key).status).toBe('REJECTED');
    expect(setup.notifier.sent).toHaveLength(1);
  });

  test('is not detected if the same weights are normal', async () => {
    const setup = approvalSetup();

    const answer = await setup.hook(weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', { production: toBlue }));

    expect(answer.hookStatus).toBe('IN_PROGRESS');
    expect(setup.notifier.sent).toHaveLength(1);
  });
});
