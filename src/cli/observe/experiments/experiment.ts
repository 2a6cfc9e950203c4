import type { Switches } from '../../../controller/switches.ts';
import type { TrialRecord } from '../trial/recorded.ts';
import type { EcsTrial } from '../trial/trial.ts';

export type SwitchName = keyof Switches;

/**
 * A few questions about ECS, and the deployments that answer them. Everything here is pure: a trial says what to do, and `judge` reads
 * what was recorded.
 */
export type Experiment = {
  /** For `--only`. */
  name: string;
  /** What it does, in a line. */
  title: string;
  /** How long it takes in AWS, roughly. */
  minutes: number;
  /** The switches that it decides. */
  decides: readonly SwitchName[];
  /** Played in this order; the names are those of the recordings that `judge` gets. */
  trials: Readonly<Record<string, EcsTrial>>;
  judge(recorded: Readonly<Record<string, TrialRecord>>): readonly ObservedFinding[];
};

export type ObservedFinding = SwitchFinding | Fact;

/** The value of a switch, or why it could not be observed. */
export type SwitchFinding = { evidence: readonly string[] } & (
  | { [Name in SwitchName]: { switch: Name; value: Switches[Name] } }[SwitchName]
  | { switch: SwitchName; unobserved: string }
);

/** Something that no switch stands for. */
export type Fact = { question: string; answer: string; evidence: readonly string[] };

/** What one trial recorded. A trial that was not played is as if nothing was seen. */
export function recordOf(recorded: Readonly<Record<string, TrialRecord>>, name: string): TrialRecord {
  return recorded[name] ?? { calls: [], looks: [], events: [], acts: [] };
}

/** The finding about a switch: without a value the evidence fits no reading, and `why` says what was expected. */
export function observed<Name extends SwitchName>(
  name: Name,
  value: Switches[Name] | undefined,
  evidence: readonly string[],
  why = 'what was seen fits none of the readings',
): SwitchFinding {
  return (
    value === undefined ? { switch: name, unobserved: why, evidence } : { switch: name, value, evidence }
  ) as SwitchFinding;
}
