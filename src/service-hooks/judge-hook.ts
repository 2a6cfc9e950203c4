import { readConfiguration } from '../hook/configuration.ts';
import { isJsonObject, type JsonObject } from '../hook/json.ts';
import { hookableStages } from '../hook/target.ts';
import { detailsSchemas } from './details-schemas.ts';
import { type Finding, refusal, warning } from './finding.ts';
import { type HookDirectory, kindOf } from './hook-directory.ts';
import type { HookKind } from './hook-kinds.ts';
import { detailsOf, isPause, type LifecycleHook, stagesOf, timeoutOf } from './lifecycle-hook.ts';
import { nameOfHook } from './name-hook.ts';
import { skippedStages } from './skipped-stages.ts';
import { leastMarginMinutes, longestTimeout, longestWait } from './time-budget.ts';

export type JudgeOptions = {
  directory: HookDirectory | undefined;
  strategy: string;
  /** The Region of the service. */
  region?: string | undefined;
  /** A gate that lets releases through was asked for by name: an approval whose timeout continues, a hook that is never called. */
  allowsFailOpen: boolean;
};

/** ECS calls the hooks of these two again in a rollback, which a pause could not let through. */
export const stagesWithoutPause = ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'];

/** What speaks against one hook that is to be sent, wherever else hooks stand. */
export async function judgeHook(hook: LifecycleHook, options: JudgeOptions): Promise<Finding[]> {
  const kind = kindOf(hook, options.directory);
  const about = nameOfHook(hook, options.directory);
  const findings = [
    ...judgeStages(hook, about),
    ...judgeRolling(hook, about, options),
    ...judgeTimeout(hook, about),
    ...judgeArns(hook, about, options.region),
    ...judgeAction(hook, about, kind, options.allowsFailOpen),
  ];
  if (kind === undefined) return findings;

  const details = detailsOf(hook) ?? {};
  if (!isJsonObject(details))
    return [...findings, refusal(about, 'its hookDetails are not a JSON object', 'write an object')];
  const defaults = options.directory?.defaults[kind] ?? {};
  const read = await readConfiguration(details, defaults, detailsSchemas[kind]);
  if (!read.ok) return [...findings, refusal(about, read.reason, 'docs/attach.md lists every key of hookDetails')];
  return [...findings, ...judgeWait(hook, about, kind, read.config)];
}

function judgeStages(hook: LifecycleHook, about: string): Finding[] {
  const known = isPause(hook) ? hookableStages.filter((stage) => !stagesWithoutPause.includes(stage)) : hookableStages;
  return stagesOf(hook)
    .filter((stage) => !(known as readonly string[]).includes(stage))
    .map((stage) => {
      const forbidden = isPause(hook) && stagesWithoutPause.includes(stage);
      const what = forbidden
        ? `a pause cannot be at ${stage}, whose hooks ECS calls again in a rollback`
        : `"${stage}" is not a stage that ${isPause(hook) ? 'can pause' : 'calls hooks'}`;
      return refusal(about, what, `write some of ${known.join(', ')}`);
    });
}

/** A gate that is never called lets every deployment through. */
function judgeRolling(hook: LifecycleHook, about: string, { strategy, allowsFailOpen }: JudgeOptions): Finding[] {
  const skipped = skippedStages(strategy, { isPause: isPause(hook), stages: stagesOf(hook) });
  if (skipped.length === 0) return [];
  const message = `the strategy is ROLLING, which never calls it at ${skipped.join(' and ')}: what looks like a gate lets every deployment through`;
  return allowsFailOpen
    ? [warning(about, message)]
    : [refusal(about, message, 'change the strategy to BLUE_GREEN, LINEAR or CANARY first, or add --allow-fail-open')];
}

function judgeTimeout(hook: LifecycleHook, about: string): Finding[] {
  const { timeoutInMinutes } = timeoutOf(hook);
  const most = longestTimeout(hook);
  if (Number.isInteger(timeoutInMinutes) && timeoutInMinutes >= 1 && timeoutInMinutes <= most) return [];
  return [refusal(about, `timeoutInMinutes is ${timeoutInMinutes}`, `write a whole number from 1 to ${most}`)];
}

function judgeArns(hook: LifecycleHook, about: string, region: string | undefined): Finding[] {
  if (isPause(hook)) return [];
  const { hookTargetArn = '', roleArn = '' } = hook;
  const [, hookRegion] = /^arn:[^:]+:lambda:([^:]+):\d{12}:function:[^:]+(?::[^:]+)?$/.exec(hookTargetArn) ?? [];
  if (hookRegion === undefined) {
    const example = 'write an ARN such as arn:aws:lambda:eu-central-1:111122223333:function:my-hook';
    return [refusal(about, `"${hookTargetArn}" is not the ARN of a Lambda function`, example)];
  }
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(roleArn))
    return [
      refusal(
        about,
        `"${roleArn}" is not the ARN of a role`,
        'write an ARN such as arn:aws:iam::111122223333:role/my-role',
      ),
    ];
  if (region === undefined || hookRegion === region) return [];
  const message = `its function is in ${hookRegion} and the service in ${region}; AWS does not say that ECS calls functions elsewhere`;
  return [warning(about, message, `deploy the function in ${region} too`)];
}

function judgeAction(
  hook: LifecycleHook,
  about: string,
  kind: HookKind | undefined,
  allowsFailOpen: boolean,
): Finding[] {
  const { action } = timeoutOf(hook);
  if (action === 'ROLLBACK') return [];
  if (action !== 'CONTINUE')
    return [refusal(about, `the action "${action}" is not known`, 'write ROLLBACK or CONTINUE')];
  const message = 'its timeout has the action CONTINUE: a gate that nobody answers opens';
  if (kind === 'approval' && !allowsFailOpen)
    return [refusal(about, message, 'write ROLLBACK, or add --allow-fail-open if that is what you want')];
  return [warning(about, message)];
}

/** The hook must end its wait before ECS ends it, or nobody is told why. */
function judgeWait(hook: LifecycleHook, about: string, kind: HookKind, config: unknown): Finding[] {
  const { timeoutInMinutes } = timeoutOf(hook);
  const { minutes, because } = longestWait(kind, config as JsonObject);
  if (timeoutInMinutes > minutes + leastMarginMinutes) return [];
  if (timeoutInMinutes > minutes) {
    const message = `its timeout of ${timeoutInMinutes} minutes is only slightly longer than ${because}; ECS may end the wait first`;
    return [warning(about, message, `write a timeout of ${minutes + 15} or more`)];
  }
  const message = `its timeout of ${timeoutInMinutes} minutes is not longer than ${because}: ECS would end the wait first, without giving a reason`;
  if (kind !== 'approval') return [warning(about, message, `write a timeout of ${minutes + 15} or more`)];
  const remedy = `write --timeout ${Math.min(minutes + 60, 1440)}, or a shorter deadlineMinutes in --details`;
  return [refusal(about, message, remedy)];
}
