import { readHookDetails } from '../../hook/event/event.ts';
import { isJsonObject } from '../../hook/json.ts';
import type { HookDirectory } from '../hook-directory.ts';
import { placeOfHook, type ServiceHook } from '../service-hook.ts';

/**
 * Says which settings of hooks come from parameters, each with the parameter: those that the service's own `hookDetails` do not have.
 *
 * @example 'lifecycleHooks[0] approval: deadlineMinutes is set by /greenlight/approval/prod'
 */
export function formatOrigins(hooks: readonly ServiceHook[], directory: HookDirectory | undefined): readonly string[] {
  return hooks.flatMap((hook) => {
    const { kind, hookDetails } = hook;
    if (kind === undefined || !directory?.origins) return [];
    const own = readHookDetails(hookDetails);
    return Object.entries(directory.origins[kind] ?? {})
      .filter(([key]) => !isJsonObject(own) || !Object.hasOwn(own, key))
      .map(([key, parameter]) => `${placeOfHook(hook)}: ${key} is set by ${parameter}`);
  });
}
