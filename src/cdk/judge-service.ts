import { Annotations, Stack } from 'aws-cdk-lib';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import { hookedService } from '../service-hooks/hooked-service.ts';
import { stagesOf, timeoutOf } from '../service-hooks/lifecycle-hook.ts';
import type { Remedy, Rule, RuleJudgement } from '../service-hooks/rules/rule.ts';
import { judgeHookedService, type ServiceRuleId, serviceRules } from '../service-hooks/rules/service-rules.ts';
import type { ServiceHook } from '../service-hooks/service-hook.ts';
import type { HookAtService } from './hook-target.ts';

type ListedHook = HookAtService | CfnService.DeploymentLifecycleHookProperty;

/** It is CloudFormation that makes this service. */
const needless: ReadonlySet<ServiceRuleId> = new Set(['owned-by-cloudformation']);

/** What an ARN is at synthesis is not known, only that there is one. */
const anyFunction = 'arn:aws:lambda:eu-central-1:111122223333:function:any';
const anyRole = 'arn:aws:iam::111122223333:role/any';

/**
 * Judges a service and its hooks by the rules of `greenlight doctor`. Warnings and notes become annotations.
 *
 * @returns what `greenlight attach` would refuse
 */
export function judgeService(service: CfnService, listed: readonly ListedHook[]): string[] {
  const { deploymentConfiguration, deploymentController, cluster } = Stack.of(service).resolve({
    deploymentConfiguration: { ...service.deploymentConfiguration, lifecycleHooks: undefined },
    deploymentController: service.deploymentController,
    cluster: service.cluster,
  });
  const hooks = listed.map((hook, index) => serviceHookOf(hook, index, service));
  const facts = hookedService(
    { cluster: typeof cluster === 'string' ? cluster : '<cluster>', service: '<service>' },
    { deploymentConfiguration, deploymentController },
    { hooks, owner: { seen: true, value: { what: Stack.of(service).stackName, print: 'cdk' } } },
  );
  const allowed = (judged: RuleJudgement) =>
    judged.hooks.every((hook) => (listed[hooks.indexOf(hook)] as Partial<HookAtService>)?.allowFailOpen === true);
  return judgeHookedService(facts, 'doctor')
    .filter(({ rule }) => !needless.has(rule))
    .flatMap((judgement) => report(service, judgement, allowed(judgement)));
}

function serviceHookOf(listed: ListedHook, index: number, service: CfnService): ServiceHook {
  const where = `lifecycleHooks[${index}]`;
  const known = { where, targetArn: anyFunction, roleArn: anyRole };
  if ('hook' in listed) {
    const { hook, kind, configuration } = listed;
    const { timeoutInMinutes: timeoutMinutes, action } = timeoutOf(hook);
    const isPause = hook.targetType === 'PAUSE';
    return {
      ...known,
      isPause,
      kind,
      configuration,
      hookDetails: hook.hookDetails,
      stages: stagesOf(hook),
      timeoutMinutes,
      action,
    };
  }
  const foreign = Stack.of(service).resolve(listed);
  const { timeoutInMinutes: timeoutMinutes, action } = timeoutOf(foreign);
  const isPause = foreign.targetType === 'PAUSE';
  return {
    ...known,
    isPause,
    kind: undefined,
    configuration: undefined,
    hookDetails: undefined,
    stages: stagesOf(foreign),
    timeoutMinutes,
    action,
  };
}

function report(
  service: CfnService,
  judgement: RuleJudgement & { rule: ServiceRuleId },
  allowFailOpen: boolean,
): string[] {
  if (judgement.kind !== 'found') return [];
  const { severity, title, why }: Rule = serviceRules[judgement.rule];
  const { found, remedy, opensGate = false } = judgement;
  const message = `${title}: ${found}. ${capitalized(why)}. To fix it, ${formatFix(remedy)}`;
  if (opensGate ? !allowFailOpen : severity === 'error') return [`${message} (${judgement.rule})`];
  const notes = Annotations.of(service);
  if (severity === 'note') notes.addInfoV2(`ecs-greenlight:${judgement.rule}`, message);
  else notes.addWarningV2(`ecs-greenlight:${judgement.rule}`, message);
  return [];
}

function formatFix(remedy: Remedy): string {
  return 'fix' in remedy ? remedy.fix : remedy.change.replace(/,$/, '');
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
