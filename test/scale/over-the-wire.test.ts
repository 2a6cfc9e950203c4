import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDesk } from '../../src/approval/desk/create-desk.ts';
import { linkReader } from '../../src/approval/link/stored-links.ts';
import { sessionCookie } from '../../src/approval/sign-in/cookies.ts';
import { sealNewSession } from '../../src/approval/sign-in/session.ts';
import { createSignIn } from '../../src/approval/sign-in/sign-in.ts';
import { readOpenPage } from '../../src/cli/decision/open-requests.ts';
import { requestKeyOfOpen } from '../../src/storage/keys.ts';
import { fakeProvider, issuer } from '../approval/sign-in/fake-provider.ts';
import { countedIds, deskUrl, neverAborted, signingKeys } from '../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { decidedCount, openService, startBigLedger } from './big-ledger.ts';
import { isOver, mostWithin, sweeper } from './sweeper.ts';

const many = 10_000;
const now = '2026-11-28T00:10:00Z';

type BigLedger = Awaited<ReturnType<typeof startBigLedger>>;

/** Refuses each of them that has this place in its group of twenty. */
function everyTwentieth(): () => boolean {
  let count = 0;
  return () => ++count % 20 === 0;
}

describe('ten thousand open requests and a million decided ones in a bucket behind HTTP', { timeout: 120_000 }, () => {
  let big: BigLedger;
  beforeAll(async () => {
    big = await startBigLedger(many);
  });
  afterAll(() => big.stop());
  beforeEach(() => {
    big.throttle(() => false);
    big.sinceLast();
  });

  test('the stand-in lists as S3 does: pages of a thousand, ranges, common prefixes', async () => {
    const all = await big.listObjects('open/', neverAborted);
    expect(all).toHaveLength(many);
    expect(big.sinceLast()).toMatchObject({ lists: 10 });
    expect(all.map(({ key }) => key)).toEqual(all.map(({ key }) => key).toSorted());

    const after = all[4999]?.key;
    expect(await big.listObjects('open/', neverAborted, { after, max: 2 })).toEqual(all.slice(5000, 5002));

    const listed = await fetch(
      `${big.endpoint}/ledger/?list-type=2&prefix=decided/123456789012/us-west-2/&delimiter=/`,
    );
    const days = [...(await listed.text()).matchAll(/<CommonPrefixes><Prefix>([^<]+)</g)].map(([, day]) => day);
    expect(days).toHaveLength(Math.ceil(decidedCount / (24 * 120)));
    expect(days.at(-1)).toBe('decided/123456789012/us-west-2/2026-11-27/');
  });

  test('the stand-in keeps conditional writes, and generated objects can be replaced and removed', async () => {
    const { store } = big;
    const key = 'sweep/one.txt';
    const etag = (await store.create(key, '1', neverAborted)) ?? '';
    expect(await store.create(key, '2', neverAborted)).toBeUndefined();
    expect(await store.replace(key, '"no"', '2', neverAborted)).toBeUndefined();
    expect(await store.replace(key, etag, '2', neverAborted)).toBeDefined();
    expect((await store.read(key, neverAborted))?.body).toBe('2');
    await store.remove(key, neverAborted);
    expect(await store.read(key, neverAborted)).toBeUndefined();
  });

  test('a page of greenlight open costs two lists and a thousand reads, and says where to continue', async () => {
    const first = await readOpenPage(big, undefined, neverAborted);
    expect(big.sinceLast()).toEqual({ lists: 2, reads: 1000, writes: 0, throttled: 0 });
    const all = await big.listObjects('open/', neverAborted);
    const last = await readOpenPage(big, requestKeyOfOpen(all.at(-51)?.key ?? ''), neverAborted);

    const keys = first.requests.map(({ key }) => key).toSorted();
    expect(keys).toEqual(all.slice(0, 1000).map(({ key }) => requestKeyOfOpen(key)));
    expect(first.next).toBe(keys.at(-1));
    expect([last.requests.length, last.next, first.unknown]).toEqual([50, undefined, []]);
  });

  /** What S3 was asked for one page. */
  async function get(path: string) {
    big.sinceLast();
    const answer = await deskOver(big).request(path, { headers: { cookie: cookieOfAna() } });
    const page = await answer.text();
    return { status: answer.status, page, asked: big.sinceLast() };
  }

  describe('the desk', () => {
    test('shows what waits for at most 2 + 10 + 32 lists and 50 + 4 × 6 reads', async () => {
      const { status, page, asked } = await get('/');

      expect(status).toBe(200);
      expect(page).toContain('9992 more are open. <a href="/open">All open requests</a>');
      expect(asked.lists).toBeLessThanOrEqual(44);
      expect(asked.reads).toBeLessThanOrEqual(74);
      expect(asked.writes).toBe(0);
    });

    test.each([
      ['/open', 1],
      ['/open?service=service-09990', 10],
      ['/open?service=nowhere', 10],
    ])('shows a page of all that is open for at most 15 reads: %s has %i lists', async (path, lists) => {
      const { status, asked } = await get(path);

      expect(status).toBe(200);
      expect(asked).toMatchObject({ lists, writes: 0 });
      expect(asked.reads).toBeLessThanOrEqual(15);
    });

    test('continues with what is open, from any of them, even while S3 throttles one request in twenty', async () => {
      big.throttle(everyTwentieth());
      const shown: string[] = [];
      let path = '/open?after=123456789012/us-west-2/a-open/service-09959/E9959/POST_TEST_TRAFFIC_SHIFT.json';
      for (let pages = 0; pages < 9 && path !== ''; pages += 1) {
        const { status, page, asked } = await get(path);
        expect(status).toBe(200);
        expect(asked).toMatchObject({ lists: 1, writes: 0 });
        expect(asked.reads).toBeLessThanOrEqual(15);
        shown.push(...[...page.matchAll(/\/deployments\/a-open\/(service-\d+)\//g)].map(([, name = '']) => name));
        path = /href="(\/open\?after=[^"]*)"/.exec(page)?.[1] ?? '';
      }

      expect(shown.toSorted()).toEqual(Array.from({ length: 40 }, (_, index) => openService(9960 + index)));
      expect(path).toBe('');
    });

    test.each(['', '?service=shop-999', '?service=nowhere'])(
      'shows a page of what was decided for at most 2 + 32 lists and 4 reads for each of 25 rows: /decided%s',
      async (query) => {
        const { status, asked } = await get(`/decided${query}`);

        expect(status).toBe(200);
        expect(asked.lists).toBeLessThanOrEqual(34);
        expect(asked.reads).toBeLessThanOrEqual(100);
      },
    );

    test('continues where the page before has ended, even while S3 throttles one request in twenty', async () => {
      big.throttle(everyTwentieth());
      const seen: string[] = [];
      let path = '/decided?service=shop-777';
      let pages = 0;
      for (; pages < 2 && path !== ''; pages += 1) {
        const { status, page, asked } = await get(path);
        expect(status).toBe(200);
        expect(asked.lists).toBeLessThanOrEqual(34);
        seen.push(...[...page.matchAll(/\/deployments\/b-prod\/shop-777\/(D\d+)/g)].map(([, id = '']) => id));
        path = /href="(\/decided\?[^"]*before=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
      }

      const ids = [...new Set(seen)];
      // The newest is shop-777's last deployment, and one in a thousand is its own.
      expect(ids.slice(0, 4)).toEqual(ids.slice(0, 4).map((_, index) => `D0${999_777 - index * 1000}`.slice(-8)));
      expect(ids.length).toBeGreaterThanOrEqual(4);
      expect(pages).toBe(2);
    });
  });

  test('a sweep costs ten lists and a read for each visit, and continues where the one before has ended', async () => {
    const { sweep, visits, questions } = sweeper(big.store, { every: 100 });
    let from: string | undefined;
    for (let round = 1; round <= 3; round += 1) {
      big.sinceLast();
      const before = questions.length;
      const { next, superseded, failures } = await sweep(from);
      from = next;
      const { lists, reads, writes } = big.sinceLast();
      expect(lists).toBe(many / 1000);
      // A decision reads its request again before it is written, and five visits may be cut off.
      expect(reads).toBeLessThanOrEqual(questions.length - before + 2 * superseded + 10);
      expect(writes).toBeLessThanOrEqual(5 * superseded);
      expect(failures).toEqual([]);
    }

    // 900 questions in each sweep, all about different deployments.
    expect(visits.size).toBe(2700);
    expect([...visits.values()].every((count) => count === 1)).toBe(true);
    expect(mostWithin(1000, questions)).toBeLessThanOrEqual(10);
  });

  test('the first page is an error and nothing worse while S3 throttles everything', async () => {
    big.throttle(() => true);

    const { status, asked } = await get('/');

    expect(status).toBe(503);
    // Each request is tried three times.
    expect(asked.throttled).toBeLessThanOrEqual(3 * 3);
  });
});

describe('a thousand open requests while S3 throttles', { timeout: 120_000 }, () => {
  let big: BigLedger;
  beforeAll(async () => {
    big = await startBigLedger(1000);
  });
  afterAll(() => big.stop());

  test('are all closed that are over: none starves, and a sweep that could not list continues at the same place', async () => {
    const { sweep } = sweeper(big.store, { every: 20, ecsThrottles: everyTwentieth() });
    big.throttle(everyTwentieth());
    const first = await sweep(undefined);
    big.throttle(() => true);
    await expect(sweep(first.next)).rejects.toThrow(/SlowDown/);
    big.throttle(everyTwentieth());

    const left = async () => {
      const keys = (await big.store.list('open/', neverAborted)).map(requestKeyOfOpen);
      return keys.filter((key) => isOver(key.split('/')[5] ?? '', 20)).length;
    };
    let from = first.next;
    let sweeps = 1;
    for (; sweeps < 20 && (await left()) > 0; sweeps += 1) from = (await sweep(from)).next;

    expect(await left()).toBe(0);
    expect(sweeps).toBeLessThanOrEqual(6);
    expect(big.counted.throttled).toBeGreaterThan(50);
  });
});

function deskOver({ ledger, reports, store, listObjects }: BigLedger) {
  const clock = new SteppableClock(now);
  const settings = { issuer, mailDomains: ['example.com'] };
  const signIn = createSignIn({ provider: fakeProvider(), settings, signingKeys: async () => signingKeys, deskUrl });
  return createDesk({
    ...{ clock, deskUrl, logger: recordingLogger(), signingKeys: async () => signingKeys, newId: countedIds() },
    ...{ ledger, reports, readLink: linkReader(store) },
    ...{ signIn: async () => signIn, home: { listObjects, readers: 'everybody' } },
  });
}

function cookieOfAna(): string {
  const ana = { iss: issuer, sub: 'AbC', mail: 'ana@example.com' };
  return `${sessionCookie}=${sealNewSession(signingKeys, ana, new Date(now), [])}`;
}
