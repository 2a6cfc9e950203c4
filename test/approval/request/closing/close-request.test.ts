import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { decidedKey, followKey } from '../../../../src/storage/decided-keys.ts';
import { openKey } from '../../../../src/storage/keys.ts';
import { key, neverAborted, newRequest, vote } from '../../../helpers/approval.ts';
import { SteppableClock } from '../../../helpers/hook.ts';
import { memoryStore, unavailable, wrapStore } from '../../../helpers/memory-store.ts';

const entries = [decidedKey(key, { status: 'APPROVED', at: vote().at }), followKey(key)];

function setUp() {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  let failing: (operation: string, at: string) => boolean = () => false;
  const faulty = wrapStore(store, async (operation, at, run) => {
    if (failing(operation, at)) throw unavailable();
    return run();
  });
  const ledger = createLedger(faulty);
  return {
    ...{ store, ledger, clock },
    fail(when: typeof failing) {
      failing = when;
    },
    decide: () =>
      ledger.change(
        key,
        ({ request }) => ({ write: castVote(request, vote()).request, result: undefined }),
        neverAborted,
      ),
  };
}

describe('a decision', () => {
  test('moves its request from the index of what is open to that of what is decided', async () => {
    const { store, ledger, decide } = setUp();
    await ledger.create(key, newRequest(), neverAborted);
    expect(Object.keys(store.contents()).sort()).toEqual([key, openKey(key)].sort());

    await decide();

    expect(Object.keys(store.contents()).sort()).toEqual([key, ...entries].sort());
  });

  test('is in the index too if nobody was asked', async () => {
    const { store, ledger } = setUp();

    await ledger.create(key, castVote(newRequest(), vote()).request, neverAborted);

    expect(Object.keys(store.contents()).sort()).toEqual([key, ...entries].sort());
  });

  test.each([
    ['the entry of what is decided', entries[0]],
    ['that the deployment is followed', entries[1]],
    ['that it is no longer open', openKey(key)],
  ])('is not undone if %s cannot be written, which the next sweep does', async (_what, lost) => {
    const { store, ledger, decide, fail, clock } = setUp();
    await ledger.create(key, newRequest(), neverAborted);
    fail((_operation, at) => at === lost);

    expect((await decide())?.stored.request.status).toBe('APPROVED');
    expect(store.contents()).toHaveProperty([openKey(key)]);

    fail(() => false);
    expect(await ledger.listOpen(neverAborted)).toEqual([key]);
    expect(await ledger.tidyIndex(key, clock.now(), neverAborted)).toBe(true);
    expect(Object.keys(store.contents()).sort()).toEqual([key, ...entries].sort());
  });

  test('that the sweep cannot repair stays in the index of what is open', async () => {
    const { store, ledger, decide, fail, clock } = setUp();
    await ledger.create(key, newRequest(), neverAborted);
    fail((operation) => operation === 'put');
    await decide();

    await expect(ledger.tidyIndex(key, clock.now(), neverAborted)).rejects.toThrow();
    expect(store.contents()).toHaveProperty([openKey(key)]);
  });
});
