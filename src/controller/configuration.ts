import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../hook/json.ts';
import { type HookableStage, hookableStages } from '../hook/target.ts';
import { ControllerError } from './errors.ts';
import type { DeploymentConfiguration, LifecycleHook, TimeoutAction } from './resources.ts';

/** `deploymentConfiguration` as CreateService and UpdateService take it. */
export type DeploymentConfigurationInput = {
  readonly strategy?: 'BLUE_GREEN' | 'ROLLING' | 'LINEAR' | 'CANARY';
  readonly bakeTimeInMinutes?: number;
  readonly maximumPercent?: number;
  readonly minimumHealthyPercent?: number;
  readonly lifecycleHooks?: readonly LifecycleHookInput[];
  readonly alarms?: { readonly alarmNames: readonly string[]; readonly enable: boolean; readonly rollback: boolean };
};

/** One element of `lifecycleHooks` as it is written. */
export type LifecycleHookInput = {
  readonly targetType?: 'AWS_LAMBDA' | 'PAUSE';
  readonly hookTargetArn?: string;
  readonly roleArn?: string;
  readonly lifecycleStages: readonly HookableStage[];
  readonly hookDetails?: JsonObject;
  readonly timeoutConfiguration?: { readonly timeoutInMinutes?: number; readonly action?: TimeoutAction };
};

/** "Maximum 10 Lambda hooks per service", and as many pause hooks. */
const maxHooks = 10;

/**
 * Applies a change as UpdateService does, member by member, and checks the outcome as ECS would. Lists and nested members are
 * replaced whole.
 *
 * @throws {ControllerError} INVALID_CONFIGURATION where ECS would refuse, NOT_PLAYABLE where this controller cannot follow
 */
export function changeConfiguration(
  current: DeploymentConfiguration | undefined,
  change: DeploymentConfigurationInput,
): DeploymentConfiguration {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return readConfiguration({ ...current, ...Object.fromEntries(given) });
}

function readConfiguration(input: Record<string, unknown>): DeploymentConfiguration {
  refuseOtherStrategies(input);
  const result = v.safeParse(configurationSchema, input);
  if (!result.success) throw new ControllerError('INVALID_CONFIGURATION', describeIssue(result.issues[0]));
  const { lifecycleHooks, alarms, ...rest } = result.output;
  return {
    ...rest,
    lifecycleHooks: lifecycleHooks.map(refusePauseHook),
    ...(alarms !== undefined && { alarms: refuseFailureWithoutRollback(alarms) }),
  };
}

const minutes = (least: number, most: number) => {
  const what = `write a whole number from ${least} to ${most}`;
  return v.pipe(v.number(what), v.integer(what), v.minValue(least, what), v.maxValue(most, what));
};

const arn = (what: string) => v.pipe(v.string(what), v.startsWith('arn:', what));

const stagesOf = (allowed: readonly (typeof hookableStages)[number][]) => {
  const what = `write some of ${allowed.join(', ')}`;
  return v.pipe(v.array(v.picklist(allowed, what), what), v.minLength(1, what));
};

const timeoutSchema = (mostMinutes: number) =>
  v.optional(
    knownKeys({
      timeoutInMinutes: v.optional(minutes(1, mostMinutes), 1440),
      action: v.optional(v.picklist(['ROLLBACK', 'CONTINUE'], 'write ROLLBACK or CONTINUE'), 'ROLLBACK'),
    }),
    {},
  );

const lambdaHookSchema = knownKeys({
  targetType: v.optional(v.literal('AWS_LAMBDA', 'write AWS_LAMBDA or PAUSE'), 'AWS_LAMBDA'),
  hookTargetArn: arn('write the ARN of the Lambda function'),
  roleArn: arn('write the ARN of the role that ECS assumes to call the function'),
  lifecycleStages: stagesOf(hookableStages),
  hookDetails: v.exactOptional(v.custom<JsonObject>(isJsonObject, 'write an object')),
  timeoutConfiguration: timeoutSchema(1440),
});

const pauseHookSchema = knownKeys({
  targetType: v.literal('PAUSE'),
  lifecycleStages: stagesOf(
    hookableStages.filter((stage) => stage !== 'TEST_TRAFFIC_SHIFT' && stage !== 'PRODUCTION_TRAFFIC_SHIFT'),
  ),
  timeoutConfiguration: timeoutSchema(20_160),
});

const hookSchema = v.lazy((hook) =>
  isJsonObject(hook) && hook['targetType'] === 'PAUSE' ? pauseHookSchema : lambdaHookSchema,
);

const configurationSchema = knownKeys({
  strategy: v.literal('BLUE_GREEN'),
  bakeTimeInMinutes: minutes(0, 1440),
  /** Returned when described, and otherwise without effect in a blue/green deployment. */
  maximumPercent: v.exactOptional(v.number()),
  minimumHealthyPercent: v.exactOptional(v.number()),
  lifecycleHooks: v.optional(
    v.pipe(
      v.array(hookSchema, 'write a list of hooks'),
      v.check((hooks) => hasFewEnough(hooks), `write at most ${maxHooks} hooks of one kind`),
    ),
    [],
  ),
  alarms: v.exactOptional(
    knownKeys({
      alarmNames: v.array(v.string('write the name of a CloudWatch alarm'), 'write a list of alarm names'),
      enable: v.boolean('write true or false'),
      rollback: v.boolean('write true or false'),
    }),
  ),
});

/** An object with no other keys than these. A key that is missing is asked for in the words of its own schema. */
function knownKeys<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, (issue): string => {
    const missing = entries[String(issue.path?.at(-1)?.key)];
    const asked = missing && v.safeParse(missing, undefined).issues?.[0].message;
    return asked ?? 'write an object';
  });
}

function hasFewEnough(hooks: readonly { targetType: string }[]): boolean {
  const pauses = hooks.filter((hook) => hook.targetType === 'PAUSE').length;
  return pauses <= maxHooks && hooks.length - pauses <= maxHooks;
}

/** Without a strategy ECS takes ROLLING. */
function refuseOtherStrategies({ strategy = 'ROLLING' }: { strategy?: unknown }): void {
  if (strategy === 'BLUE_GREEN') return;
  if (strategy === 'ROLLING' || strategy === 'LINEAR' || strategy === 'CANARY') {
    throw new ControllerError('NOT_PLAYABLE', `deploymentConfiguration.strategy is ${strategy}; write BLUE_GREEN`);
  }
  const what = `deploymentConfiguration.strategy is ${JSON.stringify(strategy)}; write BLUE_GREEN`;
  throw new ControllerError('INVALID_CONFIGURATION', what);
}

function refusePauseHook(
  hook: v.InferOutput<typeof lambdaHookSchema> | v.InferOutput<typeof pauseHookSchema>,
  index: number,
): LifecycleHook {
  if (hook.targetType === 'AWS_LAMBDA') return hook;
  const where = `deploymentConfiguration.lifecycleHooks.${index}`;
  throw new ControllerError('NOT_PLAYABLE', `${where} is a PAUSE hook, which cannot be played yet; use a Lambda hook`);
}

function refuseFailureWithoutRollback(alarms: { alarmNames: string[]; enable: boolean; rollback: boolean }) {
  const { rollback } = alarms;
  if (rollback) return { ...alarms, rollback };
  const what = 'deploymentConfiguration.alarms.rollback is false, which cannot be played yet; write true';
  throw new ControllerError('NOT_PLAYABLE', what);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const where = ['deploymentConfiguration', ...(issue.path ?? []).map(({ key }) => String(key))].join('.');
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${where} is not known here; leave it out`;
  const found = issue.input === undefined ? 'missing' : JSON.stringify(issue.input);
  return `${where} is ${found}; ${issue.message}`;
}
