import { describe, expect, test } from 'vitest';
import { type Trial, type TrialPorts, tryMutant } from '../../../../scripts/mutants/trial/try-mutant.ts';

const trial: Trial = {
  mutant: '7',
  file: 'src/a.ts',
  runs: [
    { file: 'test/a.test.ts', tests: ['a1', 'a2'], cpuMs: 100 },
    { file: 'test/b.test.ts', tests: ['b1'], cpuMs: 100 },
  ],
  hitLimit: 10,
  atLoad: false,
};

/**
 * @param failing the tests that fail, in the order in which files are run: with the change, and without it
 * @param hits how often each run reaches the change
 */
function process(failing: (string | undefined)[], hits = 1) {
  const did: string[] = [];
  const outcomes = failing.values();
  const ports: TrialPorts = {
    switches: {},
    forget: (file) => did.push(`forget ${file ?? 'all'}`),
    async firstFailure({ file, tests }) {
      const { activeMutant } = ports.switches;
      did.push(`${file} ${tests?.join(' ')} ${activeMutant === undefined ? 'without' : `with ${activeMutant}`}`);
      if (activeMutant !== undefined) ports.switches.hitCount = (ports.switches.hitCount ?? 0) + hits;
      const failed = outcomes.next().value;
      return failed === undefined ? undefined : { test: failed, name: `name of ${failed}`, message: '' };
    },
  };
  return { ports, did };
}

describe('a change', () => {
  test('survives if no test fails', async () => {
    const { ports, did } = process([undefined, undefined]);

    expect(await tryMutant(trial, ports)).toEqual({ status: 'Survived', reached: true });
    expect(did).toEqual(['test/a.test.ts a1 a2 with 7', 'test/b.test.ts b1 with 7']);
  });

  test('that nothing reached any more is recognized', async () => {
    expect(await tryMutant(trial, process([undefined, undefined], 0).ports)).toEqual({
      status: 'Survived',
      reached: false,
    });
  });

  test('is noticed by the first test that fails with it and passes without it', async () => {
    const { ports, did } = process(['a2', undefined]);

    const by = { file: 'test/a.test.ts', name: 'name of a2' };
    expect(await tryMutant(trial, ports)).toEqual({ status: 'Killed', by, reached: true });
    expect(did).toEqual(['test/a.test.ts a1 a2 with 7', 'test/a.test.ts a2 without']);
  });

  test('is tried again with everything loaded again if that test fails without it, too', async () => {
    const { ports, did } = process(['a2', 'a2', undefined, 'a1']);

    expect(await tryMutant(trial, ports)).toMatchObject({ status: 'Killed' });
    expect(did.slice(1)).toEqual([
      'test/a.test.ts a2 without',
      'forget all',
      'test/a.test.ts a2 without',
      'forget all',
      'test/a.test.ts a1 a2 with 7',
    ]);
  });

  test('is not blamed for what an earlier one spoilt', async () => {
    expect(await tryMutant(trial, process(['a2', 'a2', undefined, undefined]).ports)).toMatchObject({
      status: 'Survived',
    });
  });

  test('cannot be judged if the test fails without it even then', async () => {
    expect(await tryMutant(trial, process(['a2', 'a2', 'a2']).ports)).toMatchObject({ status: 'Spoilt' });
  });

  test.each([
    ['fail', ['a1', undefined]],
    ['pass, as the code caught the error that ended the loop', [undefined, undefined]],
  ])('is endless if its code is reached too often, even if the tests %s', async (_what, failing) => {
    expect(await tryMutant(trial, process(failing, 11).ports)).toMatchObject({ status: 'Timeout' });
  });

  test('of what happens while a module is loaded has that module loaded with it, and then without it', async () => {
    const { ports, did } = process(['a1', undefined]);

    await tryMutant({ ...trial, atLoad: true }, ports);

    expect(did).toEqual([
      'forget src/a.ts',
      'test/a.test.ts a1 a2 with 7',
      'forget src/a.ts',
      'test/a.test.ts a1 without',
    ]);
  });

  test('leaves no such module behind if it survives', async () => {
    const { ports, did } = process([undefined, undefined]);

    await tryMutant({ ...trial, atLoad: true }, ports);

    expect([did[0], did.at(-1)]).toEqual(['forget src/a.ts', 'forget src/a.ts']);
  });
});
