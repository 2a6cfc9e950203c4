import { isRollingBack } from '../../deployment/is-rolling-back.ts';
import type { HookOptions } from '../../hook/hook-options.ts';
import { loadDeploymentReader } from './load-deployment-reader.ts';

/** Asks ECS whether the deployment is rolling back, for events whose weights do not show it. */
export const asksRollback: NonNullable<HookOptions<unknown>['asksRollback']> = async ({ deploymentArn }, signal) => {
  if (deploymentArn === undefined) return undefined;
  const ecs = await loadDeploymentReader();
  const deployment = await ecs.describeServiceDeployment(deploymentArn, signal);
  return deployment && isRollingBack(deployment);
};
