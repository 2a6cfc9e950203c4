import type { HookKind } from '../attach/hook-directory.ts';
import type { Permission } from '../aws/permissions.ts';
import { makePolicy, type Policy } from './make-policy.ts';
import type { Place } from './place.ts';

/** A role: who may take it on, and what it may do. */
export type Role = { AssumeRolePolicyDocument: Policy; PolicyDocument: Policy };

/** The role that ECS takes on to call hooks: Greenlight's, or functions of your own. */
export function invokeRole(place: Place, functionArns: readonly string[] = []): Role {
  const policy = makePolicy([{ action: 'lambda:InvokeFunction', on: ['function'], for: 'calling the hooks' }], place);
  const [statement] = policy.Statement;
  return {
    // No aws:SourceAccount or aws:SourceArn: whether ECS sends them here is not documented, and without them every deployment would roll back.
    AssumeRolePolicyDocument: trust('ecs.amazonaws.com'),
    PolicyDocument:
      functionArns.length > 0 && statement
        ? { ...policy, Statement: [{ ...statement, Sid: 'InvokeHooks', Resource: [...functionArns] }] }
        : policy,
  };
}

/** The role that the function of a hook runs with; the same as in template.yaml, for one that is deployed otherwise. */
export function hookRole(kind: HookKind, place: Place): Role {
  return {
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    PolicyDocument: makePolicy(hookPermissions[kind], place),
  };
}

/** What people need who decide with their own AWS identity, and who continue pause hooks. */
export const approverPermissions: readonly Permission[] = [
  { action: 's3:GetObject', on: ['approval-object'], for: 'reading requests' },
  { action: 's3:PutObject', on: ['approval-object'], for: 'recording a decision' },
  { action: 's3:DeleteObject', on: ['open-object'], for: 'taking the request off the list of open ones' },
  { action: 's3:GetObject', on: ['report-object'], for: 'reading what was checked' },
  { action: 's3:ListBucket', on: ['ledger-bucket'], for: 'finding open requests' },
  { action: 'ecs:DescribeServiceDeployments', on: ['service', 'service-deployment'], for: 'seeing what waits' },
  { action: 'ecs:ContinueServiceDeployment', on: ['service', 'service-deployment'], for: 'continuing a pause hook' },
];

const describeLoadBalancers = [
  'DescribeListeners',
  'DescribeLoadBalancers',
  'DescribeRules',
  'DescribeTargetGroups',
  'DescribeTargetHealth',
].map(
  (name): Permission => ({ action: `elasticloadbalancing:${name}`, on: ['load-balancer'], for: 'the test listener' }),
);

function everyHook(kind: HookKind): readonly Permission[] {
  return [
    { action: 'logs:CreateLogStream', on: [`log-of-${kind}`], for: 'its log' },
    { action: 'logs:PutLogEvents', on: [`log-of-${kind}`], for: 'its log' },
    { action: 'ssm:GetParameter', on: [`defaults-of-${kind}`], for: 'defaults', when: 'the stack names a parameter' },
    // Only its own: no hook can write that another one has passed.
    { action: 's3:PutObject', on: [`report-of-${kind}`], for: 'its report' },
  ];
}

const readDeployments: readonly Permission[] = [
  {
    action: 'ecs:DescribeServiceDeployments',
    on: ['service', 'service-deployment', 'service-revision'],
    for: 'what is deployed, and whether it is rolling back',
  },
  {
    action: 'ecs:DescribeServiceRevisions',
    on: ['service', 'service-deployment', 'service-revision'],
    for: 'what is deployed',
  },
];

/** As in template.yaml; a test holds the two against each other. */
export const hookPermissions: Readonly<Record<HookKind, readonly Permission[]>> = {
  approval: [
    ...everyHook('approval'),
    ...readDeployments,
    ...describeLoadBalancers,
    { action: 's3:GetObject', on: ['approval-object'], for: 'the request' },
    { action: 's3:PutObject', on: ['approval-object'], for: 'the request' },
    { action: 's3:PutObject', on: ['open-object'], for: 'the list of open requests' },
    { action: 's3:DeleteObject', on: ['open-object'], for: 'the list of open requests' },
    { action: 's3:GetObject', on: ['report-object'], for: 'what was checked' },
    { action: 's3:ListBucket', on: ['ledger-bucket'], for: 'telling missing from forbidden' },
    { action: 'sns:Publish', on: ['topic'], for: 'asking people' },
    { action: 'secretsmanager:GetSecretValue', on: ['signing-key'], for: 'signing links' },
  ],
  smoke: [...everyHook('smoke'), ...readDeployments, ...describeLoadBalancers],
  alarms: [
    ...everyHook('alarms'),
    {
      action: 'ecs:DescribeServiceDeployments',
      on: ['service', 'service-deployment'],
      for: 'whether it is rolling back',
    },
    // CloudWatch leaves composite alarms out of the answer unless this is allowed on every resource.
    { action: 'cloudwatch:DescribeAlarms', on: ['any'], for: 'the alarms' },
  ],
};

function trust(service: string): Policy {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}
