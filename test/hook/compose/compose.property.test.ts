import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/hook/check.ts';
import { all, any, sequence } from '../../../src/hook/compose/compose.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import { runCheck } from '../../../src/hook/run-check.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { checkContext, ecsEvent, playGate, recordingLogger, SteppableClock, targetOf } from '../../helpers/hook.ts';

type Kind = Verdict['kind'] | 'throws';

const kind = fc.constantFrom<Kind>('pass', 'wait', 'error', 'fail', 'throws');
const kinds = fc.array(kind, { minLength: 1, maxLength: 6 });

type Composed = ReturnType<typeof all>;
type Compose = (name: string, ...parts: readonly Check<unknown>[]) => Composed;

/** Parts named p0, p1, … that return the given verdicts, and record that they were run. */
function parts(said: readonly Kind[], ran: string[] = []): Check<unknown>[] {
  return said.map((kind, index) => ({
    name: `p${index}`,
    run: () => {
      ran.push(`p${index}`);
      if (kind === 'throws') throw new Error('boom');
      const finding = { name: `p${index}`, outcome: 'unknown', found: kind } as const;
      return { kind, reason: kind, findings: [finding] };
    },
  }));
}

async function run(check: Composed): Promise<Verdict> {
  const read = await readConfiguration({}, {}, check.configSchema);
  if (!read.ok) throw new Error(read.reason);
  return runCheck(check, targetOf(), checkContext(read.config));
}

/** A random composition: a single kind, or a composition of compositions. */
type Tree = Kind | { compose: Compose; of: Tree[] };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    kind,
    fc.record({
      compose: fc.constantFrom<Compose>(sequence, all, any),
      of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

function grow(tree: Tree, name: string): Check<unknown> {
  if (typeof tree !== 'string') return tree.compose(name, ...tree.of.map((branch, index) => grow(branch, `p${index}`)));
  return { ...(parts([tree])[0] as Check<unknown>), name };
}

/** The verdict that the documentation promises for a tree. */
function expected(tree: Tree): Verdict['kind'] {
  if (typeof tree === 'string') return tree === 'throws' ? 'error' : tree;
  const of = tree.of.map(expected);
  if (tree.compose === sequence) return of.find((kind) => kind !== 'pass') ?? 'pass';
  const ranking = tree.compose === all ? ['fail', 'error', 'wait', 'pass'] : ['pass', 'wait', 'error', 'fail'];
  return of.toSorted((a, b) => ranking.indexOf(a) - ranking.indexOf(b))[0] ?? 'error';
}

describe('for any verdicts of its parts', () => {
  test('a composition of any depth behaves as documented', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Compose>(sequence, all, any),
        fc.array(tree, { minLength: 1, maxLength: 3 }),
        async (compose, of) => {
          const verdict = await run(grow({ compose, of }, 'release') as Composed);

          expect(verdict.kind).toBe(expected({ compose, of }));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('nothing passes without a pass: an error never becomes one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<Compose>(sequence, all, any), kinds, async (compose, said) => {
        const verdict = await run(compose('release', ...parts(said)));

        if (verdict.kind === 'pass') expect(said).toContain('pass');
        if (compose !== any && said.some((kind) => kind !== 'pass')) expect(verdict.kind).not.toBe('pass');
      }),
    );
  });

  test('a sequence runs its parts in order up to the first one that does not pass', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, async (said) => {
        const ran: string[] = [];

        await run(sequence('release', ...parts(said, ran)));

        const stop = said.findIndex((kind) => kind !== 'pass');
        expect(ran).toEqual(said.slice(0, stop === -1 ? said.length : stop + 1).map((_, index) => `p${index}`));
      }),
    );
  });

  test('all reports, in order, the findings of every part that could check', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, async (said) => {
        const verdict = await run(all('release', ...parts(said)));

        const looked = said.flatMap((kind, index) => (kind === 'throws' ? [] : [`p${index}`]));
        expect(verdict.findings?.map(({ name }) => name)).toEqual(looked);
      }),
    );
  });
});

describe('for a sequence over many calls', () => {
  test('each part runs until it passes and never again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 5 }), async (waits) => {
        const ran: string[] = [];
        const left = [...waits];
        const patient = waits.map(
          (_, index): Check<unknown> => ({
            name: `p${index}`,
            run: () => {
              ran.push(`p${index}`);
              left[index] = (left[index] ?? 0) - 1;
              return { kind: (left[index] ?? 0) < 0 ? 'pass' : 'wait', reason: `${left[index]} to go` };
            },
          }),
        );
        const clock = new SteppableClock();
        const hook = createHook({ check: sequence('release', ...patient), clock, logger: recordingLogger() });

        const calls = await playGate(hook, clock, ecsEvent(), 100);

        expect(calls.at(-1)?.answer.hookStatus).toBe('SUCCEEDED');
        expect(ran).toEqual(waits.flatMap((times, index) => Array(times + 1).fill(`p${index}`)));
      }),
    );
  });
});
