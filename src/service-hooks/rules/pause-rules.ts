import type { HookedService } from '../hooked-service.ts';
import type { PauseAsking, PauseAtStage } from '../pause-facts.ts';
import type { ServiceHook } from '../service-hook.ts';
import { hasApproval } from './checks-of-hook.ts';
import { eachHook, type RuleAnswer, type ServiceRule, unless } from './rule.ts';

/** The least time in which people can be asked and answer, and in which the bridge can answer ECS. */
const leastMinutes = 10;
/** ECS has to be answered this long before it stops waiting. */
const marginMinutes = 3;

/** What people are asked about a pause, and by whom. */
export const pauseRules = {
  'pause-without-bridge': {
    severity: 'error',
    title: 'people are to be asked about a pause, and the stack has no pause bridge',
    why: 'nobody is asked: the deployment waits until somebody continues it in ECS, or until the timeout',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachPause(({ asks, stages }) => {
      const { source } = stages.find((one) => one.source !== undefined) ?? {};
      if (source === undefined) return undefined;
      const fix =
        'deploy the stack with PauseBridge=configured: sam deploy --parameter-overrides PauseBridge=configured';
      const problem = { found: `${source} configures it, and PauseBridge is off`, remedy: { fix } };
      return unless(asks === 'off' && problem, `PauseBridge is ${asks}`);
    }),
  },
  'pause-unconfigured': {
    severity: 'warning',
    title: 'nobody is asked about a pause',
    why: 'the bridge asks only about pauses that are configured; this one waits until somebody continues it in ECS, or until the timeout',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachPause(({ asks, stages }, { where }, { cluster, service }) => {
      if (asks === 'off') return undefined;
      const missing = asks === 'all' ? [] : stages.filter(({ source }) => source === undefined);
      const at = missing.map(({ stage }) => stage).join(',');
      const found = `${where} is at ${at}, nothing configures it there, and PauseBridge is configured`;
      const fix = `greenlight attach ${cluster}/${service} --approval --via pause --at ${at} --details '{"reviewers": ["ana@example.com"]}'; or deploy with PauseBridge=all`;
      return unless(missing.length > 0 && { found, remedy: { fix } }, 'people are asked');
    }),
  },
  'pause-configuration-invalid': {
    severity: 'error',
    title: 'the configuration of a pause is not valid',
    why: 'nobody is asked, the bridge tries again every minute, and at the end the deployment rolls back',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachPause(({ stages }) => {
      const wrong = stages.find((one) => one.source !== undefined && one.problem !== undefined);
      const found = wrong?.source === undefined ? '' : `${wrong.source}: ${wrong.problem}`;
      const remedy = { fix: 'correct it; docs/guides/pause-hooks.md says what a pause can be configured with' };
      return unless(wrong !== undefined && { found, remedy }, 'its configuration is valid');
    }),
  },
  'pause-undecidable': {
    severity: 'error',
    title: 'a pause ends before anybody can decide about it',
    why: 'ECS has to be answered a minute before it stops waiting, so nobody has time to decide, and the deployment rolls back',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachAskedPause(({ timeoutMinutes, where }) => {
      const change = `set ${where}.timeoutConfiguration.timeoutInMinutes to ${leastMinutes} or more`;
      const problem = {
        found: `it waits ${timeoutMinutes} min`,
        remedy: { change, attach: `write --timeout ${leastMinutes}` },
      };
      return unless(timeoutMinutes <= 1 && problem, `waits ${timeoutMinutes} min`);
    }),
  },
  'pause-too-short': {
    severity: 'warning',
    title: 'a pause leaves people little time',
    why: 'a mail takes a while, and the bridge answers ECS up to 3 minutes before it stops waiting; then the deployment rolls back',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachAskedPause(({ timeoutMinutes, where }) => {
      if (timeoutMinutes <= 1) return undefined;
      const change = `set ${where}.timeoutConfiguration.timeoutInMinutes to ${leastMinutes} or more`;
      const problem = {
        found: `it waits ${timeoutMinutes} min`,
        remedy: { change, attach: `write --timeout ${leastMinutes}` },
      };
      return unless(timeoutMinutes < leastMinutes && problem, `waits ${timeoutMinutes} min`);
    }),
  },
  'pause-before-deadline': {
    severity: 'warning',
    title: 'ECS stops waiting at a pause before the deadline of its approval',
    why: 'people have less time than deadlineMinutes says: they can decide until 3 minutes before ECS stops waiting',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachAskedPause(({ timeoutMinutes, where }, configs) => {
      const minutes = Math.max(...configs.map(({ deadlineMinutes = 0 }) => deadlineMinutes));
      const max = Math.min(20_160, minutes + 60);
      const change = `set ${where}.timeoutConfiguration.timeoutInMinutes to ${max}`;
      const found = `it waits ${timeoutMinutes} min, and deadlineMinutes is ${minutes}`;
      const remedy = { change, attach: `write --timeout ${max}, or a smaller deadlineMinutes` };
      return unless(timeoutMinutes < minutes + marginMinutes && { found, remedy }, 'ECS waits longer');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

type KnownPause = Exclude<PauseAsking, { unread: string }>;

/** Judges pauses of which it is known who is asked. If that could not be read, the rule says so. */
function eachPause(judge: (pause: KnownPause, hook: ServiceHook, service: HookedService) => RuleAnswer | undefined) {
  return eachHook((hook, service) => {
    if (!hook.pause) return undefined;
    if ('unread' in hook.pause) return { kind: 'unseen', why: hook.pause.unread, allow: 'ssm:GetParameters' };
    return judge(hook.pause, hook, service);
  });
}

type Configured = Extract<PauseAtStage, { problem: undefined }>;

/** The same of pauses that people are asked about, with what they are asked with. */
function eachAskedPause(
  judge: (hook: ServiceHook, configs: readonly Configured['config'][]) => RuleAnswer | undefined,
) {
  return eachPause((pause, hook) => {
    const configs = configuredStages(pause).map(({ config }) => config);
    return configs.length > 0 || pause.asks === 'all' ? judge(hook, configs) : undefined;
  });
}

/** The stages at which a pause has a valid configuration. */
export function configuredStages(pause: PauseAsking): readonly Configured[] {
  if ('unread' in pause) return [];
  return pause.stages.filter((one): one is Configured => one.source !== undefined && one.problem === undefined);
}

/** Whether people are to be asked about a pause, or it is any other hook that asks them. */
export function asksByDesk(hook: ServiceHook): boolean {
  if (hasApproval(hook)) return true;
  const { pause } = hook;
  if (!pause || 'unread' in pause) return false;
  return pause.asks === 'all' || pause.stages.some(({ source }) => source !== undefined);
}
