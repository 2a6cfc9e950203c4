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

/** Every experiment, in the order in which they are run: the quick ones first. */
export const experiments: readonly Experiment[] = [
  ...answerExperiments,
  targetExperiment,
  stackExperiment,
  ...pauseExperiments,
  ...meanwhileExperiments,
  ...disturbanceExperiments,
  ...trafficExperiments,
  ...stepExperiments,
  ...rollbackExperiments,
  lastExperiment,
];
