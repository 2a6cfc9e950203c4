import type { ServiceNames } from '../../controller/ecs/arns.ts';
import type { LifecycleHookInput } from '../../controller/ecs/deployment-configuration.ts';
import type { HookFunction } from '../../controller/lambda/hook-function.ts';
import type { JsonObject } from '../../hook/json.ts';
import type { HookableStage } from '../../hook/target.ts';
import type { InstalledHooks } from '../surroundings.ts';

/** One of your own hooks, and where ECS calls it. */
export type OwnHook = {
  /** Names the function. Hooks of the same name are the same function, attached more than once. */
  name: string;
  at: readonly HookableStage[];
  hookDetails?: JsonObject;
  timeoutConfiguration?: NonNullable<LifecycleHookInput['timeoutConfiguration']>;
};

/**
 * Attaches your own hooks to the sandbox's service, before the installed ones.
 *
 * @param functionOf finds the function of a hook by its name
 */
export function attachOwnHooks(
  installed: InstalledHooks,
  names: ServiceNames,
  hooks: readonly OwnHook[],
  functionOf: (name: string) => HookFunction | undefined,
): InstalledHooks {
  const own = new Map(hooks.map(({ name }) => [ownFunctionArn(name, names), name]));
  const { lifecycleHooks = [] } = installed.deploymentConfiguration;
  const attached = hooks.map(
    ({ name, at, ...more }): LifecycleHookInput => ({
      targetType: 'AWS_LAMBDA',
      hookTargetArn: ownFunctionArn(name, names),
      roleArn: `arn:${names.partition}:iam::${names.account}:role/ecs-invoke-hooks`,
      lifecycleStages: at,
      ...more,
    }),
  );
  return {
    ...installed,
    functions: (arn) => {
      const name = own.get(arn);
      return name === undefined ? installed.functions(arn) : functionOf(name);
    },
    // The stages of own hooks are what their author wants to try: none is moved.
    forRolling: (hook) => (attached.includes(hook) ? hook : (installed.forRolling?.(hook) ?? hook)),
    deploymentConfiguration: {
      ...installed.deploymentConfiguration,
      lifecycleHooks: [...attached, ...lifecycleHooks],
    },
  };
}

export function ownFunctionArn(name: string, { partition, region, account }: ServiceNames): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

/** The same without the installed hooks; the desk stays. */
export function withoutHooks(installed: InstalledHooks): InstalledHooks {
  return { ...installed, deploymentConfiguration: { ...installed.deploymentConfiguration, lifecycleHooks: [] } };
}
