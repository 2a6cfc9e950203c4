import type { CommandPermissions } from '../aws/permissions.ts';

/** What attach, diff, plan and explain read around the hooks. Without one of them they say what they could not check. */
export const surroundingsPermissions: CommandPermissions = [
  // CloudWatch leaves composite alarms out of the answer unless this is allowed on every resource.
  {
    action: 'cloudwatch:DescribeAlarms',
    on: ['any'],
    for: 'whether alarms can become OK',
    when: 'a hook names alarms',
  },
  ...['DescribeLoadBalancers', 'DescribeRules'].map(
    (name) =>
      ({
        action: `elasticloadbalancing:${name}`,
        on: ['load-balancer'],
        for: 'whether checks and people get through',
        when: 'the service has listener rules',
      }) as const,
  ),
  ...['GetRole', 'SimulatePrincipalPolicy', 'ListRolePolicies', 'GetRolePolicy', 'ListAttachedRolePolicies'].map(
    (name) =>
      ({
        action: `iam:${name}`,
        on: ['role'],
        for: 'whether the role may call the function',
        when: 'a function or role is your own',
      }) as const,
  ),
  ...['GetPolicy', 'GetPolicyVersion'].map(
    (name) =>
      ({
        action: `iam:${name}`,
        on: ['managed-policy'],
        for: 'whether the role may call the function',
        when: 'a function or role is your own',
      }) as const,
  ),
  { action: 'lambda:GetFunctionConfiguration', on: ['any-function'], for: 'whether ECS can call the functions' },
  // SNS knows no resource for a subscription's attributes.
  {
    action: 'sns:GetSubscriptionAttributes',
    on: ['any'],
    for: 'who gets the mails of an approval',
    when: 'a hook is an approval',
  },
  {
    action: 'sns:ListSubscriptionsByTopic',
    on: ['topic'],
    for: 'who gets the mails of an approval',
    when: 'a hook is an approval',
  },
];
