import { gateOf, hasSameStages, isPause, isSameHook, type LifecycleHook, stagesOf } from './lifecycle-hook.ts';

/** What happens to one hook of a service. `before` and `after` are the very elements, so that what is kept is kept as it is. */
export type HookChange =
  | { change: 'kept'; before: LifecycleHook; after: LifecycleHook }
  | { change: 'added'; before?: undefined; after: LifecycleHook }
  | { change: 'changed'; before: LifecycleHook; after: LifecycleHook }
  | { change: 'removed'; before: LifecycleHook; after?: undefined };

/** In the order of the list that they lead to, with each removed hook in its old place. */
export type HookChanges = readonly HookChange[];

/** Which function a hook calls: the same name for all versions of it. */
export type TargetOf = (hook: LifecycleHook) => string;

/**
 * Puts the wanted hooks into a service's list. One that calls the same function for the same gate at the same stages is replaced in
 * place, everything else stays as it is, and what is new comes last. Of two wanted hooks for one place the later wins.
 */
export function mergeHooks(
  current: readonly LifecycleHook[],
  wanted: readonly LifecycleHook[],
  targetOf: TargetOf,
): HookChanges {
  const isForSamePlace = (one: LifecycleHook, other: LifecycleHook) =>
    isPause(one) === isPause(other) &&
    targetOf(one) === targetOf(other) &&
    gateOf(one) === gateOf(other) &&
    hasSameStages(one, other);
  const last = wanted.filter((hook, index) => !wanted.slice(index + 1).some((later) => isForSamePlace(hook, later)));
  const open = new Set(last);
  const changes: HookChange[] = current.map((before) => {
    const after = [...open].find((hook) => isForSamePlace(before, hook));
    if (after === undefined) return { change: 'kept', before, after: before };
    open.delete(after);
    return isSameHook(before, after) ? { change: 'kept', before, after: before } : { change: 'changed', before, after };
  });
  return [...changes, ...[...open].map((after): HookChange => ({ change: 'added', after }))];
}

/** Which hooks to remove. A hook must match every key that is set; a key that is not set matches every hook. */
type HookSelector = {
  /** The hooks that may be removed at all. */
  isMeant: (hook: LifecycleHook) => boolean;
  /** Only from these stages; a hook that has others too stays there. */
  stages?: readonly string[] | undefined;
};

/** Takes hooks off, and leaves the others as they are. */
export function removeHooks(current: readonly LifecycleHook[], { isMeant, stages }: HookSelector): HookChanges {
  return current.map((before): HookChange => {
    const left = stages === undefined ? [] : stagesOf(before).filter((stage) => !stages.includes(stage));
    if (!isMeant(before) || left.length === stagesOf(before).length) return { change: 'kept', before, after: before };
    if (left.length === 0) return { change: 'removed', before };
    return { change: 'changed', before, after: { ...before, lifecycleStages: left } };
  });
}

/** As {@link mergeHooks}, and removes what is not wanted. */
export function replaceHooks(
  current: readonly LifecycleHook[],
  wanted: readonly LifecycleHook[],
  targetOf: TargetOf,
): HookChanges {
  return mergeHooks(current, wanted, targetOf).map((change) =>
    change.change === 'kept' && !wanted.some((hook) => isSameHook(hook, change.before))
      ? { change: 'removed', before: change.before }
      : change,
  );
}

export function hooksAfter(changes: HookChanges): LifecycleHook[] {
  return changes.flatMap(({ after }) => after ?? []);
}

export function isChange({ change }: HookChange): boolean {
  return change !== 'kept';
}
