import type { HookKind } from '../../service-hooks/hook-kinds.ts';
import type { Permission } from '../aws/permissions.ts';
import { decidePermissions } from '../decision/decision-permissions.ts';
import { makePolicy, type Policy, type Statement } from './make-policy.ts';
import type { PolicyPlace } from './place.ts';

/** A role: who may assume it, and what it may do. */
export type Role = { AssumeRolePolicyDocument: Policy; PolicyDocument: Policy };

/** The role that ECS assumes to call hooks: Greenlight's, or functions of your own. */
export function invokeRole(place: PolicyPlace, functionArns: readonly string[] = []): Role {
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

/** The role of a hook's function; the same as in template.yaml, for functions deployed by other means. */
export function hookRole(kind: HookKind, place: PolicyPlace, { isInVpc = false } = {}): Role {
  const policy = makePolicy([...hookPermissions[kind], ...(isInVpc ? networkInterfaces : [])], place);
  return {
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    PolicyDocument: isInVpc ? { ...policy, Statement: [...policy.Statement, notForTheCodeItself] } : policy,
  };
}

/** Permissions of people who decide with their own AWS identity: to see open requests, and to send a decision to the desk. */
export const approverPermissions: readonly Permission[] = decidePermissions;

export const readListeners = ['DescribeListeners', 'DescribeLoadBalancers', 'DescribeRules'].map(
  (name): Permission => ({ action: `elasticloadbalancing:${name}`, on: ['load-balancer'], for: 'the test listener' }),
);

function everyHook(kind: HookKind): readonly Permission[] {
  return [
    { action: 'logs:CreateLogStream', on: [`log-of-${kind}`], for: 'its log' },
    { action: 'logs:PutLogEvents', on: [`log-of-${kind}`], for: 'its log' },
    { action: 'ssm:GetParameter', on: [`defaults-of-${kind}`], for: 'defaults', when: 'the stack names a parameter' },
    // Only its own report: no hook can write that another one has passed.
    { action: 's3:PutObject', on: [`report-of-${kind}`], for: 'its report' },
  ];
}

const readRollback: Permission = {
  action: 'ecs:DescribeServiceDeployments',
  on: ['service', 'service-deployment'],
  for: 'what is deployed, and whether it is rolling back',
};

// Each is checked against the service and against the deployment or revision.
export const readDeployments: readonly Permission[] = [
  readRollback,
  { action: 'ecs:DescribeServiceRevisions', on: ['service', 'service-revision'], for: 'what is deployed' },
];

/** Lambda creates the function's network interfaces with this role. */
const networkInterfaces: readonly Permission[] = [
  ...['CreateNetworkInterface', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'].map(
    (name): Permission => ({ action: `ec2:${name}`, on: ['network-interface'], for: 'running in a VPC' }),
  ),
  // EC2's Describe actions have no resources.
  ...['DescribeNetworkInterfaces', 'DescribeSubnets'].map(
    (name): Permission => ({ action: `ec2:${name}`, on: ['any'], for: 'running in a VPC' }),
  ),
];

/** This is for Lambda only: calls of the function's own code carry this key, and are denied. */
const notForTheCodeItself: Statement = {
  Sid: 'NotForTheCodeItself',
  Effect: 'Deny',
  Action: networkInterfaces.map(({ action }) => action),
  Resource: '*',
  Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
};

/** For opening a request, notifying people and judging what they decided. */
export const askingPermissions: readonly Permission[] = [
  {
    action: 'acm:DescribeCertificate',
    on: ['certificate'],
    for: 'the host name of the address that reviewers get',
    when: 'an HTTPS test listener has a rule without a host name',
  },
  // This action has no resources in ECS.
  { action: 'ecs:DescribeTaskDefinition', on: ['any'], for: 'what changes in the task definition' },
  { action: 's3:GetObject', on: ['approval-object'], for: 'the request' },
  { action: 's3:PutObject', on: ['approval-object'], for: 'the request' },
  { action: 's3:PutObject', on: ['open-object'], for: 'the list of open requests' },
  { action: 's3:DeleteObject', on: ['open-object'], for: 'the list of open requests' },
  { action: 's3:PutObject', on: ['decided-object'], for: 'the list of decided requests' },
  {
    action: 's3:GetObject',
    on: ['deployer-object'],
    for: 'who started the deployment',
    when: 'a gate denies self-approval',
  },
  { action: 's3:GetObject', on: ['report-object'], for: 'what was checked' },
  { action: 's3:PutObject', on: ['link-object'], for: 'short links' },
  { action: 's3:ListBucket', on: ['ledger-bucket'], for: 'telling missing from forbidden' },
  { action: 'sns:Publish', on: ['topic'], for: 'asking people' },
  { action: 'sns:ListSubscriptionsByTopic', on: ['topic'], for: 'reporting that nobody is subscribed' },
  { action: 'sns:GetSubscriptionAttributes', on: ['any'], for: 'reporting that nobody is subscribed' },
  { action: 'secretsmanager:GetSecretValue', on: ['signing-key'], for: 'signing links' },
];

const readSwitches: Permission = {
  action: 'ssm:GetParameter',
  on: ['check-switch'],
  for: 'checks that are switched off',
  when: 'the stack names the beginning of their names',
};

/** Beyond what every hook may do. */
const ownPermissions: Readonly<Record<'approval' | 'smoke' | 'alarms', readonly Permission[]>> = {
  approval: [...readDeployments, ...readListeners, ...askingPermissions],
  smoke: [
    ...(['s3:GetObject', 'ssm:GetParameter'] as const).map(
      (action): Permission => ({ action, on: ['suite'], for: 'the suite', when: 'hookDetails names one' }),
    ),
    ...(['secretsmanager:GetSecretValue', 'ssm:GetParameter'] as const).map(
      (action): Permission => ({ action, on: ['smoke-secret'], for: 'secrets of its requests', when: 'it names some' }),
    ),
    ...readDeployments,
    // This action has no resources in ECS.
    { action: 'ecs:DescribeTaskDefinition', on: ['any'], for: 'variables that expect names', when: 'expect uses $env' },
    ...readListeners,
    {
      action: 'acm:DescribeCertificate',
      on: ['certificate'],
      for: 'the host name of an HTTPS test listener',
      when: 'neither its rule nor hookDetails.host gives it',
    },
  ],
  alarms: [
    readRollback,
    // CloudWatch leaves composite alarms out of both answers unless these are allowed on every resource.
    { action: 'cloudwatch:DescribeAlarms', on: ['any'], for: 'the alarms' },
    {
      action: 'cloudwatch:DescribeAlarmHistory',
      on: ['any'],
      for: 'alarms between two calls, and before the deployment',
      when: 'watchMinutes or ignoreAlreadyInAlarm is set',
    },
    // This action has no resources.
    { action: 'tag:GetResources', on: ['any'], for: 'alarms by their tags', when: 'hookDetails has tags' },
    { action: 'sts:AssumeRole', on: ['alarm-role'], for: 'alarms elsewhere', when: 'hookDetails names a role' },
  ],
};

/** For the checks that only a gate runs. */
const policyChecks: readonly Permission[] = [
  { action: 'ssm:GetCalendarState', on: ['change-calendar'], for: 'calendars', when: 'a change window names some' },
  { action: 'elasticloadbalancing:DescribeTargetHealth', on: ['load-balancer'], for: 'the health of targets' },
  ...['BatchGetImage', 'DescribeImageScanFindings', 'DescribeImages'].map(
    (name): Permission => ({
      action: `ecr:${name}`,
      on: ['any-repository'],
      for: 'images',
      when: 'a policy names rules',
    }),
  ),
  // It has no resources.
  { action: 'ecr:DescribePullThroughCacheRules', on: ['any'], for: 'where images come from' },
];

const httpGate: readonly Permission[] = [
  {
    action: 's3:GetObject',
    on: ['answer-object'],
    for: 'answers by callback',
    when: 'the stack has HttpGateCallbacks',
  },
  {
    action: 'lambda:InvokeFunction',
    on: ['http-gate-function'],
    for: 'asking a function',
    when: 'hookDetails names one',
  },
];

const metricsCheck: readonly Permission[] = [
  // These three have no resources.
  { action: 'cloudwatch:GetMetricData', on: ['any'], for: 'metrics' },
  { action: 'cloudwatch:ListMetrics', on: ['any'], for: 'metrics' },
  { action: 'ecs:ListTasks', on: ['any'], for: 'the tasks of both versions', when: 'their metrics are compared' },
  { action: 'ecs:DescribeTasks', on: ['task'], for: 'the tasks of both versions', when: 'their metrics are compared' },
  {
    action: 'aps:QueryMetrics',
    on: ['prometheus-workspace'],
    for: 'metrics of Prometheus',
    when: 'hookDetails has it',
  },
  { action: 'sts:AssumeRole', on: ['metrics-role'], for: 'metrics elsewhere', when: 'hookDetails names a role' },
];

/** In browser/template.yaml. */
const browserPermissions: readonly Permission[] = [
  ...everyHook('browser'),
  { action: 's3:PutObject', on: ['screenshot-object'], for: 'pictures of pages' },
  readSwitches,
  ...readDeployments,
  ...readListeners,
  {
    action: 'acm:DescribeCertificate',
    on: ['certificate'],
    for: 'the host name of an HTTPS test listener',
    when: 'neither its rule nor hookDetails.host gives it',
  },
];

/** As in template.yaml; a test compares the two. */
export const hookPermissions: Readonly<Record<HookKind, readonly Permission[]>> = {
  approval: [...everyHook('approval'), ...ownPermissions.approval],
  smoke: [...everyHook('smoke'), readSwitches, ...ownPermissions.smoke],
  alarms: [...everyHook('alarms'), readSwitches, ...ownPermissions.alarms],
  gate: [
    ...everyHook('gate'),
    { action: 's3:PutObject', on: ['reports-of-gate'], for: 'the reports of its checks' },
    readSwitches,
    ...Object.values(ownPermissions).flat(),
    ...policyChecks,
    ...metricsCheck,
    ...httpGate,
  ],
  browser: browserPermissions,
};

export function trust(service: string): Policy {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}
