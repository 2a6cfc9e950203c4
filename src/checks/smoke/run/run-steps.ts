import type { Judgement } from '../judge/judge-response.ts';
import { notSent, notSentYet, playStep } from './play-step.ts';
import type { Progress, StepPorts, StepResult, SuiteStep } from './step.ts';

/** What earlier calls of the gate have left: steps that have ended, and how far the others have come. */
export type Saved = {
  ended: ReadonlyMap<number, Judgement>;
  progress: ReadonlyMap<number, Progress>;
};

/**
 * Plays the steps of a suite except its teardown: setup one after the other, then the tests side by side, each after those whose captured values it
 * uses. If setup does not pass, no test is sent.
 */
export async function runSteps(
  steps: readonly SuiteStep[],
  saved: Saved,
  ports: StepPorts,
): Promise<ReadonlyMap<SuiteStep, StepResult>> {
  const setup = steps.filter(({ phase }) => phase === 'setup');
  const tests = steps.filter(({ phase }) => phase === 'test');
  const playing = new Map<number, Promise<StepResult>>();
  const play = (step: SuiteStep, after: readonly number[]) => {
    const makers = after.flatMap((index) => playing.get(index) ?? []);
    playing.set(step.index, playAfter(makers, step, saved, ports));
  };
  const setupIndexes = setup.map(({ index }) => index);
  // Each after those that play already, which are the ones before it.
  for (const step of setup) play(step, setupIndexes);
  // In the order of needs: a step's makers come before it, so their promises exist.
  for (const step of inOrderOfNeeds(tests)) play(step, [...setupIndexes, ...step.needs]);
  const ended = new Map(await Promise.all([...playing].map(async ([index, result]) => [index, await result] as const)));
  return new Map(
    [...setup, ...tests].flatMap((step) => {
      const result = ended.get(step.index);
      return result === undefined ? [] : [[step, result] as const];
    }),
  );
}

/** Plays teardown: each step, whether the one before passed or not. It stops only if the invocation's time is up. */
export async function runTeardown(
  steps: readonly SuiteStep[],
  saved: Saved,
  ports: StepPorts,
): Promise<ReadonlyMap<SuiteStep, StepResult>> {
  const results = new Map<SuiteStep, StepResult>();
  ports.resume();
  for (const step of steps.filter(({ phase }) => phase === 'teardown')) {
    results.set(step, await playOrRecall(step, saved, ports));
  }
  return results;
}

async function playAfter(
  makers: readonly Promise<StepResult>[],
  step: SuiteStep,
  saved: Saved,
  ports: StepPorts,
): Promise<StepResult> {
  // Not a turn of the event loop more than needed: all requests without makers start at once.
  const made = makers.length === 0 ? [] : await Promise.all(makers);
  const blocker = made.find(({ judgement }) => judgement.kind !== 'passed');
  return blocker === undefined ? playOrRecall(step, saved, ports) : { judgement: afterOther(step, blocker.judgement) };
}

async function playOrRecall(step: SuiteStep, saved: Saved, ports: StepPorts): Promise<StepResult> {
  const ended = saved.ended.get(step.index);
  const result =
    ended === undefined ? await playStep(step, saved.progress.get(step.index), ports) : { judgement: ended };
  if (result.judgement.kind === 'failed') ports.stop();
  return result;
}

/** For a step after one that has not passed: its turn comes if that one continues, and never if it failed. */
function afterOther(step: SuiteStep, { kind, finding }: Judgement): Judgement {
  return kind === 'continued' ? notSentYet(step) : notSent(step, `${finding.name} did not pass`);
}

function inOrderOfNeeds(steps: readonly SuiteStep[]): readonly SuiteStep[] {
  const sorted = new Set<SuiteStep>();
  const byIndex = new Map(steps.map((step) => [step.index, step]));
  const visit = (step: SuiteStep) => {
    if (sorted.has(step)) return;
    for (const index of step.needs) {
      const maker = byIndex.get(index);
      if (maker !== undefined) visit(maker);
    }
    sorted.add(step);
  };
  for (const step of steps) visit(step);
  return [...sorted];
}
