import { describe, expect, test } from 'vitest';
import { sweepCursor } from '../../src/watcher/sweep-cursor.ts';
import { key, neverAborted } from '../helpers/approval.ts';
import { SteppableClock } from '../helpers/hook.ts';
import { memoryStore } from '../helpers/memory-store.ts';

describe('the cursor of a sweep', () => {
  test('is at the beginning until it is written', async () => {
    expect(await sweepCursor(memoryStore(new SteppableClock())).read(neverAborted)).toBeUndefined();
  });

  test('is where the last sweep stopped, for another instance too', async () => {
    const store = memoryStore(new SteppableClock());
    await sweepCursor(store).write(key, neverAborted);

    expect(await sweepCursor(store).read(neverAborted)).toBe(key);
    expect(store.contents()).toEqual({ 'sweep/next.txt': `${key}\n` });
  });

  test('is at the beginning again after a complete sweep', async () => {
    const cursor = sweepCursor(memoryStore(new SteppableClock()));
    await cursor.write(key, neverAborted);
    await cursor.write(undefined, neverAborted);

    expect(await cursor.read(neverAborted)).toBeUndefined();
  });
});
