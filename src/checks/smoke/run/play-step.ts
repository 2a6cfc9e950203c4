import type { Degraded } from '../config/running-config.ts';
import type { Judgement } from '../judge/judge-response.ts';
import { judgeTry } from './judge-try.ts';
import { playSamples } from './play-samples.ts';
import type { Progress, StepPorts, StepResult, SuiteStep } from './step.ts';

/** Plays a step as far as this invocation goes, from where it stopped in an earlier one. */
export async function playStep(step: SuiteStep, saved: Progress | undefined, ports: StepPorts): Promise<StepResult> {
  const { samples, degraded } = step.running;
  if (samples !== undefined && saved?.tally !== undefined) return playSamples(step, samples, saved.tally, ports);
  const result = await playTries(step, saved, ports);
  if (result.judgement.kind !== 'passed') return result;
  if (samples === undefined) return { judgement: judgeDegraded(result.judgement, degraded) };
  const { proof, isCertain } = result.judgement;
  return playSamples(step, samples, { times: [], errors: 0, proof, isCertain }, ports);
}

/** Sends the request until its answer decides, as often as `until` and `hold` ask for. */
async function playTries(step: SuiteStep, saved: Progress | undefined, ports: StepPorts): Promise<StepResult> {
  let progress = saved ?? { nextAt: 0 };
  let last: Judgement | undefined;
  for (;;) {
    if (!(await ports.waitUntil(progress.nextAt))) return { judgement: last ?? notSentYet(step), progress };
    const attempt = await ports.attempt(step, false);
    const { judgement, isCut, isSpent } = attempt;
    if (isSpent && step.running.until === undefined) return { judgement: spent(judgement) };
    if (isCut) return { judgement: last ?? cutOff(judgement), progress, isCut: true };
    const result = judgeTry(step.running, attempt, progress, ports.now());
    if (result.judgement.kind !== 'continued') return result;
    last = result.judgement;
    progress = result.progress ?? progress;
  }
}

/** It would have to be sent again, and must not be. */
function spent(judgement: Judgement): Judgement {
  const { finding } = judgement;
  const found = `${finding.found}, and it may have been carried out, so it is not sent again without until`;
  return { ...judgement, kind: 'failed', finding: { ...finding, outcome: 'failed', found } };
}

function cutOff(judgement: Judgement): Judgement {
  return { ...judgement, kind: 'continued', finding: { ...judgement.finding, outcome: 'waiting' } };
}

function judgeDegraded(judgement: Judgement, degraded: Degraded | undefined): Judgement {
  const { maxMillis = Number.POSITIVE_INFINITY } = degraded ?? {};
  const { finding, tookMs = 0 } = judgement;
  if (tookMs <= maxMillis) return judgement;
  return {
    ...judgement,
    finding: { ...finding, outcome: 'degraded', found: `${finding.found}, should be at most ${maxMillis} ms` },
  };
}

/** For a step whose turn has not come in this invocation. */
export function notSentYet(step: SuiteStep): Judgement {
  return { ...unsent(step, 'not sent yet', 'waiting'), kind: 'continued' };
}

/** For a step that will not be sent. */
export function notSent(step: SuiteStep, because: string): Judgement {
  return { ...unsent(step, `not sent: ${because}`, 'unknown'), kind: 'skipped' };
}

function unsent({ name, allowed }: SuiteStep, found: string, outcome: 'waiting' | 'unknown'): Omit<Judgement, 'kind'> {
  return {
    proof: { because: 'it was not sent', isUnread: true },
    isCertain: false,
    finding: { name, outcome, found, allowed },
  };
}
