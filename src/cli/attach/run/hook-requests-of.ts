import type { ChosenHook } from '../../dialogue/choose-hooks.ts';
import type { HookRequest } from '../hook-request.ts';

/** Chosen hooks as if flags had named them. */
export function hookRequestsOf(hooks: readonly ChosenHook[]): readonly HookRequest[] {
  return hooks.map(({ kind, details }) => ({ target: { kind }, details, from: `the ${kind} hook` }));
}
