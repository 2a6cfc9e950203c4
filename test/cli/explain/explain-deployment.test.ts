import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { createLook } from '../../../src/cli/deployment/create-look.ts';
import type { EcsDeployments } from '../../../src/cli/deployment/ecs-deployments.ts';
import type { Snapshot } from '../../../src/cli/deployment/snapshot/snapshot.ts';
import { explainDeployment } from '../../../src/cli/explain/explain-deployment.ts';
import type { Explanation } from '../../../src/cli/explain/explanation.ts';
import { formatExplanation } from '../../../src/cli/explain/format-explanation.ts';
import { logGroupOf } from '../../../src/cli/explain/hook-log.ts';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import type { LifecycleHookInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import type { HookHandler } from '../../../src/controller/lambda/hook-function.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import type { HookFinding } from '../../../src/service-hooks/finding.ts';
import { createReports } from '../../../src/storage/reports.ts';
import {
  hookArn,
  hookAt,
  newService,
  type Played,
  type PlayOptions,
  runningService,
  version,
} from '../../controller/play.ts';
import {
  approving,
  countedIds,
  decideAt,
  decideByIam,
  deskOver,
  facts,
  hookOver,
  linkTo,
  neverAborted,
  recordingNotifier,
  rejecting,
  signingKeys,
} from '../../helpers/approval.ts';
import { recordingLogger } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

/** Everything that Greenlight deploys, on one virtual clock. */
function greenlight() {
  const clock = new VirtualClock({ start: new Date('2026-11-22T14:00:00Z') });
  const store = memoryStore(clock);
  const logger = recordingLogger();
  const parts = {
    ...{ clock, store, logger },
    notifier: recordingNotifier(),
    signingKeys: async () => signingKeys,
    describe: async () => facts,
    newId: countedIds(),
  };
  const ledger = createLedger(store);
  const reports = createReports(store);
  const approval = hookOver(parts) as unknown as HookHandler;
  const check = (verdict: Verdict) =>
    createHook({ check: { name: 'smoke', run: () => verdict }, clock, logger, reports }) as unknown as HookHandler;
  return { clock, store, logger, ledger, reports, approval, check, desk: deskOver(parts) };
}

type Greenlight = ReturnType<typeof greenlight>;

type Play = {
  hooks?: readonly LifecycleHookInput[];
  handler?: (own: Greenlight) => HookHandler;
  options?: PlayOptions;
  isFirst?: boolean;
  minutes?: number;
  /** What happens after this many minutes. */
  meanwhile?: (own: Greenlight, played: Played & { arn: string; key: string }) => unknown;
  minutesAfter?: number;
};

/** Plays a deployment through our controller, and explains it from what is stored. */
async function explained({
  hooks = [],
  handler,
  options = {},
  isFirst,
  minutes = 10,
  meanwhile,
  minutesAfter = 60,
}: Play) {
  const own = greenlight();
  const { clock } = own;
  const { configuration, ...more } = options;
  const play = { clock, functions: () => handler?.(own) ?? (() => ({ hookStatus: 'SUCCEEDED' })), ...more };
  const all = { configuration: { lifecycleHooks: hooks, ...configuration } };
  const played = isFirst ? newService({ ...play, ...all }) : await runningService({ ...play, ...all });
  const { serviceDeploymentArn: arn } = played.controller.startDeployment(version(2));
  await clock.advance(minutes * 60_000);
  const [key = ''] = await own.ledger.listOpen(neverAborted);
  await meanwhile?.(own, { ...played, arn, key });
  await clock.advance(minutesAfter * 60_000);
  return explain(own, played, arn);
}

async function explain(own: Greenlight, { controller }: Played, arn: string): Promise<Explanation & { text: string }> {
  const { clock, ledger, reports, store, logger } = own;
  const ecs: EcsDeployments = {
    list: async () => [],
    describe: async () => controller.describeServiceDeployment(arn) as unknown as Snapshot['deployment'],
    revisions: async () => [],
  };
  const look = createLook({ ecs, ledger: { ledger, reports, list: store.list, read: store.read }, clock }, arn);
  const snapshot = await look(neverAborted);
  const explanation = await explainDeployment(snapshot, {
    readLog: async ({ contains = '' }) =>
      logger.lines
        .map(({ message, attributes }) => ({ at: clock.now(), text: JSON.stringify({ message, ...attributes }) }))
        .filter(({ text }) => text.includes(contains)),
    readActionLog: async () => ({ lines: [], isOff: true }),
    service: undefined,
    examine: async () => ({
      found: [planted],
      unchecked: ['of the service, some things'],
      origins: ['lifecycleHooks[0] approval: deadlineMinutes is set by /greenlight/approval/prod'],
    }),
    logGroupOf: (arn) => logGroupOf(arn, undefined),
    signal: neverAborted,
  });
  return { ...explanation, text: formatExplanation(explanation, 10_000, clock.now()) };
}

const planted: HookFinding = {
  level: 'warning',
  about: 'email ana@example.com',
  message: 'one visit to a link in a mail unsubscribes a reviewer',
  next: 'aws sns confirm-subscription',
};

const gate = hookAt('POST_TEST_TRAFFIC_SHIFT');
const withDetails = (hookDetails: JsonObject) => hookAt('POST_TEST_TRAFFIC_SHIFT', { hookDetails });
const pause: LifecycleHookInput = {
  targetType: 'PAUSE',
  lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
  timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
};

describe('P8: explain names the cause of a rollback', () => {
  test.each<[string, Play, string, string[]]>([
    [
      'a rejection on the desk',
      {
        hooks: [gate],
        handler: ({ approval }) => approval,
        meanwhile: ({ desk }, { key }) => decideAt(desk, linkTo('link holder', { key }), rejecting),
      },
      'hook-failed',
      ['The approval was rejected by link holder at', 'the cart is empty', 'approval answers FAILED:'],
    ],
    [
      'a rejection by an IAM identity',
      {
        hooks: [gate],
        handler: ({ approval }) => approval,
        meanwhile: ({ desk }, { key }) =>
          decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'reject', { request: key }),
      },
      'hook-failed',
      ['The approval was rejected by user/dan (IAM) at', 'the cart is empty'],
    ],
    [
      'a request that nobody decided',
      { hooks: [withDetails({ deadlineMinutes: 20 })], handler: ({ approval }) => approval },
      'hook-failed',
      ['The approval was expired at', 'without a decision'],
    ],
    [
      'a check that failed',
      {
        hooks: [gate],
        handler: ({ check }) =>
          check({
            kind: 'fail',
            reason: '1 of 14 failed',
            findings: [{ name: 'p99', outcome: 'failed', found: '812 ms', allowed: '500 ms' }],
          }),
      },
      'hook-failed',
      ['smoke failed: 1 of 14 failed', 'p99: 812 ms, allowed 500 ms', 'smoke answers FAILED: 1 of 14 failed'],
    ],
    [
      'a check that could not check until its budget was spent',
      {
        hooks: [withDetails({ errorBudget: 1 })],
        handler: ({ check }) => check({ kind: 'error', reason: 'the test listener is away' }),
      },
      'hook-failed',
      ['smoke could not check: the test listener is away', 'smoke answers FAILED:'],
    ],
    [
      'a hook that throws',
      {
        hooks: [gate],
        handler:
          ({ logger }) =>
          () => {
            logger.error('cart is undefined', {});
            throw new TypeError('cart is undefined');
          },
      },
      'hook-unreadable',
      ['gave no answer that ECS can read', 'aws logs tail /aws/lambda/my-hook'],
    ],
    [
      'a hook that never came to an end',
      {
        hooks: [
          hookAt('POST_TEST_TRAFFIC_SHIFT', { timeoutConfiguration: { timeoutInMinutes: 20, action: 'ROLLBACK' } }),
        ],
        handler: () => () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 60 }),
      },
      'hook-timed-out',
      ['did not finish within its timeoutInMinutes'],
    ],
    [
      'a pause that nobody continued',
      { hooks: [pause] },
      'pause-timed-out',
      ['Nobody continued the deployment at its pause hook', '--pause POST_TEST_TRAFFIC_SHIFT=1440,ROLLBACK'],
    ],
    [
      'a pause that was rolled back',
      {
        hooks: [pause],
        meanwhile: (_own, { controller, arn }) => {
          const { hookId = '' } = controller.describeServiceDeployment(arn).lifecycleHookDetails[0] ?? {};
          controller.continueServiceDeployment({ serviceDeploymentArn: arn, hookId, action: 'ROLLBACK' });
        },
      },
      'pause-refused',
      ['Somebody chose ROLLBACK at the pause hook at POST_TEST_TRAFFIC_SHIFT, or the pause bridge did'],
    ],
    [
      'an alarm',
      {
        hooks: [pause],
        options: { configuration: { alarms: { alarmNames: ['shop-5xx'], enable: true, rollback: true } } },
        meanwhile: (_own, { controller }) => controller.controls.setAlarmState('shop-5xx', 'ALARM'),
      },
      'alarms',
      ['A CloudWatch alarm of the deployment went off: shop-5xx.'],
    ],
    [
      'a stop',
      {
        hooks: [pause],
        meanwhile: (_own, { controller, arn }) =>
          controller.stopServiceDeployment({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' }),
      },
      'stopped',
      ['AttributeValue=StopServiceDeployment'],
    ],
    [
      'a newer deployment',
      { hooks: [pause], meanwhile: (_own, { controller }) => controller.startDeployment(version(3)) },
      'replaced',
      ['A newer deployment replaced it: arn:aws:ecs:'],
    ],
    [
      'a first deployment that had nothing to roll back to',
      { hooks: [gate], handler: ({ check }) => check({ kind: 'fail', reason: '1 of 14 failed' }), isFirst: true },
      'no-rollback-candidate',
      ['nothing to roll back to', 'smoke failed: 1 of 14 failed'],
    ],
    [
      'the circuit breaker',
      {
        options: {
          configuration: { strategy: 'ROLLING', deploymentCircuitBreaker: { enable: true, rollback: true } },
          faults: {},
        },
        minutes: 0,
        meanwhile: (_own, { controller }) => controller.controls.setFaults({ 'task-failure': 1 }),
      },
      'circuit-breaker',
      ['the circuit breaker gave up'],
    ],
  ])('when it is %s', async (_cause, play, kind, words) => {
    const { causes, text } = await explained(play);

    expect(causes.map((cause) => cause.kind)).toContain(kind);
    expect(causes.map((cause) => cause.kind)).not.toContain('unknown');
    for (const word of words) expect(text).toContain(word);
    expect(text).toContain(`Read more\n  docs/troubleshooting.md#${kind}`);
  });

  test.each([
    ['my-cluster/my-service/RollbackAlarm', 'is'],
    ['my-cluster/other/RollbackAlarm', 'is not'],
    ['shop-5xx', 'is not'],
  ])('an alarm named %s %s said to be one that ECS made for an Express Mode service', async (name, verb) => {
    const { text } = await explained({
      hooks: [pause],
      options: { configuration: { alarms: { alarmNames: [name], enable: true, rollback: true } } },
      meanwhile: (_own, { controller }) => controller.controls.setAlarmState(name, 'ALARM'),
    });

    expect(text).toContain(`A CloudWatch alarm of the deployment went off: ${name}.`);
    const sentence = 'ECS made this alarm itself: the service is an Express Mode service.';
    expect(text.replaceAll(/\s+/g, ' ').includes(sentence)).toBe(verb === 'is');
  });

  test('explain also lists every decision of a successful deployment', async () => {
    const { decisions, causes, text } = await explained({
      hooks: [gate],
      handler: ({ approval }) => approval,
      meanwhile: ({ desk }, { key }) =>
        decideAt(desk, linkTo('link holder', { key }), { ...approving, reason: 'paid' }),
    });

    expect(causes.map(({ kind }) => kind)).toEqual(['succeeded']);
    expect(decisions).toMatchObject([
      { stage: 'POST_TEST_TRAFFIC_SHIFT', decision: { status: 'APPROVED', via: 'desk' } },
    ]);
    expect(text).toContain('POST_TEST_TRAFFIC_SHIFT: approved by link holder at');
  });
});

describe('explain names what a deployment waits for', () => {
  test.each<[string, Play, string[], string]>([
    [
      'an approval',
      { hooks: [gate], handler: ({ approval }) => approval },
      ['awaiting-approval', 'awaiting-hook'],
      'greenlight approve my-cluster/my-service\n',
    ],
    ['a pause', { hooks: [pause] }, ['awaiting-pause'], '--action CONTINUE'],
    [
      'a check that cannot check',
      {
        hooks: [withDetails({ errorBudget: 1000 })],
        handler: ({ check }) => check({ kind: 'error', reason: 'the test listener is away' }),
      },
      ['awaiting-hook'],
      'smoke could not check: the test listener is away',
    ],
    ['its bake time', { options: { configuration: { bakeTimeInMinutes: 600 } } }, ['baking'], 'bake time of 10 h'],
  ])('when it is %s', async (_what, play, kinds, words) => {
    const { causes, text } = await explained({ ...play, minutesAfter: 0 });

    expect(causes.map(({ kind }) => kind)).toEqual(kinds);
    expect(text).toContain(words);
  });
});

describe('explain shows what is wrong with the service now', () => {
  test('for a deployment that waits, and for one that was rolled back', async () => {
    const waiting = await explained({ options: { configuration: { bakeTimeInMinutes: 600 } }, minutesAfter: 0 });
    const failed = await explained({ hooks: [gate], handler: () => () => ({ hookStatus: 'FAILED' }) });

    for (const { configuration, unknown, text } of [waiting, failed]) {
      expect(configuration).toEqual([planted]);
      expect(unknown).toContain('of the service, some things');
      expect(text).toContain('deadlineMinutes is set by /greenlight/approval/prod.');
      expect(text).toContain(
        'Found in the configuration of the service\n  email ana@example.com: one visit to a link in a mail unsubscribes a reviewer\n    next: aws sns confirm-subscription\n',
      );
    }
  });

  test('but not for one that succeeded', async () => {
    const { headline, configuration, unknown, text } = await explained({});

    expect(headline).toContain('was deployed');
    expect({ configuration, unknown }).toEqual({ configuration: [], unknown: [] });
    expect(text).not.toContain('configuration of the service');
  });
});

test('explain reads the log group of the hook in these plays', () => {
  expect(logGroupOf(hookArn, undefined)).toBe('/aws/lambda/my-hook');
});
