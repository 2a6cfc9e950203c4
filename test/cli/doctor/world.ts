import type { AlarmFacts } from '../../../src/cli/alarms/alarm-facts.ts';
import type { StackOutputs } from '../../../src/cli/aws/stack.ts';
import type { AppFacts, FunctionFacts, SubscriptionFacts } from '../../../src/cli/doctor/facts/app-facts.ts';
import type { Looked } from '../../../src/cli/doctor/facts/look.ts';
import type { Outcome } from '../../../src/cli/doctor/facts/outcome.ts';
import type {
  HookFacts,
  ServiceFacts,
  TestUrlFacts,
  TrafficFacts,
} from '../../../src/cli/doctor/facts/service-facts.ts';
import { type ActionLogs, judgeActionLogs } from '../../../src/cli/doctor/judge/action-logs.ts';
import { judgeServiceAlarms } from '../../../src/cli/doctor/judge/alarms.ts';
import { judgeApp, judgeStack } from '../../../src/cli/doctor/judge/judge-app.ts';
import { judgeCluster, judgeReviewers } from '../../../src/cli/doctor/judge/judge-app-for-service.ts';
import { judgeExpressMode } from '../../../src/cli/doctor/judge/judge-express-mode.ts';
import { judgeFunctions } from '../../../src/cli/doctor/judge/judge-functions.ts';
import { judgeHooks } from '../../../src/cli/doctor/judge/judge-hooks.ts';
import { judgeRole, type RoleUse } from '../../../src/cli/doctor/judge/judge-role.ts';
import { judgeTraffic } from '../../../src/cli/doctor/judge/judge-traffic.ts';
import { type AddressType, judgeAddressTypes } from '../../../src/cli/doctor/load-balancer/address-type.ts';
import { judgeLoadBalancers } from '../../../src/cli/doctor/load-balancer/judge-load-balancers.ts';
import {
  judgeRunningTestRule,
  type RunningDeployment,
} from '../../../src/cli/doctor/load-balancer/running-test-rule.ts';
import { judgeServingGroups, type ServingGroups } from '../../../src/cli/doctor/load-balancer/serving-group.ts';
import type { Access } from '../../../src/deployment/access/find-access.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { readHookConfiguration } from '../../../src/service-hooks/hook-configuration.ts';
import type { HookKind } from '../../../src/service-hooks/hook-kinds.ts';

/** Everything that doctor evaluates. */
export type World = {
  app: AppFacts;
  service: ServiceFacts;
  roles: readonly RoleUse[];
  traffic: readonly TrafficFacts[];
  testUrl: TestUrlFacts;
  watched: ReadonlyMap<string, string>;
  alarms: Looked<readonly AlarmFacts[]>;
  addressTypes: readonly AddressType[];
  serving: ServingGroups;
  running: RunningDeployment;
  actionLogs: ActionLogs;
};

export const seen = <Value>(value: Value) => ({ seen: true, value }) as const;
export const denied = { seen: false, why: 'you are not allowed to call it', allow: 'some:Action' } as const;

const now = new Date('2026-11-24T12:00:00Z');

/** All of it judged, as `examine` does. */
export async function judgeWorld(world: World): Promise<readonly Outcome[]> {
  const { app, service, roles, traffic, testUrl, watched, alarms, addressTypes, serving, running, actionLogs } = world;
  const { stack } = app;
  return [
    ...judgeStack(stack, app.cliVersion),
    ...(await judgeApp(app, stack.outputs ?? outputs)),
    ...roles.flatMap((use) => judgeRole(use)),
    judgeCluster(service.cluster, stack.parameters.get('ClusterName'), stack.stackName),
    ...judgeHooks(service),
    ...judgeFunctions(service),
    judgeExpressMode(service),
    ...judgeActionLogs(service.clusterArn, actionLogs),
    ...judgeReviewers(service, app.subscriptions),
    ...judgeTraffic(service, traffic, testUrl),
    ...judgeLoadBalancers(service, traffic),
    ...judgeServingGroups(service, traffic, serving),
    ...judgeRunningTestRule(service, traffic, running),
    ...judgeAddressTypes(service, addressTypes),
    ...judgeServiceAlarms(service, watched, alarms, now),
  ];
}

const lambda = (name: string) => `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
const elb = (rest: string) => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:${rest}`;

export const names = {
  topic: 'arn:aws:sns:eu-central-1:111122223333:approvals',
  slack: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:greenlight-slack-a1b2c3',
  secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-abc123',
  invokeRole: 'arn:aws:iam::111122223333:role/greenlight-HookInvokeRole',
  loadBalancerRole: 'arn:aws:iam::111122223333:role/ecs-load-balancers',
  blue: elb('targetgroup/blue/1'),
  green: elb('targetgroup/green/2'),
  production: elb('listener-rule/app/shop/1/2/3'),
  test: elb('listener-rule/app/shop/1/4/5'),
};

const values = {
  ApprovalHookArn: lambda('approval'),
  SmokeHookArn: lambda('smoke'),
  AlarmHookArn: lambda('alarm'),
  HookInvokeRoleArn: names.invokeRole,
  DeskUrl: 'https://desk.example.com',
  LedgerBucket: 'ledger',
  NotificationsTopicArn: names.topic,
  SigningKeySecretArn: names.secret,
  GreenlightVersion: '0.1.0',
};

export const outputs: StackOutputs = {
  stackName: 'greenlight',
  approvalHookArn: values.ApprovalHookArn,
  smokeHookArn: values.SmokeHookArn,
  alarmHookArn: values.AlarmHookArn,
  hookInvokeRoleArn: values.HookInvokeRoleArn,
  deskUrl: values.DeskUrl,
  ledgerBucket: values.LedgerBucket,
  notificationsTopicArn: values.NotificationsTopicArn,
  all: new Map(Object.entries(values)),
  parameters: new Map(),
};

function functionFacts(hook: HookKind, timeoutSeconds: number): FunctionFacts {
  return {
    functionArn: lambda(hook),
    state: 'Active',
    stateReason: undefined,
    lastUpdateStatus: 'Successful',
    runtime: 'nodejs24.x',
    timeoutSeconds,
    roleArn: `arn:aws:iam::111122223333:role/${hook}-role`,
    isInVpc: false,
    isDurable: false,
    isTenantIsolated: false,
    hasIpv6: false,
    hook,
    ledgerBucket: 'ledger',
    topicArn: names.topic,
    deskUrl: values.DeskUrl,
    defaultsParameter: hook === 'approval' ? '/greenlight/approval' : undefined,
  };
}

export function subscription(
  address: string,
  filter?: object,
  more: Partial<SubscriptionFacts> = {},
): SubscriptionFacts {
  return {
    protocol: 'email',
    endpoint: address,
    subscriptionArn: `${names.topic}:${address}`,
    filter: seen({ policy: filter && JSON.stringify(filter), scope: 'MessageAttributes', isAuthenticated: true }),
    ...more,
  };
}

export async function hook(
  index: number,
  kind: HookKind,
  stage: string,
  hookDetails: JsonObject,
  timeoutMinutes: number,
): Promise<HookFacts> {
  return {
    where: `lifecycleHooks[${index}]`,
    isPause: false,
    targetArn: lambda(kind),
    roleArn: names.invokeRole,
    stages: [stage],
    timeoutMinutes,
    action: 'ROLLBACK',
    hookDetails,
    target: seen(functionFacts(kind, kind === 'smoke' ? 120 : 60)),
    kind,
    configuration: await readHookConfiguration(kind, hookDetails, {}),
  };
}

const forwardsToBoth = {
  actions: [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: names.blue, Weight: 100 },
          { TargetGroupArn: names.green, Weight: 0 },
        ],
      },
    },
  ],
};

const trust = (service: string, more = {}) => ({
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...more }],
});

export function role(
  purpose: RoleUse['purpose'],
  { service = 'ecs.amazonaws.com', trustMore = {}, allowed = true } = {},
): RoleUse {
  const roleArn = purpose === 'invoke' ? names.invokeRole : names.loadBalancerRole;
  return {
    roleArn,
    named: 'roleArn',
    purpose,
    role: seen({ roleArn, roleName: roleArn.split('/')[1] ?? '', trustPolicy: trust(service, trustMore) }),
    permissions: [{ action: 'lambda:InvokeFunction', resource: lambda('smoke'), allowed: seen(allowed) }],
  };
}

const endpoint = {
  scheme: 'http',
  hostname: 'shop.eu-central-1.elb.amazonaws.com',
  port: 8080,
  host: 'shop.example.com',
  headers: {},
  pathPrefix: '',
  query: [],
  methods: undefined,
  internal: false,
  url: 'http://shop.example.com:8080/',
  targetGroupArn: undefined,
  pointsAtGreen: undefined,
  pointsAtGreenBecause: '',
} as const;

export const testUrl = (internal = false) => ({ found: true, endpoint: { ...endpoint, internal } }) as const;

export function access(more: Partial<Access> = {}): Access {
  return {
    ...{
      address: 'http://shop.example.com:8080/',
      because: undefined,
      command: undefined,
      internal: false,
      remarks: [],
    },
    ...more,
  };
}

const targetGroup = { isHealthChecked: true, healthCheck: 'HTTP /health on traffic-port, 200' };

export function alarmFacts(more: Partial<AlarmFacts> = {}): AlarmFacts {
  return {
    ...{ name: 'shop-5xx', state: 'OK', changedAt: now, missingData: 'missing' },
    ...{ metrics: [], expressions: [], warmsUpUntil: undefined, input: undefined },
    ...more,
  };
}

/** A policy that denies `sns:Subscribe` under this condition. */
export function topicPolicy(Condition: object): string {
  const statement = { Effect: 'Deny', Principal: '*', Action: ['sns:Publish', 'sns:Subscribe'], Resource: names.topic };
  return JSON.stringify({ Statement: [{ ...statement, Condition }] });
}

/** A world in which nothing is wrong. */
export async function healthyWorld(): Promise<World> {
  const attachment = {
    targetGroupArn: names.blue,
    alternateTargetGroupArn: names.green,
    productionListenerRule: names.production,
    testListenerRule: names.test,
    roleArn: names.loadBalancerRole,
  };
  const reviewers = ['ana@example.com', 'bo@example.com'];
  return {
    app: {
      cliVersion: '0.1.0',
      stack: {
        stackName: 'greenlight',
        status: 'UPDATE_COMPLETE',
        parameters: new Map([
          ['ApproverEmail', 'ana@example.com'],
          ['ClusterName', 'prod-*'],
        ]),
        outputs,
        missingOutputs: [],
      },
      functions: (['approval', 'smoke', 'alarms'] as const).map((kind) => ({
        hook: kind,
        arn: lambda(kind),
        facts: seen(functionFacts(kind, kind === 'smoke' ? 120 : 60)),
      })),
      defaults: [
        {
          hook: 'approval',
          name: '/greenlight/approval',
          parameter: seen({ name: '/greenlight/approval', type: 'String', value: '{"deadlineMinutes":120}' }),
        },
      ],
      subscriptions: seen(reviewers.map((address) => subscription(address, { reviewer: [address] }))),
      topicPolicy: seen(topicPolicy({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/admin' } })),
      bucket: seen({
        versioning: seen('Enabled'),
        policy: seen(
          JSON.stringify({
            Statement: [
              { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
              { Effect: 'Deny', Condition: { Null: { 's3:if-none-match': 'true' } } },
            ],
          }),
        ),
        isPublicBlocked: seen(true),
      }),
      chats: [{ chat: 'Slack', arn: names.slack, secret: seen({ deletedAt: undefined, hasValue: true }) }],
      signingKey: { arn: names.secret, secret: seen({ deletedAt: undefined, hasValue: true }) },
    },
    service: {
      cluster: 'prod-cluster',
      service: 'retail-ui',
      serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/prod-cluster/retail-ui',
      clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/prod-cluster',
      status: 'ACTIVE',
      managedBy: 'CUSTOMER',
      controller: 'ECS',
      strategy: 'BLUE_GREEN',
      bakeMinutes: 5,
      stepMinutes: 0,
      isDeploying: false,
      runningDeploymentArn: undefined,
      revisionArns: [],
      hooks: [
        await hook(0, 'smoke', 'POST_TEST_TRAFFIC_SHIFT', { requests: ['/health'] }, 30),
        await hook(1, 'alarms', 'POST_TEST_TRAFFIC_SHIFT', { alarms: ['shop-5xx'] }, 30),
        await hook(2, 'approval', 'PRE_PRODUCTION_TRAFFIC_SHIFT', { gate: 'release', reviewers }, 300),
      ],
      loadBalancers: [{ targetGroupArn: names.blue, classicName: undefined, isShifting: true }],
      attachments: [attachment],
      hasCircuitBreaker: false,
      alarms: { names: ['shop-latency'], enable: true, rollback: true },
      owner: seen(undefined),
    },
    roles: [role('invoke'), role('load-balancer')],
    traffic: [
      {
        attachment,
        production: { arn: names.production, looked: seen(forwardsToBoth) },
        test: { arn: names.test, looked: seen(forwardsToBoth) },
        targetGroups: [names.blue, names.green].map((arn) => ({ arn, facts: seen(targetGroup) })),
      },
    ],
    testUrl: { smoke: testUrl(), strayed: [], reviewers: seen({ access: access(), because: '' }) },
    watched: new Map([['shop-5xx', 'lifecycleHooks[1].hookDetails.alarms']]),
    alarms: seen([alarmFacts()]),
    addressTypes: [{ loadBalancerArn: elb('loadbalancer/app/shop/1'), type: seen('ipv4') }],
    actionLogs: seen(['arn:aws:logs:eu-central-1:111122223333:delivery-destination:all']),
    running: seen(undefined),
    serving: seen(new Map([[names.production, names.blue]])),
  };
}

/** Change one thing in a world. */
export const change = {
  app: (more: Partial<AppFacts>) => (world: World) => ({ ...world, app: { ...world.app, ...more } }),
  stack: (more: Partial<AppFacts['stack']>) => (world: World) =>
    change.app({ stack: { ...world.app.stack, ...more } })(world),
  function: (kind: HookKind, more: Partial<FunctionFacts> | undefined) => (world: World) =>
    change.app({
      functions: world.app.functions.map((each) =>
        each.hook === kind && each.facts.seen
          ? { ...each, facts: seen(more && each.facts.value && { ...each.facts.value, ...more }) }
          : each,
      ),
    })(world),
  subscriptions: (...list: readonly SubscriptionFacts[]) => change.app({ subscriptions: seen(list) }),
  service: (more: Partial<ServiceFacts>) => (world: World) => ({ ...world, service: { ...world.service, ...more } }),
  hook: (index: number, more: Partial<HookFacts>) => (world: World) =>
    change.service({
      hooks: world.service.hooks.map((each, at) => (at === index ? { ...each, ...more } : each)),
    })(world),
  /** The configuration of a hook, read by its own schema. */
  details: (index: number, kind: HookKind, hookDetails: JsonObject) => async (world: World) =>
    change.hook(index, { hookDetails, configuration: await readHookConfiguration(kind, hookDetails, {}) })(world),
  traffic: (more: Partial<TrafficFacts>) => (world: World) => ({
    ...world,
    traffic: world.traffic.map((each) => ({ ...each, ...more })),
  }),
  roles:
    (...roles: readonly RoleUse[]) =>
    (world: World) => ({ ...world, roles }),
};

export function forwards(groups: readonly (readonly [arn: string, weight: number])[]) {
  const TargetGroups = groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return seen({ actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] });
}
