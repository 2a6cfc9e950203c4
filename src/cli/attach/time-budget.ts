import { isPause, type LifecycleHook, timeoutOf } from './lifecycle-hook.ts';

/**
 * CloudFormation refuses a service whose bake time and hooks' time-outs come to more than 33 hours, observed as "Total bake time (X minutes) for
 * progressive deployment exceeds the Cloudformation limit of 33 hours". It waits 36 hours for a deployment.
 */
export const cloudFormationPlanMinutes = 33 * 60;
export const cloudFormationWaitMinutes = 36 * 60;
/** ECS ends a stage, and each step of a traffic shift, after this. */
export const stageMinutes = 24 * 60;
export const deploymentMinutes = 30 * 24 * 60;
export const longestLambdaTimeout = 1440;
export const longestPauseTimeout = 20_160;

export type PlannedTime = {
  bakeMinutes: number;
  hookMinutes: number;
  totalMinutes: number;
  /** Hooks without a time-out of their own. Whether CloudFormation counts them as 1,440 minutes is not known; here they are. */
  withoutTimeout: number;
  isWithinLimit: boolean;
};

/** What CloudFormation adds up. */
export function plannedTime(configuration: {
  bakeTimeInMinutes?: number | undefined;
  lifecycleHooks: readonly LifecycleHook[];
}): PlannedTime {
  const { bakeTimeInMinutes: bakeMinutes = 0, lifecycleHooks } = configuration;
  const hookMinutes = lifecycleHooks.reduce((sum, hook) => sum + timeoutOf(hook).timeoutInMinutes, 0);
  const totalMinutes = bakeMinutes + hookMinutes;
  return {
    bakeMinutes,
    hookMinutes,
    totalMinutes,
    withoutTimeout: lifecycleHooks.filter(
      ({ timeoutConfiguration }) => timeoutConfiguration?.timeoutInMinutes === undefined,
    ).length,
    isWithinLimit: totalMinutes <= cloudFormationPlanMinutes,
  };
}

/** The longest time-out that ECS takes for this hook. */
export function longestTimeout(hook: LifecycleHook): number {
  return isPause(hook) ? longestPauseTimeout : longestLambdaTimeout;
}
