import type { Experiment, ObservedFinding, SwitchFinding } from './experiments/experiment.ts';
import type { Bench } from './trial/bench.ts';
import { endDeployment } from './trial/end-deployment.ts';
import { playTrial } from './trial/play-trial.ts';
import type { TrialRecord } from './trial/recorded.ts';
import { scrub } from './trial/scrub.ts';

/** What an experiment recorded, trial by trial, and what follows from it. */
export type ExperimentResult = {
  name: string;
  findings: readonly ObservedFinding[];
  recorded: Readonly<Record<string, TrialRecord>>;
  /** Why it could not be run here. */
  impossible?: string;
  /** Why it broke off. */
  failed?: string;
};

/**
 * Plays the trials of an experiment and judges what was recorded. If one of them cannot be arranged here, nothing is played and its
 * switches are unobserved, with the reason. An experiment that breaks off is a result too: what it had started is ended, so that the next one
 * finds the service at rest.
 *
 * @throws the reason of an interruption, and what keeps the deployment of a broken experiment from being ended
 */
export async function runExperiment(
  experiment: Experiment,
  bench: Bench,
  signal?: AbortSignal,
): Promise<ExperimentResult> {
  const impossible = whyImpossible(experiment, bench.impossible);
  if (impossible !== undefined) return { ...unobserved(experiment, impossible), impossible };
  const recorded: Record<string, TrialRecord> = {};
  try {
    for (const [name, trial] of Object.entries(experiment.trials)) recorded[name] = await playTrial(trial, bench);
    return { name: experiment.name, findings: experiment.judge(recorded), recorded };
  } catch (error) {
    signal?.throwIfAborted();
    await endDeployment(bench, (seconds) => bench.sleep(seconds));
    const failed = scrub(error instanceof Error ? error.message : String(error), [bench.cluster, bench.service]);
    return { ...unobserved(experiment, `its experiment failed: ${failed}`), recorded, failed };
  }
}

function unobserved({ name, decides }: Experiment, why: string): ExperimentResult {
  const findings = decides.map((each): SwitchFinding => ({ switch: each, unobserved: why, evidence: [] }));
  return { name, findings, recorded: {} };
}

/** Why an experiment cannot be run where these settings cannot be arranged; undefined if it can. */
export function whyImpossible({ trials }: Experiment, impossible: Bench['impossible']): string | undefined {
  const settings = Object.values(trials).flatMap(({ setting }) => setting ?? []);
  return settings.map((setting) => impossible[setting]).find((why) => why !== undefined);
}
