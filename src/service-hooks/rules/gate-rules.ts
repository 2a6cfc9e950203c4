import { assuranceOfRule } from '../../approval/request/assurance.ts';
import { whyStepsMerge } from '../../checks/approval/why-steps-merge.ts';
import type { SmokeRequest } from '../../checks/smoke/config/request-config.ts';
import { namesIn } from '../../checks/smoke/variables/template.ts';
import { type HookConfig, usesTestListener } from '../hook-configuration.ts';
import type { HookedService } from '../hooked-service.ts';
import { gateNameOf, placeOfHook, type ServiceHook } from '../service-hook.ts';
import { type CheckOfHook, hasApproval } from './checks-of-hook.ts';
import { asksByDesk, configuredStages } from './pause-rules.ts';
import {
  eachCheck,
  eachHook,
  type Remedy,
  type RuleAnswer,
  type RuleJudgement,
  type ServiceRule,
  unless,
} from './rule.ts';

/** Who is asked or what is checked at which stage, and beside what. */
export const gateRules = {
  'gates-alike': {
    severity: 'error',
    title: 'two hooks of the same kind at one stage share a gate name',
    why: 'the events of ECS do not distinguish them, so they share one request, and one answer counts for both',
    shownBy: ['attach', 'doctor'],
    judge: (service) => eachStage(service).flatMap(({ stage, here }) => judgeNames(stage, here)),
  },
  'people-beside-machines': {
    severity: 'warning',
    title: 'people are asked at the same stage as automated checks',
    why: 'hooks of one stage run side by side: people decide before the checks have finished, and a check that fails takes effect only after they have decided',
    shownBy: ['attach', 'doctor'],
    judge: (service) => eachStage(service).map(({ stage, here }) => judgeOrder(service, stage, here)),
  },
  'approval-at-steps': {
    severity: 'warning',
    title: 'people are asked at a stage that is repeated at every step',
    why: 'they are asked again at each step, unless `once` is true; AWS documents the weights of the steps for blue/green only, and without them an approval answers FAILED rather than let one answer count for all steps',
    shownBy: ['attach', 'doctor'],
    judge: eachHook((hook, { strategy }) => {
      if (!asksPeople(hook)) return undefined;
      const merged = hook.stages.filter((stage) => whyStepsMerge({ strategy, stage, step: undefined }) !== undefined);
      const found = `${hook.where} is at ${merged.join(', ')}, and the strategy is ${strategy}`;
      return unless(merged.length > 0 && { found, remedy: moveTo(hook, afterTest) }, 'asked once per deployment');
    }),
  },
  'approval-too-late': {
    severity: 'warning',
    title: 'people are asked after production has already moved',
    why: 'users see the new version before anybody has approved it',
    shownBy: ['attach', 'doctor'],
    judge: eachCheck((hook, service) => {
      if (!asksByDesk(hook)) return undefined;
      const late = hook.stages.filter(
        (stage) =>
          stage === 'POST_PRODUCTION_TRAFFIC_SHIFT' ||
          (stage === 'PRODUCTION_TRAFFIC_SHIFT' && service.strategy === 'BLUE_GREEN'),
      );
      return judgePlace(hook, late, lastStageToAsk(service), 'asked before production moves');
    }),
  },
  'approval-by-iam-names': {
    severity: 'warning',
    title: 'a rule asks for an AWS identity and names only email addresses',
    why: 'an email address is an AWS identity only if it is a user name of IAM Identity Center or of an IAM user; otherwise nobody can ever meet the rule, and the deployment rolls back',
    shownBy: ['attach', 'doctor'],
    judge: eachCheck((hook) => {
      if (!hook.configuration || hook.configuration.problem !== undefined || hook.kind !== 'approval') return undefined;
      const { assurance, rules = [] } = hook.configuration.config;
      const mailOnly = rules.filter(
        (rule) =>
          assuranceOfRule({ assurance }, rule) === 'iam' && !rule.from.some((person) => person.startsWith('arn:')),
      );
      const names = mailOnly.map(({ name }) => `"${name}"`).join(', ');
      const found = `${hook.detailsAt}.rules: ${names} asks for "iam" and names no ARN`;
      const remedy = {
        change: 'name IAM users or roles by their ARNs in that rule, unless its people use IAM Identity Center,',
      };
      return unless(names !== '' && { found, remedy }, 'its rules can be met');
    }),
  },
  'approval-too-early': {
    severity: 'note',
    title: 'people are asked before the test listener points to the new version',
    why: 'the link to try it shows the old version, or nothing',
    shownBy: ['attach', 'doctor'],
    judge: eachCheck((hook, service) => {
      // A rolling deployment has no test listener, and calls nothing later.
      if (hook.kind !== 'approval' || service.strategy === 'ROLLING') return undefined;
      const early = hook.stages.filter((stage) => beforeTest.has(stage) || stage === 'TEST_TRAFFIC_SHIFT');
      return judgePlace(hook, early, lastStageToAsk(service), 'asked when the new version can be tried');
    }),
  },
  'smoke-too-early': {
    severity: 'error',
    title: 'the smoke test or the browser check runs before the test listener points to the new version',
    why: 'the check waits for the listener, which cannot change before this stage ends, and then answers FAILED',
    shownBy: ['attach', 'doctor'],
    judge: eachCheck((hook) => {
      if (hook.kind !== 'smoke' && hook.kind !== 'browser') return undefined;
      if (!hook.configuration || hook.configuration.problem !== undefined) return undefined;
      const early = usesTestListener(hook.configuration.config)
        ? hook.stages.filter((stage) => beforeTest.has(stage))
        : [];
      const found = `${hook.where} is at ${early.join(', ')} and has no baseUrl`;
      const said = 'runs when the test listener can lead to the new version';
      return unless(early.length > 0 && { found, remedy: moveTo(hook, afterTest) }, said);
    }),
  },
  'literal-credential': {
    severity: 'warning',
    title: 'a request of the smoke test contains a credential',
    why: 'everybody who may call DescribeServices can read hookDetails, and so can everybody who sees the template',
    shownBy: ['attach', 'doctor'],
    judge: eachCheck((hook) => {
      if (hook.kind !== 'smoke' || !hook.configuration || hook.configuration.problem !== undefined) return undefined;
      const names = literalCredentialsIn(hook.configuration.config);
      const found = `${hook.where} has a value for ${names.join(', ')} in its headers`;
      const fix =
        'store it in Secrets Manager or Parameter Store, and name it in "secrets" of hookDetails: "{{token}}"';
      return unless(names.length > 0 && { found, remedy: { fix } }, 'its requests contain no credential');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

/** The headers that hold credentials and whose values are written in the configuration. */
function literalCredentialsIn({ setup = [], requests = [], teardown = [] }: HookConfig): readonly string[] {
  const headers = [...setup, ...requests, ...teardown].flatMap((request) =>
    Object.entries((request as Pick<SmokeRequest, 'headers'>).headers),
  );
  const literal = headers.filter(([name, value]) => credentialHeaders.has(name) && namesIn(value).length === 0);
  return [...new Set(literal.map(([name]) => name))];
}

const credentialHeaders: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key']);

type Approval = { where: string; config: HookConfig; unprovenDeputies?: readonly string[] };

/** Judges the valid configurations of a hook or a pause that asks people. */
export function eachApproval(judge: (approvals: readonly Approval[], service: HookedService) => RuleAnswer) {
  return eachCheck((hook, service) => {
    const approvals = approvalsOf(hook);
    return approvals.length > 0 ? judge(approvals, service) : undefined;
  });
}

function approvalsOf({ kind, configuration, pause, detailsAt }: CheckOfHook): readonly Approval[] {
  if (kind === 'approval' && configuration?.problem === undefined && configuration !== undefined)
    return [{ ...configuration, where: detailsAt }];
  return pause
    ? configuredStages(pause).map((one) => ({ ...one, where: one.source, config: one.config as HookConfig }))
    : [];
}

export const afterTest = 'POST_TEST_TRAFFIC_SHIFT';
const beforeProduction = 'PRE_PRODUCTION_TRAFFIC_SHIFT';
const beforeTest: ReadonlySet<string> = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP']);

/** Of a linear or canary deployment the stages before production come again at each step. */
function lastStageToAsk({ strategy }: HookedService): string {
  return strategy === 'BLUE_GREEN' ? beforeProduction : afterTest;
}

function judgePlace(hook: ServiceHook, stages: readonly string[], to: string, said: string): RuleAnswer {
  const found = `${hook.where} is at ${stages.join(', ')}`;
  return unless(stages.length > 0 && { found, remedy: moveTo(hook, to) }, said);
}

export function moveTo({ where, isPause }: ServiceHook, stage: string): Remedy {
  const change = `set ${where}.lifecycleStages to ["${stage}"]`;
  return isPause ? { change } : { change, attach: `write --at ${stage}` };
}

function asksPeople(hook: ServiceHook): boolean {
  return hook.isPause || hasApproval(hook);
}

/** The stages with several hooks. */
function eachStage({ hooks }: HookedService): { stage: string; here: readonly ServiceHook[] }[] {
  const stages = [...new Set(hooks.flatMap((hook) => hook.stages))];
  return stages
    .map((stage) => ({ stage, here: hooks.filter((hook) => hook.stages.includes(stage)) }))
    .filter(({ here }) => here.length > 1);
}

function judgeNames(stage: string, here: readonly ServiceHook[]): readonly RuleJudgement[] {
  return [...Map.groupBy(here, ({ kind }) => kind)].flatMap(([kind, hooks]): readonly RuleJudgement[] => {
    if (kind === undefined || hooks.length < 2) return [];
    const alike = [...Map.groupBy(hooks, gateNameOf)].filter(([, sharing]) => sharing.length > 1);
    const about = `${kind} at ${stage}`;
    if (alike.length === 0) return [{ kind: 'fine', said: 'each has a name of its own', about, hooks }];
    return alike.map(([name, sharing]): RuleJudgement => {
      const places = sharing.map(({ where }) => where).join(' and ');
      const found = `${places} ${name === undefined ? 'have no gate' : `both have the gate "${name}"`}`;
      const change = 'give each a hookDetails.gate of its own, such as "release" and "security",';
      return {
        kind: 'found',
        found,
        remedy: { change, attach: 'give each a name of its own with --gate, or detach one' },
        about,
        hooks: sharing,
      };
    });
  });
}

function judgeOrder({ strategy }: HookedService, stage: string, all: readonly ServiceHook[]): RuleJudgement {
  // The bridge asks about a pause once the checks of its stage have passed.
  const here = all.filter((hook) => !hook.isPause || !asksByDesk(hook));
  const people = here.filter(asksPeople);
  const machines = here.filter((hook) => !asksPeople(hook));
  const [first] = people;
  const earlier = { change: 'put the checks at an earlier stage than the approval' };
  const remedy = first && strategy === 'BLUE_GREEN' && stage === afterTest ? moveTo(first, beforeProduction) : earlier;
  const found = `${people.map(placeOfHook).join(', ')} is at the same stage as ${machines.map(placeOfHook).join(', ')}`;
  const said = first ? 'only people decide here' : 'only machines run here';
  const isMixed = people.length > 0 && machines.length > 0;
  return { ...unless(isMixed && { found, remedy }, said), about: stage, hooks: [...people, ...machines] };
}
