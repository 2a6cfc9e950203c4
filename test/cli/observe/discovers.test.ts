import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../src/cli/observe/experiments/experiments.ts';
import { switchReadings } from '../../../src/cli/profile/switch-readings.ts';
import type { Switches } from '../../../src/controller/switches.ts';
import { playHere, valuesIn } from './discover.ts';

const names = Object.keys(switchReadings) as (keyof Switches)[];
const readings = names.flatMap((name) => switchReadings[name].map((value) => [name, value] as const));

describe('against our own controller', () => {
  test('the experiments decide every switch, each once', () => {
    expect(experiments.flatMap(({ decides }) => decides).toSorted()).toEqual(names.toSorted());
  });

  test.each(readings)('%s is found to be %s', async (name, value) => {
    const own = experiments.filter(({ decides }) => decides.includes(name));

    const found = valuesIn(await playHere({ [name]: value }, own));

    expect(found[name]).toBe(value);
  });

  test('no switch makes another one look different, in any combination', async () => {
    const anySwitches = fc.record(
      Object.fromEntries(names.map((name) => [name, fc.constantFrom<string>(...switchReadings[name])])),
    ) as fc.Arbitrary<Switches>;

    await fc.assert(
      fc.asyncProperty(anySwitches, async (switches) => {
        const found = valuesIn(await playHere(switches));

        expect(found).toEqual({ ...switches, ...hiddenBy(switches) });
      }),
      { numRuns: 2, seed: 67 },
    );
  });
});

/** What cannot be seen because of another switch. */
function hiddenBy({ rollbackTestHooks, pauseEvents }: Switches): Partial<Record<keyof Switches, unknown>> {
  return {
    ...(rollbackTestHooks === 'never' && {
      rollbackTestWeights: expect.stringMatching(/^unobserved: the rollback did not call the hook/),
    }),
    ...(pauseEvents === 'lost' && {
      abandonedPauseEvent: expect.stringMatching(/^unobserved: no event about the pause arrived/),
    }),
  };
}

test('facts without a switch are found too', async () => {
  const chosen = experiments.filter(({ name }) => name === 'targets' || name === 'failed-rollback');
  const results = await playHere({}, chosen);

  const facts = results.flatMap(({ findings }) => findings.map((finding) => 'answer' in finding && finding.answer));

  expect(facts).toEqual([
    ...Array(4).fill('yes, the function was called'),
    ...Array(2).fill('it accepts the configuration, and rolls back at the hook'),
    'the string',
    expect.stringMatching(/^the deployment ended as ROLLBACK_FAILED: /),
  ]);
});
