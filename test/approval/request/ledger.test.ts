import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { castVote, expire } from '../../../src/approval/request/transitions.ts';
import { openKey, requestKey } from '../../../src/storage/keys.ts';
import { key, neverAborted, newRequest, subject, vote } from '../../helpers/approval.ts';
import { memoryStore, unavailable, wrapStore } from '../../helpers/memory-store.ts';

const clock = { now: () => new Date('2026-11-22T14:00:00.000Z') };
const decideNow = { id: 'x', at: '2026-11-22T14:30:00.000Z' };

describe('createLedger', () => {
  test('creates a request once, and later calls get the stored one', async () => {
    const ledger = createLedger(memoryStore(clock));

    const first = await ledger.create(key, newRequest({ claimId: 'claim-1' }), neverAborted);
    const second = await ledger.create(key, newRequest({ claimId: 'claim-2' }), neverAborted);

    expect(first).toEqual(second);
    expect(second.request.notifications[0]?.claim?.id).toBe('claim-1');
  });

  test('stores nothing but the key in the index', async () => {
    const store = memoryStore(clock);
    await createLedger(store).create(key, newRequest(), neverAborted);

    expect(store.contents()[openKey(key)]).toBe('');
  });

  test('lists what is pending, and nothing else', async () => {
    const ledger = createLedger(memoryStore(clock));
    const elsewhere = { ...subject, stage: 'POST_PRODUCTION_TRAFFIC_SHIFT' };
    const other = requestKey(elsewhere);
    await ledger.create(key, newRequest(), neverAborted);
    await ledger.create(other, newRequest({ subject: elsewhere }), neverAborted);

    await ledger.change(key, ({ request }) => ({ write: expire(request, decideNow), result: 0 }), neverAborted);

    expect(await ledger.listOpen(neverAborted)).toEqual([other]);
  });

  test('still lists a request after a vote that decides nothing', async () => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await ledger.create(key, newRequest({ approvals: 2 }), neverAborted);

    const cast = ({ request }: { request: ReturnType<typeof newRequest> }) => {
      const { request: write, outcome } = castVote(request, vote());
      return { write, result: outcome };
    };
    expect(await ledger.change(key, cast, neverAborted)).toMatchObject({ result: 'recorded' });

    expect(await ledger.listOpen(neverAborted)).toEqual([key]);
    expect(Object.keys(store.contents()).toSorted()).toEqual([key, openKey(key)].toSorted());
    // Created again, it is still the same, and still open.
    await ledger.create(key, newRequest(), neverAborted);
    expect(await ledger.listOpen(neverAborted)).toEqual([key]);
  });

  test('does not list a request that is created again after its decision', async () => {
    const ledger = createLedger(memoryStore(clock));
    await ledger.create(key, newRequest(), neverAborted);
    await ledger.change(key, ({ request }) => ({ write: expire(request, decideNow), result: 0 }), neverAborted);

    const found = await ledger.create(key, newRequest(), neverAborted);

    expect(found.request.status).toBe('EXPIRED');
    expect(await ledger.listOpen(neverAborted)).toEqual([]);
  });

  test('decides again from what another writer has written in the meantime', async () => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await ledger.create(key, newRequest({ approvals: 2 }), neverAborted);
    const seen: number[] = [];

    const changed = await ledger.change(
      key,
      ({ request }) => {
        seen.push(request.votes.length);
        // The other writer writes once, between this one's read and its write.
        if (seen.length === 1)
          store.edit(key, JSON.stringify(castVote(request, vote({ by: 'ben@example.com' })).request));
        return { write: castVote(request, vote({ id: 'vote-2' })).request, result: request.votes.length };
      },
      neverAborted,
    );

    expect(seen).toEqual([0, 1]);
    expect(changed?.result).toBe(1);
    expect(changed?.stored.request.status).toBe('APPROVED');
    expect((await ledger.read(key, neverAborted))?.request.votes.map(({ by }) => by)).toEqual([
      'ben@example.com',
      'ana@example.com',
    ]);
  });

  test('writes nothing if there is nothing to change', async () => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await ledger.create(key, newRequest(), neverAborted);

    await ledger.change(key, () => ({ result: 'nothing' }), neverAborted);

    expect(store.versions(key)).toHaveLength(1);
  });

  test('does not change a request that does not exist', async () => {
    const ledger = createLedger(memoryStore(clock));

    expect(await ledger.change(key, ({ request }) => ({ write: request, result: 0 }), neverAborted)).toBeUndefined();
  });

  test('gives up after 32 lost races', async () => {
    const store = memoryStore(clock);
    await createLedger(store).create(key, newRequest(), neverAborted);
    const losing = wrapStore(store, async (operation, _key, run) => {
      return operation === 'replace' ? (undefined as Awaited<ReturnType<typeof run>>) : run();
    });
    let tries = 0;

    const changed = createLedger(losing).change(
      key,
      ({ request }) => {
        tries += 1;
        return { write: request, result: 0 };
      },
      neverAborted,
    );

    await expect(changed).rejects.toMatchObject({
      code: 'TOO_MANY_RACES',
      message: expect.stringMatching(new RegExp(`^the request ${key} was changed 32 times .*try again$`)),
    });
    expect(tries).toBe(32);
  });

  test('stops removing the index entry when the caller has no time left', async () => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await ledger.create(key, newRequest(), neverAborted);
    const time = new AbortController();
    let seen: AbortSignal | undefined;
    store.remove = async (_key, signal) => {
      seen = signal;
    };

    await ledger.change(key, ({ request }) => ({ write: expire(request, decideNow), result: 0 }), time.signal);

    expect(seen?.aborted).toBe(false);
    time.abort();
    expect(seen?.aborted).toBe(true);
  });

  test('considers a decision written even if its index entry could not be removed', async () => {
    const store = memoryStore(clock);
    await createLedger(store).create(key, newRequest(), neverAborted);
    const stuck = wrapStore(store, async (operation, _key, run) =>
      operation === 'remove' ? Promise.reject(unavailable()) : run(),
    );

    const changed = await createLedger(stuck).change(
      key,
      ({ request }) => ({ write: expire(request, decideNow), result: 'expired' }),
      neverAborted,
    );

    expect(changed).toMatchObject({ result: 'expired', stored: { request: { status: 'EXPIRED' } } });
  });

  test('does not claim to have created a request that cannot be read back', async () => {
    const store = memoryStore(clock);
    const vanishing = wrapStore(store, async (operation, at, run) => {
      const result = await run();
      if (operation === 'create') await store.remove(at, neverAborted);
      return result;
    });

    await expect(createLedger(vanishing).create(key, newRequest(), neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringContaining(key),
    });
  });

  test('indexes a request before it creates it, so that none is ever missing from the list', async () => {
    const store = memoryStore(clock);
    const failing = wrapStore(store, async (operation, _key, run) =>
      operation === 'put' ? Promise.reject(unavailable()) : run(),
    );

    await expect(createLedger(failing).create(key, newRequest(), neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
    });
    expect(store.contents()).toEqual({});
  });
});

describe('tidyIndex', () => {
  const madeAt = '2026-11-22T14:00:00.000Z';
  const soon = new Date('2026-11-22T14:59:59.999Z');
  const later = new Date('2026-11-22T15:00:00.000Z');

  test('keeps the entry of a pending request, however old it is', async () => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await ledger.create(key, newRequest(), neverAborted);

    expect(await ledger.tidyIndex(key, later, neverAborted)).toBe(false);
    expect(await ledger.listOpen(neverAborted)).toEqual([key]);
  });

  test('removes the entry of a decided request at once', async () => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await ledger.create(key, newRequest(), neverAborted);
    store.edit(key, JSON.stringify(expire(newRequest(), decideNow)));

    expect(await ledger.tidyIndex(key, new Date(madeAt), neverAborted)).toBe(true);
    expect(await ledger.listOpen(neverAborted)).toEqual([]);
  });

  test.each([
    ['leaves', 'less than an hour old, since its request may be on its way', soon, false, [key]],
    ['removes', 'an hour old', later, true, []],
  ])('%s an entry without a request that is %s', async (_does, _age, now, tidied, open) => {
    const store = memoryStore(clock);
    const ledger = createLedger(store);
    await store.put(openKey(key), '', neverAborted);

    expect(await ledger.tidyIndex(key, now, neverAborted)).toBe(tidied);
    expect(await ledger.listOpen(neverAborted)).toEqual(open);
  });

  test('has nothing left to do if neither the request nor its entry exists', async () => {
    const ledger = createLedger(memoryStore(clock));

    expect(await ledger.tidyIndex(key, soon, neverAborted)).toBe(true);
  });
});
