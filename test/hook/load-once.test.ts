import { describe, expect, test } from 'vitest';
import { loadOnce } from '../../src/hook/load-once.ts';

describe('loadOnce', () => {
  test('loads on the first call, and once for all callers', async () => {
    let loads = 0;
    const load = loadOnce(async () => {
      loads += 1;
      return { loads };
    });
    const before = loads;

    const [one, other] = await Promise.all([load(), load()]);

    expect(before).toBe(0);
    expect(one).toEqual({ loads: 1 });
    expect(other).toBe(one);
    expect(await load()).toBe(one);
  });

  test('tries again after a failure', async () => {
    const outcomes = [() => Promise.reject(new Error('no module')), () => Promise.resolve('loaded')];
    const load = loadOnce(() => (outcomes.shift() ?? (() => Promise.resolve('again')))());

    await expect(load()).rejects.toThrow('no module');
    expect(await load()).toBe('loaded');
    expect(await load()).toBe('loaded');
  });
});
