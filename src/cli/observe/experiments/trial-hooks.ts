import { type HookableStage, hookableStages } from '../../../hook/target.ts';
import type { TrialHook } from '../trial/trial.ts';

/** Called at every stage; the deployment continues. */
export const recorder: TrialHook = { name: 'recorder', at: hookableStages };

/** Ends the deployment at a stage. */
export function rejectsAt(stage: HookableStage): TrialHook {
  return { name: 'ends', at: [stage], script: { forward: [{ status: 'FAILED' }] } };
}

/** Half an hour is longer than any trial needs. */
export function pauseAt(stage: HookableStage): TrialHook {
  return { pauseAt: stage, timeout: { minutes: 30, action: 'ROLLBACK' } };
}
