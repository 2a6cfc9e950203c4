import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';

/** All that doctor can make use of. It only reads, and reads no secret's value; it names what it may not read, and checks the rest. */
export const doctorPermissions: CommandPermissions = [
  ...readStackPermissions,
  // CloudFormation is asked which stack has a resource, whichever it is.
  { action: 'cloudformation:DescribeStackResources', on: ['any'], for: 'the stack that owns the service' },
  // CloudWatch leaves composite alarms out of the answer unless this is allowed on every resource.
  { action: 'cloudwatch:DescribeAlarms', on: ['any'], for: 'the alarms that hooks and the deployment watch' },
  { action: 'ecs:DescribeServices', on: ['service'], for: 'the service and its hooks', when: 'a service is named' },
  {
    action: 'ecs:DescribeServiceDeployments',
    on: ['service', 'service-deployment'],
    for: 'whether the test rule still points at the new version',
    when: 'a deployment is in progress',
  },
  {
    action: 'ecs:DescribeServiceRevisions',
    on: ['service', 'service-revision'],
    for: 'which target group the running revision uses',
    when: 'a service is named',
  },
  ...['DescribeListeners', 'DescribeLoadBalancers', 'DescribeRules', 'DescribeTargetGroups'].map(
    (name) =>
      ({
        action: `elasticloadbalancing:${name}`,
        on: ['load-balancer'],
        for: 'whether the listeners lead to the new version',
        when: 'a service is named',
      }) as const,
  ),
  {
    action: 'acm:DescribeCertificate',
    on: ['certificate'],
    for: 'the host name of an HTTPS test listener',
    when: 'neither its rule nor the configuration gives it',
  },
  { action: 'iam:GetRole', on: ['role'], for: 'who may assume the roles of ECS' },
  { action: 'iam:SimulatePrincipalPolicy', on: ['role'], for: 'what these roles may do' },
  ...['ListRolePolicies', 'GetRolePolicy', 'ListAttachedRolePolicies'].map(
    (name) =>
      ({ action: `iam:${name}`, on: ['role'], for: 'what these roles may do', when: 'IAM simulates nothing' }) as const,
  ),
  ...['GetPolicy', 'GetPolicyVersion'].map(
    (name) =>
      ({
        action: `iam:${name}`,
        on: ['managed-policy'],
        for: 'what these roles may do',
        when: 'IAM simulates nothing',
      }) as const,
  ),
  { action: 'lambda:GetFunctionConfiguration', on: ['any-function'], for: "Greenlight's hooks and your own" },
  {
    action: 'logs:DescribeDeliveries',
    on: ['any'],
    for: 'whether ECS keeps Action Logs',
    when: 'a service is named',
  },
  {
    action: 'logs:DescribeDeliverySources',
    on: ['any'],
    for: 'whether ECS keeps Action Logs',
    when: 'a service is named',
  },
  { action: 's3:GetBucketPolicy', on: ['ledger-bucket'], for: 'how the ledger is protected' },
  { action: 's3:GetBucketPublicAccessBlock', on: ['ledger-bucket'], for: 'how the ledger is protected' },
  { action: 's3:GetBucketVersioning', on: ['ledger-bucket'], for: 'how the ledger is protected' },
  { action: 'secretsmanager:DescribeSecret', on: ['signing-key'], for: 'whether links can be signed' },
  {
    action: 'secretsmanager:DescribeSecret',
    on: ['chat-secret'],
    for: 'whether announcements can reach chats',
    when: 'the stack announces in Slack or Teams',
  },
  // SNS knows no resource for a subscription's attributes.
  { action: 'sns:GetSubscriptionAttributes', on: ['any'], for: 'who is asked' },
  { action: 'sns:GetTopicAttributes', on: ['topic'], for: 'who may subscribe' },
  { action: 'sns:ListSubscriptionsByTopic', on: ['topic'], for: 'who is asked' },
  {
    action: 'ssm:GetParameters',
    on: ['pause-parameter'],
    for: 'who is asked about pauses',
    when: 'the service has pause hooks, and the stack a pause bridge',
  },
  {
    action: 'ssm:GetParameter',
    on: ['parameter'],
    for: 'the defaults of the hooks',
    when: 'the stack names parameters',
  },
];
