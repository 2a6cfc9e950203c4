import type { DeploymentConfiguration } from '../ecs/resources.ts';
import type { DeploymentRecord } from '../state/service-state.ts';
import type { Switches } from '../switches.ts';

type State = DeploymentRecord['deploymentCircuitBreaker'];

/** A deployment's circuit breaker before any task was started. */
export function initialCircuitBreaker(
  { strategy, deploymentCircuitBreaker }: DeploymentConfiguration,
  desiredCount: number,
  { circuitBreaker }: Pick<Switches, 'circuitBreaker'>,
): State {
  const isOn = deploymentCircuitBreaker?.enable && (circuitBreaker === 'every-strategy' || strategy === 'ROLLING');
  const threshold = isOn ? thresholdOf(deploymentCircuitBreaker.thresholdConfiguration, desiredCount) : 0;
  return { status: isOn ? 'MONITORING' : 'DISABLED', failureCount: 0, threshold };
}

/** @returns the breaker's state after one more task has failed; TRIGGERED once the threshold is reached */
export function afterFailure(state: State): State {
  if (state.status !== 'MONITORING') return state;
  const failureCount = state.failureCount + 1;
  return { ...state, failureCount, status: failureCount >= state.threshold ? 'TRIGGERED' : 'MONITORING' };
}

export function afterHealthyTask(state: State, { deploymentCircuitBreaker }: DeploymentConfiguration): State {
  const isReset = state.status === 'MONITORING' && deploymentCircuitBreaker?.resetOnHealthyTask;
  return isReset ? { ...state, failureCount: 0 } : state;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html */
function thresholdOf(
  { type, value }: NonNullable<DeploymentConfiguration['deploymentCircuitBreaker']>['thresholdConfiguration'],
  desiredCount: number,
): number {
  if (type === 'COUNT') return value;
  const share = Math.ceil((value * desiredCount) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}
