import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/hook/check.ts';
import { all, any, sequence } from '../../../src/hook/compose/compose.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { ecsEvent, playGate, recordingLogger, SteppableClock } from '../../helpers/hook.ts';

/** What a check can say, with what it proves about the release. */
const says = {
  pass: { kind: 'pass', reason: 'fine' },
  dry: { kind: 'pass', waived: 'dry run', reason: 'dry run, would have failed' },
  off: { kind: 'pass', waived: 'switched off', reason: 'switched off' },
  fail: { kind: 'fail', reason: 'bad' },
  unclear: { kind: 'fail', inconclusive: true, reason: 'too little traffic' },
  asks: { kind: 'fail', inconclusive: true, ask: true, reason: 'too little traffic' },
  error: { kind: 'error', reason: 'throttled' },
  wait: { kind: 'wait', reason: 'not yet' },
} as const satisfies Record<string, Verdict>;

type Word = keyof typeof says;
type Person = 'approves' | 'rejects';
type Tree = Word | Person | { how: 'sequence' | 'all' | 'any'; of: Tree[] };

const words = Object.keys(says) as Word[];
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Tree>(...words, 'approves', 'rejects'),
    fc.record({
      how: fc.constantFrom('sequence', 'all', 'any'),
      of: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}));

function isPerson(node: Tree): node is Person {
  return node === 'approves' || node === 'rejects';
}

function grow(node: Tree, name: string): Check<unknown> {
  if (isPerson(node)) {
    const kind = node === 'approves' ? 'pass' : 'fail';
    return { name, alwaysRuns: true, asksPeople: 'always', run: () => ({ kind, reason: node }) };
  }
  if (typeof node === 'string') return { name, run: () => says[node] };
  const compose = { sequence, all, any }[node.how];
  return compose(name, ...node.of.map((part, index) => grow(part, `p${index}`))) as Check<unknown>;
}

/**
 * What a composition means, in a logic of three values: true if the release is proved to be good, false if it is bad, `people` if people have to say;
 * `unknown` if the gate has to be called again, and undefined if nothing was proved at all.
 */
type Meaning = boolean | 'people' | 'unknown' | undefined;

function meaning(node: Tree): Meaning {
  switch (node) {
    case 'pass':
    case 'approves':
      return true;
    case 'fail':
    case 'unclear':
    case 'rejects':
      return false;
    case 'asks':
      return 'people';
    case 'dry':
    case 'off':
      return undefined;
    case 'wait':
    case 'error':
      return 'unknown';
    default: {
      if (node.how === 'sequence') return inTurn(node.of);
      const of = node.of.map(meaning);
      const ranking: Meaning[] =
        node.how === 'all'
          ? [false, 'unknown', 'people', true, undefined]
          : [true, 'unknown', 'people', false, undefined];
      return ranking.find((each) => of.includes(each));
    }
  }
}

/** One after the other: a later person answers what earlier checks left to people, and nothing runs after a fail or a wait. */
function inTurn(parts: readonly Tree[]): Meaning {
  let open = false;
  let proved = false;
  for (const part of parts) {
    const said = meaning(part);
    if (said === false || said === 'unknown') return said;
    if (said === true && needsPerson(part)) open = false;
    if (said === 'people') open = true;
    if (said === true) proved = true;
  }
  if (open) return 'people';
  return proved ? true : undefined;
}

/** Whether it cannot pass without a person. */
function needsPerson(node: Tree): boolean {
  return typeof node === 'string' ? isPerson(node) : node.how !== 'any' && node.of.some(needsPerson);
}

const statusOf: Record<string, string> = {
  true: 'SUCCEEDED',
  undefined: 'SUCCEEDED',
  false: 'FAILED',
  people: 'FAILED',
};

async function answerOf(node: Tree & object): Promise<string | undefined> {
  const clock = new SteppableClock();
  const hook = createHook({ check: grow(node, 'release'), clock, logger: recordingLogger() });
  return (await playGate(hook, clock, ecsEvent({ hookDetails: {} }), 2)).at(-1)?.answer.hookStatus;
}

const composition = fc.record({
  how: fc.constantFrom('sequence' as const, 'all' as const, 'any' as const),
  of: fc.array(tree, { minLength: 1, maxLength: 4 }),
});

describe('for any nested configuration', () => {
  test('the answer is what its logic says', async () => {
    await fc.assert(
      fc.asyncProperty(composition, async (node) => {
        expect(await answerOf(node)).toBe(statusOf[String(meaning(node))] ?? 'IN_PROGRESS');
      }),
      { numRuns: 1500 },
    );
  });

  test('nothing bad or unclear passes unless another check of an any, or a person after it, says so', async () => {
    const harmless = ['pass', 'approves', 'dry', 'off'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Tree>(...words, 'rejects'), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('sequence' as const, 'all' as const),
        async (of, how) => {
          const answer = await answerOf({ how, of });

          if (of.some((word) => !harmless.includes(word as string))) expect(answer).not.toBe('SUCCEEDED');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a dry run in an any helps nobody through', async () => {
    const waived = fc.constantFrom<Tree>('dry', 'off');
    const bad = fc.constantFrom<Tree>('fail', 'unclear', 'asks', 'rejects', 'error', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(waived, { maxLength: 4 }), bad, fc.nat(), async (others, one, at) => {
        const answer = await answerOf({ how: 'any', of: others.toSpliced(at % (others.length + 1), 0, one) });

        expect(answer).not.toBe('SUCCEEDED');
      }),
    );
  });
});
