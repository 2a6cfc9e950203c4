import { type FaultKind, type Faults, faultKinds } from '../../../src/controller/chance/faults.ts';
import { IdSource } from '../../../src/controller/chance/id-source.ts';
import type {
  DeploymentConfigurationInput,
  LifecycleHookInput,
} from '../../../src/controller/ecs/deployment-configuration.ts';
import type { Strategy, TimeoutAction } from '../../../src/controller/ecs/resources.ts';
import type { Switches } from '../../../src/controller/switches.ts';
import type { HookableStage } from '../../../src/hook/target.ts';
import { roleArn } from '../play.ts';
import type { StoreFaults } from './memory-store.ts';

export const functionArns = {
  approval: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-approval-hook',
  smoke: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-smoke-hook',
  alarms: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-alarm-hook',
} as const;

/** One random deployment, drawn from one number. */
export type Story = {
  seed: number;
  strategy: Strategy;
  /** Whether the service runs a version already. */
  isFirst: boolean;
  configuration: DeploymentConfigurationInput;
  approval: { stage: HookableStage; action: TimeoutAction } | undefined;
  switches: Partial<Switches>;
  faults: Faults;
  storeFaults: StoreFaults;
  /** Probability that a notification, a request or a look at an alarm fails. */
  brokenNotifier: number;
  brokenProbe: number;
  brokenAlarms: number;
  /** Whether green answers wrongly, and whether an alarm of the hook's own fires. */
  isBad: boolean;
  isAlarming: boolean;
  reviewer: { choice: 'APPROVE' | 'REJECT' | 'nobody'; afterSeconds: number; skewSeconds: number; votesTwice: boolean };
  /** What pause hooks are answered, and when. */
  pauses: { action: TimeoutAction | 'nobody'; afterSeconds: number };
  interventions: readonly { atSeconds: number; what: 'stop' | 'alarm' | 'deploy' }[];
};

export function drawStory(seed: number): Story {
  const random = IdSource.fromSeed(`story ${seed}`);
  const chance = (probability: number) => random.fraction() < probability;
  const whole = (least: number, most: number) => least + Math.floor(random.fraction() * (most - least + 1));
  const pick = <T>(...choices: readonly [T, ...T[]]): T => choices[whole(0, choices.length - 1)] ?? choices[0];
  /** Mostly never, sometimes often. */
  const rarely = (most: number) => (chance(0.8) ? 0 : random.fraction() * most);

  const strategy = pick('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY');
  const action = chance(0.9) ? 'ROLLBACK' : 'CONTINUE';
  const stage = strategy === 'ROLLING' ? 'PRE_SCALE_UP' : pick<HookableStage>(...gateStages);
  const approval = chance(0.85) ? ({ stage, action } as const) : undefined;
  const deadlineMinutes = whole(5, 90);
  const lambda = (hookTargetArn: string, at: HookableStage, hookDetails: LifecycleHookInput['hookDetails']) =>
    ({ hookTargetArn, roleArn, lifecycleStages: [at], ...(hookDetails && { hookDetails }) }) as const;
  const hooks: LifecycleHookInput[] = [];
  if (approval) {
    const gate = chance(0.5) ? { gate: 'release' } : {};
    // A rollback calls the hooks of these two again.
    const again = chance(0.3) ? (['TEST_TRAFFIC_SHIFT'] as const) : [];
    hooks.push({
      ...lambda(functionArns.approval, stage, { deadlineMinutes, reviewers: [ana], ...gate }),
      timeoutConfiguration: { timeoutInMinutes: chance(0.8) ? deadlineMinutes + 30 : whole(1, 60), action },
    });
    if (again.length > 0) {
      hooks.push({
        ...lambda(functionArns.smoke, stage, smokeDetails),
        lifecycleStages: [...again, 'PRODUCTION_TRAFFIC_SHIFT'],
      });
    }
  }
  if (chance(0.5)) hooks.push(lambda(functionArns.smoke, 'POST_TEST_TRAFFIC_SHIFT', smokeDetails));
  if (chance(0.5))
    hooks.push(
      lambda(functionArns.alarms, pick('POST_TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'), {
        alarms: ['shop-p99'],
      }),
    );
  if (chance(0.25)) {
    hooks.push({
      targetType: 'PAUSE',
      lifecycleStages: [
        pick(
          'PRE_SCALE_UP',
          'POST_SCALE_UP',
          'POST_TEST_TRAFFIC_SHIFT',
          'PRE_PRODUCTION_TRAFFIC_SHIFT',
          'POST_PRODUCTION_TRAFFIC_SHIFT',
        ),
      ],
      timeoutConfiguration: { timeoutInMinutes: whole(1, 2000), action: pick('ROLLBACK', 'CONTINUE') },
    });
  }

  const faults: Partial<Record<FaultKind, number>> = {};
  for (const kind of faultKinds) if (chance(0.15)) faults[kind] = random.fraction() * 0.2;
  return {
    seed,
    strategy,
    isFirst: chance(0.1),
    configuration: {
      strategy,
      bakeTimeInMinutes: whole(0, 30),
      lifecycleHooks: hooks,
      alarms: { alarmNames: ['shop-5xx'], enable: chance(0.8), rollback: chance(0.9) },
      deploymentCircuitBreaker: { enable: chance(0.5), rollback: chance(0.9) },
      ...(strategy === 'LINEAR' && {
        linearConfiguration: { stepPercent: whole(150, 1000) / 10, stepBakeTimeInMinutes: whole(0, 10) },
      }),
      ...(strategy === 'CANARY' && {
        canaryConfiguration: { canaryPercent: whole(1, 1000) / 10, canaryBakeTimeInMinutes: whole(0, 20) },
      }),
      ...(strategy === 'ROLLING' &&
        chance(0.5) && {
          minimumHealthyPercent: whole(0, 100),
          maximumPercent: whole(100, 200),
        }),
    },
    approval,
    switches: {
      executionId: pick('per-call', 'per-hook'),
      hookDetailsMode: pick('replace', 'merge'),
      missingHookDetails: pick('reset', 'keep'),
      testTrafficMoves: pick('before-hooks', 'after-hooks'),
      productionTrafficMoves: pick('before-hooks', 'after-hooks'),
      rollbackTrafficMoves: pick('before-hooks', 'after-hooks'),
      rollbackProductionHooks: pick('always', 'if-shifted'),
      rollbackTestHooks: pick('always', 'if-shifted', 'never'),
      rollbackHookDetails: pick('kept', 'configured'),
      stepWeights: pick('before', 'target'),
      lastLinearStep: pick('remainder', 'merged'),
      firstDeploymentSteps: pick('all', 'one'),
      stepHookDetails: pick('kept', 'configured'),
      rollingHooks: pick('pre-scale-up', 'around-scale-up'),
      unreachedFunction: pick('rollback', 'retry'),
      lostAnswer: pick('rollback', 'retry'),
    },
    faults,
    storeFaults: { refuses: rarely(0.3), losesAnswer: rarely(0.3) },
    brokenNotifier: rarely(1),
    brokenProbe: rarely(0.3),
    brokenAlarms: rarely(0.3),
    isBad: chance(0.1),
    isAlarming: chance(0.1),
    reviewer: {
      choice: chance(0.75) ? 'APPROVE' : pick('REJECT', 'nobody'),
      afterSeconds: chance(0.9) ? whole(1, 600) : whole(1, 7200),
      skewSeconds: whole(-5, 5),
      votesTwice: chance(0.2),
    },
    pauses: { action: chance(0.7) ? 'CONTINUE' : pick('ROLLBACK', 'nobody'), afterSeconds: whole(0, 3600) },
    interventions: chance(0.7)
      ? []
      : Array.from({ length: whole(1, 2) }, () => ({
          atSeconds: whole(0, 3600),
          what: pick('stop', 'alarm', 'deploy'),
        })),
  };
}

export const ana = 'ana@shop.example';

/** Stages at which a gate can still keep green out of production. */
const gateStages = [
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'POST_SCALE_UP',
  'PRE_SCALE_UP',
] as const;

const smokeDetails = { requests: ['/health'], baseUrl: 'http://test.shop.example', allowUnproved: true };
