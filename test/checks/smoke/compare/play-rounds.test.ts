import { describe, expect, test } from 'vitest';
import { playRounds } from '../../../../src/checks/smoke/compare/play-rounds.ts';
import type { Proof } from '../../../../src/checks/smoke/expect/read-values.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { StepAttempt } from '../../../../src/checks/smoke/run/step.ts';
import { answer } from '../results.ts';

const unproved: Proof = { because: 'nothing shows it', isUnread: false };
const good = attempt({});
const blueGood = attempt({ judgement: { proof: unproved } });

describe('five rounds of answers', () => {
  test('are collected, with what was sent for them', async () => {
    const rounds = await play([good], [blueGood]);

    expect(rounds).toMatchObject({ kind: 'answers', sent: ['a secret'] });
    expect(rounds).toHaveProperty('answers.green.length', 5);
    expect(rounds).toHaveProperty('answers.blue.length', 5);
  });

  test.each<[string, Proof[], number]>([
    ['the last one, if all prove it', [true, true, true, true, true], 4],
    ['the first one that does not', [true, unproved, true, unproved, true], 1],
    ['the very first one, if none does', [unproved, unproved, unproved, unproved, unproved], 0],
  ])('have as their judgement that of green which proves least: %s', async (_what, proofs, index) => {
    const greens = proofs.map((proof) => attempt({ judgement: { proof } }));

    const rounds = await play(greens, [blueGood]);

    expect(rounds).toMatchObject({ kind: 'answers' });
    expect(rounds).toHaveProperty('judgement', greens[index]?.judgement);
  });

  test('without two of blue have what was sent for the others', async () => {
    const unasked = attempt({ result: undefined });

    const rounds = await play(
      [good],
      [unasked, unasked, attempt({ sent: ['blue’s secret'], judgement: { proof: unproved } })],
    );

    expect(rounds).toMatchObject({ kind: 'answers', sent: ['a secret', 'blue’s secret'] });
    expect(rounds).toHaveProperty('answers.blue.length', 3);
  });
});

describe('rounds end with', () => {
  test.each<[string, StepAttempt]>([
    ['a failed answer', attempt({ judgement: { kind: 'failed' } })],
    ['no answer', attempt({ outcome: transport('no answer') })],
    ['nothing that was sent', attempt({ result: undefined })],
  ])('%s of green', async (_what, green) => {
    expect(await play([green], [blueGood])).toEqual({ kind: 'green', attempt: green });
  });

  test.each<[string, StepAttempt[], StepAttempt[], number]>([
    ['green, asked first', [attempt({ isCut: true })], [blueGood], 0],
    ['blue, asked second', [good], [attempt({ isCut: true })], 1],
    ['blue, asked first', [good], [blueGood, attempt({ isCut: true })], 1],
    ['green, asked second', [good, attempt({ isCut: true })], [blueGood], 0],
  ])('the request that the time was up for: %s', async (_what, greens, blues, side) => {
    const cut = [greens, blues][side]?.at(-1);

    expect(await play(greens, blues)).toEqual({ kind: 'green', attempt: cut });
  });

  test.each<[string, StepAttempt[], string]>([
    ['does not answer', [attempt({ outcome: transport('no answer') })], '3 of 3 times no answer'],
    ['was not asked', [attempt({ result: undefined })], '3 of 3 times it was not asked'],
    [
      'says nothing now and then',
      [blueGood, status(500), blueGood, status(502), status(503)],
      '3 of 5 times status 503',
    ],
    ['answers with a page of a web ACL', [webAcl()], '3 of 3 times status 403, not from the release'],
  ])('a blue that %s', async (_what, blues, why) => {
    expect(await play([good], blues)).toEqual({ kind: 'silent', why, judgement: good.judgement });
  });

  test.each<[string, StepAttempt, string]>([
    [
      'an address that is forbidden',
      attempt({ outcome: { kind: 'refused', problem: 'it is private' } }),
      'it is private',
    ],
    [
      'the new version',
      attempt({ judgement: { proof: true } }),
      'production answers as the new version does, so it is not blue',
    ],
  ])('%s in production', async (_what, blue, why) => {
    expect(await play([good], [blue])).toEqual({ kind: 'other', why, judgement: good.judgement });
  });
});

/** Plays with these attempts of each side, one after the other; the last one again and again. */
function play(greens: readonly StepAttempt[], blues: readonly StepAttempt[]) {
  const each = (attempts: readonly StepAttempt[]) => {
    const left = [...attempts];
    return async () => (left.length > 1 ? left.shift() : left[0]) as StepAttempt;
  };
  return playRounds({ green: each(greens), blue: each(blues) });
}

function attempt({
  judgement,
  outcome = answer(),
  sent = ['a secret'],
  ...change
}: Partial<Omit<StepAttempt, 'judgement'>> & {
  judgement?: Partial<StepAttempt['judgement']>;
  outcome?: ProbeOutcome;
  sent?: string[];
}): StepAttempt {
  const finding = { name: 'GET /', outcome: 'passed', found: 'status 200', allowed: 'status 200' } as const;
  return {
    judgement: { finding, kind: 'passed', proof: true, isCertain: true, ...judgement },
    ...{ isCut: false, isFinal: false, isSpent: false, timeoutMs: 1000 },
    result: { outcome, sent },
    ...change,
  };
}

function transport(problem: string): ProbeOutcome {
  return { kind: 'transport', problem, cause: new Error(problem) };
}

function status(code: number): StepAttempt {
  return attempt({ outcome: answer({ status: code }), judgement: { proof: unproved } });
}

function webAcl(): StepAttempt {
  const headers = { 'x-amzn-waf-action': ['captcha'] };
  return attempt({ outcome: answer({ status: 403, headers }), judgement: { proof: unproved } });
}
