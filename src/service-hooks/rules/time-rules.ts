import { findCutMoment } from '../cut-by-limit.ts';
import type { HookConfig } from '../hook-configuration.ts';
import { maxLambdaTimeoutMinutes, maxPauseTimeoutMinutes, maxStageMinutes } from '../limits.ts';
import { longestWait, minMarginMinutes } from '../longest-wait.ts';
import type { ServiceHook } from '../service-hook.ts';
import { configuredStages } from './pause-rules.ts';
import { eachCheck, eachHook, type Remedy, type RuleAnswer, type ServiceRule, unless } from './rule.ts';

/** How long each hook may take, and what happens then. */
export const timeRules = {
  'timeout-range': {
    severity: 'error',
    title: 'a hook has a timeout that ECS does not accept',
    why: 'ECS refuses the next change to the service',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachHook((hook) => {
      const max = maxTimeoutOf(hook);
      const isAccepted =
        Number.isInteger(hook.timeoutMinutes) && hook.timeoutMinutes >= 1 && hook.timeoutMinutes <= max;
      const change = `set ${timeoutField(hook)} to a whole number from 1 to ${max}`;
      const problem = { found: `${timeoutField(hook)} is ${hook.timeoutMinutes}`, remedy: { change } };
      return unless(!isAccepted && problem, `${hook.timeoutMinutes} of at most ${max} min`);
    }),
  },
  'timeout-before-deadline': {
    severity: 'error',
    title: 'ECS gives up on an approval before its deadline',
    why: 'the timeout ends the wait, not Greenlight: no reason is recorded, and a late approval has no effect',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachHook((hook) =>
      hook.kind === 'approval' ? judgeWait(hook, hasHours(hook) ? undefined : 'deadlineMinutes ', 60) : undefined,
    ),
  },
  'business-hours-cut': {
    severity: 'warning',
    title: 'an approval may end before its business minutes are over',
    why: 'ECS waits for a polling gate for a day at most, so a request that is opened before a night or a weekend expires while nobody is at work',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachCheck((hook) => {
      const { deadlineMinutes = 240, businessHours } = configOf(hook);
      if (hook.kind !== 'approval' || businessHours === undefined) return undefined;
      const cut = findCutMoment(businessHours, deadlineMinutes);
      const change = 'use a pause hook, which can wait for 14 days, or allow more days and hours';
      const found = `${hook.detailsAt}.deadlineMinutes is ${deadlineMinutes}, and a request opened on ${cut} gets less`;
      return unless(cut !== undefined && { found, remedy: { change } }, `${deadlineMinutes} min of business hours`);
    }),
  },
  'timeout-before-wait': {
    severity: 'warning',
    title: 'ECS gives up on a check before the check has waited as long as it may',
    why: 'the timeout ends the wait, not the check: the deployment rolls back without a reason, though the check might still have passed',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachHook((hook) => (hook.kind === 'approval' ? undefined : judgeWait(hook))),
  },
  'timeout-near-wait': {
    severity: 'warning',
    title: 'ECS may give up on a hook just as the hook ends its wait',
    why: 'calls are up to two minutes apart, so the timeout may come first: the deployment rolls back without a reason',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachHook((hook) => {
      const wait = waitOf(hook);
      if (wait === undefined || hook.timeoutMinutes <= wait.minutes) return undefined;
      const isNear = hook.timeoutMinutes <= wait.minutes + minMarginMinutes;
      const problem = { found: formatWait(hook, wait.because), remedy: setTimeoutTo(hook, wait.minutes + 15) };
      return unless(isNear && problem, `${hook.timeoutMinutes} min for ${wait.because}`);
    }),
  },
  'timeout-of-a-day': {
    severity: 'note',
    title: 'a hook has a timeout of 24 hours, the default, or more',
    why: 'ECS ends a stage after 24 hours (AWS says only that a pause may take 14 days), and two such timeouts exceed what CloudFormation accepts',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachHook((hook) => {
      const { timeoutMinutes: minutes, kind, isPause } = hook;
      if (minutes > maxTimeoutOf(hook)) return undefined;
      const found = `${timeoutField(hook)} is ${minutes === maxStageMinutes ? '1440, or not set' : minutes}`;
      const needed = neededMinutes(hook);
      const example = Math.max(kind === 'approval' || isPause ? 300 : 30, needed);
      const change = `set ${timeoutField(hook)} to what the hook needs, such as ${example}`;
      const isTooLong = minutes >= maxStageMinutes && needed < maxStageMinutes;
      return unless(isTooLong && { found, remedy: { change } }, `${minutes} min`);
    }),
  },
} as const satisfies Record<string, ServiceRule>;

/** The hook must end its wait before ECS ends it, or nobody learns why. */
function judgeWait(hook: ServiceHook, prefix?: string, moreMinutes = 15): RuleAnswer | undefined {
  const wait = waitOf(hook);
  if (wait === undefined) return undefined;
  const because = prefix === undefined ? wait.because : `${prefix}${wait.minutes}`;
  const problem = { found: formatWait(hook, because), remedy: setTimeoutTo(hook, wait.minutes + moreMinutes) };
  return unless(hook.timeoutMinutes <= wait.minutes && problem, `${hook.timeoutMinutes} min for ${because}`);
}

function waitOf({ kind, configuration }: ServiceHook) {
  return kind === undefined || !configuration || configuration.problem !== undefined
    ? undefined
    : longestWait(kind, configuration.config);
}

/** As long as the hook itself waits, or people have for a pause: for business minutes, nights and weekends as well. */
function neededMinutes(hook: ServiceHook): number {
  const configs = hook.pause ? configuredStages(hook.pause).map(({ config }) => config) : [];
  if (configs.some(({ businessHours }) => businessHours !== undefined)) return Number.POSITIVE_INFINITY;
  const deadlines = configs.map(({ deadlineMinutes = 0 }) => deadlineMinutes);
  return Math.max(waitOf(hook)?.minutes ?? 0, ...deadlines) + 10;
}

function configOf({ configuration }: ServiceHook): HookConfig {
  return configuration?.problem === undefined ? (configuration?.config ?? {}) : {};
}

function hasHours(hook: ServiceHook): boolean {
  return configOf(hook).businessHours !== undefined;
}

function formatWait(hook: ServiceHook, because: string): string {
  return `${timeoutField(hook)} is ${hook.timeoutMinutes}, ${because}`;
}

function setTimeoutTo(hook: ServiceHook, minutes: number): Remedy {
  const max = Math.min(maxLambdaTimeoutMinutes, minutes);
  return { change: `set ${timeoutField(hook)} to ${max}`, attach: `write --timeout ${max}` };
}

function timeoutField({ where }: ServiceHook): string {
  return `${where}.timeoutConfiguration.timeoutInMinutes`;
}

function maxTimeoutOf({ isPause }: ServiceHook): number {
  return isPause ? maxPauseTimeoutMinutes : maxLambdaTimeoutMinutes;
}
