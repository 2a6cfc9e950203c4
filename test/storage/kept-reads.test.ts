import { describe, expect, test, vi } from 'vitest';
import { keptReads } from '../../src/storage/kept-reads.ts';
import { neverAborted } from '../helpers/approval.ts';

const at = new Date(0);

function setUp(bodies: Map<string, string>) {
  const read = vi.fn(async (key: string) => {
    const body = bodies.get(key);
    return body === undefined ? undefined : { body, etag: `"${body.length}"`, lastModified: at };
  });
  const store = { read, list: async () => [...bodies.keys()] };
  const listed = async () => [...bodies].map(([key, body]) => ({ key, etag: `"${body.length}"` }));
  return { read, kept: keptReads(store, listed), unkept: keptReads(store) };
}

describe('keptReads', () => {
  test('reads an object again only if its version has changed', async () => {
    const bodies = new Map([['a', 'one']]);
    const { read, kept } = setUp(bodies);

    for (const each of [1, 2, 3]) {
      const [object] = await kept.list('', neverAborted);
      expect(object && (await kept.read(object, neverAborted))?.body, `${each}`).toBe('one');
    }
    expect(read).toHaveBeenCalledTimes(1);
    bodies.set('a', 'other');
    const [changed] = await kept.list('', neverAborted);
    expect(changed && (await kept.read(changed, neverAborted))?.body).toBe('other');
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('keeps what it read under the version that it read, not the one that was listed', async () => {
    const { read, kept } = setUp(new Map([['a', 'later']]));

    const later = await kept.read({ key: 'a', etag: '"3"' }, neverAborted);
    expect(later?.body).toBe('later');
    expect(await kept.read({ key: 'a', etag: '"5"' }, neverAborted)).toBe(later);
    expect(read).toHaveBeenCalledTimes(1);
    await kept.read({ key: 'a', etag: '"3"' }, neverAborted);
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('keeps at most 8 MB, and forgets the oldest first', async () => {
    const large = new Map(['a', 'b', 'c'].map((key, index) => [key, 'x'.repeat(3_000_000 + index)]));
    const { read, kept } = setUp(large);
    const all = await kept.list('', neverAborted);

    for (const object of [...all, ...all.slice(1)]) await kept.read(object, neverAborted);
    expect(read).toHaveBeenCalledTimes(3);
    const [oldest] = all;
    if (oldest) await kept.read(oldest, neverAborted);
    expect(read).toHaveBeenCalledTimes(4);
  });

  test('keeps all of exactly 8 MB, and nothing that is larger by itself', async () => {
    const half = 'x'.repeat(4_000_000);
    const { read, kept } = setUp(
      new Map([
        ['a', half],
        ['b', half],
      ]),
    );
    const both = await kept.list('', neverAborted);
    for (const object of [...both, ...both]) await kept.read(object, neverAborted);
    expect(read).toHaveBeenCalledTimes(2);

    const one = setUp(new Map([['a', 'x'.repeat(8_000_000)]]));
    const [whole] = await one.kept.list('', neverAborted);
    for (const _each of [1, 2]) if (whole) await one.kept.read(whole, neverAborted);
    expect(one.read).toHaveBeenCalledTimes(1);

    const bodies = new Map([
      ['small', 'y'],
      ['large', 'x'.repeat(8_000_001)],
    ]);
    const other = setUp(bodies);
    const all = await other.kept.list('', neverAborted);
    for (const object of [...all, ...all]) await other.kept.read(object, neverAborted);
    // Only the small one is still there.
    expect(other.read.mock.calls.map(([key]) => key)).toEqual(['small', 'large', 'large']);
  });

  test('counts what two readers have read at once only once', async () => {
    const third = 'x'.repeat(3_000_000);
    const { read, kept } = setUp(
      new Map([
        ['a', third],
        ['b', `${third}y`],
      ]),
    );
    const [first, second] = await kept.list('', neverAborted);
    if (!first || !second) throw new Error('expected two objects');

    await Promise.all([1, 2].map(() => kept.read(first, neverAborted)));
    await kept.read(second, neverAborted);
    await kept.read(first, neverAborted);

    expect(read).toHaveBeenCalledTimes(3);
  });

  test('does not keep what is gone', async () => {
    const { read, kept } = setUp(new Map());

    expect(await kept.read({ key: 'a', etag: '"1"' }, neverAborted)).toBeUndefined();
    expect(await kept.read({ key: 'a', etag: '"1"' }, neverAborted)).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('without a list of versions reads each time', async () => {
    const { read, unkept } = setUp(new Map([['a', 'one']]));
    const [object] = await unkept.list('', neverAborted);

    for (const _each of [1, 2]) if (object) expect((await unkept.read(object, neverAborted))?.body).toBe('one');
    expect(read).toHaveBeenCalledTimes(2);
  });
});
