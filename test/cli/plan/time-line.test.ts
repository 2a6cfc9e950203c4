import { describe, expect, test } from 'vitest';
import { approvalCost, callsFor, checkCost } from '../../../src/cli/plan/gate-cost.ts';
import { judgeTime } from '../../../src/cli/plan/judge-time.ts';
import { configurationFrom, networkOf } from '../../../src/cli/plan/read-plan.ts';
import { renderPlan } from '../../../src/cli/plan/render-plan.ts';
import { type TimeLineInput, timeLine, totalOf } from '../../../src/cli/plan/time-line.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { LifecycleHook } from '../../../src/service-hooks/lifecycle-hook.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { approval, directory, hookedService, own, pause, smoke } from '../attach/hooks.ts';

type Given = Partial<Omit<TimeLineInput, 'hooks'>> & { hooks?: readonly LifecycleHook[] };

async function stages({ hooks = [], ...more }: Given = {}) {
  return timeLine({
    configuration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 },
    hooks: await readServiceHooks(hooks, directory),
    network: 'alb',
    answerMinutes: 30,
    scaleUpMinutes: 5,
    ...more,
  });
}

const at = (all: Awaited<ReturnType<typeof stages>>, stage: string) => all.find((each) => each.stage === stage);

describe('timeLine', () => {
  test('adds up the waiting times; hooks of one stage run in parallel', async () => {
    const all = await stages({
      hooks: [smoke(), own({ timeoutConfiguration: { timeoutInMinutes: 45 } }), approval(), pause()],
    });

    expect(at(all, 'POST_TEST_TRAFFIC_SHIFT')).toMatchObject({ typical: 1, worst: 45 });
    expect(at(all, 'PRE_PRODUCTION_TRAFFIC_SHIFT')).toMatchObject({ typical: 30, worst: 300 });
    expect(at(all, 'POST_SCALE_UP')).toMatchObject({ typical: 30, worst: 60 });
    expect(totalOf(all)).toEqual({ typical: 5 + 30 + 1 + 30 + 10, worst: 60 + 45 + 300 + 10 });
  });

  test('counts a stage once for each step, and the bake times between', async () => {
    const all = await stages({
      configuration: {
        strategy: 'LINEAR',
        bakeTimeInMinutes: 0,
        linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: 6 },
      },
      hooks: [approval()],
      network: 'nlb',
    });

    expect(at(all, 'PRE_PRODUCTION_TRAFFIC_SHIFT')).toMatchObject({ times: 5, typical: 150, worst: 1500 });
    expect(at(all, 'PRODUCTION_TRAFFIC_SHIFT')).toMatchObject({
      times: 5,
      networkMinutes: 50,
      bakeMinutes: 24,
      worst: 74,
    });
    expect(at(all, 'TEST_TRAFFIC_SHIFT')).toMatchObject({ networkMinutes: 10 });
  });

  test('knows the time that VPC Lattice adds, and a canary', async () => {
    const all = await stages({
      configuration: {
        strategy: 'CANARY',
        bakeTimeInMinutes: 0,
        canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 10 },
      },
      network: 'lattice',
    });

    expect(at(all, 'POST_SCALE_UP')?.worst).toBe(3);
    expect(at(all, 'PRODUCTION_TRAFFIC_SHIFT')).toMatchObject({ times: 2, networkMinutes: 3, bakeMinutes: 10 });
  });

  test.each<[string, 'alarms' | 'gate', JsonObject, number]>([
    [
      'an alarm check that watches after a delay',
      'alarms',
      { alarms: ['a'], initialDelayMinutes: 5, watchMinutes: 10 },
      15,
    ],
    [
      'a gate whose checks pass at once',
      'gate',
      { checks: [{ smoke: { requests: ['/'] } }, { 'revision-diff': {} }] },
      1,
    ],
    [
      'metrics, which are watched and late',
      'gate',
      { checks: [{ metrics: { compare: ['p95'], baseline: 'before' } }] },
      13,
    ],
    [
      'one check after the other, and people last',
      'gate',
      {
        checks: [
          { load: { requestsPerSecond: 1, seconds: 90, requests: ['/'] } },
          { alarms: { alarms: ['a'], okForMinutes: 3 } },
          { approval: { reviewers: ['ana@example.com'] } },
        ],
      },
      2 + 3 + 30,
    ],
    [
      'checks side by side',
      'gate',
      {
        checks: [
          { all: [{ alarms: { alarms: ['a'], watchMinutes: 20 } }, { smoke: { requests: ['/'] } }] },
          { any: [{ alarms: { alarms: ['a'], watchMinutes: 7 } }, { alarms: { alarms: ['b'], watchMinutes: 9 } }] },
        ],
      },
      20 + 7,
    ],
    [
      'people who have less time',
      'gate',
      { checks: [{ approval: { reviewers: ['ana@example.com'], deadlineMinutes: 10 } }] },
      10,
    ],
    ['details that the hook would refuse', 'gate', { checks: 'smoke' }, 1],
  ])('takes for typical %s', async (_name, kind, hookDetails, minutes) => {
    const timeoutConfiguration = { timeoutInMinutes: 60 };
    const all = await stages({
      hooks: [smoke({ hookTargetArn: directory.arns[kind], hookDetails, timeoutConfiguration })],
    });

    expect(at(all, 'POST_TEST_TRAFFIC_SHIFT')).toMatchObject({ typical: minutes, worst: 60 });
  });

  test('lets ECS end a stage after 24 hours, but not a pause', async () => {
    const all = await stages({
      hooks: [
        pause({ timeoutConfiguration: { timeoutInMinutes: 2880 } }),
        own({ lifecycleStages: ['PRE_SCALE_UP'], timeoutConfiguration: { timeoutInMinutes: 9999 } }),
      ],
    });

    expect(at(all, 'POST_SCALE_UP')?.worst).toBe(2880);
    expect(at(all, 'PRE_SCALE_UP')?.worst).toBe(1440);
  });
});

describe('cost', () => {
  test.each([
    ['that watches longer than it waits', 'alarms', { alarms: ['a'], watchMinutes: 60 }, 60],
    ['that waits and then lets the listener settle', 'smoke', { waitMinutes: 40, settleSeconds: 900 }, 55],
  ] as const)('counts the calls of a gate %s', async (_name, kind, hookDetails, minutes) => {
    const hook = smoke({
      hookTargetArn: directory.arns[kind],
      hookDetails,
      timeoutConfiguration: { timeoutInMinutes: 120 },
    });
    const [time] = at(await stages({ hooks: [hook] }), 'POST_TEST_TRAFFIC_SHIFT')?.hooks ?? [];

    expect(time?.cost?.worst).toEqual(checkCost(kind, minutes));
    expect(time?.worst).toBe(120);
  });

  test('counts with the valid details even if the hook would refuse others', async () => {
    const hook = approval({ hookDetails: { deadlineMinutes: 60, reviewers: ['ana@example.com'], wrong: 1 } });
    const [time] = at(await stages({ hooks: [hook] }), 'PRE_PRODUCTION_TRAFFIC_SHIFT')?.hooks ?? [];

    expect(time?.cost?.worst).toEqual(approvalCost(60, { deadlineMinutes: 60, reviewers: 1 }));
  });

  test('counts at most 145 calls for a gate of four hours', () => {
    expect(callsFor(240, 240)).toBeGreaterThan(120);
    expect(callsFor(240, 240)).toBeLessThanOrEqual(145);
    expect(callsFor(0)).toBe(1);
  });

  test('is under 300 millionths of a dollar for a gate of four hours with two mails', () => {
    const { dollars } = approvalCost(240, { deadlineMinutes: 240, reviewers: 2 });

    expect(dollars * 1e6).toBeGreaterThan(100);
    expect(dollars * 1e6).toBeLessThan(300);
  });
});

describe('judgeTime', () => {
  const judge = async (
    hooks: LifecycleHook[],
    waiter?: 'cloudformation' | 'terraform',
    strategy: 'BLUE_GREEN' | 'ROLLING' = 'BLUE_GREEN',
  ) => {
    const service = hookedService({ strategy, bakeMinutes: 10, hooks: await readServiceHooks(hooks, directory) });
    return judgeTime(await stages({ hooks, configuration: { strategy, bakeTimeInMinutes: 10 } }), service, waiter);
  };

  test('finds nothing in an ordinary deployment', async () => {
    expect(await judge([smoke(), approval()], 'cloudformation')).toEqual([]);
    expect(await judge([smoke(), approval()])).toEqual([]);
  });

  test('counts as CloudFormation does, to the minute', async () => {
    const long = (timeoutInMinutes: number) => [
      approval({ timeoutConfiguration: { timeoutInMinutes } }),
      pause({ timeoutConfiguration: { timeoutInMinutes: 600 } }),
    ];

    expect((await judge(long(1370), 'cloudformation')).map(({ level }) => level)).not.toContain('refusal');
    expect(await judge(long(1371), 'cloudformation')).toContainEqual(
      expect.objectContaining({ level: 'refusal', message: expect.stringContaining('1981 min, allowed are 1980') }),
    );
    expect(await judge(long(1371))).toContainEqual(
      expect.objectContaining({ level: 'warning', rule: 'cloudformation-33-hours' }),
    );
    expect((await judge(long(1371), 'terraform')).map(({ rule }) => rule)).not.toContain('cloudformation-33-hours');
  });

  test('reports hooks that a rolling deployment does not call', async () => {
    expect((await judge([smoke()], undefined, 'ROLLING'))[0]).toMatchObject({
      level: 'refusal',
      rule: 'rolling-skips-hooks',
      message: expect.stringContaining('the strategy is ROLLING, and lifecycleHooks[0] is at POST_TEST_TRAFFIC_SHIFT'),
    });
    expect(await judge([pause()], undefined, 'ROLLING')).toEqual([]);
  });

  test('warns of a timeout of a whole day, and of Terraform, which waits 20 minutes', async () => {
    const findings = await judge([approval({ timeoutConfiguration: { timeoutInMinutes: 1440 } })], 'terraform');

    expect(findings.map(({ level, about, rule }) => [level, about, rule])).toEqual([
      ['warning', 'approval at PRE_PRODUCTION_TRAFFIC_SHIFT', 'timeout-of-a-day'],
      ['warning', 'the service', 'longer-than-terraform-waits'],
    ]);
  });

  test('suggests a timeout in which people can decide', async () => {
    const timeoutConfiguration = { timeoutInMinutes: 1440 };
    const hooks = [
      pause({ timeoutConfiguration }),
      approval({ timeoutConfiguration }),
      smoke({ timeoutConfiguration }),
    ];
    const advice = (await judge(hooks)).filter(({ rule }) => rule === 'timeout-of-a-day').map(({ next }) => next ?? '');

    expect(advice.map((next) => next.slice(next.indexOf('such as')))).toEqual([
      'such as 300',
      'such as 300',
      'such as 30',
    ]);
  });

  test('warns of CloudFormation, which waits 36 hours, and refuses more than 30 days', async () => {
    const judgePauses = async (...lifecycleStages: string[]) => {
      const hooks = [pause({ lifecycleStages, timeoutConfiguration: { timeoutInMinutes: 20_160 } })];
      const found = judgeTime(await stages({ hooks }), hookedService(), 'cloudformation');
      return found.map(({ level, rule }) => [level, rule]);
    };

    expect(await judgePauses('POST_SCALE_UP')).toEqual([['warning', 'longer-than-cloudformation-waits']]);
    expect(await judgePauses('PRE_SCALE_UP', 'POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT')).toEqual([
      ['refusal', 'longer-than-30-days'],
      ['warning', 'longer-than-cloudformation-waits'],
    ]);
  });
});

describe('the settings read from a service', () => {
  test('come from the flags first, then from the service, then from the defaults of ECS', () => {
    const described = { strategy: 'LINEAR', bakeTimeInMinutes: 3, linearConfiguration: { stepPercent: 25 } } as const;

    expect(configurationFrom(described, { stack: 's', stepBakeMinutes: 2 })).toEqual({
      strategy: 'LINEAR',
      bakeTimeInMinutes: 3,
      linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 2 },
    });
    expect(configurationFrom({}, { stack: 's', strategy: 'CANARY' })).toEqual({
      strategy: 'CANARY',
      bakeTimeInMinutes: 0,
      canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 10 },
    });
  });

  test.each([
    ['arn:aws:elasticloadbalancing:r:1:listener/net/a/b/c', 'nlb'],
    ['arn:aws:elasticloadbalancing:r:1:listener-rule/app/a/b/c/d', 'alb'],
  ])('include the type of load balancer for %s', (productionListenerRule, network) => {
    const advancedConfiguration = { alternateTargetGroupArn: 'x', productionListenerRule, roleArn: 'r' };

    expect(networkOf({ described: { loadBalancers: [{ advancedConfiguration }] } })).toBe(network);
    expect(networkOf({ described: {} })).toBe('none');
  });
});

test.each([80, 120])('the table fits %i columns', async (columns) => {
  const lines = renderPlan(await stages({ hooks: [smoke(), approval()] }), {
    colour: false,
    columns,
    answerMinutes: 30,
    scaleUpMinutes: 5,
  });

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  expect(lines.join('\n')).toContain('in all');
});
