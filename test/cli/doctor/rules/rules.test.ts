import { describe, expect, test } from 'vitest';
import type { AlarmFacts } from '../../../../src/cli/alarms/alarm-facts.ts';
import type { Outcome } from '../../../../src/cli/doctor/facts/outcome.ts';
import { type RuleId, ruleTable } from '../../../../src/cli/doctor/rules/rules.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { ownedByStack, ownerOf } from '../../../../src/service-hooks/hooked-service.ts';
import { loadBalancerPlants, type Plant } from '../load-balancer-plants.ts';
import { pausePlants } from '../pause-plants.ts';
import { servicePlants } from '../service-plants.ts';
import {
  access,
  alarmFacts,
  change,
  denied,
  forwards,
  healthyWorld,
  hook,
  judgeWorld,
  names,
  role,
  seen,
  subscription,
  testUrl,
  type World,
} from '../world.ts';

const ana = 'ana@example.com';
const onlyAna = subscription(ana, { reviewer: [ana] });
const pending = { subscriptionArn: undefined, filter: { seen: false, why: 'not confirmed' } } as const;
const inHalfAnHour = new Date('2026-11-24T12:30:00Z');
const lastWeek = new Date('2026-11-17T12:00:00Z');

/** What is planted, and a part of what doctor must say was found. */
const plants: readonly [RuleId, found: RegExp, Plant][] = [
  ['stack-not-settled', /UPDATE_ROLLBACK_FAILED/, change.stack({ status: 'UPDATE_ROLLBACK_FAILED' })],
  ['stack-not-settled', /ROLLBACK_COMPLETE/, change.stack({ status: 'ROLLBACK_COMPLETE' })],
  ['stack-outputs-missing', /DeskUrl/, change.stack({ missingOutputs: ['DeskUrl'], outputs: undefined })],
  ['stack-version', /0\.1\.0, this command 0\.2\.0/, change.app({ cliVersion: '0.2.0' })],
  ['function-missing', /function:smoke/, change.function('smoke', undefined)],
  ['function-not-active', /Inactive/, change.function('smoke', { state: 'Inactive' })],
  ['function-not-active', /Failed/, change.function('alarms', { lastUpdateStatus: 'Failed' })],
  ['function-runtime', /nodejs20\.x/, change.function('alarms', { runtime: 'nodejs20.x' })],
  ['function-timeout', /3 s, in the template 120 s/, change.function('smoke', { timeoutSeconds: 3 })],
  ['function-environment', /LEDGER_BUCKET is other/, change.function('smoke', { ledgerBucket: 'other' })],
  ['function-environment', /DESK_URL is not set/, change.function('approval', { deskUrl: undefined })],
  ['cluster-not-covered', /staging/, change.stack({ parameters: new Map([['ClusterName', 'staging']]) })],
  ['nobody-subscribed', /no subscription/, change.subscriptions()],
  ['nobody-subscribed', /none is confirmed/, change.subscriptions(subscription(ana, {}, pending))],
  ['approver-not-subscribed', /no subscription for it/, change.subscriptions(onlyAna)],
  ['approver-not-subscribed', /PendingConfirmation/, change.subscriptions(subscription(ana, {}, pending))],
  [
    'approver-not-subscribed',
    /filter policy of its subscription/,
    change.subscriptions(onlyAna, subscription('bo@example.com', { service: ['cart'], reviewer: ['bo@example.com'] })),
  ],
  ['approver-not-subscribed', /names no reviewers/, change.details(2, 'approval', { gate: 'release' })],
  ['subscription-pending', /PendingConfirmation/, change.subscriptions(subscription(ana, {}, pending))],
  ['subscription-filter', /Ana@Example/, change.subscriptions(subscription(ana, { reviewer: ['Ana@Example.com'] }))],
  [
    'subscription-filter',
    /MessageBody/,
    change.subscriptions({ ...onlyAna, filter: seen({ policy: '{"reviewer":["x"]}', scope: 'MessageBody' }) }),
  ],
  ['subscription-unfiltered', /no FilterPolicy/, change.subscriptions(subscription(ana))],
  ['subscription-unfiltered', /exists/, change.subscriptions(subscription(ana, { reviewer: [{ exists: true }] }))],
  ['defaults-missing', /approval hook/, defaults(undefined)],
  [
    'defaults-invalid',
    /its value\.deadlineMinuts: unknown key; write "deadlineMinutes"/,
    defaults('{"deadlineMinuts":5}'),
  ],
  ['defaults-invalid', /no JSON/, defaults('deadlineMinutes=5')],
  ['defaults-invalid', /a list/, defaults('[]')],
  ['defaults-invalid', /SecureString/, defaults('{}', 'SecureString')],
  ['ledger-missing', /LedgerBucket/, change.app({ bucket: seen(undefined) })],
  ['ledger-versioning', /Suspended/, bucket({ versioning: seen('Suspended') })],
  ['ledger-policy', /no policy/, bucket({ policy: seen(undefined) })],
  ['ledger-policy', /TlsOnly and FunctionsWrite/, bucket({ policy: seen('{"Statement":[]}') })],
  ['ledger-public', /public access block/, bucket({ isPublicBlocked: seen(false) })],
  ['chat-secret-missing', /names .*slack.*, which does not exist/, chat(undefined)],
  ['chat-secret-missing', /deleted on 2026-11-17/, chat({ deletedAt: lastWeek, hasValue: true })],
  [
    'chat-secret-missing',
    /names .*slack.*, which does not exist/,
    change.app({ chats: [{ chat: 'Slack app', arn: names.slack, secret: seen(undefined) }] }),
  ],
  ['chat-secret-missing', /AWSCURRENT/, chat({ deletedAt: undefined, hasValue: false })],
  ['signing-key-missing', /does not exist/, key(undefined)],
  ['signing-key-missing', /deleted on 2026-11-17/, key({ deletedAt: lastWeek, hasValue: true })],
  ['signing-key-missing', /AWSCURRENT/, key({ deletedAt: undefined, hasValue: false })],
  ['invoke-role-missing', /HookInvokeRole/, change.roles({ ...role('invoke'), role: seen(undefined) })],
  ['invoke-role-trust', /does not name it/, change.roles(role('invoke', { service: 'lambda.amazonaws.com' }))],
  [
    'invoke-role-condition',
    /aws:SourceAccount/,
    change.roles(role('invoke', { trustMore: { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } } })),
  ],
  ['invoke-role-permission', /lambda:InvokeFunction on .*smoke/, change.roles(role('invoke', { allowed: false }))],
  ['hook-target-missing', /function:smoke/, change.hook(0, { target: seen(undefined) })],
  [
    'hook-target-elsewhere',
    /999 us-east-1, the service in 111122223333 eu-central-1/,
    change.hook(0, { targetArn: 'arn:aws:lambda:us-east-1:999:function:smoke' }),
  ],
  ['hook-role-absent', /lifecycleHooks\[0\]\.roleArn is not set/, change.hook(0, { roleArn: undefined })],
  ['hook-arn', /hookTargetArn is "smoke"/, change.hook(0, { targetArn: 'smoke' })],
  ['hook-arn', /roleArn is "admin"/, change.hook(0, { roleArn: 'admin' })],
  ['timeout-range', /timeoutInMinutes is 2000/, change.hook(0, { timeoutMinutes: 2000 })],
  ['timeout-range', /timeoutInMinutes is 0.5/, change.hook(2, { timeoutMinutes: 0.5 })],
  ['timeout-near-wait', /is 243, deadlineMinutes \(240\)/, change.hook(2, { timeoutMinutes: 243 })],
  ['timeout-near-wait', /is 17, waitMinutes \(15\)/, change.hook(0, { timeoutMinutes: 17 })],
  [
    'owned-by-terraform',
    /Terraform \(tag iac=terraform\) owns it/,
    change.service({ owner: seen(ownerOf([{ key: 'iac', value: 'terraform' }])) }),
  ],
  ['hook-stage', /SCALE_UP/, change.hook(0, { stages: ['SCALE_UP'] })],
  [
    'hook-stage',
    /TEST_TRAFFIC_SHIFT/,
    change.hook(0, { isPause: true, kind: undefined, stages: ['TEST_TRAFFIC_SHIFT'] }),
  ],
  [
    'too-many-hooks',
    /11 Lambda hooks/,
    async (world) => {
      const hooks = Array.from({ length: 11 }, (_, at) => hook(at, 'smoke', 'POST_TEST_TRAFFIC_SHIFT', {}, 30));
      return change.service({ hooks: await Promise.all(hooks) })(world);
    },
  ],
  ['hook-details-invalid', /requests\[0\]/, change.details(0, 'smoke', { requests: ['health'] })],
  ['hook-details-invalid', /reviwers/, change.details(2, 'approval', { reviwers: [] })],
  [
    'timeout-before-wait',
    /is 16, waitMinutes \(15\) plus settleSeconds \(60\)/,
    change.hook(0, { timeoutMinutes: 16 }),
  ],
  ['timeout-before-wait', /is 10, waitMinutes \(10\)/, change.hook(1, { timeoutMinutes: 10 })],
  [
    'timeout-before-wait',
    /is 30, watchMinutes \(30\)/,
    change.details(1, 'alarms', { alarms: ['shop-5xx'], watchMinutes: 30 }),
  ],
  [
    'timeout-before-wait',
    /is 30, waitMinutes \(20\) plus settleSeconds \(600\)/,
    change.details(0, 'smoke', { requests: ['/health'], waitMinutes: 20, settleSeconds: 600 }),
  ],
  ['timeout-before-deadline', /is 240, deadlineMinutes 240/, change.hook(2, { timeoutMinutes: 240 })],
  [
    'timeout-before-deadline',
    /is 300, with businessHours up to \(1430\)/,
    change.details(2, 'approval', { businessHours: { timeZone: 'Europe/Berlin' } }),
  ],
  [
    'business-hours-cut',
    /deadlineMinutes is 240, and a request opened on Fri 1[34]:00 Europe\/Berlin gets less/,
    change.details(2, 'approval', { businessHours: { timeZone: 'Europe/Berlin' } }),
  ],
  ['hook-fails-open', /CONTINUE/, change.hook(2, { action: 'CONTINUE' })],
  ['timeout-of-a-day', /1440/, change.hook(0, { timeoutMinutes: 1440 })],
  ['gates-alike', /lifecycleHooks\[2\] and lifecycleHooks\[3\] both have the gate "release"/, withApproval('release')],
  [
    'gates-alike',
    /have no gate/,
    async (world) => withApproval()(await change.details(2, 'approval', { reviewers: [ana] })(world)),
  ],
  [
    'people-beside-machines',
    /approval is at the same stage as .*smoke, .*alarm/,
    change.hook(2, { stages: ['POST_TEST_TRAFFIC_SHIFT'] }),
  ],
  ['approval-at-steps', /CANARY/, change.service({ strategy: 'CANARY' })],
  [
    'approval-opens-itself',
    /hookDetails\.onDeadline is "approve"/,
    change.details(2, 'approval', { reviewers: [ana], gate: 'release', onDeadline: 'approve', allowFailOpen: true }),
  ],
  [
    'approval-by-iam-names',
    /hookDetails\.rules: "ops" asks for "iam" and names no ARN/,
    change.details(2, 'approval', { gate: 'release', rules: [{ name: 'ops', from: [ana], assurance: 'iam' }] }),
  ],
  [
    'approval-by-deployer-only',
    /hookDetails\.reviewers: without ana@example\.com the approvals are not enough/,
    change.details(2, 'approval', { gate: 'release', reviewers: [ana], selfApproval: 'deny' }),
  ],
  [
    'approval-automatic',
    /autoApprove\.clusters has "prod-\*", which matches prod-cluster/,
    change.details(2, 'approval', {
      reviewers: [ana],
      gate: 'release',
      autoApprove: { clusters: ['dev-*', 'prod-*'] },
    }),
  ],
  ['approval-too-late', /POST_PRODUCTION/, change.hook(2, { stages: ['POST_PRODUCTION_TRAFFIC_SHIFT'] })],
  ['approval-too-early', /POST_SCALE_UP/, change.hook(2, { stages: ['POST_SCALE_UP'] })],
  ['smoke-too-early', /PRE_SCALE_UP/, change.hook(0, { stages: ['PRE_SCALE_UP'] })],
  [
    'metrics-incomparable',
    /checks\[0\]\.metrics\.baseline is "concurrent" at POST_PRODUCTION_TRAFFIC_SHIFT/,
    withGate('POST_PRODUCTION_TRAFFIC_SHIFT', { metrics: { compare: ['errorRate'], baseline: 'concurrent' } }),
  ],
  [
    'smoke-compares-too-late',
    /checks\[0\]\.smoke\.requests has "compare"/,
    withGate('PRODUCTION_TRAFFIC_SHIFT', { smoke: { requests: [{ path: '/', compare: true }] } }),
  ],
  [
    'load-too-early',
    /checks\[0\]\.load\.to is "test" at POST_SCALE_UP/,
    withGate('POST_SCALE_UP', { load: { requestsPerSecond: 5, seconds: 60 } }),
  ],
  [
    'target-health-too-early',
    /checks\[0\]\.target-health is at PRE_SCALE_UP/,
    withGate('PRE_SCALE_UP', { 'target-health': {} }),
  ],
  [
    'metrics-uncounted',
    /checks\[0\]\.metrics\.compare names "requestCount", and net\/shop\/50dc6c495c0c9188 is a Network Load Balancer/,
    async (world) =>
      change.service({
        productionListeners: [
          'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2',
        ],
      })(
        await withGate('PRODUCTION_TRAFFIC_SHIFT', {
          metrics: { compare: ['cpu', 'requestCount'], baseline: 'concurrent' },
        })(world),
      ),
  ],
  [
    'target-health-without-targets',
    /no load balancer, and the gate has lifecycleHooks\[3\]\.hookDetails\.checks\[0\]\.target-health/,
    async (world) =>
      change.service({ productionListeners: [] })(await withGate('POST_SCALE_UP', { 'target-health': {} })(world)),
  ],
  [
    'literal-credential',
    /has a value for cookie, x-api-key in its headers/,
    change.details(0, 'smoke', {
      requests: [
        { path: '/', headers: { Cookie: 'session=hunter2', 'X-Api-Key': 'hunter2', authorization: 'Bearer {{t}}' } },
      ],
      secrets: { t: 'ssm:/t' },
    }),
  ],
  [
    'smoke-too-long',
    /100 requests, 10 at once, 3 attempts of 5 s may take 150 s; the function has 117 s/,
    change.details(0, 'smoke', { requests: Array.from({ length: 100 }, (_, at) => `/${at}`) }),
  ],
  ['rolling-skips-hooks', /ROLLING/, change.service({ strategy: 'ROLLING' })],
  ['controller-without-hooks', /CODE_DEPLOY/, change.service({ controller: 'CODE_DEPLOY' })],
  ['service-not-active', /DRAINING/, change.service({ status: 'DRAINING' })],
  ['no-gate', /lifecycleHooks is empty/, change.service({ hooks: [] })],
  [
    'cloudformation-33-hours',
    /1985 min, allowed are 1980/,
    async (world) =>
      change.hook(0, { timeoutMinutes: 1650 })(change.service({ owner: seen(ownedByStack('shop')) })(world)),
  ],
  ['owned-by-cloudformation', /stack "shop"/, change.service({ owner: seen(ownedByStack('shop')) })],
  ['longer-than-terraform-waits', /up to 365 min/, (world) => world],
  ['circuit-breaker-ignored', /enable is true/, change.service({ hasCircuitBreaker: true })],
  [
    'listener-arn-kind',
    /listener\/app/,
    change.traffic({ test: { arn: 'arn:aws:elasticloadbalancing:x:1:listener/app/a/1/2', looked: undefined } }),
  ],
  ['listener-missing', /shop\/1\/4\/5/, change.traffic({ test: { arn: names.test, looked: seen(undefined) } })],
  [
    'listener-same-rule',
    /both/,
    change.traffic({ test: { arn: names.production, looked: forwards([[names.blue, 100]]) } }),
  ],
  ['test-rule-absent', /not set/, change.traffic({ test: undefined })],
  [
    'listener-target-groups',
    /other/,
    change.traffic({ test: { arn: names.test, looked: forwards([[`${names.blue}/other`, 1]]) } }),
  ],
  [
    'listener-target-groups',
    /does not name targetgroup\/green\/2, and there is no test rule/,
    change.traffic({ test: undefined, production: { arn: names.production, looked: forwards([[names.blue, 1]]) } }),
  ],
  ['listener-target-groups', /nowhere/, change.traffic({ test: { arn: names.test, looked: seen({ actions: [] }) } })],
  ['production-traffic-split', /blue\/1 has weight 50, .*green\/2 has weight 50/, production(50, 50)],
  ['production-traffic-split', /weight 0/, production(0, 0)],
  ['target-group-missing', /green/, change.traffic({ targetGroups: [{ arn: names.green, facts: seen(undefined) }] })],
  ['target-group-health', /\/ready/, healthChecks('/health', '/ready')],
  [
    'load-balancer-role-missing',
    /ecs-load-balancers/,
    change.roles({ ...role('load-balancer'), role: seen(undefined) }),
  ],
  ['load-balancer-role-trust', /does not name/, change.roles(role('load-balancer', { service: 'ec2.amazonaws.com' }))],
  ['load-balancer-role-permission', /do not allow/, change.roles(role('load-balancer', { allowed: false }))],
  [
    'test-url-unknown',
    /no test listener/,
    (world) => ({ ...world, testUrl: { ...world.testUrl, smoke: notFound('the service has no test listener') } }),
  ],
  [
    'test-request-strays',
    /^GET \/health: rule 1 \(arn:1\) answers with status 200 itself$/,
    (world) => ({
      ...world,
      testUrl: {
        ...world.testUrl,
        strayed: [{ request: 'GET /health', because: 'rule 1 (arn:1) answers with status 200 itself' }],
      },
    }),
  ],
  [
    'reviewers-without-url',
    /^the service has no test listener$/,
    (world) => ({
      ...world,
      testUrl: {
        ...world.testUrl,
        reviewers: seen({ access: undefined, because: 'the service has no test listener' }),
      },
    }),
  ],
  [
    'reviewers-without-url',
    /only with the header x-test.*; they get the command curl -H/,
    (world) => ({
      ...world,
      testUrl: { ...world.testUrl, reviewers: seen({ access: byCommand, because: onlyByHeader }) },
    }),
  ],
  ['smoke-cannot-reach', /is internal/, (world) => ({ ...world, testUrl: { ...world.testUrl, smoke: testUrl(true) } })],
  ...loadBalancerPlants,
  ...servicePlants,
  ...pausePlants,
  ['alarm-missing', /lifecycleHooks\[1\]/, (world) => ({ ...world, alarms: seen([]) })],
  ['alarm-without-data', /since 2026-11-17 12:00 UTC/, alarm('INSUFFICIENT_DATA')],
  [
    'alarm-check-without-alarms',
    /lifecycleHooks\[1\]\.hookDetails\.alarms is not set, and deploymentConfiguration\.alarms names none/,
    async (world) => change.service({ alarms: undefined })(await change.details(1, 'alarms', {})(world)),
  ],
  [
    'alarm-never-ok',
    /HTTPCode_Target_5XX_Count only when there are errors/,
    alarm('OK', { metrics: [{ namespace: 'AWS/ApplicationELB', name: 'HTTPCode_Target_5XX_Count' }] }),
  ],
  ['alarm-warms-up', /until 2026-11-24 12:30 UTC/, alarm('INSUFFICIENT_DATA', { warmsUpUntil: inHalfAnHour })],
  ['alarm-in-alarm', /ALARM since/, alarm('ALARM')],
  ['deployment-alarms-off', /rollback false/, deploymentAlarms(false)],
  ['alarms-without-bake-time', /is 0/, change.service({ bakeMinutes: 0 })],
];

const onlyByHeader = 'it is reached only with the header x-test';
const byCommand = access({
  address: undefined,
  because: onlyByHeader,
  command: "curl -H 'x-test: <value of the rule>'",
});

/** Need an answer of IAM; planted in doctor.contract.test.ts and judge-needs.test.ts. */
const plantedOverTheWire: readonly RuleId[] = [
  'permission-missing',
  'signing-key-unreadable',
  'smoke-secret-unreadable',
  'suite-unreadable',
];

describe('doctor', () => {
  test('finds nothing if nothing is wrong', async () => {
    const outcomes = await judgeWorld(await healthyWorld());

    expect(foundIn(outcomes)).toEqual(['longer-than-terraform-waits']);
    expect(outcomes.filter(({ kind }) => kind === 'unseen')).toEqual([]);
    expect(outcomes.filter(({ kind }) => kind === 'fine').length).toBeGreaterThan(60);
  });

  test.each(plants)('finds %s: %s', async (id, found, plant) => {
    const outcomes = await judgeWorld(await plant(await healthyWorld()));

    const finding = outcomes.find((outcome) => outcome.rule === id && outcome.kind === 'found');
    expect(finding, `among ${foundIn(outcomes)}`).toMatchObject({
      found: expect.stringMatching(found),
      fix: expect.stringMatching(/\w{3}/),
    });
  });

  test('M8 finds a reviewer whom a single visit to a link unsubscribes, and explains how to confirm with credentials', async () => {
    const filter = seen({ policy: JSON.stringify({ reviewer: [ana] }), scope: undefined, isAuthenticated: false });
    const outcomes = await judgeWorld(
      change.subscriptions(subscription(ana, undefined, { filter }))(await healthyWorld()),
    );

    expect(
      outcomes.find(({ rule, kind }) => rule === 'subscription-unauthenticated' && kind === 'found'),
    ).toMatchObject({
      about: `email ${ana}`,
      fix: `subscribe it again, and do not click the link in the mail of AWS, but paste it into greenlight reviewers confirm: greenlight reviewers remove ${ana} && greenlight reviewers add ${ana}`,
    });
  });

  test('has a planted fault for every rule that it shows', () => {
    const planted = new Set([...plants.map(([id]) => id), ...plantedOverTheWire]);

    const sought = ruleTable.filter((rule) => !('shownBy' in rule) || (rule.shownBy as string[]).includes('doctor'));
    expect(sought.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([]);
  });
});

describe('doctor reports "not checked", never success,', () => {
  test.each<[string, RuleId, Plant]>([
    ['if a function may not be read', 'function-missing', hiddenFunction],
    ['if subscriptions may not be listed', 'nobody-subscribed', change.app({ subscriptions: denied })],
    ['if a reviewer’s subscription may not be seen', 'approver-not-subscribed', change.app({ subscriptions: denied })],
    ['if a filter may not be read', 'subscription-filter', change.subscriptions({ ...onlyAna, filter: denied })],
    ['if the bucket’s policy may not be read', 'ledger-policy', bucket({ policy: denied })],
    [
      'if the key may not be described',
      'signing-key-missing',
      change.app({ signingKey: { arn: names.secret, secret: denied } }),
    ],
    [
      'if the secret of a chat may not be described',
      'chat-secret-missing',
      change.app({ chats: [{ chat: 'Teams', arn: names.slack, secret: denied }] }),
    ],
    ['if a role may not be read', 'invoke-role-trust', change.roles({ ...role('invoke'), role: denied })],
    ['if a condition decides', 'invoke-role-permission', undecided],
    ['if a target may not be read', 'hook-target-missing', change.hook(0, { target: denied })],
    ['if ECS knows a stage that Greenlight does not', 'hook-stage', change.hook(0, { stages: ['PRE_CLEAN_UP'] })],
    ['if defaults may not be read', 'hook-details-invalid', change.hook(0, { configuration: undefined })],
    ['if the owner is not known', 'cloudformation-33-hours', change.service({ owner: denied })],
    [
      'if a rule may not be read',
      'listener-target-groups',
      change.traffic({ test: { arn: names.test, looked: denied } }),
    ],
    [
      'if the test listener may not be read',
      'reviewers-without-url',
      (world) => ({ ...world, testUrl: { ...world.testUrl, reviewers: denied } }),
    ],
    ['while a deployment shifts traffic', 'production-traffic-split', change.service({ isDeploying: true })],
    ['if alarms may not be read', 'alarm-missing', (world) => ({ ...world, alarms: denied })],
  ])('%s: %s', async (_case, id, plant) => {
    const outcomes = await judgeWorld(await plant(await healthyWorld()));

    expect(outcomes.filter(({ rule }) => rule === id).map(({ kind }) => kind)).toContain('unseen');
  });
});

test('doctor shows no header of a smoke request, because it may hold a token', async () => {
  const token = 'Bearer tok3n-of-the-shop';
  const requests = [{ path: '/', headers: { Authorization: `${token}\n` } }];

  const outcomes = await judgeWorld(await change.details(0, 'smoke', { requests })(await healthyWorld()));

  expect(foundIn(outcomes)).toContain('hook-details-invalid');
  expect(JSON.stringify(outcomes)).not.toContain('tok3n');
});

describe('the table of rules', () => {
  test('names the consequence of each rule, without a full stop at the end', () => {
    expect(ruleTable.length).toBeGreaterThan(60);
    for (const { id, title, why, severity } of ruleTable) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(why).toMatch(/^\S.*[^.]$/);
      expect(['error', 'warning', 'note']).toContain(severity);
    }
  });
});

function foundIn(outcomes: readonly Outcome[]): readonly RuleId[] {
  return outcomes.filter(({ kind }) => kind === 'found').map(({ rule }) => rule);
}

function defaults(value: string | undefined, type = 'String'): Plant {
  const name = '/greenlight/approval';
  return change.app({
    defaults: [{ hook: 'approval', name, parameter: seen(value === undefined ? undefined : { name, type, value }) }],
  });
}

function bucket(more: object): Plant {
  return (world) => {
    const { bucket: known } = world.app;
    return change.app({ bucket: known.seen && known.value ? seen({ ...known.value, ...more }) : known })(world);
  };
}

function key(secret: { deletedAt: Date | undefined; hasValue: boolean } | undefined): Plant {
  return change.app({ signingKey: { arn: names.secret, secret: seen(secret) } });
}

function chat(secret: { deletedAt: Date | undefined; hasValue: boolean } | undefined): Plant {
  return change.app({ chats: [{ chat: 'Slack', arn: names.slack, secret: seen(secret) }] });
}

function withApproval(gate?: string): Plant {
  return async (world) => {
    const details = { reviewers: [ana], ...(gate !== undefined && { gate }) };
    const another = await hook(3, 'approval', 'PRE_PRODUCTION_TRAFFIC_SHIFT', details, 300);
    return change.service({ hooks: [...world.service.hooks, another] })(world);
  };
}

function withGate(stage: string, check: JsonObject): Plant {
  return async (world) => {
    const gate = await hook(3, 'gate', stage, { checks: [check] }, 60);
    return change.service({ hooks: [...world.service.hooks, gate] })(world);
  };
}

function production(blue: number, green: number): Plant {
  const looked = forwards([
    [names.blue, blue],
    [names.green, green],
  ]);
  return change.traffic({ production: { arn: names.production, looked } });
}

function healthChecks(blue: string, green: string): Plant {
  const facts = (healthCheck: string) => seen({ isHealthChecked: true, healthCheck });
  return change.traffic({
    targetGroups: [
      { arn: names.blue, facts: facts(blue) },
      { arn: names.green, facts: facts(green) },
    ],
  });
}

function notFound(reason: string) {
  return { found: false, looked: true, reason: `${reason}: set hookDetails.baseUrl` } as const;
}

function alarm(state: string, more: Partial<AlarmFacts> = {}): Plant {
  return (world) => ({ ...world, alarms: seen([alarmFacts({ state, changedAt: lastWeek, ...more })]) });
}

function deploymentAlarms(rollback: boolean): Plant {
  return change.service({ alarms: { names: ['shop-latency'], enable: true, rollback } });
}

function hiddenFunction(world: World): World {
  return change.app({ functions: world.app.functions.map((each) => ({ ...each, facts: denied })) })(world);
}

function undecided(world: World): World {
  const use = role('invoke');
  return change.roles({ ...use, permissions: use.permissions.map((each) => ({ ...each, allowed: seen(undefined) })) })(
    world,
  );
}
