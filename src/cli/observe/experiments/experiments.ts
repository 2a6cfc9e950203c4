import { answerExperiments } from './answers.ts';
import { disturbanceExperiments } from './disturbances.ts';
import type { Experiment } from './experiment.ts';
import { meanwhileExperiments } from './meanwhile.ts';
import { pauseExperiments } from './pauses.ts';
import { rollbackExperiments } from './rollbacks.ts';
import { stackExperiment } from './stacks.ts';
import { stepExperiments } from './steps.ts';
import { lastExperiment, targetExperiment } from './targets.ts';
import { trafficExperiments } from './traffic.ts';

/** Every experiment by what it is about, in the order in which they are run: the quick ones first. */
export const experimentGroups: readonly { about: string; experiments: readonly Experiment[] }[] = [
  { about: 'Calls of hooks and their answers', experiments: [...answerExperiments, targetExperiment] },
  { about: 'CloudFormation', experiments: [stackExperiment] },
  { about: 'Pauses', experiments: pauseExperiments },
  { about: 'Changes while a deployment runs', experiments: meanwhileExperiments },
  { about: 'Alarms, tasks that cannot start, and calls that fail', experiments: disturbanceExperiments },
  { about: 'Traffic and stages', experiments: trafficExperiments },
  { about: 'Linear and canary steps, and new services', experiments: stepExperiments },
  { about: 'Rollbacks', experiments: [...rollbackExperiments, lastExperiment] },
];

/** Every experiment, in that order. */
export const experiments: readonly Experiment[] = experimentGroups.flatMap((group) => group.experiments);
