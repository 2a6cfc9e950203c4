import type { Switches } from '../../../controller/switches.ts';
import type { Profile } from '../../profile/read-profile.ts';
import { switchReadings } from '../../profile/switch-readings.ts';
import type { Fact, SwitchFinding, SwitchName } from '../experiments/experiment.ts';
import type { ExperimentResult } from '../run-experiment.ts';

/** Everything that was observed: the content of report.json, from which a run can be continued. */
export type Observation = {
  schemaVersion: 1;
  /** The version of Greenlight. */
  version: string;
  /** The day, in UTC. */
  observedAt: string;
  observedOn: Profile['observedOn'];
  experiments: readonly ExperimentResult[];
};

const switchNames = Object.keys(switchReadings) as readonly SwitchName[];

/** One finding for each switch. One that no experiment was about is unobserved. */
export function switchFindings({ experiments }: Pick<Observation, 'experiments'>): readonly SwitchFinding[] {
  const findings = experiments.flatMap((each) => each.findings);
  return switchNames.map(
    (name) =>
      findings.find((finding): finding is SwitchFinding => 'switch' in finding && finding.switch === name) ??
      ({ switch: name, unobserved: 'its experiment was not run', evidence: [] } satisfies SwitchFinding),
  );
}

export function factsIn({ experiments }: Pick<Observation, 'experiments'>): readonly Fact[] {
  return experiments.flatMap(({ findings }) => findings.filter((finding): finding is Fact => 'question' in finding));
}

/** What `simulate --profile` and the sandbox use. */
export function profileOf(observation: Observation): Profile {
  const { schemaVersion, observedAt, observedOn } = observation;
  const values = switchFindings(observation).flatMap((finding) =>
    'value' in finding ? [[finding.switch, finding.value] as const] : [],
  );
  return { schemaVersion, observedAt, observedOn, switches: Object.fromEntries(values) as Partial<Switches> };
}
