import { gateSchemas } from '../../service-hooks/details-schemas.ts';
import { type HookKind, templateNames } from '../../service-hooks/hook-kinds.ts';
import type { PermissionResource } from '../aws/permissions.ts';
import { hookArnsOf, type StackOutputs } from '../aws/stack.ts';

/** Where a policy applies. Unknown parts are placeholders such as `<account>`, which IAM refuses until they are replaced. */
export type PolicyPlace = {
  partition: string;
  region: string;
  account: string;
  /** `*` for all of them. */
  cluster: string;
  service: string;
  stackName: string;
  /** Undefined if the stack was not read. */
  stack: StackOutputs | undefined;
};

/** The ARNs of a resource; none if the stack has no such resource. */
export function policyArnsOf(resource: PermissionResource, place: PolicyPlace): readonly string[] {
  const { partition, region, account, cluster, service, stackName, stack } = place;
  const arn = (owner: string, rest: string) => `arn:${partition}:${owner}:${region}:${account}:${rest}`;
  const bucket = `arn:${partition}:s3:::${stack?.ledgerBucket ?? '<ledger-bucket>'}`;
  const placesOfHook = <Kind extends HookKind>(kind: Kind) => {
    const { service: folder, defaultsParameter } = templateNames[kind];
    const places = {
      [`log-of-${kind}`]: () => [arn('logs', `log-group:/aws/lambda/${stackName}/${folder}:*`)],
      [`report-of-${kind}`]: () => [`${bucket}/reports/*.${kind}.json`],
      [`defaults-of-${kind}`]: () =>
        parametersOf(stack, defaultsParameter).flatMap((name) =>
          ['', '/*'].map((end) => arn('ssm', `parameter${name}${end}`)),
        ),
    };
    return places as unknown as Record<`${'defaults' | 'log' | 'report'}-of-${Kind}`, () => readonly string[]>;
  };
  /** By the outputs of the stack, or by the names in template.yaml if it was not read. */
  const functionsIn = (outputs: readonly string[], names: readonly string[]) =>
    stack
      ? outputs.flatMap((output) => stack.all.get(output) ?? [])
      : names.map((name) => arn('lambda', `function:${stackName}-${name}-*`));
  const arns: Readonly<Record<PermissionResource, () => readonly string[]>> = {
    any: () => ['*'],
    // Elastic Load Balancing's Describe actions have no resources.
    'load-balancer': () => ['*'],
    certificate: () => [arn('acm', 'certificate/*')],
    service: () => [arn('ecs', `service/${cluster}/${service}`)],
    'service-deployment': () => [arn('ecs', `service-deployment/${cluster}/${service}/*`)],
    'service-revision': () => [arn('ecs', `service-revision/${cluster}/${service}/*`)],
    'observed-service': () =>
      ['service', 'service-deployment', 'service-revision'].map((type) =>
        arn('ecs', `${type}/${cluster}/${service}-observed-*`),
      ),
    'demo-stack': () => [arn('cloudformation', 'stack/greenlight-demo/*')],
    'observe-stack': () =>
      ['greenlight-observe', 'greenlight-observe-service'].map((name) => arn('cloudformation', `stack/${name}/*`)),
    'observe-made': () => [
      arn('lambda', 'function:greenlight-observe-*'),
      arn('logs', 'log-group:/greenlight/greenlight-observe/*'),
      arn('logs', 'log-group:/aws/events/greenlight-observe:*'),
      arn('events', 'rule/greenlight-observe-*'),
      arn('cloudwatch', 'alarm:greenlight-observe-*'),
      // CloudFormation shortens the name of the stack in the names of target groups.
      ...['targetgroup', 'listener/app', 'listener-rule/app'].map((type) => arn('elasticloadbalancing', `${type}/*`)),
    ],
    'observe-role': () => [`arn:${partition}:iam::${account}:role/greenlight-observe-*`],
    'task-definition': () => [arn('ecs', 'task-definition/*')],
    stack: () => [arn('cloudformation', `stack/${stackName}/*`)],
    'invoke-role': () => [
      stack?.hookInvokeRoleArn ?? `arn:${partition}:iam::${account}:role/${stackName}-HookInvokeRole-*`,
    ],
    role: () => [`arn:${partition}:iam::${account}:role/*`],
    // AWS managed policies belong to no account.
    'managed-policy': () => [account, 'aws'].map((owner) => `arn:${partition}:iam::${owner}:policy/*`),
    'any-function': () => [arn('lambda', 'function:*')],
    function: () =>
      stack
        ? Object.values(hookArnsOf(stack)).filter((own) => own !== '')
        : ['ApprovalHook', 'SmokeHook', 'AlarmHook', 'GateHook'].map((name) =>
            arn('lambda', `function:${stackName}-${name}-*`),
          ),
    'desk-function': () => functionsIn(['DeskFunctionArn'], ['Desk']),
    'listener-function': () =>
      functionsIn(
        ['DeploymentWatcherArn', 'PauseBridgeArn', 'AnnouncerArn'],
        ['DeploymentWatcher', 'PauseBridgeFunction', 'Announcer'],
      ),
    'any-log-group': () => [arn('logs', 'log-group:*')],
    'action-log-group': () => [arn('logs', 'log-group:/aws/vendedlogs/ecs/action-logs/*')],
    'log-group': () => [arn('logs', `log-group:/aws/lambda/${stackName}/*`)],
    ...placesOfHook('approval'),
    ...placesOfHook('smoke'),
    ...placesOfHook('alarms'),
    ...placesOfHook('gate'),
    ...placesOfHook('browser'),
    // In a stack of its own, without defaults.
    'log-of-browser': () => [arn('logs', 'log-group:/aws/lambda/<browser-stack>/browser-hook:*')],
    'defaults-of-browser': () => [],
    'screenshot-object': () => [`${bucket}/screenshots/*`],
    'log-of-pause-bridge': () => [arn('logs', `log-group:/aws/lambda/${stackName}/pause-bridge:*`)],
    'pause-object': () => ['pauses', 'deliveries'].map((folder) => `${bucket}/${folder}/*`),
    'undelivered-object': () => [`${bucket}/undelivered/*`],
    'pause-parameter': () =>
      ['', '/*'].map((end) => arn('ssm', `parameter${stack?.parameters.get('PauseParameters') ?? usualPrefix}${end}`)),
    'pause-queue': () => [arn('sqs', `${stackName}-PauseQueue-*`)],
    // A calendar that another account shares is read where it is.
    'change-calendar': () => [`arn:${partition}:ssm:*:*:document/*`],
    // Images may come from a central registry.
    'any-repository': () => [`arn:${partition}:ecr:*:*:repository/*`],
    'reports-of-gate': () => Object.keys(gateSchemas).map((check) => `${bucket}/reports/*.${check}.json`),
    'check-switch': () => parametersOf(stack, 'CheckSwitches').map((name) => arn('ssm', `parameter${name}/*`)),
    suite: () => givenIn(stack, 'SmokeSuites', '<suite-arn>'),
    task: () => [arn('ecs', `task/${cluster}/*`)],
    'alarm-role': () => givenIn(stack, 'AlarmRoles', '<alarm-role-arn>'),
    'metrics-role': () => givenIn(stack, 'MetricsRoles', '<metrics-role-arn>'),
    'prometheus-workspace': () => givenIn(stack, 'PrometheusWorkspaces', '<workspace-arn>'),
    'http-gate-function': () => givenIn(stack, 'HttpGateFunctions', '<function-arn>'),
    'smoke-secret': () => givenIn(stack, 'SmokeSecrets', '<secret-arn>'),
    parameter: () =>
      parametersOf(stack).flatMap((name) => ['', '/*'].map((end) => arn('ssm', `parameter${name}${end}`))),
    // The interfaces that Lambda will create are not known in advance.
    'network-interface': () => [arn('ec2', '*/*')],
    'decide-route': () => [stack?.all.get('DecideArn') ?? arn('execute-api', '<desk-api>/$default/POST/decisions')],
    'signing-key': () => [
      stack?.all.get('SigningKeySecretArn') ?? arn('secretsmanager', 'secret:<signing-key-secret>'),
    ],
    'chat-secret': () => [
      ...givenIn(stack, 'SlackWebhookSecretArn', '<slack-webhook-secret-arn>'),
      ...givenIn(stack, 'TeamsWebhookSecretArn', '<teams-webhook-secret-arn>'),
      ...givenIn(stack, 'SlackAppSecretArn', '<slack-app-secret-arn>'),
      ...givenIn(stack, 'SlackTokenSecretArn', '<slack-token-secret-arn>'),
    ],
    topic: () => [stack?.notificationsTopicArn ?? arn('sns', `${stackName}-Notifications-*`)],
    'ledger-bucket': () => [bucket],
    'ledger-object': () => [`${bucket}/*`],
    'answer-object': () => [`${bucket}/answers/*`],
    'approval-object': () => [`${bucket}/approvals/*`],
    'link-object': () => [`${bucket}/links/*`],
    'trial-object': () => trialFolders(stack).map((folder) => `${bucket}/${folder}/greenlight-verify/*`),
    'open-object': () => [`${bucket}/open/*`],
    'decided-object': () => [`${bucket}/decided/*`, `${bucket}/following/*`],
    'delivery-object': () => [`${bucket}/deliveries/*`],
    'deployer-object': () => [`${bucket}/deployers/*`],
    'rollback-object': () => [`${bucket}/rollbacks/*`],
    'report-object': () => [`${bucket}/reports/*`],
  };
  return arns[resource]();
}

/** As in template.yaml. */
const usualPrefix = '/greenlight/pauses';

/** Where `greenlight verify` tries to write; all of them if the stack was not read. */
function trialFolders(stack: StackOutputs | undefined): readonly string[] {
  const isTried = (parameter: string, value: string) => !stack || stack.parameters.get(parameter) === value;
  const isOn = (parameter: string) => !stack || (stack.parameters.get(parameter) ?? 'off') !== 'off';
  const byHand = isTried('HandDecisions', 'no');
  return [
    'links',
    ...(isTried('HttpGateCallbacks', 'yes') ? ['answers'] : []),
    ...(byHand ? ['approvals'] : []),
    ...(byHand && isOn('PauseBridge') ? ['pauses', 'deliveries', 'undelivered'] : []),
    ...(byHand && isOn('Deployers') ? ['deployers'] : []),
  ];
}

/** The ARNs that a parameter of the stack contains. */
function givenIn(stack: StackOutputs | undefined, parameter: string, placeholder: string): readonly string[] {
  if (!stack) return [placeholder];
  return (stack.parameters.get(parameter) ?? '').split(',').filter(Boolean);
}

/** Names in Parameter Store: of one hook, or of all. */
function parametersOf(stack: StackOutputs | undefined, parameter?: string): readonly string[] {
  if (!stack) return ['/<parameter-with-defaults>'];
  return [...stack.parameters]
    .filter(
      ([name, value]) =>
        (parameter === undefined ? /DefaultsParameter$/.test(name) : name === parameter) && value !== '',
    )
    .map(([, value]) => value);
}
