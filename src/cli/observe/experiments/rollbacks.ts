import type { HookableStage, LifecycleStage } from '../../../hook/target.ts';
import type { DeploymentLook, TrialRecord } from '../trial/recorded.ts';
import type { Act, EcsTrial } from '../trial/trial.ts';
import { type Experiment, observed, recordOf, type SwitchFinding } from './experiment.ts';
import { rollbackFact, secondOf } from './rollback-fact.ts';
import { callsAt, formatCount, isPaused, isRollbackCall, wasRolledBackByEcs } from './seen.ts';
import { pauseAt, recorder, rejectsAt } from './trial-hooks.ts';

type Trials = Experiment['trials'];

/** Before and after the test listener has moved: the trials that decide what a rollback calls again. */
const [beforeTest, afterTest] = [byHook('POST_SCALE_UP'), byHook('POST_TEST_TRAFFIC_SHIFT')];

const early: Trials = {
  [byHook('PRE_SCALE_UP')]: rejectedAt('PRE_SCALE_UP'),
  [byStop('SCALE_UP')]: disturbed({ do: 'stop', when: isAt('SCALE_UP') }),
  [beforeTest]: rejectedAt('POST_SCALE_UP'),
  [byHook('TEST_TRAFFIC_SHIFT')]: rejectedAt('TEST_TRAFFIC_SHIFT'),
  [afterTest]: rejectedAt('POST_TEST_TRAFFIC_SHIFT'),
  [byHook('PRE_PRODUCTION_TRAFFIC_SHIFT')]: rejectedAt('PRE_PRODUCTION_TRAFFIC_SHIFT'),
};

/** The `traffic` experiment has the one from POST_PRODUCTION_TRAFFIC_SHIFT. */
const late: Trials = {
  [byHook('PRODUCTION_TRAFFIC_SHIFT')]: rejectedAt('PRODUCTION_TRAFFIC_SHIFT'),
  [byStop('BAKE_TIME')]: { ...disturbed({ do: 'stop', when: isAt('BAKE_TIME') }), bakeMinutes: 3 },
  'at BAKE_TIME, because of an alarm': {
    ...disturbed({ do: 'alarm', when: isAt('BAKE_TIME') }),
    ...{ setting: 'quiet-alarm', bakeMinutes: 3 },
  },
  [byStop('CLEAN_UP')]: disturbed({ do: 'stop', when: isAt('CLEAN_UP') }),
};

const betweenSteps: Trials = {
  'between two linear steps, because of StopServiceDeployment': {
    ...disturbed({ do: 'stop', when: isBetweenSteps }),
    strategy: { strategy: 'LINEAR', stepPercent: 50, stepBakeTimeInMinutes: 3 },
  },
  'between two canary steps, because of an alarm': {
    ...disturbed({ do: 'alarm', when: isBetweenSteps }),
    setting: 'quiet-alarm',
    strategy: { strategy: 'CANARY', canaryPercent: 10, canaryBakeTimeInMinutes: 3 },
  },
  'at the second canary step, because a pause is answered with ROLLBACK': {
    ...disturbed(
      { do: 'continue', when: isPaused },
      { do: 'reject', when: (look) => isPaused(look) && (look.listeners?.production ?? 0) > 0 },
    ),
    hooks: [recorder, pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT')],
    strategy: { strategy: 'CANARY', canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
  },
};

const reconciling = byHook('RECONCILE_SERVICE');

/** A rollback from every stage, and between two steps. */
export const rollbackExperiments: readonly Experiment[] = [
  {
    name: 'early-rollbacks',
    title: 'a rollback from each stage before production moves',
    minutes: 32,
    decides: ['rollbackProductionHooks', 'rollbackTestHooks'],
    trials: early,
    judge: (recorded) => [
      ...judgeCalled(recordOf(recorded, beforeTest), recordOf(recorded, afterTest)),
      ...Object.keys(early).map((each) => rollbackFact(each, recordOf(recorded, each))),
    ],
  },
  factsOnly('late-rollbacks', 'a rollback from each stage after production has moved', 33, late),
  factsOnly('step-rollbacks', 'rollbacks between the steps of linear and canary deployments', 27, betweenSteps),
  {
    name: 'reconcile-rollback',
    title: 'a rollback from RECONCILE_SERVICE, of a deployment that replaces another one',
    minutes: 7,
    decides: [],
    trials: {
      [reconciling]: {
        hooks: [pauseAt('POST_SCALE_UP')],
        hooksOfSecond: [recorder, rejectsAt('RECONCILE_SERVICE')],
        acts: [{ do: 'deploy-again', when: isPaused }],
        looksAt: ['listeners'],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => [rollbackFact(reconciling, secondOf(recordOf(recorded, reconciling)))],
  },
];

function factsOnly(name: string, title: string, minutes: number, trials: Trials): Experiment {
  const judge: Experiment['judge'] = (recorded) =>
    Object.keys(trials).map((each) => rollbackFact(each, recordOf(recorded, each)));
  return { ...{ name, title, minutes, trials, judge }, decides: [] };
}

function byHook(stage: HookableStage): string {
  return `at ${stage}, because a hook answers FAILED`;
}

function byStop(stage: LifecycleStage): string {
  return `at ${stage}, because of StopServiceDeployment`;
}

function rejectedAt(stage: HookableStage): EcsTrial {
  return { hooks: [recorder, rejectsAt(stage)], looksAt: ['listeners'], maxMinutes: 30 };
}

function disturbed(...acts: readonly Act[]): EcsTrial {
  return { hooks: [recorder], acts, looksAt: ['listeners'], maxMinutes: 40 };
}

function isAt(stage: LifecycleStage): Act['when'] {
  return (look) => look.status === 'IN_PROGRESS' && look.stage === stage;
}

/** By the listener itself: ECS shows no stage of its own for the time between two steps. */
function isBetweenSteps({ status, listeners, hooks }: DeploymentLook): boolean {
  const share = listeners?.production ?? 0;
  const isWaiting = hooks.some((hook) => hook.status === 'IN_PROGRESS');
  return status === 'IN_PROGRESS' && share > 0 && share < 100 && !isWaiting;
}

function judgeCalled(before: TrialRecord, after: TrialRecord): readonly SwitchFinding[] {
  const inRollback = (trial: TrialRecord, stage: string) => callsAt(trial, stage).filter(isRollbackCall).length;
  const production = [before, after].map((trial) => inRollback(trial, 'PRODUCTION_TRAFFIC_SHIFT'));
  const test = [before, after].map((trial) => inRollback(trial, 'TEST_TRAFFIC_SHIFT'));
  const haveBoth = [before, after].every(wasRolledBackByEcs);
  const count = ([first = 0, second = 0]: readonly number[]) => [
    `${formatCount(first, 'call')} in the rollback from POST_SCALE_UP, ${second} in the one from POST_TEST_TRAFFIC_SHIFT`,
  ];
  const why = 'the deployments did not roll back';
  const [testEarly = 0, testLate = 0] = test;
  return [
    observed(
      'rollbackProductionHooks',
      haveBoth ? (production.some((calls) => calls > 0) ? 'always' : 'if-shifted') : undefined,
      count(production),
      why,
    ),
    observed(
      'rollbackTestHooks',
      haveBoth ? (testEarly > 0 ? 'always' : testLate > 0 ? 'if-shifted' : 'never') : undefined,
      count(test),
      why,
    ),
  ];
}
