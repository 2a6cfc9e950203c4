import { sourceOf } from '../judge/answer-source.ts';
import { hide } from '../judge/format-answer.ts';
import type { Judgement } from '../judge/judge-response.ts';
import type { ProbeAnswer } from '../probe/probe-answer.ts';
import type { StepAttempt } from '../run/step.ts';
import type { Sides } from './sides.ts';

/** Sends the request once to each version. */
type Senders = { blue(): Promise<StepAttempt>; green(): Promise<StepAttempt> };

/** What several rounds have brought. */
export type Rounds =
  | {
      kind: 'answers';
      answers: Sides<ProbeAnswer>;
      /** Of green's answer that proves least. */
      judgement: Judgement;
      /** Values that no output may show. */
      sent: readonly string[];
    }
  /** Blue says nothing: `why` as a clause. */
  | { kind: 'silent'; why: string; judgement: Judgement }
  /** Green's own answer decides, or the time is up. */
  | { kind: 'green'; attempt: StepAttempt }
  /** What answers in production is not blue: `why` as a clause. */
  | { kind: 'other'; why: string; judgement: Judgement };

/** So that one slow answer on either side decides nothing. */
export const roundCount = 5;

/** With fewer, the median would be one answer among two. */
const leastUsable = 3;

/**
 * Sends the request in turn to both versions, and each time first to the one that was second before. It stops when the rest cannot change anything:
 * green did not answer as expected, or blue failed too often.
 */
export async function playRounds(senders: Senders): Promise<Rounds> {
  const answers = { blue: [] as ProbeAnswer[], green: [] as ProbeAnswer[] };
  const sent = new Set<string>();
  let weakest: Judgement | undefined;
  let silent: string[] = [];
  for (let round = 0; round < roundCount; round += 1) {
    const [green, blue] = await playRound(senders, round % 2 === 1);
    const cut = [green, blue].find(({ isCut }) => isCut);
    if (cut !== undefined) return { kind: 'green', attempt: cut };
    if (green.judgement.kind !== 'passed' || green.result?.outcome.kind !== 'answer') {
      return { kind: 'green', attempt: green };
    }
    weakest = weakest === undefined || weakest.proof === true ? green.judgement : weakest;
    const ofBlue = readBlue(blue);
    if ('other' in ofBlue) return { kind: 'other', why: ofBlue.other, judgement: weakest };
    if ('answer' in ofBlue) answers.blue.push(ofBlue.answer);
    else silent = [...silent, ofBlue.silent];
    if (silent.length > roundCount - leastUsable) {
      return { kind: 'silent', why: `${silent.length} of ${round + 1} times ${silent.at(-1)}`, judgement: weakest };
    }
    answers.green.push(green.result.outcome);
    for (const value of [...green.result.sent, ...(blue.result?.sent ?? [])]) sent.add(value);
  }
  if (weakest === undefined) throw new RangeError('no round was played');
  return { kind: 'answers', answers, judgement: weakest, sent: [...sent] };
}

async function playRound({ blue, green }: Senders, isBlueFirst: boolean): Promise<[StepAttempt, StepAttempt]> {
  if (!isBlueFirst) {
    const first = await green();
    return first.isCut ? [first, first] : [first, await blue()];
  }
  const first = await blue();
  return first.isCut ? [first, first] : [await green(), first];
}

/** An answer, or a clause that says why there is none, or why it is not blue's. */
type OfBlue = { answer: ProbeAnswer } | { silent: string } | { other: string };

function readBlue({ result, judgement: { proof } }: StepAttempt): OfBlue {
  if (result === undefined) return { silent: 'it was not asked' };
  const { outcome, sent } = result;
  if (outcome.kind === 'refused') return { other: hide(outcome.problem, sent) };
  if (outcome.kind === 'transport') return { silent: hide(outcome.problem, sent) };
  // Its answer meets an expectation that only green can meet.
  if (proof === true) return { other: 'production answers as the new version does, so it is not blue' };
  if (outcome.status >= 500) return { silent: `status ${outcome.status}` };
  return sourceOf(outcome) === 'release'
    ? { answer: outcome }
    : { silent: `status ${outcome.status}, not from the release` };
}
