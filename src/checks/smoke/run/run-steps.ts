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
  const results = new Map<SuiteStep, StepResult>();
  const setup = steps.filter(({ phase }) => phase === 'setup');
  const tests = steps.filter(({ phase }) => phase === 'test');
  const blocker = await playInTurn(setup, saved, ports, results);
  if (blocker === undefined) {
    await playTests(tests, saved, ports, results);
  } else {
    for (const step of tests) results.set(step, { judgement: afterOther(step, blocker) });
  }
  return inOrder(steps, results);
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

/** Resolves to the result of the first step that has not passed, or to undefined. */
async function playInTurn(
  steps: readonly SuiteStep[],
  saved: Saved,
  ports: StepPorts,
  results: Map<SuiteStep, StepResult>,
): Promise<Judgement | undefined> {
  let blocker: Judgement | undefined;
  for (const step of steps) {
    const result =
      blocker === undefined ? await playOrRecall(step, saved, ports) : { judgement: afterOther(step, blocker) };
    results.set(step, result);
    if (blocker === undefined && result.judgement.kind !== 'passed') blocker = result.judgement;
  }
  return blocker;
}

async function playTests(
  steps: readonly SuiteStep[],
  saved: Saved,
  ports: StepPorts,
  results: Map<SuiteStep, StepResult>,
): Promise<void> {
  const playing = new Map<number, Promise<Judgement>>();
  // In the order of needs: a step's makers come before it, so their promises exist.
  for (const step of inOrderOfNeeds(steps)) {
    const makers = step.needs.flatMap((index) => playing.get(index) ?? []);
    playing.set(step.index, playAfter(makers, step, saved, ports, results));
  }
  await Promise.all(playing.values());
}

async function playAfter(
  makers: readonly Promise<Judgement>[],
  step: SuiteStep,
  saved: Saved,
  ports: StepPorts,
  results: Map<SuiteStep, StepResult>,
): Promise<Judgement> {
  // Not a turn of the event loop more than needed: all requests without makers start at once.
  const blocker = makers.length === 0 ? undefined : (await Promise.all(makers)).find(({ kind }) => kind !== 'passed');
  const result =
    blocker === undefined ? await playOrRecall(step, saved, ports) : { judgement: afterOther(step, blocker) };
  results.set(step, result);
  return result.judgement;
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

function inOrder(
  steps: readonly SuiteStep[],
  results: ReadonlyMap<SuiteStep, StepResult>,
): ReadonlyMap<SuiteStep, StepResult> {
  return new Map(
    steps.flatMap((step) => {
      const result = results.get(step);
      return result === undefined ? [] : [[step, result] as const];
    }),
  );
}
