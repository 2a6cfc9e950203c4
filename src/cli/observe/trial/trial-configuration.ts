import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { Bench } from './bench.ts';
import type { EcsTrial, TrialHook } from './trial.ts';

type Recorder = Pick<
  Bench,
  'recorderArn' | 'recorderAliasArn' | 'recorderVersionArn' | 'invokeRoleArn' | 'guardedRoleArns' | 'alarmName'
>;

/**
 * The `deploymentConfiguration` of a trial. Every member that an earlier trial may have set is in it, because UpdateService keeps those that
 * are left out.
 */
export function trialConfiguration(
  {
    strategy = { strategy: 'BLUE_GREEN' },
    hooks,
    setting,
    bakeMinutes = 0,
  }: Pick<EcsTrial, 'strategy' | 'hooks' | 'setting' | 'bakeMinutes'>,
  recorder: Recorder,
): DeploymentConfiguration {
  const { strategy: name, ...steps } = strategy;
  const isBroken = setting === 'broken-image';
  return {
    strategy: name,
    bakeTimeInMinutes: bakeMinutes,
    lifecycleHooks: hooks.map((hook) => toLifecycleHook(hook, recorder)),
    alarms:
      setting === 'alarm' || setting === 'quiet-alarm'
        ? { alarmNames: [recorder.alarmName], enable: true, rollback: true }
        : { alarmNames: [], enable: false, rollback: false },
    deploymentCircuitBreaker: { enable: isBroken, rollback: isBroken },
    ...('stepPercent' in steps && { linearConfiguration: steps }),
    ...('canaryPercent' in steps && { canaryConfiguration: steps }),
  };
}

/** The name and the script are in `hookDetails`: `kept` is a key of which the recorder knows nothing. */
function toLifecycleHook(hook: TrialHook, recorder: Recorder) {
  const timeout = timeoutOf(hook);
  if ('pauseAt' in hook) {
    return { targetType: 'PAUSE' as const, lifecycleStages: stagesOf([hook.pauseAt]), ...timeout };
  }
  const details = JSON.stringify({ hook: hook.name, kept: 'configured', ...hook.script });
  return {
    targetType: 'AWS_LAMBDA' as const,
    hookTargetArn: targetArn(hook.target, recorder),
    roleArn: hook.guardedBy ? recorder.guardedRoleArns[hook.guardedBy] : recorder.invokeRoleArn,
    lifecycleStages: stagesOf(hook.at),
    // Through JSON, because the SDK's document type takes no read-only lists.
    hookDetails: hook.hasDetailsAsText ? details : JSON.parse(details),
    ...timeout,
  };
}

function timeoutOf({ timeout = { minutes: 30, action: 'ROLLBACK' } }: TrialHook) {
  if (timeout === 'unset') return {};
  return { timeoutConfiguration: { timeoutInMinutes: timeout.minutes, action: timeout.action } };
}

function targetArn(target: Extract<TrialHook, { name: string }>['target'], recorder: Recorder): string {
  const { recorderArn, recorderAliasArn, recorderVersionArn } = recorder;
  const [arn = '', partition = '', lambda = '', region = '', ...rest] = recorderArn.split(':');
  switch (target) {
    case undefined:
      return recorderArn;
    case 'alias':
      return recorderAliasArn;
    case 'version':
      return recorderVersionArn;
    case 'other-region': {
      const [first, second] = regionsOf[partition] ?? ['us-east-1', 'us-west-2'];
      return [arn, partition, lambda, region === first ? second : first, ...rest].join(':');
    }
    case 'other-account':
      return [arn, partition, lambda, region, accountOfNobody, ...rest.slice(1)].join(':');
  }
}

/** The account of AWS's examples. */
const accountOfNobody = '111122223333';

const regionsOf: Readonly<Record<string, readonly [string, string]>> = {
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
};

/** The SDK's enumeration lacks PRE_PRODUCTION_TRAFFIC_SHIFT, which the API has. */
function stagesOf(stages: readonly string[]) {
  return [...stages] as NonNullable<NonNullable<DeploymentConfiguration['lifecycleHooks']>[0]['lifecycleStages']>;
}
