import { readHookDetails } from '../../hook/event/event.ts';
import { isJsonObject } from '../../hook/json.ts';
import { type HookDirectory, kindOf } from '../../service-hooks/hook-directory.ts';
import { isPause, type LifecycleHook, stagesOf, timeoutOf } from '../../service-hooks/lifecycle-hook.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { type HookConfiguration, readHookConfiguration } from '../doctor/facts/hook-configuration.ts';
import type { HookFacts } from '../doctor/facts/service-facts.ts';
import { readFunction } from '../doctor/read/read-function.ts';

/** What is known of a hook that is not attached yet, as doctor judges those that are. */
export async function factsOfHook(
  aws: AwsClients,
  hook: LifecycleHook,
  index: number,
  directory: HookDirectory | undefined,
): Promise<HookFacts> {
  const { hookTargetArn: targetArn, roleArn, hookDetails } = hook;
  const { timeoutInMinutes, action } = timeoutOf(hook);
  const kind = kindOf(hook, directory);
  return {
    ...{ where: `lifecycleHooks[${index}]`, isPause: isPause(hook), targetArn, roleArn, hookDetails, action, kind },
    stages: stagesOf(hook),
    timeoutMinutes: timeoutInMinutes,
    target: targetArn === undefined ? undefined : await readFunction(await aws.lambda(), targetArn),
    configuration: kind && (await configurationOf(kind, hookDetails, directory)),
  };
}

async function configurationOf(
  kind: NonNullable<HookFacts['kind']>,
  configured: unknown,
  directory: HookDirectory | undefined,
): Promise<HookConfiguration> {
  const details = readHookDetails(configured);
  return isJsonObject(details)
    ? readHookConfiguration(kind, details, directory?.defaults[kind] ?? {})
    : { problem: details };
}
