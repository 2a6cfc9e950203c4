import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import type { FunctionFacts } from '../facts/app-facts.ts';
import { whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { formatChange } from './format-change.ts';

/** What kind of function a hook calls: ECS calls it and waits, and sends nothing but the event. */
export function judgeFunctions(facts: ServiceFacts): readonly Outcome[] {
  return facts.hooks.flatMap((hook) => {
    if (!hook.target) return [];
    return whenSeen(hook.target, { group: 'hooks', rules: functionRules, about: placeOfHook(hook) }, (target) =>
      target === undefined ? [] : [...judgeDurable(facts, hook, target), judgeTenant(facts, hook, target)],
    );
  });
}

const functionRules = ['hook-durable-unqualified', 'hook-durable', 'hook-tenant-isolated'] as const;

function judgeDurable(facts: ServiceFacts, hook: HookFacts, { isDurable }: FunctionFacts): readonly Outcome[] {
  const about = placeOfHook(hook);
  const { where, targetArn = '' } = hook;
  const isQualified = targetArn.split(':').length > 7;
  return [
    on('hooks', 'hook-durable-unqualified', about).judge(
      isDurable &&
        !isQualified && {
          found: `${where}.hookTargetArn is ${targetArn}, which names no version or alias`,
          fix: formatChange(facts, `set ${where}.hookTargetArn to ${targetArn}:<alias> and allow its role that ARN`),
        },
      isDurable ? 'names a version or alias' : 'not durable',
    ),
    on('hooks', 'hook-durable', about).judge(
      isDurable && {
        found: `DurableConfig of ${targetArn} is set`,
        fix: formatChange(
          facts,
          `set ${where}.hookTargetArn to a function without DurableConfig, which answers IN_PROGRESS to be called again,`,
        ),
      },
      'not durable',
    ),
  ];
}

function judgeTenant(facts: ServiceFacts, hook: HookFacts, { isTenantIsolated }: FunctionFacts): Outcome {
  const { where, targetArn } = hook;
  return on('hooks', 'hook-tenant-isolated', placeOfHook(hook)).judge(
    isTenantIsolated && {
      found: `TenantIsolationMode of ${targetArn} is PER_TENANT`,
      fix: formatChange(facts, `set ${where}.hookTargetArn to a function without it (it cannot be turned off)`),
    },
    'not isolated by tenant',
  );
}
