import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatComparison } from '../../src/cli/simulate/show/comparison-table.ts';
import { compareSimulations, type SimulationComparison } from '../../src/simulate/compare-simulations.ts';
import { simulateDeployment } from '../../src/simulate/simulate-deployment.ts';
import type { SimulateOptions } from '../../src/simulate/simulation.ts';

const passes = () => ({ hookStatus: 'SUCCEEDED' });

/** With a hook that crashes now and then, on the seed's whim. */
function play(seed: number, strategy: SimulateOptions['strategy'], crashed = 0.3) {
  const at = ['POST_TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] as const;
  return simulateDeployment({ strategy, seed, faults: { crashed }, hooks: [{ handler: passes, name: 'gate', at }] });
}

describe('compareSimulations', () => {
  test('says that a canary takes longer, and where', async () => {
    const [blueGreen, canary] = await Promise.all([play(1, 'BLUE_GREEN', 0), play(1, 'CANARY', 0)]);
    const { own, other, ...result } = compareSimulations(blueGreen, canary);

    expect(result).toEqual({ rollsBack: 'neither', otherTakesLongerBySeconds: 600 });
    expect(own).toMatchObject({ virtualSeconds: 630, firstGreenSeconds: 30, allGreenSeconds: 30, calls: 2 });
    expect(other).toMatchObject({ virtualSeconds: 1230, firstGreenSeconds: 30, allGreenSeconds: 630, calls: 3 });
    expect(other.stages).toEqual([
      { stage: 'SCALE_UP', seconds: 30 },
      { stage: 'PRODUCTION_TRAFFIC_SHIFT', seconds: 600 },
      { stage: 'BAKE_TIME', seconds: 600 },
    ]);
  });

  // A canary makes the calls of a blue/green deployment, and one more.
  test('finds that a canary rolls back more often, and the same on the same seed', async () => {
    const found = new Map<string, number>();
    for (let seed = 1; seed <= 40; seed++) {
      const results = await Promise.all([play(seed, 'BLUE_GREEN'), play(seed, 'CANARY')]);
      const comparison = compareSimulations(...results);
      const back = results.map(({ status }) => status !== 'SUCCESSFUL');
      expect(comparison.rollsBack).toBe(
        { 'false,false': 'neither', 'true,true': 'both', 'true,false': 'own' }[`${back}`] ?? 'other',
      );
      if (!found.has(comparison.rollsBack)) found.set(comparison.rollsBack, seed);
    }

    expect([...found.keys()].sort()).toEqual(['both', 'neither', 'other']);
    for (const [rollsBack, seed] of found) {
      const again = compareSimulations(await play(seed, 'BLUE_GREEN'), await play(seed, 'CANARY'));
      expect(again.rollsBack).toBe(rollsBack);
    }
  });

  test('finds no difference between a configuration and itself, and the opposite the other way round', async () => {
    const strategy = fc.constantFrom('BLUE_GREEN', 'CANARY', 'LINEAR', 'ROLLING');
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), strategy, strategy, async (seed, one, two) => {
        const [first, second] = [await play(seed, one), await play(seed, two)];
        const self = compareSimulations(first, await play(seed, one));
        const [there, back] = [compareSimulations(first, second), compareSimulations(second, first)];

        expect(self.own).toEqual(self.other);
        expect(self.otherTakesLongerBySeconds).toBe(0);
        expect([back.own, back.other]).toEqual([there.other, there.own]);
        expect(back.otherTakesLongerBySeconds + there.otherTakesLongerBySeconds).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test('counts how long a rollback takes, and what customers saw of green before it', async () => {
    const fails = ({ lifecycleStage }: { lifecycleStage: string }) => ({
      hookStatus: lifecycleStage === 'POST_PRODUCTION_TRAFFIC_SHIFT' ? 'FAILED' : 'SUCCEEDED',
    });
    const hooks = [{ handler: fails, name: 'gate', at: 'POST_PRODUCTION_TRAFFIC_SHIFT' }] as const;
    const [none, linear] = await Promise.all([
      simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [{ handler: passes, at: 'PRE_SCALE_UP' }] }),
      simulateDeployment({ strategy: 'LINEAR', hooks }),
    ]);
    const { rollsBack, other } = compareSimulations(none, linear);

    expect(rollsBack).toBe('other');
    expect(other).toMatchObject({ maxGreenPercent: 100, statusReason: expect.stringContaining('POST_PRODUCTION') });
  });
});

describe('formatComparison', () => {
  const compared: SimulationComparison['own'] = {
    strategy: 'BLUE_GREEN',
    status: 'ROLLBACK_SUCCESSFUL',
    failedHook: null,
    ...{ calls: 2761, maxGreenPercent: 100 },
    ...{
      statusReason: 'Service deployment rolled back because POST_PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed.',
    },
    ...{ virtualSeconds: 1_000_000, firstGreenSeconds: 900_000, allGreenSeconds: null },
    stages: [{ stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', seconds: 1_000_000 }],
  };
  const widest: SimulationComparison = {
    own: compared,
    other: { ...compared, virtualSeconds: 100, stages: [] },
    rollsBack: 'both',
    otherTakesLongerBySeconds: 100 - 1_000_000,
  };

  test('fits into 80 columns with the longest names', () => {
    const text = formatComparison(widest, ['command line', 'a-very-long-name-of-a-file.flags'], 'x'.repeat(99));

    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain('  POST_PRODUCTION_TRAFFIC_SHIFT 11d13h              0s                  -11d13h\n');
  });

  test.for([
    ['neither', /^Neither rolls back\.\nb takes 11 d 13 h less\.\n$/m],
    ['own', /^The a rolls back, and b does not\.\nReason: Service deployment/m],
    ['other', /^b rolls back, and the a does not\.\nReason: Service deployment/m],
    ['both', /^Both roll back\.\nThe a: Service deployment/m],
  ] as const)('says in a sentence that %s rolls back', ([rollsBack, sentence]) => {
    expect(formatComparison({ ...widest, rollsBack }, ['a', 'b'], '1')).toMatch(sentence);
  });
});
