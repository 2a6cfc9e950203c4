import { describe, expect, test, vi } from 'vitest';
import type { Check } from '../../../src/hook/check.ts';
import { all, any, sequence } from '../../../src/hook/compose/compose.ts';
import { type PartStates, readPartStates, writePartStates } from '../../../src/hook/compose/composed-state.ts';
import { classOf, isUndecided, joinVerdicts } from '../../../src/hook/compose/join-verdicts.ts';
import type { Finding, Verdict } from '../../../src/hook/verdict.ts';
import { checkContext, targetOf } from '../../helpers/hook.ts';

const finding: Finding = { name: 'GET /', outcome: 'passed', found: 'status 200' };
const findings = [finding];
const pass: Verdict = { kind: 'pass', reason: 'fine', findings };
const dry: Verdict = { kind: 'pass', waived: 'dry run', reason: 'dry run' };
const off: Verdict = { kind: 'pass', waived: 'switched off', reason: 'switched off' };
const fail: Verdict = { kind: 'fail', reason: 'bad' };
const unclear: Verdict = { kind: 'fail', inconclusive: true, reason: 'too little traffic' };
const asks: Verdict = { kind: 'fail', inconclusive: true, ask: true, reason: 'too little traffic', findings };
const wait: Verdict = { kind: 'wait', reason: 'not yet' };
const throttled = new Error('throttled');
const error: Verdict = { kind: 'error', reason: 'throttled', cause: throttled };

type People = Pick<Check, 'asksPeople' | 'alwaysRuns'>;
const part = (name: string, verdict: Verdict, more: People = {}) => ({ name, run: vi.fn(() => verdict), ...more });
const people = (verdict: Verdict, asksPeople: People['asksPeople'] = 'always') =>
  part('people', verdict, { alwaysRuns: true, asksPeople });

/** The verdict of one call, without its state. */
async function verdictOf(check: ReturnType<typeof all>, before: object = {}) {
  const { state, ...verdict } = await check.run(targetOf(), checkContext({ inner: {} }, before));
  return { verdict, state };
}

describe('a check that cannot tell and asks people', () => {
  test.each<[string, ReturnType<typeof all>, object]>([
    [
      'makes all ask them',
      all('g', part('a', pass), part('b', asks)),
      { kind: 'fail', reason: 'b: too little traffic', findings: [finding, finding], inconclusive: true, ask: true },
    ],
    [
      'counts less than one that has failed',
      all('g', part('a', asks), part('b', fail)),
      { kind: 'fail', reason: 'b: bad', findings },
    ],
    [
      'counts less than one that waits',
      all('g', part('a', asks), part('b', { ...wait, retryAfterSeconds: 7 })),
      { kind: 'wait', reason: 'b: not yet', findings, retryAfterSeconds: 7 },
    ],
    [
      'makes any ask them if no other passes',
      any('g', part('a', fail), part('b', asks)),
      { kind: 'fail', reason: 'b: too little traffic', findings, inconclusive: true, ask: true },
    ],
    [
      'is not needed by any if another passes',
      any('g', part('a', asks), part('b', pass)),
      { kind: 'pass', reason: 'b: fine', findings },
    ],
    [
      'ends a sequence without people as one that asks them',
      sequence('g', part('a', asks), part('b', pass)),
      { kind: 'fail', reason: 'a: too little traffic', findings: [finding, finding], inconclusive: true, ask: true },
    ],
    [
      'passes if people pass it',
      sequence('g', part('a', asks), people(pass)),
      { kind: 'pass', reason: 'a: too little traffic; people: fine', findings: [finding, finding] },
    ],
    [
      'passes if people pass it who are asked only then',
      sequence('g', part('a', asks), people(pass, 'if inconclusive')),
      { kind: 'pass', reason: 'a: too little traffic; people: fine', findings: [finding, finding] },
    ],
    [
      'fails if people reject it',
      sequence('g', part('a', asks), people(fail)),
      { kind: 'fail', reason: 'people: bad', findings },
    ],
    [
      'does not pass by people who only had a dry run',
      sequence('g', part('a', asks), people(dry)),
      { kind: 'fail', reason: 'a: too little traffic', findings, inconclusive: true, ask: true },
    ],
    [
      'passes if the people of an inner gate pass it',
      sequence('g', part('a', asks), all('inner', part('b', pass), people(pass))),
      {
        ...{ kind: 'pass', reason: 'a: too little traffic; inner: b: fine; people: fine' },
        findings: [finding, finding, finding],
      },
    ],
    [
      'does not pass by an inner gate that can pass without people',
      sequence('g', part('a', asks), any('inner', part('b', pass), people(fail))),
      { kind: 'fail', reason: 'a: too little traffic', findings: [finding, finding], inconclusive: true, ask: true },
    ],
  ])('%s', async (_what, check, expected) => {
    expect((await verdictOf(check)).verdict).toStrictEqual(expected);
  });

  test('is the only one for which people are asked who are asked if it is inconclusive', async () => {
    const asked = people(wait, 'if inconclusive');

    expect((await verdictOf(sequence('g', part('a', pass), asked))).verdict.kind).toBe('pass');
    expect(asked.run).not.toHaveBeenCalled();
    expect((await verdictOf(sequence('g', part('b', pass), part('a', asks), asked))).verdict.kind).toBe('wait');
    expect(asked.run).toHaveBeenCalledOnce();
  });

  test('does not run again, and people who were asked are not passed over', async () => {
    const [asking, asked] = [part('a', asks), people(wait, 'if inconclusive')];
    const { state } = await verdictOf(sequence('g', asking, asked));

    const again = await verdictOf(sequence('g', asking, { ...asked, run: vi.fn(() => pass) }), { state });

    expect(again.verdict).toStrictEqual({
      ...{ kind: 'pass', reason: 'a: too little traffic; people: fine', findings: [finding, finding] },
    });
    expect(asking.run).toHaveBeenCalledOnce();
  });

  test('is asked for again only if it is not remembered', async () => {
    const asked = people(pass, 'if inconclusive');
    const states: PartStates = new Map([['people', { since: 0, polls: 1 }]]);

    await verdictOf(sequence('g', part('a', pass), asked), { state: writePartStates(states) });

    expect(asked.run).toHaveBeenCalledOnce();
  });
});

describe('what proves nothing', () => {
  test.each<[string, Verdict[], object]>([
    ['two dry runs', [dry, dry], { kind: 'pass', reason: 'p0: dry run; p1: dry run', findings: [], waived: 'dry run' }],
    [
      'one is off',
      [dry, off],
      { kind: 'pass', reason: 'p0: dry run; p1: switched off', findings: [], waived: 'switched off' },
    ],
    [
      'both are off',
      [off, off],
      { kind: 'pass', reason: 'p0: switched off; p1: switched off', findings: [], waived: 'switched off' },
    ],
    ['one has passed', [dry, pass], { kind: 'pass', reason: 'p0: dry run; p1: fine', findings }],
    ['one has failed', [dry, fail], { kind: 'fail', reason: 'p1: bad', findings: [] }],
    [
      'all are unclear',
      [unclear, unclear],
      { kind: 'fail', reason: 'p0: too little traffic; p1: too little traffic', findings: [], inconclusive: true },
    ],
    [
      'one is unclear and one is bad',
      [unclear, fail],
      { kind: 'fail', reason: 'p0: too little traffic; p1: bad', findings: [] },
    ],
    ['one could not check', [error, pass], { kind: 'error', reason: 'p0: throttled', findings, cause: throttled }],
  ])('is said of all of a gate if %s', async (_what, verdicts, expected) => {
    const check = all('g', ...verdicts.map((verdict, at) => part(`p${at}`, verdict)));

    expect((await verdictOf(check)).verdict).toStrictEqual(expected);
  });

  test('is still known of a part that is not run again', async () => {
    const [first, second] = [part('a', dry), part('b', off)];
    const check = sequence('g', first, second, part('c', wait));
    const { state } = await verdictOf(check);

    const { verdict } = await verdictOf(sequence('g', first, second, part('c', off)), { state });

    expect(verdict).toStrictEqual({
      ...{ kind: 'pass', reason: 'a: dry run; b: switched off; c: switched off', findings: [], waived: 'switched off' },
    });
    expect([first.run, second.run].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  test('is not remembered of a part that has passed, or of one that waits', async () => {
    const { state } = await verdictOf(sequence('g', part('a', pass), part('b', wait)));

    expect(readPartStates([part('a', pass), part('b', wait)], state)).toEqual(
      new Map<string, object>([
        ['a', { since: expect.any(Number), polls: 1, passed: { reason: 'fine', findings } }],
        ['b', { since: expect.any(Number), polls: 1 }],
      ]),
    );
  });
});

test.each([
  ['sequence', sequence, 'always', 'always'],
  ['all', all, 'always', 'always'],
  ['any', any, 'always', undefined],
  ['sequence', sequence, 'if inconclusive', undefined],
] as const)('a %s asks people if one of its parts always does: %#', (_how, compose, one, whole) => {
  expect(compose('g', part('a', pass), people(pass, one)).asksPeople).toBe(whole);
  expect(compose('g', part('a', pass))).not.toHaveProperty('asksPeople');
});

test('an any of which nothing proves anything passes, and says so', async () => {
  expect((await verdictOf(any('g', part('a', dry), part('b', off)))).verdict).toStrictEqual({
    ...{ kind: 'pass', reason: 'a: dry run; b: switched off', findings: [], waived: 'switched off' },
  });
});

test.each<[object, boolean]>([
  [asks, true],
  [{ ...asks, ask: false }, false],
  [{ ...fail, ask: true }, false],
  [{ ...pass, inconclusive: true, ask: true }, false],
  [unclear, false],
])('people are asked only about a fail that is inconclusive and asks: %j', (verdict, isAsked) => {
  expect(isUndecided(verdict as Verdict)).toBe(isAsked);
  expect(classOf(verdict as Verdict) === 'undecided').toBe(isAsked);
});

test('what is joined is explained only by the parts that decide', () => {
  const results = [pass, fail, dry].map((verdict, at) => ({ name: `p${at}`, verdict, waitedSeconds: 0 }));

  expect(joinVerdicts(['pass', 'fail'], results)).toStrictEqual({
    kind: 'pass',
    reason: 'p0: fine; p2: dry run',
    findings,
  });
  expect(joinVerdicts(['fail', 'pass'], results)).toStrictEqual({ kind: 'fail', reason: 'p1: bad', findings });
});
