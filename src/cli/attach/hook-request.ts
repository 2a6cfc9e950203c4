import type { JsonObject } from '../../hook/json.ts';
import { type HookDirectory, kindOf, usualPlaces } from '../../service-hooks/hook-directory.ts';
import type { HookKind } from '../../service-hooks/hook-kinds.ts';
import { defaultTimeout, type LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { maxPauseTimeoutMinutes } from '../../service-hooks/limits.ts';
import { longestWait, minMarginMinutes } from '../../service-hooks/longest-wait.ts';
import { CliError } from '../command/cli-error.ts';

/** A hook as somebody asks for it, by flags or in a file; what is missing is what is usual for its kind. */
export type HookRequest = {
  target: { kind: HookKind } | { arn: string } | 'PAUSE';
  stages?: readonly string[];
  details?: JsonObject;
  timeoutMinutes?: number;
  timeoutAction?: string;
  roleArn?: string;
  /** An approval that is asked for at a pause hook of ECS, with its configuration in Parameter Store. */
  via?: 'pause';
  /** Where it is written, for messages: `--smoke`, `hooks.json: lifecycleHooks[0]`. */
  from: string;
};

/** The timeout of a custom hook for which none is given. */
const customTimeoutMinutes = 60;

/** A person answers before the deadline, the hook ends its wait shortly after it, and ECS's timeout comes last. */
const minutesAfterDeadline = 60;

/**
 * The hook as it is sent to ECS, with nothing left out.
 *
 * @throws {CliError} if it has no stage or no role, or Greenlight's functions are not known
 */
export function completeHook(request: HookRequest, directory: HookDirectory | undefined): LifecycleHook {
  const { target, details, from, timeoutAction = defaultTimeout.action } = request;
  const kind = kindOfRequest(request, directory);
  const lifecycleStages = request.stages ?? (kind && [usualPlaces[kind].stage]) ?? [];
  if (lifecycleStages.length === 0)
    throw new CliError(`${from} names no stage`, {
      next: 'add --at <STAGE>, in a file "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]',
    });
  const timeoutConfiguration = (minutes: number) => ({
    timeoutInMinutes: request.timeoutMinutes ?? minutes,
    action: timeoutAction,
  });
  if (target === 'PAUSE' || request.via === 'pause') {
    const minutes = target === 'PAUSE' ? defaultTimeout.timeoutInMinutes : pauseTimeout(details);
    return { targetType: 'PAUSE', lifecycleStages, timeoutConfiguration: timeoutConfiguration(minutes) };
  }

  const hookTargetArn = 'arn' in target ? target.arn : directory?.arns[target.kind];
  if (hookTargetArn === undefined) throw new TypeError(`the directory of hooks is needed for ${from}`);
  if (hookTargetArn === '' && 'kind' in target && target.kind === 'browser')
    throw new CliError(`${from}: the stack does not know a browser hook`, {
      next: "deploy browser/template.yaml, and set BrowserHookArn of Greenlight's stack to its output: docs/guides/browser.md",
    });
  if (hookTargetArn === '')
    throw new CliError(`${from}: the stack is of an earlier version and has no such function`, {
      next: 'deploy the current version of Greenlight: sam deploy',
    });
  const roleArn = request.roleArn ?? directory?.roleArn;
  if (roleArn === undefined)
    throw new CliError(`${from} has no role that ECS could call ${hookTargetArn} with`, {
      next: 'add --role <arn>, in a file "roleArn"; greenlight iam invoke-role prints what it needs',
    });
  return {
    targetType: 'AWS_LAMBDA',
    hookTargetArn,
    roleArn,
    lifecycleStages,
    ...(details !== undefined && { hookDetails: details }),
    timeoutConfiguration: timeoutConfiguration(
      usualTimeout(kind, { ...(kind && directory?.defaults[kind]), ...details }),
    ),
  };
}

function kindOfRequest({ target }: HookRequest, directory: HookDirectory | undefined): HookKind | undefined {
  if (target === 'PAUSE') return undefined;
  return 'kind' in target ? target.kind : kindOf({ hookTargetArn: target.arn }, directory);
}

/** An hour more than people have, or what is usual for an approval. */
function pauseTimeout({ deadlineMinutes }: JsonObject = {}): number {
  const { timeoutMinutes } = usualPlaces.approval;
  if (typeof deadlineMinutes !== 'number' || !(deadlineMinutes > 0)) return timeoutMinutes;
  return Math.min(Math.ceil(deadlineMinutes) + minutesAfterDeadline, maxPauseTimeoutMinutes);
}

/** Longer than what the hook itself waits for, so that it is the hook that ends the wait and says why. */
function usualTimeout(kind: HookKind | undefined, details: JsonObject): number {
  if (kind === undefined) return customTimeoutMinutes;
  const { timeoutMinutes } = usualPlaces[kind];
  const { minutes: longest } = longestWait(kind, details);
  if (kind === 'approval') return Math.min(longest + minutesAfterDeadline, defaultTimeout.timeoutInMinutes);
  const isUsualEnough = timeoutMinutes > longest + minMarginMinutes;
  return isUsualEnough ? timeoutMinutes : Math.min(longest + 15, defaultTimeout.timeoutInMinutes);
}
