import { readHookDetails } from '../hook/event/event.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../hook/json.ts';
import { readMeantConfiguration } from './faults/list-faults.ts';
import type { HookConfiguration } from './hook-configuration.ts';
import { type HookDirectory, kindOf, type StackAbilities } from './hook-directory.ts';
import type { HookKind } from './hook-kinds.ts';
import { functionOf, gateOf, isPause, type LifecycleHook, stagesOf, timeoutOf } from './lifecycle-hook.ts';
import type { PauseAsking } from './pause-facts.ts';

/** One element of a service's `lifecycleHooks`, with what is known of it: ECS's defaults are filled in. */
export type ServiceHook = {
  /** `lifecycleHooks[1]`: ECS gives hooks no name. */
  where: string;
  isPause: boolean;
  targetArn: string | undefined;
  roleArn: string | undefined;
  stages: readonly string[];
  timeoutMinutes: number;
  /** What its timeout does: ROLLBACK or CONTINUE. */
  action: string;
  hookDetails: unknown;
  /** Which of Greenlight's hooks it is; undefined for anybody else's, and for a pause. */
  kind: HookKind | undefined;
  /** What a hook of Greenlight reads there; undefined if its defaults could not be read, and for others. */
  configuration: HookConfiguration | undefined;
  /** Who is asked about a pause; missing if it is not one, or the stack is not known. */
  pause?: PauseAsking;
};

/** What is known of a hook before what it is configured to do is read. Without a directory nobody knows which hooks are Greenlight's. */
export type IdentifiedHook = Omit<ServiceHook, 'configuration'>;

/** @param index - the place in `lifecycleHooks` */
export function identifyHook(hook: LifecycleHook, directory: HookDirectory | undefined, index = 0): IdentifiedHook {
  const { hookTargetArn: targetArn, roleArn, hookDetails } = hook;
  const { timeoutInMinutes: timeoutMinutes, action } = timeoutOf(hook);
  return {
    ...{
      where: `lifecycleHooks[${index}]`,
      isPause: isPause(hook),
      kind: kindOf(hook, directory),
      stages: stagesOf(hook),
    },
    ...{ targetArn, roleArn, hookDetails, timeoutMinutes, action },
  };
}

/** The whole list of a service. */
export function readServiceHooks(
  hooks: readonly LifecycleHook[],
  directory: HookDirectory | undefined,
): Promise<ServiceHook[]> {
  const identified = hooks.map((hook, index) => identifyHook(hook, directory, index));
  return Promise.all(
    identified.map(async (hook) => ({
      ...hook,
      configuration: await configurationOf(hook, directory?.defaults, directory),
    })),
  );
}

/**
 * @param defaults - what is set for all services; undefined if it could not be read
 * @param stack - what its gates may ask for
 */
export async function configurationOf(
  { kind, hookDetails }: IdentifiedHook,
  defaults: Readonly<Partial<Record<HookKind, JsonObject>>> | undefined,
  stack: StackAbilities = {},
): Promise<HookConfiguration | undefined> {
  if (kind === undefined) return undefined;
  const details = readHookDetails(hookDetails);
  if (!isJsonObject(details)) return { problem: details };
  if (!defaults) return undefined;
  return readMeantConfiguration(kind, details, defaults[kind] ?? {}, stack);
}

/** The name of a hook's gate; that of the defaults counts too. */
export function gateNameOf({ configuration, hookDetails }: ServiceHook): string | undefined {
  return configuration?.problem === undefined && configuration !== undefined
    ? configuration.gate
    : gateOf({ hookDetails: hookDetails as JsonValue });
}

/** `lifecycleHooks[0] smoke`, or with the function's name if it is not ours. */
export function placeOfHook({ where, isPause, kind, targetArn }: IdentifiedHook): string {
  return `${where} ${isPause ? 'PAUSE' : (kind ?? (targetArn === undefined ? 'AWS_LAMBDA' : functionNameOf(targetArn)))}`;
}

/** `approval "release"`, `pause`, `my-hook`: short, and different for the hooks of one stage. */
export function nameOfTarget({ isPause, kind, targetArn, hookDetails }: IdentifiedHook): string {
  if (isPause) return 'pause';
  const gate = gateOf({ hookDetails: hookDetails as JsonValue });
  const name = kind ?? functionNameOf(targetArn);
  return `${name || 'a hook without a function'}${gate === undefined ? '' : ` "${gate}"`}`;
}

/** With its stages, for messages. */
export function nameOfHook(hook: IdentifiedHook): string {
  return `${nameOfTarget(hook)} at ${hook.stages.join(', ') || 'no stage'}`;
}

function functionNameOf(targetArn = ''): string {
  return functionOf({ hookTargetArn: targetArn }).split(':').at(-1) ?? '';
}
