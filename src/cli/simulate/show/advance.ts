import { isOpen } from '../../../simulate/deployment-log.ts';
import type { SimulationProgress } from '../../../simulate/simulation.ts';

/** The progress of a simulation some seconds after its last event: only what is still running has become older. */
export function advance(progress: SimulationProgress, seconds: number): SimulationProgress {
  const { strategy, clusterArn, serviceArn, serviceDeploymentArn, targetRevisionArn, sourceRevisionArn } = progress;
  const { deploymentConfiguration, status, statusReason, weights, faults, virtualSeconds, stages, hooks } = progress;
  return {
    ...{ strategy, clusterArn, serviceArn, serviceDeploymentArn, targetRevisionArn, sourceRevisionArn },
    ...{ deploymentConfiguration, status, statusReason, weights, faults },
    virtualSeconds: virtualSeconds + seconds,
    stages: stages.map((turn) => (turn.outcome === 'running' ? { ...turn, seconds: turn.seconds + seconds } : turn)),
    hooks: hooks.map((run) => (isOpen(run) ? { ...run, seconds: run.seconds + seconds } : run)),
  };
}
