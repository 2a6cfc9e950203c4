import type { CauseKind } from '../../../src/reasons/recognize-reason.ts';

const targetGroup = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-green/0123456789abcdef';
const rule =
  'arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener-rule/app/shop/0123456789abcdef/0123456789abcdef/fedcba9876543210';
const role = 'arn:aws:iam::111122223333:role/ecs-load-balancers';

/**
 * What ECS says in AWS's troubleshooting page and in reports of real accounts, with the variable parts filled in: the words, the cause, and
 * what is read from it.
 */
export const ecsTexts: readonly (readonly [text: string, kind: CauseKind, what?: string])[] = [
  [
    `Target group ${targetGroup} is not associated with either productionListenerRule or testListenerRule.`,
    'target-group-in-no-rule',
    targetGroup,
  ],
  [
    'Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule.',
    'target-groups-in-no-rule',
  ],
  [
    'productionListenerRule should have exactly one target group serving traffic but found 2 target groups which are serving traffic',
    'two-groups-with-traffic',
  ],
  [
    `Production listener rule is forwarding traffic to unexpected target group ${targetGroup}`,
    'unexpected-target-group',
    targetGroup,
  ],
  [
    `ECS was unable to manage the ELB resources due to missing permissions on ECS Infrastructure Role '${role}'.`,
    'infrastructure-role-denied',
    role,
  ],
  [`The following rules cannot be used as both production and test listener rules: ${rule}`, 'same-rule-twice', rule],
  [
    'For Application LoadBalancer, testListenerRule is required when productionListenerRule is not associated with both targetGroup and alternateTargetGroup',
    'test-rule-missing',
    'productionListenerRule is not associated',
  ],
  [`Duplicate targetGroupArn found: ${targetGroup}`, 'target-group-twice', targetGroup],
  [
    'Either all or none of the provided loadBalancers must have advancedConfiguration defined',
    'advanced-configuration-mixed',
  ],
  [
    'advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy',
    'advanced-configuration-missing',
  ],
  ['advancedConfiguration field is not allowed with ELBv1 loadBalancers', 'classic-load-balancer'],
  ['Invalid targetType. Valid values are: AWS_LAMBDA, PAUSE', 'target-type-invalid'],
  ['Invalid lifecycle stage provided for Pause Hook', 'pause-stage-invalid'],
  ['hook execution failure(s) detected.', 'hook-execution-failures'],
  ['One or more rules not found', 'rule-not-found'],
  ['PROVISIONING lifecycle hook(s) failed. AccessDenied', 'provisioning-denied'],
  [`The target group ${targetGroup} does not exist.`, 'target-group-not-found', targetGroup],
  [
    'productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB.',
    'rule-arn-invalid',
    'productionListenerRule',
  ],
];
