import { whyStepsMerge } from '../../../checks/approval/why-steps-merge.ts';
import { hookableStages } from '../../../hook/target.ts';
import { stagesWithoutPause } from '../../../service-hooks/judge-hook.ts';
import { howToHaveItCalled, skippedStages } from '../../../service-hooks/skipped-stages.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { nameOfFunction } from './judge-app.ts';

/** Each hook by itself: what it calls, where it stands, and what it is told. */
export function judgeHooks(facts: ServiceFacts): readonly Outcome[] {
  return facts.hooks.flatMap((hook) => [
    ...(hook.isPause ? [] : judgeTarget(hook, facts)),
    judgeStages(hook, facts),
    ...(hook.isPause ? [] : [judgeRolling(hook, facts)]),
    ...judgeConfiguration(hook, facts),
    ...(hook.kind === 'approval' ? judgeApprovalStages(hook, facts) : []),
    ...(hook.kind === 'smoke' ? judgeSmoke(hook, facts) : []),
  ]);
}

/** `lifecycleHooks[0] smoke`, or with the function's name where it is not ours. */
export function nameOfHook({ where, isPause, kind, targetArn }: HookFacts): string {
  return `${where} ${isPause ? 'PAUSE' : (kind ?? (targetArn === undefined ? 'AWS_LAMBDA' : nameOfFunction(targetArn)))}`;
}

/** The list of hooks is replaced as a whole, so a change is made in a file that holds them all, or where the service is written down. */
export function changeHooks({ cluster, service, owner }: ServiceFacts, what: string): string {
  return owner.seen && owner.value !== undefined
    ? `${what} in LifecycleHooks of the template of ${owner.value}`
    : `${what} in hooks.json, then send it: ${sendHooks({ cluster, service })}`;
}

/** How to get that file. */
export function saveHooks({ cluster, service }: ServiceRef): string {
  return `aws ecs describe-services --cluster ${cluster} --services ${service} --query 'services[0].deploymentConfiguration.{lifecycleHooks:lifecycleHooks}' > hooks.json`;
}

/** How to give it back. */
export function sendHooks({ cluster, service }: ServiceRef): string {
  return `aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration file://hooks.json`;
}

function judgeTarget(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  const about = nameOfHook(hook);
  const { targetArn, roleArn, where, target } = hook;
  const absent = on('hooks', 'hook-role-absent', about);
  const missing = [
    ...(targetArn === undefined ? ['hookTargetArn'] : []),
    ...(roleArn === undefined ? ['roleArn'] : []),
  ].map((name) => `${where}.${name}`);
  const named = absent.judge(
    missing.length > 0 && {
      found: `${missing.join(' and ')} is not set`,
      fix: changeHooks(facts, `set ${missing.join(' and ')}`),
    },
    'names its function and its role',
  );
  if (targetArn === undefined) return [named];
  const [, , , region, account] = facts.serviceArn.split(':');
  const [, , , hookRegion, hookAccount] = targetArn.split(':');
  const isElsewhere = region !== hookRegion || account !== hookAccount;
  const elsewhere = on('hooks', 'hook-target-elsewhere', about).judge(
    isElsewhere && {
      found: `${where}.hookTargetArn is in ${hookAccount} ${hookRegion}, the service in ${account} ${region}`,
      fix: changeHooks(facts, `deploy Greenlight in ${region} and set ${where}.hookTargetArn to its ARN there`),
    },
    'in the account and Region of the service',
  );
  const exists = on('hooks', 'hook-target-missing', about);
  if (!target) return [named, elsewhere];
  if (!target.seen) return [named, elsewhere, exists.unseen(target.why, target.allow)];
  return [
    named,
    elsewhere,
    exists.judge(
      target.value === undefined && {
        found: `${where}.hookTargetArn is ${targetArn}`,
        fix: changeHooks(facts, `set ${where}.hookTargetArn to an output of the stack, or take the hook off`),
      },
      'its function exists',
    ),
  ];
}

/** Stages of a deployment at which no hook stands. */
const withoutHooks = ['SCALE_UP', 'BAKE_TIME', 'CLEAN_UP'];

function judgeStages(hook: HookFacts, facts: ServiceFacts): Outcome {
  const rule = on('hooks', 'hook-stage', nameOfHook(hook));
  const refused = hook.isPause ? [...withoutHooks, ...stagesWithoutPause] : withoutHooks;
  const wrong = hook.stages.filter((stage) => refused.includes(stage));
  if (wrong.length > 0 || hook.stages.length === 0) {
    const allowed = hookableStages.filter((stage) => !refused.includes(stage));
    return rule.found(
      `${hook.where}.lifecycleStages ${wrong.length > 0 ? `names ${wrong.join(', ')}` : 'is empty'}`,
      changeHooks(facts, `write some of ${allowed.join(', ')} there`),
    );
  }
  // ECS took it, so it may have learned a stage since.
  const unknown = hook.stages.filter((stage) => !(hookableStages as readonly string[]).includes(stage));
  return unknown.length > 0
    ? rule.unseen(`the stage ${unknown.join(', ')} is not known to this version of Greenlight`)
    : rule.fine(hook.stages.join(', '));
}

function judgeRolling(hook: HookFacts, facts: ServiceFacts): Outcome {
  const skipped = skippedStages(facts.strategy, hook);
  return on('hooks', 'rolling-skips-hooks', nameOfHook(hook)).judge(
    skipped.length > 0 && {
      found: `strategy is ROLLING, and ${hook.where} stands at ${skipped.join(', ')}`,
      fix: howToHaveItCalled(facts),
    },
    `${facts.strategy} comes to its stages`,
  );
}

function judgeConfiguration(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  if (hook.kind === undefined) return [];
  const rule = on('hooks', 'hook-details-invalid', nameOfHook(hook));
  if (!hook.configuration) return [rule.unseen('the defaults of this hook could not be read')];
  const { problem } = hook.configuration;
  return [
    rule.judge(
      problem !== undefined && { found: `${hook.where}: ${problem}`, fix: changeHooks(facts, 'correct it') },
      'hookDetails are valid',
    ),
  ];
}

function judgeApprovalStages(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  const about = nameOfHook(hook);
  const { strategy } = facts;
  const merged = hook.stages.filter((stage) => whyStepsMerge({ strategy, stage, step: undefined }) !== undefined);
  const late = hook.stages.filter(
    (stage) =>
      stage === 'POST_PRODUCTION_TRAFFIC_SHIFT' || (stage === 'PRODUCTION_TRAFFIC_SHIFT' && strategy === 'BLUE_GREEN'),
  );
  const early = hook.stages.filter((stage) => beforeTest.has(stage) || stage === 'TEST_TRAFFIC_SHIFT');
  const move = (to: string) => changeHooks(facts, `set ${hook.where}.lifecycleStages to ["${to}"]`);
  return [
    on('hooks', 'approval-at-steps', about).judge(
      merged.length > 0 && {
        found: `${hook.where} stands at ${merged.join(', ')}, and the strategy is ${strategy}`,
        fix: move('POST_TEST_TRAFFIC_SHIFT'),
      },
      'asked once per deployment',
    ),
    on('hooks', 'approval-too-late', about).judge(
      late.length > 0 && {
        found: `${hook.where} stands at ${late.join(', ')}`,
        fix: move(strategy === 'BLUE_GREEN' ? 'PRE_PRODUCTION_TRAFFIC_SHIFT' : 'POST_TEST_TRAFFIC_SHIFT'),
      },
      'asked before production moves',
    ),
    on('hooks', 'approval-too-early', about).judge(
      early.length > 0 && {
        found: `${hook.where} stands at ${early.join(', ')}`,
        fix: move(strategy === 'BLUE_GREEN' ? 'PRE_PRODUCTION_TRAFFIC_SHIFT' : 'POST_TEST_TRAFFIC_SHIFT'),
      },
      'asked when the new version can be tried',
    ),
  ];
}

const beforeTest: ReadonlySet<string> = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP']);

function judgeSmoke(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  const about = nameOfHook(hook);
  const { configuration } = hook;
  if (!configuration || configuration.problem !== undefined) return [];
  const { baseUrl, requests = [], concurrency = 10, attempts = 3, timeoutSeconds = 5 } = configuration.config;
  const early = hook.stages.filter((stage) => beforeTest.has(stage));
  const tooEarly = on('hooks', 'smoke-too-early', about).judge(
    early.length > 0 &&
      baseUrl === undefined && {
        found: `${hook.where} stands at ${early.join(', ')} and has no baseUrl`,
        fix: changeHooks(facts, `set ${hook.where}.lifecycleStages to ["POST_TEST_TRAFFIC_SHIFT"]`),
      },
    'runs when the test listener can lead to the new version',
  );
  const seconds = hook.target?.seen ? hook.target.value?.timeoutSeconds : undefined;
  const tooLong = on('hooks', 'smoke-too-long', about);
  if (seconds === undefined) return [tooEarly, tooLong.unseen('the timeout of its function is not known')];
  const worst = Math.ceil(requests.length / concurrency) * attempts * timeoutSeconds;
  // What the kit keeps back of the time to answer in.
  const budget = Math.floor(seconds - Math.min(3, Math.max(0.5, seconds / 10)));
  return [
    tooEarly,
    tooLong.judge(
      worst > budget && {
        found: `${requests.length} requests, ${concurrency} at once, ${attempts} attempts of ${timeoutSeconds} s may take ${worst} s; the function has ${budget} s for them`,
        fix: changeHooks(facts, `lower ${hook.where}.hookDetails.timeoutSeconds or attempts, or raise concurrency`),
      },
      `at most ${worst} s of ${budget} s`,
    ),
  ];
}
