import { describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/controller/chance/faults.ts';
import { playMany } from './ten-thousand/play-many.ts';

describe('ten thousand random deployments with random faults', () => {
  test('keep P1 to P8 with the real hooks of the kit', { timeout: 600_000 }, async () => {
    const { stories, broken, ends, faults } = await playMany({ firstSeed: 1, count: 10_000 });

    // Each names its seed: `npm run soak -- --seed <seed> --count 1` plays it again.
    expect(broken.slice(0, 10)).toEqual([]);
    expect(stories).toBe(10_000);
    // Every strategy ended in every way and every fault occurred, so there were cases for everything above.
    for (const strategy of ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY']) {
      for (const status of ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']) {
        expect(ends[`${strategy} ${status}`] ?? 0, `${strategy} ${status}`).toBeGreaterThan(50);
      }
    }
    expect(Object.keys(faults).sort()).toEqual([...faultKinds].sort());
  });
});
