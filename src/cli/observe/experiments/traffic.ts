import { hookableStages } from '../../../hook/target.ts';
import type { TrialRecord } from '../trial/recorded.ts';
import type { EcsTrial, ScriptedAnswer, TrialHook } from '../trial/trial.ts';
import { type Experiment, type ObservedFinding, observed, recordOf, type SwitchFinding } from './experiment.ts';
import { rollbackFact } from './rollback-fact.ts';
import { callsAt, callsOf, detailOf, formatShares, formatTrialEnd, isRollbackCall, looksWhileWaiting } from './seen.ts';
import { recorder, rejectsAt } from './trial-hooks.ts';

/** When listeners move, what hooks are shown of it, and what a rollback calls again. */
export const trafficExperiments: readonly Experiment[] = [
  {
    name: 'traffic',
    title: 'hooks that wait while both listeners move, and a rollback after the last stage',
    minutes: 14,
    decides: [
      'testTrafficMoves',
      'productionTrafficMoves',
      'rollbackTrafficMoves',
      'rollbackTestWeights',
      'rollbackHookDetails',
    ],
    trials: {
      traffic: {
        hooks: [
          waiting('tests', 'TEST_TRAFFIC_SHIFT'),
          waiting('production', 'PRODUCTION_TRAFFIC_SHIFT'),
          recorder,
          rejectsAt('POST_PRODUCTION_TRAFFIC_SHIFT'),
        ],
        looksAt: ['listeners'],
        maxMinutes: 40,
      },
    },
    judge: (recorded) => judgeTraffic(recordOf(recorded, 'traffic')),
  },
  {
    name: 'rolling',
    title: 'a rolling deployment with a hook at every stage, and two that are rolled back',
    minutes: 14,
    decides: ['rollingHooks'],
    trials: {
      rolling: rolling(),
      rejected: { ...rolling(), hooks: [recorder, rejectsAt('PRE_SCALE_UP')] },
      stopped: {
        ...rolling(),
        acts: [{ do: 'stop', when: ({ atSeconds, status }) => status === 'IN_PROGRESS' && atSeconds > 10 }],
      },
    },
    judge: (recorded) => [
      judgeRolling(recordOf(recorded, 'rolling')),
      rollbackFact('in a rolling deployment, because a hook answers FAILED', recordOf(recorded, 'rejected')),
      rollbackFact('in a rolling deployment, because of StopServiceDeployment', recordOf(recorded, 'stopped')),
    ],
  },
];

function rolling(): EcsTrial {
  return { strategy: { strategy: 'ROLLING' }, hooks: [recorder], maxMinutes: 30 };
}

function waiting(name: string, stage: 'TEST_TRAFFIC_SHIFT' | 'PRODUCTION_TRAFFIC_SHIFT'): TrialHook {
  const wait: readonly ScriptedAnswer[] = [{ status: 'IN_PROGRESS', delay: 45 }];
  return { name, at: [stage], script: { forward: wait, rollback: wait } };
}

function judgeTraffic(recorded: TrialRecord): readonly ObservedFinding[] {
  const production = callsOf(recorded, 'production').find(isRollbackCall);
  const test = callsOf(recorded, 'tests').find(isRollbackCall);
  const notCalled = 'the rollback did not call the hook';
  return [
    judgeMove('testTrafficMoves', recorded, 'test', 'TEST_TRAFFIC_SHIFT'),
    judgeMove('productionTrafficMoves', recorded, 'production', 'PRODUCTION_TRAFFIC_SHIFT'),
    judgeMove('rollbackTrafficMoves', recorded, 'production', 'PRODUCTION_TRAFFIC_SHIFT', 'ROLLBACK_IN_PROGRESS'),
    observed(
      'rollbackTestWeights',
      test && (test.test === undefined ? 'empty' : 'shown'),
      [`the call in the rollback showed ${test?.test === undefined ? 'no weights' : `green ${test.test} %`}`],
      notCalled,
    ),
    observed(
      'rollbackHookDetails',
      production && (detailOf(production, 'calls') === undefined ? 'configured' : 'kept'),
      [
        `the call in the rollback had ${production && detailOf(production, 'calls') !== undefined ? 'the answered' : 'the configured'} hookDetails`,
      ],
      notCalled,
    ),
    {
      question: 'Which weights of green do hooks see at each stage of a blue/green deployment, and in its rollback?',
      answer: hookableStages
        .map((stage) => ({ stage, calls: callsAt(recorded, stage) }))
        .filter(({ calls }) => calls.length > 0)
        .map(({ stage, calls }) => {
          const seen = calls.map(
            ({ test, production }) => `test ${formatShares([test])}, production ${formatShares([production])}`,
          );
          return `${stage}: ${[...new Set(seen)].join('; then ')}`;
        })
        .join('. '),
      evidence: [formatTrialEnd(recorded)],
    },
    rollbackFact('at POST_PRODUCTION_TRAFFIC_SHIFT, because a hook answers FAILED', recorded),
  ];
}

/** Where the listener is while a hook of the stage waits. Forwards it moves to green, in a rollback away from it. */
function judgeMove(
  name: 'testTrafficMoves' | 'productionTrafficMoves' | 'rollbackTrafficMoves',
  recorded: TrialRecord,
  listener: 'test' | 'production',
  stage: string,
  status: 'IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS' = 'IN_PROGRESS',
): SwitchFinding {
  const shares = looksWhileWaiting(recorded, stage, status).flatMap(({ listeners }) => listeners?.[listener] ?? []);
  const last = shares.at(-1);
  const hasMoved = status === 'IN_PROGRESS' ? last === 100 : last === 0;
  return observed(
    name,
    last === undefined ? undefined : hasMoved ? 'before-hooks' : 'after-hooks',
    [`while the hook waited, the ${listener} listener gave green ${formatShares([...new Set(shares)])}`],
    'no look at the listener was in time',
  );
}

function judgeRolling(recorded: TrialRecord): SwitchFinding {
  const stages = [...new Set(recorded.calls.map(({ stage }) => stage))];
  const known: Readonly<Record<string, 'pre-scale-up' | 'around-scale-up'>> = {
    PRE_SCALE_UP: 'pre-scale-up',
    'PRE_SCALE_UP, POST_SCALE_UP': 'around-scale-up',
  };
  return observed('rollingHooks', known[stages.join(', ')], [
    `called at ${stages.join(', ') || 'no stage'}`,
    formatTrialEnd(recorded),
  ]);
}
