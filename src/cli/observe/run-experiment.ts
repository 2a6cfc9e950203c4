import type { Experiment, ObservedFinding, SwitchFinding } from './experiments/experiment.ts';
import type { Bench } from './trial/bench.ts';
import { playTrial } from './trial/play-trial.ts';
import type { TrialRecord } from './trial/recorded.ts';

/** What an experiment recorded, trial by trial, and what follows from it. */
export type ExperimentResult = {
  name: string;
  findings: readonly ObservedFinding[];
  recorded: Readonly<Record<string, TrialRecord>>;
};

/**
 * Plays the trials of an experiment and judges what was recorded. If one of them cannot be arranged here, nothing is played and its
 * switches are unobserved, with the reason.
 */
export async function runExperiment(experiment: Experiment, bench: Bench): Promise<ExperimentResult> {
  const { name, trials, decides } = experiment;
  const reason = whyImpossible(experiment, bench.impossible);
  if (reason !== undefined) {
    const findings = decides.map((each): SwitchFinding => ({ switch: each, unobserved: reason, evidence: [] }));
    return { name, findings, recorded: {} };
  }
  const recorded: Record<string, TrialRecord> = {};
  for (const [trialName, trial] of Object.entries(trials)) recorded[trialName] = await playTrial(trial, bench);
  return { name, findings: experiment.judge(recorded), recorded };
}

/** Why an experiment cannot be run where these settings cannot be arranged; undefined if it can. */
export function whyImpossible({ trials }: Experiment, impossible: Bench['impossible']): string | undefined {
  const settings = Object.values(trials).flatMap(({ setting }) => setting ?? []);
  return settings.map((setting) => impossible[setting]).find((why) => why !== undefined);
}
