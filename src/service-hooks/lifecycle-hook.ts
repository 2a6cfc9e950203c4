import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonValue } from '../hook/json.ts';

/** One element of `lifecycleHooks` as ECS holds it. Everything may be missing, and the texts may be ones that ECS has learned since. */
export type LifecycleHook = {
  readonly targetType?: string;
  readonly hookTargetArn?: string;
  readonly roleArn?: string;
  readonly lifecycleStages?: readonly string[];
  readonly hookDetails?: JsonValue;
  readonly timeoutConfiguration?: { readonly timeoutInMinutes?: number; readonly action?: string };
};

/** The timeout that ECS gives a hook without one. */
export const defaultTimeout = { timeoutInMinutes: 1440, action: 'ROLLBACK' } as const;

export function isPause({ targetType }: LifecycleHook): boolean {
  return targetType === 'PAUSE';
}

export function timeoutOf({ timeoutConfiguration = {} }: LifecycleHook): { timeoutInMinutes: number; action: string } {
  const { timeoutInMinutes = defaultTimeout.timeoutInMinutes, action = defaultTimeout.action } = timeoutConfiguration;
  return { timeoutInMinutes, action };
}

/** The two mean the same to ECS: defaults written out or not, stages in any order, hookDetails as an object or as CloudFormation's text. */
export function isSameHook(one: LifecycleHook, other: LifecycleHook): boolean {
  return isDeepStrictEqual(normalize(one), normalize(other));
}

/** Both lists hold the same hooks. Their order says nothing: those of one stage run side by side. */
export function areSameHooks(some: readonly LifecycleHook[], others: readonly LifecycleHook[]): boolean {
  const rest = [...others];
  for (const hook of some) {
    const index = rest.findIndex((other) => isSameHook(hook, other));
    if (index === -1) return false;
    rest.splice(index, 1);
  }
  return rest.length === 0;
}

export function hasSameStages(one: LifecycleHook, other: LifecycleHook): boolean {
  return isDeepStrictEqual(stagesOf(one).toSorted(), stagesOf(other).toSorted());
}

export function stagesOf({ lifecycleStages = [] }: LifecycleHook): readonly string[] {
  return [...new Set(lifecycleStages)];
}

/** `hookDetails` as the hook will read them: CloudFormation writes the object as a string. */
export function detailsOf({ hookDetails }: LifecycleHook): JsonValue | undefined {
  if (typeof hookDetails !== 'string') return hookDetails;
  try {
    return JSON.parse(hookDetails) as JsonValue;
  } catch {
    return hookDetails;
  }
}

/** The name of the gate, if the hook's details have one. */
export function gateOf(hook: LifecycleHook): string | undefined {
  const details = detailsOf(hook);
  const gate = isJsonObject(details) ? details['gate'] : undefined;
  return typeof gate === 'string' ? gate : undefined;
}

/** The function without the alias or version behind it. */
export function functionOf({ hookTargetArn = '' }: LifecycleHook): string {
  return hookTargetArn.split(':').slice(0, 7).join(':');
}

function normalize(hook: LifecycleHook) {
  const { targetType = 'AWS_LAMBDA', hookTargetArn, roleArn } = hook;
  // Through JSON, so that an undefined member is one that is not there.
  const details: unknown = JSON.parse(JSON.stringify(detailsOf(hook) ?? null));
  return {
    ...{ targetType, hookTargetArn, roleArn, details },
    lifecycleStages: stagesOf(hook).toSorted(),
    timeout: timeoutOf(hook),
  };
}
