import type { HookableStage } from '../hook/target.ts';
import type { Simulation } from './simulation.ts';

/** A hook, and a stage at which it is attached. `name` is the function's, or `pause`. */
export type UncalledHook = { name: string; stage: HookableStage };

/**
 * The hooks that a successful deployment has not called: gates that have checked nothing. A deployment that rolled back may have ended
 * before them, so it has none. RECONCILE_SERVICE happens only sometimes, and counts only for a hook that was called nowhere.
 */
export function uncalledHooks({ status, hooks, deploymentConfiguration }: Simulation): readonly UncalledHook[] {
  if (status !== 'SUCCESSFUL') return [];
  return deploymentConfiguration.lifecycleHooks.flatMap((hook) => {
    const { lifecycleStages } = hook;
    const arn = hook.targetType === 'PAUSE' ? null : hook.hookTargetArn;
    const called = hooks.filter(({ functionArn }) => functionArn === arn).map(({ stage }) => stage);
    const isCalledSomewhere = lifecycleStages.some((stage) => called.includes(stage));
    return lifecycleStages
      .filter((stage) => !called.includes(stage) && !(stage === 'RECONCILE_SERVICE' && isCalledSomewhere))
      .map((stage) => ({ name: arn?.split(':').at(-1) ?? 'pause', stage }));
  });
}
