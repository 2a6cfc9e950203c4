import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import { isPause, type LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';

/**
 * What ECS said about a service's hooks and the SDK left out, by its path; and hooks that came without what they must have, as an SDK from
 * before pause hooks would read one.
 *
 * @param body - ECS's answer as it came; undefined if it is not known
 */
export function lostMembers(hooks: readonly LifecycleHook[], body: unknown): string[] {
  const raw = pick(body, ['services', 0, 'deploymentConfiguration', 'lifecycleHooks']);
  const left = raw === undefined ? [] : leftOut(raw, hooks as unknown as JsonValue, 'lifecycleHooks');
  const bare = hooks.flatMap((hook, index) =>
    !isPause(hook) && hook.hookTargetArn === undefined
      ? `lifecycleHooks[${index}] (it came without targetType and hookTargetArn)`
      : [],
  );
  return left.length > 0 ? left : bare;
}

function leftOut(raw: JsonValue, read: JsonValue | undefined, path: string): string[] {
  if (Array.isArray(raw)) {
    return raw.flatMap((each: JsonValue, index) =>
      leftOut(each, Array.isArray(read) ? (read[index] as JsonValue) : undefined, `${path}[${index}]`),
    );
  }
  if (isJsonObject(raw)) {
    return Object.entries(raw).flatMap(([key, value]) =>
      leftOut(value, isJsonObject(read) ? read[key] : undefined, `${path}.${key}`),
    );
  }
  // The SDK makes a missing member of a null one, outside hookDetails.
  return raw === null || raw === read ? [] : [path];
}

function pick(value: unknown, path: readonly (string | number)[]): JsonValue | undefined {
  let found = value;
  for (const key of path) {
    found = typeof found === 'object' && found !== null ? (found as Record<string | number, unknown>)[key] : undefined;
  }
  return found as JsonValue | undefined;
}
