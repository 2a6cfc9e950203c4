import { type FindingOptions, findingOf, type HookFinding } from './finding.ts';
import type { HookedService } from './hooked-service.ts';
import { timeoutOf } from './lifecycle-hook.ts';
import { type HookChanges, hooksAfter, isChange } from './merge-hooks.ts';
import { judgeHookedService, type ServiceRuleId } from './rules/service-rules.ts';
import type { ServiceHook } from './service-hook.ts';

/**
 * What speaks against a change of a service's hooks. Hooks that others attached earlier are not judged by themselves, only those that are to be
 * sent, and what the whole list then is.
 *
 * @param service - with the hooks that it has after the change, in the order of the list
 * @param sent - the hooks to judge. Default: those that are new or changed
 */
export function judgeChange(
  changes: HookChanges,
  service: HookedService,
  { allowsFailOpen }: Pick<FindingOptions, 'allowsFailOpen'>,
  sent: readonly ServiceHook[] = sentHooks(changes, service.hooks),
): HookFinding[] {
  if (!changes.some(isChange) && sent.length === 0) return [];
  const onlyWarned = isSmaller(changes) ? limitsOfList : new Set<ServiceRuleId>();
  return judgeHookedService(service, 'attach')
    .filter(({ hooks }) => hooks.length === 0 || hooks.some((hook) => sent.includes(hook)))
    .flatMap((judgement) => findingOf(judgement, { allowsFailOpen, onlyWarned }))
    .toSorted((one, other) => one.level.localeCompare(other.level));
}

/** Those of the list that are new or changed. */
export function sentHooks(changes: HookChanges, after: readonly ServiceHook[]): readonly ServiceHook[] {
  const left = changes.filter((change) => change.after !== undefined);
  return after.filter((_, index) => left[index] !== undefined && isChange(left[index]));
}

/** Limits that a list may exceed already: a step towards them is not refused. */
const limitsOfList: ReadonlySet<ServiceRuleId> = new Set(['too-many-hooks', 'cloudformation-33-hours']);

function isSmaller(changes: HookChanges): boolean {
  const minutes = (hooks: Parameters<typeof timeoutOf>[0][]) =>
    hooks.reduce((sum, hook) => sum + timeoutOf(hook).timeoutInMinutes, 0);
  const before = changes.flatMap((change) => change.before ?? []);
  return changes.every(({ change }) => change !== 'added') && minutes(hooksAfter(changes)) <= minutes(before);
}
