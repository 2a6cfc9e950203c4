import { defaultNames, type ServiceNames } from '../controller/ecs/arns.ts';
import type { LifecycleHookInput } from '../controller/ecs/deployment-configuration.ts';
import type { FunctionResolver, HookFunction, HookHandler } from '../controller/lambda/hook-function.ts';
import type { HookableStage } from '../hook/target.ts';
import type { SimulatedHook, SimulatedLambdaHook } from './simulation.ts';

/** The hooks in the configuration of a service, and the functions behind their ARNs. */
type AttachedHooks = { lifecycleHooks: readonly LifecycleHookInput[]; functions: FunctionResolver };

/** @param wrap wraps a handler: in a recorder or a replay */
export function attachSimulatedHooks(
  hooks: readonly SimulatedHook[],
  wrap: (handler: HookHandler, name: string) => HookHandler,
): AttachedHooks {
  const functions = new Map<string, HookFunction>();
  const lifecycleHooks = hooks.map((hook): LifecycleHookInput => {
    const timeouts = timeoutsOf(hook);
    if (hook.pause !== undefined) return { targetType: 'PAUSE', lifecycleStages: stagesOf(hook), ...timeouts };
    const name = freeName(hook.name ?? hook.handler.name, (taken) => functions.has(functionArn(taken)));
    const hookTargetArn = functionArn(name);
    functions.set(hookTargetArn, { ...functionOf(hook), handler: wrap(hook.handler, name) });
    return {
      targetType: 'AWS_LAMBDA',
      hookTargetArn,
      roleArn: `arn:${partition}:iam::${account}:role/ecs-invoke-hooks`,
      lifecycleStages: stagesOf(hook),
      ...(hook.hookDetails !== undefined && { hookDetails: hook.hookDetails }),
      ...timeouts,
    };
  });
  return { lifecycleHooks, functions: (arn) => functions.get(arn) };
}

const { partition, account } = defaultNames;

/** The ARN of a function of this name, by default in the account and Region of the simulation. */
export function functionArn(
  name: string,
  { partition, region, account }: Pick<ServiceNames, 'partition' | 'region' | 'account'> = defaultNames,
): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

/** A name that Lambda accepts; hooks of the same name get a number. */
function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  const base =
    wanted
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 56) || 'hook';
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!isTaken(name)) return name;
  }
}

/** The other members describe its place in the deployment. */
function functionOf({ handler, timeoutSeconds, takesSeconds }: SimulatedLambdaHook): HookFunction {
  return {
    handler,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(takesSeconds !== undefined && { takesSeconds }),
  };
}

function stagesOf({ at }: SimulatedHook): readonly HookableStage[] {
  return typeof at === 'string' ? [at] : at;
}

function timeoutsOf({
  timeoutMinutes,
  timeoutAction,
}: SimulatedHook): Pick<LifecycleHookInput, 'timeoutConfiguration'> {
  return {
    timeoutConfiguration: {
      ...(timeoutMinutes !== undefined && { timeoutInMinutes: timeoutMinutes }),
      ...(timeoutAction !== undefined && { action: timeoutAction }),
    },
  };
}
