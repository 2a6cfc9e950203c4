import { loadOnce } from '../approval/load-once.ts';
import { isRollingBack } from '../deployment/deployment-facts.ts';
import type { HookOptions } from '../hook/answer-invocation.ts';
import type { HookEnvironment } from './environment.ts';

/** Everything here brings the SDK, so it is loaded when it is first needed and not during init. */

export const loadDeploymentReader = loadOnce(async () =>
  (await import('./aws-deployment-reader.ts')).awsDeploymentReader(),
);

export const loadReaders = loadOnce(async () => (await import('./aws-readers.ts')).awsReaders());

/** Asks ECS whether the deployment is rolling back, for events whose weights cannot tell. */
export const asksRollback: NonNullable<HookOptions<unknown>['asksRollback']> = async ({ deploymentArn }, signal) => {
  if (deploymentArn === undefined) return undefined;
  const ecs = await loadDeploymentReader();
  const deployment = await ecs.describeServiceDeployment(deploymentArn, signal);
  return deployment && isRollingBack(deployment);
};

/** The hook's defaults, where a parameter is named for them. */
export function defaultsFrom({ HOOK_DEFAULTS_PARAMETER: name }: HookEnvironment): HookOptions<unknown>['defaults'] {
  return name ? async () => (await import('./read-defaults.ts')).readDefaults(name) : undefined;
}
