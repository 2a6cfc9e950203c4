import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDecided } from '../../../../src/approval/desk/home/find-decided.ts';
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
  const list: ListObjects = async (prefix, _signal, { most = Number.POSITIVE_INFINITY } = {}) => {
    const from = lowerBound(sorted, prefix);
    const found: { key: string; etag: string }[] = [];
    for (let at = from; at < sorted.length && found.length < most; at += 1) {
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

/** All pages, one after the other. */
async function pages(keys: readonly string[], service?: string, most = 100) {
  const { list, counted } = bucket(keys);
  const all: string[] = [];
  let [before, count, worst]: [string | undefined, number, number] = [undefined, 0, 0];
  do {
    const already = counted.lists;
    const page = await findDecided(list, { place, service, before, now }, neverAborted);
    expect(page.entries.length).toBeLessThanOrEqual(50);
    all.push(...page.entries.map(({ at, request }) => `${at.toISOString()} ${request}`));
    before = page.older;
    count += 1;
    worst = Math.max(worst, counted.lists - already);
  } while (before !== undefined && count < most);
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
    expect(count).toBe(1);
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
    expect(first.all).toHaveLength(150);
    expect(first.worst).toBeLessThanOrEqual(32);
    const rare = await pages(keys, 'rare', 8);
    expect(rare.all.length).toBeGreaterThan(0);
    expect(rare.worst).toBeLessThanOrEqual(32);
    const { list } = bucket(keys);
    const [entry] = (await findDecided(list, { place, before, now }, neverAborted)).entries;
    expect(entry?.at.toISOString().slice(0, 13)).toBe('2026-06-01T11');
  });

  test('that somebody has put there by hand under another name are not shown', async () => {
    expect((await pages(['decided/123456789012/us-west-2/2026-11-01/hello'])).all).toEqual([]);
  });
});
