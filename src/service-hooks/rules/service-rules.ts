import type { HookedService } from '../hooked-service.ts';
import { balancerRules } from './balancer-rules.ts';
import { callRules } from './call-rules.ts';
import { failOpenRules } from './fail-open-rules.ts';
import { gateRules } from './gate-rules.ts';
import { limitRules } from './limit-rules.ts';
import { pauseRules } from './pause-rules.ts';
import { peopleRules } from './people-rules.ts';
import type { RuleJudgement, ServiceRule, Shower } from './rule.ts';
import { stageRules } from './stage-rules.ts';
import { timeRules } from './time-rules.ts';

/**
 * Everything that can be wrong with a service's hooks and is known from what ECS says of them. `attach` judges what would be new, `doctor` what
 * is there, `plan` the times. Ids are kept: scripts and pages name them.
 */
export const serviceRules = {
  ...callRules,
  ...timeRules,
  ...failOpenRules,
  ...gateRules,
  ...stageRules,
  ...balancerRules,
  ...peopleRules,
  ...pauseRules,
  ...limitRules,
};

export type ServiceRuleId = keyof typeof serviceRules;

/** The results of all rules that this command shows. */
export function judgeHookedService(
  service: HookedService,
  shower: Shower,
): readonly (RuleJudgement & { rule: ServiceRuleId })[] {
  return Object.entries<ServiceRule>(serviceRules)
    .filter(([, { shownBy }]) => shownBy.includes(shower))
    .flatMap(([id, { judge }]) => judge(service).map((judgement) => ({ ...judgement, rule: id as ServiceRuleId })));
}
