import type { ServiceDeployment } from '../../controller/ecs/resources.ts';
import { stepsOf } from '../../controller/state/plan-deployment.ts';
import type { Switches } from '../../controller/switches.ts';
import type { ViewFacts } from './service-view.ts';

/** What the view of a deployment takes from ECS's description of it. */
export function viewFactsOf(
  {
    sourceServiceRevisions,
    targetServiceRevision,
    deploymentConfiguration,
  }: Pick<ServiceDeployment, 'sourceServiceRevisions' | 'targetServiceRevision' | 'deploymentConfiguration'>,
  switches: Pick<Switches, 'lastLinearStep'>,
): ViewFacts {
  const { strategy, bakeTimeInMinutes, linearConfiguration, canaryConfiguration } = deploymentConfiguration;
  const stepBakeMinutes = {
    LINEAR: linearConfiguration?.stepBakeTimeInMinutes,
    CANARY: canaryConfiguration?.canaryBakeTimeInMinutes,
    BLUE_GREEN: undefined,
    ROLLING: undefined,
  }[strategy];
  const source = sourceServiceRevisions.at(-1)?.arn;
  return {
    ...(source !== undefined && { sourceRevisionArn: source }),
    targetRevisionArn: targetServiceRevision.arn,
    strategy,
    bakeMinutes: bakeTimeInMinutes,
    ...(stepBakeMinutes !== undefined && { stepBakeMinutes }),
    // A rolling deployment has no steps: production follows the tasks.
    productionSteps: strategy === 'ROLLING' ? [] : stepsOf(deploymentConfiguration, switches),
  };
}
