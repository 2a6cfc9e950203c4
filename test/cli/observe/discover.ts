import type { Experiment, SwitchName } from '../../../src/cli/observe/experiments/experiment.ts';
import { experiments } from '../../../src/cli/observe/experiments/experiments.ts';
import { startLocalBench } from '../../../src/cli/observe/local/local-bench.ts';
import { type ExperimentResult, runExperiment } from '../../../src/cli/observe/run-experiment.ts';
import type { Switches } from '../../../src/controller/switches.ts';

/** Plays experiments against a controller with these switches. */
export async function playHere(
  switches: Partial<Switches>,
  chosen: readonly Experiment[] = experiments,
): Promise<readonly ExperimentResult[]> {
  const bench = await startLocalBench(switches, new AbortController().signal);
  try {
    const results: ExperimentResult[] = [];
    for (const experiment of chosen) results.push(await runExperiment(experiment, bench));
    return results;
  } finally {
    await bench.stop();
  }
}

/** The values that the experiments found; a switch without one has the reason. */
export function valuesIn(results: readonly ExperimentResult[]): Readonly<Partial<Record<SwitchName, string>>> {
  const findings = results.flatMap((result) => result.findings.filter((finding) => 'switch' in finding));
  return Object.fromEntries(
    findings.map((finding) => [
      finding.switch,
      'value' in finding ? finding.value : `unobserved: ${finding.unobserved} (${finding.evidence.join('; ')})`,
    ]),
  );
}
