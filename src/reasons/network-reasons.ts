import type { KnownReason } from './known-reason.ts';

const doctor = 'greenlight doctor {cluster}/{service}';
const loadBalancers =
  "aws ecs describe-services --cluster {cluster} --services {service} --query 'services[0].loadBalancers'";
const rules =
  "aws elbv2 describe-rules --rule-arns <productionListenerRule> <testListenerRule> --query 'Rules[].[RuleArn,Priority,Actions]'";
const forward = (rule: string) =>
  `aws elbv2 modify-rule --rule-arn ${rule} --actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"<targetGroupArn>","Weight":100},{"TargetGroupArn":"<alternateTargetGroupArn>","Weight":0}]}}]'`;
const update =
  'aws ecs update-service --cluster {cluster} --service {service} --load-balancers file://load-balancers.json';

/**
 * What ECS says about load balancers, their rules and the role that changes them. Most of it can be seen before a deployment:
 * `greenlight doctor` refers to these ids.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
export const networkReasons = [
  {
    id: 'target-group-in-no-rule',
    says: [
      'Service deployment rolled back because of invalid networking configuration: Target group <tg-arn> is not associated with either productionListenerRule or testListenerRule.',
    ],
    patterns: [/Target group (?<what>\S+) is not associated with either/gi],
    cause:
      'Neither listener rule of the service forwards to the target group {what}. ECS shifts traffic only between target groups that productionListenerRule or testListenerRule name.',
    look: 'the forward actions of both rules, next to targetGroupArn and alternateTargetGroupArn of the service',
    fix: [loadBalancers, rules, forward('<productionListenerRule>'), doctor],
  },
  {
    id: 'target-groups-in-no-rule',
    says: [
      'Service deployment rolled back because of invalid networking configuration. Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule.',
    ],
    patterns: [/Both targetGroup and alternateTargetGroup must be associated/gi],
    cause:
      'The two target groups of the service are not both in its listener rules: each must be a forward target of productionListenerRule or of testListenerRule.',
    look: 'the forward actions of both rules; a target group with weight 0 counts',
    fix: [loadBalancers, rules, forward('<productionListenerRule>'), doctor],
  },
  {
    id: 'two-groups-with-traffic',
    says: [
      '<…> should have exactly one target group serving traffic but found 2 target groups which are serving traffic',
    ],
    patterns: [/should have exactly one target group serving traffic but found/gi],
    cause:
      'Both target groups of the production rule have a weight above 0. ECS begins a deployment only if exactly one of them serves traffic.',
    look: 'the weights in the production rule: infrastructure code that writes them, or an earlier deployment that ended halfway',
    fix: [rules, forward('<productionListenerRule>'), doctor],
  },
  {
    id: 'unexpected-target-group',
    says: ['<…> Production listener rule is forwarding traffic to unexpected target group <tg-arn>'],
    patterns: [/forwarding traffic to unexpected target group (?<what>\S+?)\.?(?=\s|$)/gi],
    cause:
      'The production rule sends traffic to {what}, and the running revision is behind the other target group. Something other than ECS has changed the rule.',
    look: "the production rule's weights, and who changed them: Terraform and CloudFormation put their own weights back unless they ignore the rule's actions",
    fix: [
      rules,
      forward('<productionListenerRule>'),
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ModifyRule',
    ],
  },
  {
    id: 'rule-not-found',
    says: ['Service deployment rolled back because of invalid networking configuration. One or more rules not found'],
    patterns: [/One or more rules not found/gi],
    cause: 'A listener rule that the service names no longer exists.',
    look: 'productionListenerRule and testListenerRule of the service, next to the rules of its listeners',
    fix: [loadBalancers, 'aws elbv2 describe-rules --listener-arn <listener>', update],
  },
  {
    id: 'target-group-not-found',
    says: ['The target group <tg-arn> does not exist.'],
    patterns: [/target group (?<what>\S+) does not exist/gi],
    cause: 'The target group {what} that the service names no longer exists.',
    look: 'targetGroupArn and alternateTargetGroupArn of the service',
    fix: [loadBalancers, 'aws elbv2 describe-target-groups --target-group-arns {what}', update],
  },
  {
    id: 'same-rule-twice',
    says: ['The following rules cannot be used as both production and test listener rules: <rule-arn>'],
    patterns: [/rules cannot be used as both production and test listener rules: (?<what>\[[^\]]+\]|\S+(?:, \S+)*)/gi],
    cause:
      'productionListenerRule and testListenerRule are the same rule ({what}). Test traffic needs a rule of its own.',
    look: 'advancedConfiguration of each load balancer of the service',
    fix: [
      'aws elbv2 create-rule --listener-arn <test listener> --priority <number> --conditions <conditions> --actions <forward to both target groups>',
      update,
    ],
  },
  {
    id: 'test-rule-missing',
    says: ['For Application LoadBalancer, testListenerRule is required when <…>'],
    patterns: [/testListenerRule is required when (?<what>[^.]+)/gi],
    cause: 'The service has no testListenerRule, and ECS requires one when {what}.',
    look: 'advancedConfiguration of the load balancer: without a test rule the production rule has to forward to both target groups',
    fix: [loadBalancers, forward('<productionListenerRule>'), update],
  },
  {
    id: 'target-group-twice',
    says: ['Duplicate targetGroupArn found: <tg-arn>'],
    patterns: [/Duplicate targetGroupArn found: (?<what>\S+)/gi],
    cause: 'The target group {what} is named twice. Blue and green need a target group each.',
    look: 'targetGroupArn and alternateTargetGroupArn of all load balancers of the service',
    fix: [loadBalancers, update],
  },
  {
    id: 'advanced-configuration-mixed',
    says: ['Either all or none of the provided loadBalancers must have advancedConfiguration defined'],
    patterns: [/all or none of the provided loadBalancers must have advancedConfiguration/gi],
    cause: 'Some load balancers of the service have an advancedConfiguration and others do not.',
    look: 'loadBalancers of the service',
    fix: [loadBalancers, update],
  },
  {
    id: 'advanced-configuration-missing',
    says: [
      'advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy',
    ],
    patterns: [/advancedConfiguration field is required for all loadBalancers/gi],
    cause:
      'The strategy is not ROLLING, and a load balancer of the service has no advancedConfiguration: ECS does not know which rules and which second target group to use.',
    look: 'loadBalancers of the service: alternateTargetGroupArn, productionListenerRule, testListenerRule and roleArn',
    fix: [loadBalancers, update],
  },
  {
    id: 'classic-load-balancer',
    says: ['advancedConfiguration field is not allowed with ELBv1 loadBalancers'],
    patterns: [/advancedConfiguration field is not allowed with ELBv1/gi],
    cause: 'The service uses a Classic Load Balancer, which cannot shift traffic between two revisions.',
    look: 'loadBalancerName in loadBalancers of the service',
    fix: [
      loadBalancers,
      'move the service to an Application or Network Load Balancer, or use the strategy ROLLING without advancedConfiguration',
    ],
  },
  {
    id: 'rule-arn-invalid',
    says: ['productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB.'],
    patterns: [/(?<what>\w+ListenerRule) has an invalid ARN format/gi],
    cause:
      "{what} is not the ARN of a rule. An Application Load Balancer needs a rule's ARN, a Network Load Balancer a listener's.",
    look: 'the rules of the listener; its default rule has an ARN too',
    fix: ['aws elbv2 describe-rules --listener-arn <listener>', update],
  },
  {
    id: 'infrastructure-role-denied',
    says: [
      "<…> ECS was unable to manage the ELB resources due to missing permissions on ECS Infrastructure Role '<role-arn>'.",
    ],
    patterns: [/missing permissions on ECS Infrastructure Role '?(?<what>[^'\s]+?)'?\.?(?=\s|$)/gi],
    cause: 'The role {what}, with which ECS changes the load balancer, lacks permissions. No hook has failed.',
    look: "advancedConfiguration.roleArn of the service and that role's policies; a permissions boundary or an organization's policy can deny it too",
    fix: [
      'aws iam attach-role-policy --role-name {role} --policy-arn arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
      doctor,
    ],
  },
  {
    id: 'ecs-not-allowed',
    says: [
      'Service deployment rolled back because TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. User: arn:aws:sts::<account>:assumed-role/<role>/ECSNetworkingWithELB is not authorized to perform: elasticloadbalancing:ModifyListener on resource: <arn>',
    ],
    patterns: [/(?<!due to )User: \S*?assumed-role\/(?<role>[^/\s]+)\/\S* is not authorized to perform: (?<what>\S+)/g],
    cause:
      "No hook has failed: ECS's own work{at} was not allowed to {what}. The infrastructure role of the load balancer, {role}, lacks it (advancedConfiguration.roleArn).",
    look: "advancedConfiguration.roleArn of the service and that role's policies",
    fix: [
      'aws iam attach-role-policy --role-name {role} --policy-arn arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
      doctor,
    ],
  },
  {
    id: 'provisioning-denied',
    says: ['PROVISIONING lifecycle hook(s) failed. AccessDenied'],
    patterns: [/PROVISIONING lifecycle hook\(s\) failed/g],
    cause:
      "None of your hooks has failed: PROVISIONING is ECS's own stage of an Express Mode service, and its infrastructure role may not create what the service needs (seen in 2026).",
    look: 'the infrastructure role that the service was created with',
    fix: [
      'aws iam attach-role-policy --role-name <role> --policy-arn arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices',
      "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=<role's session>",
    ],
  },
  {
    id: 'networking-invalid',
    says: ['Service deployment rolled back because of invalid networking configuration<…>'],
    patterns: [/invalid networking configuration/gi],
    cause: "ECS found the service's load balancer configuration to be invalid, and gives no details.",
    look: 'target groups, listener rules and the infrastructure role of the service',
    fix: [loadBalancers, rules, doctor],
  },
] as const satisfies readonly KnownReason[];
