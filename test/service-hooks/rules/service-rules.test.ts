import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeHooks } from '../../../src/cli/doctor/judge/judge-hooks.ts';
import { judgeTime } from '../../../src/cli/plan/judge-time.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { hookableStages } from '../../../src/hook/target.ts';
import { type HookedService, ownedByStack, ownerOf } from '../../../src/service-hooks/hooked-service.ts';
import { judgeChange } from '../../../src/service-hooks/judge-change.ts';
import type { LifecycleHook } from '../../../src/service-hooks/lifecycle-hook.ts';
import { type PauseSources, withPauseAsking } from '../../../src/service-hooks/read-pause-facts.ts';
import type { ServiceRule, Shower } from '../../../src/service-hooks/rules/rule.ts';
import { type ServiceRuleId, serviceRules } from '../../../src/service-hooks/rules/service-rules.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { approval, directory, hookedService, own, pause, smoke } from '../../cli/attach/hooks.ts';
import { healthyWorld, seen } from '../../cli/doctor/world.ts';

type Played = {
  hooks: readonly LifecycleHook[];
  service?: Partial<HookedService>;
  /** What the stack's bridge asks about. Default: nothing is known of it. */
  pauses?: Partial<PauseSources>;
};

const ids = Object.keys(serviceRules) as ServiceRuleId[];
const table: Readonly<Record<ServiceRuleId, ServiceRule>> = serviceRules;
const shownBy = (shower: Shower, other: Shower) =>
  ids.filter((id) => table[id].shownBy.includes(shower) && table[id].shownBy.includes(other));
const stack: HookedService['owner'] = seen(ownedByStack('shop'));
const timeout = (timeoutInMinutes: number, action = 'ROLLBACK') => ({
  timeoutConfiguration: { timeoutInMinutes, action },
});
const alarms = (more: Partial<LifecycleHook> = {}) =>
  smoke({ hookTargetArn: directory.arns.alarms, hookDetails: { alarms: ['a'] }, ...more });
const gate = (stage: string, ...checks: readonly JsonObject[]) =>
  smoke({ hookTargetArn: directory.arns.gate, hookDetails: { checks }, lifecycleStages: [stage] });

const ofService = '/greenlight/pauses/prod-cluster/retail-ui';
const asking = (more: Partial<PauseSources> = {}): Partial<PauseSources> => ({ asks: 'configured', ...more });
const by = (value: string) => asking({ parameters: new Map([[ofService, value]]) });

async function readHooks({ hooks, pauses }: Played) {
  const read = await readServiceHooks(hooks, directory);
  if (!pauses) return read;
  return withPauseAsking(read, {
    ...{ asks: 'off', prefix: '/greenlight/pauses', readsTags: false, cluster: 'prod-cluster', service: 'retail-ui' },
    ...{ parameters: new Map(), tags: new Map() },
    ...pauses,
  });
}

/** The ids of the rules that find something, or do not know what ECS does there: in hooks that attach is to send, and in those that doctor sees. */
async function play({ hooks: list, service: more = {}, pauses }: Played) {
  const hooks = await readHooks({ hooks: list, ...(pauses && { pauses }) });
  const service = hookedService({ ...more, hooks });
  const changes = list.map((after) => ({ change: 'added', after }) as const);
  const { service: healthy } = await healthyWorld();
  const facts = { ...healthy, ...service, hooks: hooks.map((hook) => ({ ...hook, target: undefined })) };
  const print = service.owner.seen ? service.owner.value?.print : undefined;
  return {
    attach: new Set(judgeChange(changes, service, { allowsFailOpen: false }).map(({ rule }) => rule)),
    doctor: new Set<string>(judgeHooks(facts).flatMap(({ rule, kind }) => (kind === 'fine' ? [] : [rule]))),
    plan: new Set(judgeTime([], service, print === 'cdk' ? 'cloudformation' : print).map(({ rule }) => rule)),
  };
}

const networkListener =
  'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2';

/** For every rule that attach and doctor share a service that breaks it. */
const broken: readonly [ServiceRuleId, Played][] = [
  ['hook-role-absent', { hooks: [(({ roleArn: _, ...rest }) => rest)(own())] }],
  ['hook-arn', { hooks: [own({ roleArn: 'admin' })] }],
  ['hook-target-elsewhere', { hooks: [own({ hookTargetArn: 'arn:aws:lambda:us-west-2:1:function:f' })] }],
  ['hook-stage', { hooks: [own({ lifecycleStages: ['BAKE_TIME'] })] }],
  ['hook-stage', { hooks: [own({ lifecycleStages: [] })] }],
  ['hook-stage', { hooks: [own({ lifecycleStages: ['PRE_CLEAN_UP'] })] }],
  ['hook-stage', { hooks: [pause({ lifecycleStages: ['TEST_TRAFFIC_SHIFT'] })] }],
  ['rolling-skips-hooks', { hooks: [own()], service: { strategy: 'ROLLING' } }],
  ['hook-details-invalid', { hooks: [smoke({ hookDetails: { paths: [] } })] }],
  ['hook-details-invalid', { hooks: [approval({ hookDetails: '[]' })] }],
  ['timeout-range', { hooks: [own(timeout(1441))] }],
  ['timeout-before-deadline', { hooks: [approval(timeout(240))] }],
  [
    'timeout-before-deadline',
    { hooks: [approval({ hookDetails: { businessHours: { timeZone: 'UTC' } }, ...timeout(300) })] },
  ],
  ['business-hours-cut', { hooks: [approval({ hookDetails: { businessHours: { timeZone: 'UTC' } } })] }],
  ['timeout-before-wait', { hooks: [alarms({ ...timeout(10) })] }],
  [
    'timeout-before-wait',
    { hooks: [alarms({ hookDetails: { alarms: ['a'], initialDelayMinutes: 30, watchMinutes: 15 }, ...timeout(40) })] },
  ],
  [
    'timeout-before-wait',
    { hooks: [alarms({ hookDetails: { alarms: ['a'], consecutive: 2, watchMinutes: 15 }, ...timeout(25) })] },
  ],
  ['timeout-near-wait', { hooks: [approval(timeout(243))] }],
  ['timeout-near-wait', { hooks: [smoke(timeout(19))] }],
  ['hook-fails-open', { hooks: [own(timeout(30, 'CONTINUE'))] }],
  ['hook-fails-open', { hooks: [own(timeout(30, 'STOP'))] }],
  ['timeout-of-a-day', { hooks: [pause(timeout(2000))] }],
  ['gates-alike', { hooks: [approval({ hookDetails: { gate: 'a' } }), approval({ hookDetails: '{"gate":"a"}' })] }],
  ['people-beside-machines', { hooks: [pause({ lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }), own()] }],
  ['approval-at-steps', { hooks: [approval()], service: { strategy: 'CANARY' } }],
  [
    'approval-at-steps',
    { hooks: [pause({ lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'] })], service: { strategy: 'LINEAR' } },
  ],
  ['approval-opens-itself', { hooks: [approval({ hookDetails: { onDeadline: 'approve', allowFailOpen: true } })] }],
  [
    'approval-by-iam-names',
    { hooks: [approval({ hookDetails: { assurance: 'iam', rules: [{ name: 'ops', from: ['ana@example.com'] }] } })] },
  ],
  ['approval-automatic', { hooks: [approval({ hookDetails: { autoApprove: { clusters: ['prod-*'] } } })] }],
  ['approval-too-late', { hooks: [approval({ lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'] })] }],
  ['approval-too-early', { hooks: [approval({ lifecycleStages: ['POST_SCALE_UP'] })] }],
  ['smoke-too-early', { hooks: [smoke({ lifecycleStages: ['PRE_SCALE_UP'] })] }],
  [
    'metrics-incomparable',
    { hooks: [gate('POST_PRODUCTION_TRAFFIC_SHIFT', { metrics: { compare: ['errorRate'], baseline: 'concurrent' } })] },
  ],
  [
    'smoke-compares-too-late',
    { hooks: [gate('PRODUCTION_TRAFFIC_SHIFT', { smoke: { requests: [{ path: '/', compare: true }] } })] },
  ],
  ['load-too-early', { hooks: [gate('POST_SCALE_UP', { load: { requestsPerSecond: 5, seconds: 60 } })] }],
  [
    'metrics-uncounted',
    {
      hooks: [gate('POST_PRODUCTION_TRAFFIC_SHIFT', { metrics: { compare: ['p95'], baseline: 'before' } })],
      service: { productionListeners: [networkListener] },
    },
  ],
  [
    'target-health-without-targets',
    { hooks: [gate('POST_SCALE_UP', { 'target-health': {} })], service: { productionListeners: [] } },
  ],
  ['target-health-too-early', { hooks: [gate('PRE_SCALE_UP', { 'target-health': {} })] }],
  [
    'literal-credential',
    { hooks: [smoke({ hookDetails: { requests: [{ path: '/', headers: { authorization: 'Bearer hunter2' } }] } })] },
  ],
  [
    'approval-by-deployer-only',
    { hooks: [approval({ hookDetails: { reviewers: ['ana@example.com'], selfApproval: 'deny' } })] },
  ],
  [
    'approval-by-deployer-only',
    {
      hooks: [
        approval({
          hookDetails: {
            selfApproval: 'deny',
            rules: [
              { name: 'qa', from: ['ana@example.com', 'ben@example.com'] },
              { name: 'security', from: ['Ana@example.com', 'ben@example.com'] },
            ],
          },
        }),
      ],
    },
  ],
  [
    'deputies-unprovable',
    {
      hooks: [pause()],
      pauses: {
        ...by(
          '{"assurance":"sign-in","reviewers":["ana@example.com"],"deputies":[{"afterMinutes":5,"from":["bo@example.org"]}]}',
        ),
        abilities: { signIn: { issuer: 'https://login.example.com', mailDomains: ['example.com'] } },
      },
    },
  ],
  ['pause-without-bridge', { hooks: [pause()], pauses: { ...by('{}'), asks: 'off' } }],
  ['pause-unconfigured', { hooks: [pause()], pauses: asking() }],
  ['pause-unconfigured', { hooks: [pause()], pauses: asking({ parameters: { unread: 'not allowed' } }) }],
  ['pause-configuration-invalid', { hooks: [pause()], pauses: by('{"approvals": 2}') }],
  ['pause-configuration-invalid', { hooks: [pause()], pauses: by('[]') }],
  [
    'pause-configuration-invalid',
    { hooks: [pause()], pauses: asking({ readsTags: true, tags: new Map([['greenlight:pause:profile', 'gone']]) }) },
  ],
  ['pause-undecidable', { hooks: [pause(timeout(1))], pauses: by('{}') }],
  ['pause-too-short', { hooks: [pause(timeout(9))], pauses: asking({ asks: 'all' }) }],
  ['pause-before-deadline', { hooks: [pause(timeout(62))], pauses: by('{"deadlineMinutes": 60}') }],
  ['hook-fails-open', { hooks: [pause(timeout(60, 'CONTINUE'))], pauses: by('{}') }],
  ['approval-opens-itself', { hooks: [pause()], pauses: by('{"onDeadline": "approve", "allowFailOpen": true}') }],
  ['approval-automatic', { hooks: [pause()], pauses: by('{"autoApprove": {"clusters": ["prod-*"]}}') }],
  ['approval-too-late', { hooks: [pause({ lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'] })], pauses: by('{}') }],
  ['service-not-active', { hooks: [own()], service: { status: 'DRAINING' } }],
  ['controller-without-hooks', { hooks: [own()], service: { controller: 'EXTERNAL' } }],
  ['too-many-hooks', { hooks: Array.from({ length: 11 }, () => pause()) }],
  ['owned-by-cloudformation', { hooks: [own()], service: { owner: stack } }],
  ['owned-by-terraform', { hooks: [own()], service: { owner: seen(ownerOf([{ key: 'terraform', value: 'true' }])) } }],
  ['cloudformation-33-hours', { hooks: [pause(timeout(1976))], service: { owner: stack } }],
];

describe('attach, doctor and plan agree', () => {
  test.each(broken)('on %s: %j', async (id, played) => {
    const { attach, doctor } = await play(played);

    expect([...attach]).toContain(id);
    expect([...doctor]).toContain(id);
  });

  test('that a suite, whose baseUrl is not known, is not too early', async () => {
    const hook = smoke({ lifecycleStages: ['PRE_SCALE_UP'], hookDetails: { suite: 'ssm:/shop/smoke' } });
    const { attach, doctor } = await play({ hooks: [hook] });

    expect([...attach, ...doctor]).not.toContain('smoke-too-early');
    expect([...attach, ...doctor]).not.toContain('hook-details');
  });

  test.each<[string, Played, string | undefined]>([
    [
      'a pause whose deadline is longer',
      { hooks: [pause(timeout(3000))], pauses: by('{"deadlineMinutes": 2880}') },
      undefined,
    ],
    [
      'a pause with business hours',
      { hooks: [pause(timeout(3000))], pauses: by('{"deadlineMinutes": 480, "businessHours": {"timeZone": "UTC"}}') },
      undefined,
    ],
    [
      'a gate that waits until then',
      { hooks: [alarms({ hookDetails: { alarms: ['a'], watchMinutes: 1430 }, ...timeout(1440) })] },
      undefined,
    ],
    [
      'a pause with a deadline of a day, less ten minutes',
      { hooks: [pause(timeout(1440))], pauses: by('{"deadlineMinutes": 1430}') },
      undefined,
    ],
    ['a shorter deadline', { hooks: [pause(timeout(1440))], pauses: by('{"deadlineMinutes": 1429}') }, 'such as 1439'],
    ['a pause that nobody is asked about', { hooks: [pause(timeout(3000))], pauses: { asks: 'off' } }, 'such as 300'],
  ])('on a timeout of a day for %s', async (_, { hooks: list, pauses = {} }, advice) => {
    const service = hookedService({ hooks: await readHooks({ hooks: list, pauses }) });
    const [judged] = serviceRules['timeout-of-a-day'].judge(service);

    if (advice === undefined) expect(judged).toMatchObject({ kind: 'fine' });
    else expect(judged).toMatchObject({ kind: 'found', remedy: { change: expect.stringContaining(advice) } });
  });

  test('on the key that was probably meant, at any depth', async () => {
    const list = [
      approval({ hookDetails: { reviewer: ['ana@example.com'] } }),
      gate('POST_TEST_TRAFFIC_SHIFT', { any: [{ smoke: { unheardOf: [], requests: [{ path: '/', statuss: 200 }] } }] }),
    ];
    const service = hookedService({ hooks: await readHooks({ hooks: list }) });
    const found = serviceRules['hook-details-invalid'].judge(service);

    expect(found).toMatchObject([
      {
        found: 'lifecycleHooks[0]: hookDetails.reviewer: unknown key; write "reviewers"',
      },
      {
        found:
          'lifecycleHooks[1]: hookDetails.checks[0].any[0].smoke.requests[0].statuss: unknown key; write "status", hookDetails.checks[0].any[0].smoke.unheardOf: unknown key, remove it or correct its spelling',
      },
    ]);
  });

  test.each([
    ['{"deadlineMinute":5}', 'deadlineMinute: unknown key; write "deadlineMinutes"'],
    ['{"rules":[{"name":"qa","form":["ana@example.com"]}]}', 'rules[0].form: unknown key; write "from"'],
    ['{"colour":1}', 'colour: unknown key, remove it or correct its spelling'],
  ])('on the key that was probably meant in what configures a pause: %s', async (value, wanted) => {
    const [hook] = await readHooks({ hooks: [pause()], pauses: by(value) });

    expect(hook?.pause).toMatchObject({ stages: [{ problem: expect.stringContaining(wanted) }] });
  });

  test('that a pause is no approval, and has no rule of one, if nobody is asked about it', async () => {
    const late = pause({ lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'], ...timeout(1) });
    const { attach, doctor } = await play({ hooks: [late], pauses: { asks: 'off' } });

    expect([...attach, ...doctor].filter((id) => /^(pause|approval)-/.test(id ?? ''))).toEqual([]);
  });

  test('that the bridge asks about a pause after the checks of its stage', async () => {
    const hooks = [pause({ lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }), own()];
    const asked = await play({ hooks, pauses: by('{}') });
    const alone = await play({ hooks, pauses: { asks: 'off' } });

    expect([...asked.attach, ...asked.doctor]).not.toContain('people-beside-machines');
    expect([...alone.attach]).toContain('people-beside-machines');
  });

  test('on every rule that attach and doctor share', () => {
    const planted = new Set(broken.map(([id]) => id));

    expect(shownBy('attach', 'doctor').filter((id) => !planted.has(id))).toEqual([]);
  });

  test('on any list of hooks', async () => {
    const stages = fc.uniqueArray(fc.constantFrom(...hookableStages, 'BAKE_TIME', 'PRE_CLEAN_UP'), { maxLength: 3 });
    const hook = fc
      .record({
        make: fc.constantFrom(approval, smoke, alarms, own, pause),
        lifecycleStages: stages,
        minutes: fc.constantFrom(0, 10, 15, 17, 30, 240, 242, 300, 1440, 1980, 20_161),
        action: fc.constantFrom('ROLLBACK', 'CONTINUE', 'STOP'),
        hookDetails: fc.constantFrom<object[]>({}, { gate: 'a' }, { gate: 7 }, { baseUrl: 'https://x.test' }),
      })
      .map(({ make, lifecycleStages, minutes, action, hookDetails }) => {
        const details = { hookDetails: hookDetails as NonNullable<LifecycleHook['hookDetails']> };
        return make({ lifecycleStages, ...timeout(minutes, action), ...(make !== pause && details) });
      });
    const service = fc.record({
      strategy: fc.constantFrom('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'),
      controller: fc.constantFrom('ECS', 'CODE_DEPLOY'),
      owner: fc.constantFrom(seen(undefined), stack, seen(ownerOf([{ key: 'terraform', value: '1' }]))),
    });
    const played = fc.record({ hooks: fc.array(hook, { minLength: 1, maxLength: 12 }), service });

    await fc.assert(
      fc.asyncProperty(played, async (given) => {
        const { attach, doctor, plan } = await play(given);
        const both = (found: ReadonlySet<string | undefined>, some: readonly string[]) =>
          some.filter((id) => found.has(id));

        const shared = shownBy('attach', 'doctor');
        expect(both(attach, shared)).toEqual(both(doctor, shared));
        // Without an owner, plan warns of CloudFormation, and doctor of Terraform, because neither knows the owner.
        const isOwned = given.service.owner.value !== undefined;
        const times = shownBy('plan', 'doctor').filter((id) => isOwned || !/cloudformation|terraform/.test(id));
        expect(both(plan, times)).toEqual(both(doctor, times));
      }),
    );
  });

  test('on what is refused: errors, and gates that fail open', async () => {
    for (const [id, { hooks: list, service = {}, pauses }] of broken) {
      const hooks = await readHooks({ hooks: list, ...(pauses && { pauses }) });
      const changes = list.map((after) => ({ change: 'added', after }) as const);
      const found = judgeChange(changes, hookedService({ ...service, hooks }), { allowsFailOpen: false });
      const levels = found.filter(({ rule }) => rule === id).map(({ level }) => level);

      if (table[id].severity === 'error') expect(levels, id).toContain('refusal');
      // It is not known whether an unknown action opens the gate.
      else if (pauses && id === 'hook-fails-open') expect(levels).toContain('refusal');
      else if (!list.some(({ timeoutConfiguration }) => timeoutConfiguration?.action === 'STOP'))
        expect(levels, id).not.toContain('refusal');
    }
  });
});
