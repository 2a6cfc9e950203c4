import type { HookConfig } from '../hook-configuration.ts';
import type { HookedService } from '../hooked-service.ts';
import { skippedStages } from './call-rules.ts';
import type { CheckOfHook } from './checks-of-hook.ts';
import { eachCheck, type RuleAnswer } from './rule.ts';

/** Judges the valid configurations of one check. A dry run passes even so. */
export function eachChecking(
  name: string,
  judge: (config: HookConfig, check: CheckOfHook, service: HookedService) => RuleAnswer | undefined,
) {
  return eachCheck((check, service) => {
    const { configuration } = check;
    if (check.check !== name || !configuration || configuration.problem !== undefined) return undefined;
    return configuration.config.dryRun ? undefined : judge(configuration.config, check, service);
  });
}

/** `rolling-skips-hooks` is about the others. */
export function calledStages(check: CheckOfHook, strategy: string): readonly string[] {
  const skipped = skippedStages(strategy, check);
  return check.stages.filter((stage) => !skipped.includes(stage));
}
