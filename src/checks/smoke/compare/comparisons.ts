import type { Compare } from '../config/compare-config.ts';
import type { Judgement } from '../judge/judge-response.ts';
import type { StepAttempt, StepPorts, SuiteStep } from '../run/step.ts';
import type { PlannedRequest } from '../send/send-request.ts';
import { compareAnswers, formatCompare } from './compare-answers.ts';
import { playRounds, type Rounds, roundCount } from './play-rounds.ts';

type Plan = (step: SuiteStep) => PlannedRequest;

type Ports = StepPorts & { hasAdvanced(): boolean };

/** What a suite is played with. */
type Playing = {
  steps: readonly SuiteStep[];
  plan: Plan;
  /** Adds to how steps are sent. */
  withPorts(ports: Ports): Ports;
};

/**
 * Adds a step for each request that is compared. It comes after the request itself, and only if that has passed, so that blue is not asked about a
 * release that has failed already. Its own answers from green are judged like the request's.
 */
export function addComparisons({ steps, plan }: Pick<Playing, 'steps' | 'plan'>): Playing {
  const sides = new Map<SuiteStep, PlannedRequest>();
  const comparisons = new Map<SuiteStep, Comparison>();
  for (const step of steps) {
    const planned = plan(step);
    const { request, blue } = planned;
    if (request.compare === undefined || blue === undefined) continue;
    const comparison = comparisonOf(step, request.compare, steps.length + comparisons.size);
    comparisons.set(comparison.step, comparison);
    // What was captured from the request itself stays as it is.
    const once = { ...planned, request: { ...request, capture: undefined } };
    sides.set(comparison.green, once);
    sides.set(comparison.blue, { ...once, ...blue, proved: notGreen, proveHop: undefined });
  }
  return {
    steps: [...steps, ...comparisons.keys()],
    plan: (step) => sides.get(step) ?? plan(step),
    withPorts: (ports) => withComparisons(ports, comparisons),
  };
}

/** A step of the suite, and the two that are sent for it. */
type Comparison = Record<'step' | 'blue' | 'green', SuiteStep> & { compare: Compare };

const notGreen = { because: 'it is sent to production', isUnread: false };

function comparisonOf(step: SuiteStep, compare: Compare, index: number): Comparison {
  const once = { until: undefined, hold: undefined, samples: undefined, degraded: undefined };
  const name = nameOfComparison(step.name);
  const own = { ...step, name, allowed: formatCompare(compare), needs: [step.index], running: once, captures: false };
  return { compare, step: { ...own, index }, blue: { ...step }, green: { ...step } };
}

/** What the comparison of a request is called in reports. */
export function nameOfComparison(name: string): string {
  return `${name} against blue`;
}

function withComparisons(ports: Ports, comparisons: ReadonlyMap<SuiteStep, Comparison>): Ports {
  let hasEnded = false;
  return {
    ...ports,
    async attempt(step, isSample) {
      const comparison = comparisons.get(step);
      if (comparison === undefined) return ports.attempt(step, isSample);
      const isFresh = !ports.hasAdvanced();
      const attempt = await playComparison(comparison, ports);
      hasEnded ||= !attempt.isCut;
      // The whole time of an invocation was there for it, and the next one has no more.
      return attempt.isCut && isFresh && !hasEnded && ports.hasAdvanced() ? endless(attempt) : attempt;
    },
  };
}

async function playComparison({ step, compare, blue, green }: Comparison, ports: Ports): Promise<StepAttempt> {
  const rounds = await playRounds({
    green: () => ports.attempt(green, false),
    blue: () => ports.attempt(blue, true),
  });
  if (rounds.kind === 'green') {
    const { judgement } = rounds.attempt;
    return { ...rounds.attempt, judgement: { ...judgement, finding: { ...judgement.finding, name: step.name } } };
  }
  return { judgement: judgeRounds(step, compare, rounds), isCut: false, isFinal: true, isSpent: false, timeoutMs: 0 };
}

function judgeRounds({ name, allowed }: SuiteStep, compare: Compare, rounds: Exclude<Rounds, { kind: 'green' }>) {
  const judge = (kind: Judgement['kind'], outcome: Judgement['finding']['outcome'], found: string): Judgement => ({
    ...{ ...rounds.judgement, kind },
    finding: { name, outcome, found, allowed },
  });
  if (rounds.kind === 'other') return judge('failed', 'unknown', `not compared: ${rounds.why}`);
  if (rounds.kind === 'silent') return judge('passed', 'unknown', `not compared, blue did not answer: ${rounds.why}`);
  const { differences, notes } = compareAnswers(compare, rounds.answers, rounds.sent);
  return differences.length > 0
    ? judge('failed', 'failed', [...differences, ...notes].join(', '))
    : judge('passed', 'passed', ['no difference', ...notes].join(', '));
}

function endless({ judgement, ...attempt }: StepAttempt): StepAttempt {
  const found = `not compared: ${2 * roundCount} requests take longer than the function's time; lower timeoutSeconds, or remove compare`;
  return {
    ...attempt,
    isCut: false,
    judgement: { ...judgement, kind: 'unknown', finding: { ...judgement.finding, outcome: 'unknown', found } },
  };
}
