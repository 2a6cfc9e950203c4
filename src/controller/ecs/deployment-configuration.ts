import * as v from 'valibot';
import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import { type HookableStage, hookableStages } from '../../hook/target.ts';
import { ControllerError } from '../controller-error.ts';
import type {
  CanaryConfiguration,
  DeploymentCircuitBreaker,
  DeploymentConfiguration,
  EarlySuccessCriteria,
  LinearConfiguration,
  Strategy,
  TimeoutAction,
} from './resources.ts';

/** `deploymentConfiguration` as CreateService and UpdateService accept it. */
export type DeploymentConfigurationInput = {
  readonly strategy?: Strategy;
  readonly bakeTimeInMinutes?: number;
  readonly maximumPercent?: number;
  readonly minimumHealthyPercent?: number;
  readonly lifecycleHooks?: readonly LifecycleHookInput[];
  readonly alarms?: { readonly alarmNames: readonly string[]; readonly enable: boolean; readonly rollback: boolean };
  readonly linearConfiguration?: Readonly<Partial<LinearConfiguration>>;
  readonly canaryConfiguration?: Readonly<Partial<CanaryConfiguration>>;
  readonly deploymentCircuitBreaker?: Readonly<Pick<DeploymentCircuitBreaker, 'enable' | 'rollback'>> &
    Readonly<Partial<DeploymentCircuitBreaker>>;
  readonly earlySuccessCriteria?: Readonly<EarlySuccessCriteria>;
};

/** One element of `lifecycleHooks`, as written. */
export type LifecycleHookInput = {
  readonly targetType?: 'AWS_LAMBDA' | 'PAUSE';
  readonly hookTargetArn?: string;
  readonly roleArn?: string;
  readonly lifecycleStages: readonly HookableStage[];
  /** Not used by a pause hook. The API also accepts other JSON, such as the string that CloudFormation sends. */
  readonly hookDetails?: JsonObject;
  readonly timeoutConfiguration?: { readonly timeoutInMinutes?: number; readonly action?: TimeoutAction };
};

/** "Maximum 10 Lambda hooks per service", and as many pause hooks. */
const maxHooks = 10;

/**
 * Applies a change as UpdateService does, member by member, and checks the outcome as ECS would. Lists and nested members are
 * replaced whole.
 *
 * @throws {ControllerError} INVALID_CONFIGURATION if ECS would refuse it, NOT_PLAYABLE if this controller cannot play it
 */
export function changeConfiguration(
  current: DeploymentConfiguration | undefined,
  change: DeploymentConfigurationInput,
): DeploymentConfiguration {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const { strategy = 'ROLLING' } = { ...current, ...Object.fromEntries(given) };
  const input: Record<string, unknown> = { ...current, strategy, ...Object.fromEntries(given) };
  for (const [member, owner] of Object.entries(stepConfigurations)) {
    if (owner === strategy) input[member] ??= {};
    else if (change[member as keyof typeof stepConfigurations] === undefined) delete input[member];
    else
      throw invalid(`${member} is given with the strategy ${strategy}; write it only with ${owner}, or leave it out`);
  }
  const result = v.safeParse(strategy === 'BLUE_GREEN' ? blueGreenSchema : configurationSchema, input);
  if (!result.success) throw new ControllerError('INVALID_CONFIGURATION', formatIssue(result.issues[0]));
  checkEarlySuccess(result.output);
  return result.output;
}

function checkEarlySuccess({
  strategy,
  earlySuccessCriteria,
  minimumHealthyPercent = 100,
}: DeploymentConfiguration): void {
  if (!earlySuccessCriteria?.enable) return;
  const { healthyPercent, sourceServiceRevisionCleanup } = earlySuccessCriteria;
  if (strategy !== 'ROLLING')
    throw invalid(`earlySuccessCriteria is given with the strategy ${strategy}; write it only with ROLLING`);
  if (healthyPercent === undefined || sourceServiceRevisionCleanup === undefined) {
    throw invalid('earlySuccessCriteria is enabled; write healthyPercent and sourceServiceRevisionCleanup too');
  }
  if (healthyPercent >= minimumHealthyPercent) return;
  throw invalid(
    `earlySuccessCriteria.healthyPercent is ${healthyPercent}; write ${minimumHealthyPercent} (minimumHealthyPercent) or more`,
  );
}

/** The strategy that each belongs to. The configuration of a strategy is forgotten with the strategy. */
const stepConfigurations = { linearConfiguration: 'LINEAR', canaryConfiguration: 'CANARY' } as const;

/** The beginning of a message whose refusal AWS has published. Ours follows, because ECS does not say which hook is wrong. */
function inEcsWords(refusal: string): string {
  return `«${refusal}»`;
}

const invalid = (what: string) => new ControllerError('INVALID_CONFIGURATION', `deploymentConfiguration.${what}`);

/** Minutes, or percent. */
const whole = (min: number, max: number) => {
  const what = `write a whole number from ${min} to ${max}`;
  return v.pipe(v.number(what), v.integer(what), v.minValue(min, what), v.maxValue(max, what));
};

const functionArn = 'write the ARN of the Lambda function';

const arn = (what: string) => v.pipe(v.string(what), v.startsWith('arn:', what));

/** @param refusal ECS's own words, if they are known */
const stagesOf = (allowed: readonly (typeof hookableStages)[number][], refusal = '') => {
  const what = `write some of ${allowed.join(', ')}`;
  return v.pipe(v.array(v.picklist(allowed, `${refusal}${what}`), what), v.minLength(1, what));
};

const timeoutSchema = (maxMinutes: number) =>
  v.optional(
    knownKeys({
      timeoutInMinutes: v.optional(whole(1, maxMinutes), 1440),
      action: v.optional(v.picklist(['ROLLBACK', 'CONTINUE'], 'write ROLLBACK or CONTINUE'), 'ROLLBACK'),
    }),
    {},
  );

/** A document: the API accepts any JSON. */
const hookDetails = v.exactOptional(
  v.custom<JsonValue>((value) => value !== undefined && value !== null, 'write JSON'),
);

const lambdaHookSchema = knownKeys({
  targetType: v.optional(
    v.literal(
      'AWS_LAMBDA',
      `${inEcsWords('Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE')}write one of them`,
    ),
    'AWS_LAMBDA',
  ),
  hookTargetArn: v.pipe(v.string(functionArn), v.regex(/^arn:[\w-]+:lambda:[^:]*:[^:]*:function:./, functionArn)),
  roleArn: arn('write the ARN of the role that ECS assumes to call the function'),
  lifecycleStages: stagesOf(hookableStages),
  hookDetails,
  timeoutConfiguration: timeoutSchema(1440),
});

const pauseHookSchema = knownKeys({
  targetType: v.literal('PAUSE'),
  lifecycleStages: stagesOf(
    hookableStages.filter((stage) => stage !== 'TEST_TRAFFIC_SHIFT' && stage !== 'PRODUCTION_TRAFFIC_SHIFT'),
    inEcsWords('Invalid lifecycle stage provided for Pause Hook'),
  ),
  hookDetails,
  timeoutConfiguration: timeoutSchema(20_160),
});

const hookSchema = v.lazy((hook) =>
  isJsonObject(hook) && hook['targetType'] === 'PAUSE' ? pauseHookSchema : lambdaHookSchema,
);

/** A share of traffic, in tenths of a percent. */
const percent = (min: number, standard: number) => {
  const what = `write a number from ${min} to 100 with one decimal at most`;
  const inTenths = v.check((value: number) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-6, what);
  return v.optional(v.pipe(v.number(what), v.minValue(min, what), v.maxValue(100, what), inTenths), standard);
};

const wholePercent = v.pipe(
  v.number('write a whole number'),
  v.integer('write a whole number'),
  v.minValue(0, 'write 0 or more'),
);

const circuitBreakerSchema = knownKeys({
  enable: v.boolean('write true or false'),
  rollback: v.boolean('write true or false'),
  resetOnHealthyTask: v.optional(v.boolean('write true or false'), true),
  thresholdConfiguration: v.optional(
    knownKeys({
      type: v.picklist(
        ['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT'],
        'write BOUNDED_PERCENT, UNBOUNDED_PERCENT or COUNT',
      ),
      value: v.pipe(
        v.number('write a whole number above 0'),
        v.integer('write a whole number above 0'),
        v.minValue(1, 'write a whole number above 0'),
      ),
    }),
    { type: 'BOUNDED_PERCENT', value: 50 },
  ),
});

const members = {
  strategy: v.picklist(['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'], 'write ROLLING, BLUE_GREEN, LINEAR or CANARY'),
  maximumPercent: v.exactOptional(wholePercent),
  minimumHealthyPercent: v.exactOptional(wholePercent),
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
  linearConfiguration: v.exactOptional(
    knownKeys({ stepPercent: percent(3, 10), stepBakeTimeInMinutes: v.optional(whole(0, 1440), 6) }),
  ),
  canaryConfiguration: v.exactOptional(
    knownKeys({ canaryPercent: percent(0.1, 5), canaryBakeTimeInMinutes: v.optional(whole(0, 1440), 10) }),
  ),
  deploymentCircuitBreaker: v.exactOptional(circuitBreakerSchema),
  earlySuccessCriteria: v.exactOptional(
    knownKeys({
      enable: v.boolean('write true or false'),
      healthyPercent: v.exactOptional(whole(0, 100)),
      sourceServiceRevisionCleanup: v.exactOptional(v.picklist(['BLOCKING', 'DEFERRED'], 'write BLOCKING or DEFERRED')),
    }),
  ),
};

const blueGreenSchema = knownKeys({ ...members, bakeTimeInMinutes: whole(0, 1440) });

/** "You must provide this parameter when you use the BLUE_GREEN deployment strategy": with other strategies the default is no bake time. */
const configurationSchema = knownKeys({ ...members, bakeTimeInMinutes: v.optional(whole(0, 1440), 0) });

/** An object with only these keys. A missing key is reported in the words of its own schema. */
function knownKeys<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.custom<object>(isJsonObject, 'write an object'),
    v.strictObject(entries, (issue): string => {
      const missing = entries[String(issue.path?.at(-1)?.key)];
      const asked = missing && v.safeParse(missing, undefined).issues?.[0].message;
      return asked ?? 'write an object';
    }),
  );
}

function hasFewEnough(hooks: readonly { targetType: string }[]): boolean {
  const pauses = hooks.filter((hook) => hook.targetType === 'PAUSE').length;
  return pauses <= maxHooks && hooks.length - pauses <= maxHooks;
}

function formatIssue(issue: v.BaseIssue<unknown>): string {
  const where = ['deploymentConfiguration', ...(issue.path ?? []).map(({ key }) => String(key))].join('.');
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${where} is not known here; leave it out`;
  const found = issue.input === undefined ? 'missing' : JSON.stringify(issue.input);
  const [, words, advice = issue.message] = /^«(.*)»(.*)$/s.exec(issue.message) ?? [];
  const what = `${where} is ${found}; ${advice}`;
  return words === undefined ? what : `${words} (${what})`;
}
