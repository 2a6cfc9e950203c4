import { expect, test } from 'vitest';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import { key, neverAborted, newRequest, vote } from '../helpers/approval.ts';

export type SuiteOptions = {
  /** A fresh, empty store for each test. */
  newStore: () => ObjectStore | Promise<ObjectStore>;
  /** How many keys a listing is tried with; S3 gives a thousand at a time. */
  manyKeys: number;
  /** Seconds by which `lastModified` may differ from this computer's clock. */
  clockToleranceSeconds: number;
};

/** What every store promises; call it inside a `describe`. */
export function itIsAnObjectStore({ newStore, manyKeys, clockToleranceSeconds }: SuiteOptions): void {
  test('reads what was created, with its etag', async () => {
    const store = await newStore();

    const etag = await store.create('approvals/one.json', '{"ü":1}\n', neverAborted);

    expect(await store.read('approvals/one.json', neverAborted)).toMatchObject({ body: '{"ü":1}\n', etag });
  });

  test('reads undefined if nothing is stored', async () => {
    const store = await newStore();

    expect(await store.read('approvals/none.json', neverAborted)).toBeUndefined();
  });

  test('creates an object only if none is stored yet', async () => {
    const store = await newStore();
    await store.create('a/one', 'first', neverAborted);

    expect(await store.create('a/one', 'second', neverAborted)).toBeUndefined();
    expect((await store.read('a/one', neverAborted))?.body).toBe('first');
  });

  test('replaces the version that is named, and gives the new one its own etag', async () => {
    const store = await newStore();
    const first = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';

    const second = await store.replace('a/one', first, 'second', neverAborted);

    expect(second).not.toBe(first);
    expect(await store.read('a/one', neverAborted)).toMatchObject({ body: 'second', etag: second });
  });

  test('does not replace a version other than the one that is named', async () => {
    const store = await newStore();
    const first = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';
    await store.replace('a/one', first, 'second', neverAborted);

    expect(await store.replace('a/one', first, 'third', neverAborted)).toBeUndefined();
    expect((await store.read('a/one', neverAborted))?.body).toBe('second');
  });

  test('does not replace an object that was removed or never existed', async () => {
    const store = await newStore();
    const etag = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';
    await store.remove('a/one', neverAborted);

    expect(await store.replace('a/one', etag, 'second', neverAborted)).toBeUndefined();
    expect(await store.replace('a/other', etag, 'second', neverAborted)).toBeUndefined();
    expect(await store.list('', neverAborted)).toEqual([]);
  });

  test('overwrites anything with put', async () => {
    const store = await newStore();

    await store.put('open/one', '', neverAborted);
    await store.put('open/one', 'again', neverAborted);

    expect((await store.read('open/one', neverAborted))?.body).toBe('again');
  });

  test('removes an object, and accepts that there is none', async () => {
    const store = await newStore();
    await store.put('open/one', '', neverAborted);

    await store.remove('open/one', neverAborted);
    await store.remove('open/one', neverAborted);

    expect(await store.read('open/one', neverAborted)).toBeUndefined();
    expect(await store.create('open/one', 'new', neverAborted)).toBeDefined();
  });

  test('stores an empty object', async () => {
    const store = await newStore();

    await store.put('open/one', '', neverAborted);

    expect(await store.read('open/one', neverAborted)).toMatchObject({ body: '' });
  });

  test.each(['PRE@12.5.release.json', 'a.b', '@', "it's (1)*!", 'ü €', 'a%2Fb', 'a+b c', '..a'])(
    'accepts %s as a name',
    async (name) => {
      const store = await newStore();

      const etag = (await store.create(`approvals/${name}`, 'first', neverAborted)) ?? 'not created';
      await store.replace(`approvals/${name}`, etag, 'second', neverAborted);

      expect((await store.read(`approvals/${name}`, neverAborted))?.body).toBe('second');
      expect(await store.list('approvals/', neverAborted)).toEqual([`approvals/${name}`]);
    },
  );

  test('reports when an object was last written', async () => {
    const store = await newStore();
    const before = Date.now();

    await store.put('a/one', '', neverAborted);

    const written = (await store.read('a/one', neverAborted))?.lastModified.getTime() ?? 0;
    expect(written).toBeGreaterThan(before - clockToleranceSeconds * 1000);
    expect(written).toBeLessThan(Date.now() + clockToleranceSeconds * 1000);
  });

  test('lists the keys that begin with a prefix, in order, and nothing else', async () => {
    const store = await newStore();
    for (const name of ['open/b/2', 'open/a/1', 'open-not/c', 'approvals/a']) await store.put(name, '', neverAborted);

    expect(await store.list('open/', neverAborted)).toEqual(['open/a/1', 'open/b/2']);
    expect(await store.list('op', neverAborted)).toEqual(['open-not/c', 'open/a/1', 'open/b/2']);
    expect(await store.list('nothing/', neverAborted)).toEqual([]);
    // No key begins like this: an empty name, or a folder above.
    for (const prefix of ['open//a/', '/open/', 'open/../open/', 'open/./'])
      expect(await store.list(prefix, neverAborted)).toEqual([]);
  });

  test(`lists ${manyKeys} keys`, async () => {
    const store = await newStore();
    const keys = Array.from({ length: manyKeys }, (_, number) => `open/${String(number).padStart(5, '0')}`);
    for (let start = 0; start < keys.length; start += 50) {
      await Promise.all(keys.slice(start, start + 50).map((name) => store.put(name, '', neverAborted)));
    }

    expect(await store.list('open/', neverAborted)).toEqual(keys);
  });

  test('lets one of sixteen racing creators win', async () => {
    const store = await newStore();

    const etags = await Promise.all(sixteen((number) => store.create('a/one', `by ${number}`, neverAborted)));

    const winners = etags.flatMap((etag, number) => (etag === undefined ? [] : { body: `by ${number}`, etag }));
    expect(winners).toHaveLength(1);
    expect(await store.read('a/one', neverAborted)).toMatchObject(winners[0] ?? {});
  });

  test('lets one of sixteen racing writers replace a version', async () => {
    const store = await newStore();
    const first = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';

    const etags = await Promise.all(sixteen((number) => store.replace('a/one', first, `by ${number}`, neverAborted)));

    const winners = etags.flatMap((etag, number) => (etag === undefined ? [] : { body: `by ${number}`, etag }));
    expect(winners).toHaveLength(1);
    expect(await store.read('a/one', neverAborted)).toMatchObject(winners[0] ?? {});
  });

  test('loses no vote of sixteen people who vote at once', async () => {
    const ledger = createLedger(await newStore());
    const reviewers = sixteen((number) => `reviewer-${String(number).padStart(2, '0')}@example.com`);
    await ledger.create(key, newRequest({ reviewers, approvals: 16 }), neverAborted);

    await Promise.all(
      reviewers.map((by, number) =>
        ledger.change(
          key,
          ({ request }) => ({
            write: castVote(request, vote({ id: `vote-${number}`, by })).request,
            result: undefined,
          }),
          neverAborted,
        ),
      ),
    );

    const request = (await ledger.read(key, neverAborted))?.request;
    expect(request?.votes.map(({ by }) => by).sort()).toEqual(reviewers);
    expect(request?.decision).toMatchObject({ status: 'APPROVED' });
    expect(await ledger.listOpen(neverAborted)).toEqual([]);
  });

  test('does nothing once aborted', async () => {
    const store = await newStore();
    const gone = AbortSignal.abort(new Error('the caller has gone'));

    await expect(store.create('a/one', 'first', gone)).rejects.toThrow();
    await expect(store.put('a/one', 'first', gone)).rejects.toThrow();
    await expect(store.read('a/one', gone)).rejects.toThrow();

    expect(await store.read('a/one', neverAborted)).toBeUndefined();
  });
}

function sixteen<T>(make: (number: number) => T): T[] {
  return Array.from({ length: 16 }, (_, number) => make(number));
}
