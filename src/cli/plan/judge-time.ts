import { findingOf, type HookFinding } from '../../service-hooks/finding.ts';
import type { HookedService, Owner } from '../../service-hooks/hooked-service.ts';
import { maxCloudFormationWaitMinutes, maxDeploymentMinutes } from '../../service-hooks/limits.ts';
import type { Rule } from '../../service-hooks/rules/rule.ts';
import { judgeHookedService, type ServiceRuleId } from '../../service-hooks/rules/service-rules.ts';
import { formatDuration } from '../../wording/durations.ts';
import { type StageTime, totalOf } from './time-line.ts';

/** What waits for the deployment. */
export type Waiter = 'cloudformation' | 'terraform' | undefined;

/** What only the whole time line shows. */
export const planRules = {
  'longer-than-30-days': {
    severity: 'error',
    title: 'a deployment may take longer than 30 days',
    why: 'ECS ends a deployment after 30 days',
  },
  'longer-than-cloudformation-waits': {
    severity: 'warning',
    title: 'a deployment may take longer than CloudFormation waits',
    why: 'CloudFormation gives up after 36 hours and rolls back, while ECS continues',
  },
} as const satisfies Record<string, Rule>;

/** Which limits a deployment may exceed; a refusal is one that it would be refused or ended by, or a gate that it never calls. */
export function judgeTime(stages: readonly StageTime[], service: HookedService, waiter: Waiter): HookFinding[] {
  const { worst } = totalOf(stages);
  const judged = judgeHookedService(
    { ...service, owner: { seen: true, value: owners[waiter ?? 'cloudformation'] } },
    'plan',
  );
  return [
    ...judged.flatMap((judgement) =>
      findingOf(judgement, { allowsFailOpen: false, onlyWarned: waiter ? none : ifOwned }),
    ),
    ...(worst > maxDeploymentMinutes ? [tooLong('longer-than-30-days', worst)] : []),
    ...(waiter === 'cloudformation' && worst > maxCloudFormationWaitMinutes
      ? [tooLong('longer-than-cloudformation-waits', worst)]
      : []),
  ];
}

const owners: Readonly<Record<NonNullable<Waiter>, Owner>> = {
  cloudformation: { what: 'CloudFormation', print: 'cloudformation' },
  terraform: { what: 'Terraform', print: 'terraform' },
};

const none: ReadonlySet<ServiceRuleId> = new Set();
/** Whether CloudFormation owns the service is not known. */
const ifOwned: ReadonlySet<ServiceRuleId> = new Set(['cloudformation-33-hours']);

function tooLong(rule: keyof typeof planRules, worst: number): HookFinding {
  const { severity, title, why } = planRules[rule];
  return {
    level: severity === 'error' ? 'refusal' : 'warning',
    about: 'the service',
    message: `${title}: it can take ${formatDuration(worst * 60)}`,
    next: 'shorten the timeouts of the hooks',
    ...{ rule, why },
  };
}
