import { type HookableStage, hookableStages, type LifecycleStage } from '../../hook/target.ts';

export { type LifecycleStage, lifecycleStages } from '../../hook/target.ts';

export function isHookable(stage: LifecycleStage): stage is HookableStage {
  return (hookableStages as readonly string[]).includes(stage);
}
