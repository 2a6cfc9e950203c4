import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDecided, isDecidedPosition } from '../../../../src/approval/desk/home/find-decided.ts';
import { decidedKey } from '../../../../src/storage/decided-keys.ts';
import type { ListObjects } from '../../../../src/storage/store.ts';
import { neverAborted } from '../../../helpers/approval.ts';

const place = { account: '123456789012', region: 'us-west-2' };
const now = new Date('2026-11-27T15:00:00Z');
const keyOf = (at: Date, service: string, id: number) =>
  decidedKey(`approvals/123456789012/us-west-2/prod/${service}/E${id}/PRE_SCALE_UP.json`, {
    ...{ status: 'APPROVED', at: at.toISOString() },
  });

function bucket(keys: readonly string[]) {
  const sorted = keys.toSorted();
  const counted = { lists: 0 };
  const list: ListObjects = async (prefix, _signal, { max = Number.POSITIVE_INFINITY } = {}) => {
    const from = lowerBound(sorted, prefix);
    const found: { key: string; etag: string }[] = [];
    for (let at = from; at < sorted.length && found.length < max; at += 1) {
      const key = sorted[at] ?? '';
      if (!key.startsWith(prefix)) break;
      found.push({ key, etag: '' });
    }
    counted.lists += Math.max(1, Math.ceil(found.length / 1000));
    return found;
  };
  return { list, counted };
}

function lowerBound(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `2026`, `2026-11`, `2026-11-27`, `2026-11-27/13` or `2026-11-27/1305`. */
const isPeriod = (text: string) =>
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(\/([01]\d|2[0-3])([0-5]\d)?)?)?)?$/.test(text);

/** All pages, one after the other. */
async function pages(keys: readonly string[], service?: string, max = 100) {
  const { list, counted } = bucket(keys);
  const all: string[] = [];
  let [before, count, worst]: [string | undefined, number, number] = [undefined, 0, 0];
  do {
    const already = counted.lists;
    const page = await findDecided(list, { place, service, before, now }, neverAborted);
    expect(page.entries.length).toBeLessThanOrEqual(25);
    all.push(...page.entries.map(({ at, request }) => `${at.toISOString()} ${request}`));
    before = page.older;
    expect(before === undefined || isDecidedPosition(before)).toBe(true);
    count += 1;
    worst = Math.max(worst, counted.lists - already);
  } while (before !== undefined && count < max);
  return { all, count, worst };
}

describe('decided requests', () => {
  test('are listed once each, newest first, at any times', { timeout: 60_000 }, async () => {
    const time = fc.date({ min: new Date('2025-06-01'), max: now, noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(fc.array(time, { maxLength: 180 }), async (times) => {
        const { all } = await pages(times.map((at, id) => keyOf(at, 'shop', id)));
        expect(all).toHaveLength(times.length);
        expect(new Set(all).size).toBe(times.length);
        expect(all.map((one) => one.slice(0, 19))).toEqual(
          all
            .map((one) => one.slice(0, 19))
            .toSorted()
            .toReversed(),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('of one service are found by a part of its name', async () => {
    const keys = Array.from({ length: 60 }, (_, id) =>
      keyOf(new Date(now.getTime() - id * 86_400_000), id % 2 ? 'shop-api' : 'orders', id),
    );

    const { all, count } = await pages(keys, 'shop');

    expect(all).toHaveLength(30);
    expect(count).toBe(2);
    expect(all.every((one) => one.includes('/shop-api/'))).toBe(true);
  });

  test('are none at all in an empty bucket, for one list a year', async () => {
    expect(await pages([])).toEqual({ all: [], count: 1, worst: 2 });
  });

  test('are found with at most 32 lists among very many', async () => {
    const start = Date.parse('2025-12-01T00:00:00Z');
    const keys = Array.from({ length: 250_000 }, (_, id) =>
      keyOf(new Date(start + id * 120_000), id % 5000 === 0 ? 'rare' : 'shop', id),
    );
    const before = '2026-06-01/120000';

    const first = await pages(keys, undefined, 3);
    expect(first.all).toHaveLength(75);
    expect(first.worst).toBeLessThanOrEqual(32);
    const rare = await pages(keys, 'rare', 8);
    expect(rare.all.length).toBeGreaterThan(0);
    expect(rare.worst).toBeLessThanOrEqual(32);
    const { list } = bucket(keys);
    const [entry] = (await findDecided(list, { place, before, now }, neverAborted)).entries;
    expect(entry?.at.toISOString().slice(0, 13)).toBe('2026-06-01T11');
  });

  test('are all found, and once, however many others there are in a day, an hour or a minute', async () => {
    const made = (from: string, count: number, everyMs: number) =>
      Array.from({ length: count }, (_, id) =>
        keyOf(new Date(Date.parse(from) + id * everyMs), id % 100 === 0 ? 'rare' : 'shop', id),
      );
    const keys = [
      ...made('2026-03-01T00:00:00Z', 40, 86_400_000),
      ...made('2026-11-26T00:00:00Z', 3200, 25_000),
      ...made('2026-11-27T10:00:00Z', 3400, 1000),
      ...made('2026-11-27T12:30:00Z', 2990, 20),
    ];

    const { all } = await pages(keys, 'rare', 300);

    expect(all).toHaveLength(1 + 32 + 34 + 30);
    expect(all).toEqual([...new Set(all)].toSorted().toReversed());
  });

  test('of one minute are the first 3000', async () => {
    const at = new Date('2026-11-27T12:30:00Z');
    const services = ['first', ...Array.from({ length: 2999 }, () => 'shop'), 'zone'];
    const keys = services.map((service, id) => keyOf(at, service, 10_000 + id));

    expect((await pages(keys, 'first')).all).toHaveLength(1);
    expect((await pages(keys, 'zone')).all).toHaveLength(0);
  });

  test('are looked for in months, days, hours and minutes that exist', async () => {
    const busy = Array.from({ length: 3001 }, (_, id) => ({ key: `${id}`, etag: '' }));
    const asked = new Set<string>();
    const list: ListObjects = async (prefix) => {
      const period = prefix.replace('decided/123456789012/us-west-2/', '');
      asked.add(period);
      return /^2026(-(01|12)(-(01|31)(\/(00|23))?)?)?$/.test(period) ? busy : [];
    };

    let before: string | undefined = '2027';
    while (before !== undefined) {
      before = (await findDecided(list, { place, before, now }, neverAborted)).older;
      expect(before === undefined || isDecidedPosition(before)).toBe(true);
    }

    expect(asked.has('2026-12-31/2359')).toBe(true);
    expect([...asked].filter((one) => !isPeriod(one))).toEqual([]);
  });

  test('that somebody has put there by hand under another name are not shown', async () => {
    expect((await pages(['decided/123456789012/us-west-2/2026-11-01/hello'])).all).toEqual([]);
  });
});
