import type { RecorderCall, TrialRecord } from '../trial/recorded.ts';
import { type Experiment, type ObservedFinding, observed, recordOf, type SwitchFinding } from './experiment.ts';
import { callsAt, callsOf, detailOf, formatCount, formatShares, formatTrialEnd } from './seen.ts';
import { rejectsAt } from './trial-hooks.ts';

/** Linear and canary deployments, and the first deployment of a service. */
export const stepExperiments: readonly Experiment[] = [
  {
    name: 'linear',
    title: 'a linear deployment in steps of 30 percent, which do not add up to 100',
    minutes: 14,
    decides: ['stepWeights', 'lastLinearStep', 'stepHookDetails', 'describedWeights'],
    trials: {
      linear: {
        strategy: { strategy: 'LINEAR', stepPercent: 30, stepBakeTimeInMinutes: 1 },
        hooks: [
          { name: 'before', at: ['PRE_PRODUCTION_TRAFFIC_SHIFT'] },
          {
            name: 'steps',
            at: ['PRODUCTION_TRAFFIC_SHIFT'],
            script: { forward: [{ status: 'IN_PROGRESS', delay: 10 }] },
          },
        ],
        maxMinutes: 60,
      },
    },
    judge: (recorded) => judgeLinear(recordOf(recorded, 'linear')),
  },
  {
    name: 'canary',
    title: 'a canary deployment of 10 percent',
    minutes: 9,
    decides: [],
    trials: {
      canary: {
        strategy: { strategy: 'CANARY', canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
        hooks: [{ name: 'steps', at: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] }],
        maxMinutes: 40,
      },
    },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'canary');
      return [
        {
          question: 'Which weights of green do hooks see at the steps of a canary deployment?',
          answer: formatSteps(trial),
          evidence: [formatTrialEnd(trial)],
        },
      ];
    },
  },
  {
    name: 'first-deployment',
    title: 'a new service that is deployed in two linear steps',
    minutes: 8,
    decides: ['firstDeploymentSteps', 'firstTargetGroup'],
    trials: {
      first: {
        isFirst: true,
        strategy: { strategy: 'LINEAR', stepPercent: 50, stepBakeTimeInMinutes: 1 },
        hooks: [{ name: 'steps', at: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] }],
        looksAt: ['revision'],
        maxMinutes: 40,
      },
    },
    judge: (recorded) => judgeFirst(recordOf(recorded, 'first')),
  },
  {
    name: 'no-test-rule',
    title: 'a new service without a test listener rule',
    minutes: 6,
    decides: ['testHooksWithoutRule'],
    trials: {
      untested: {
        isFirst: true,
        hasNoTestRule: true,
        hooks: [
          { name: 'tests', at: ['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'] },
          rejectsAt('PRE_PRODUCTION_TRAFFIC_SHIFT'),
        ],
        maxMinutes: 20,
      },
    },
    judge: (recorded) => [judgeUntested(recordOf(recorded, 'untested'))],
  },
  {
    name: 'first-rollback',
    title: 'a new service whose first deployment a hook rejects',
    minutes: 4,
    decides: ['firstDeploymentRollback'],
    trials: {
      first: {
        isFirst: true,
        hooks: [rejectsAt('PRE_SCALE_UP')],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'first');
      const status = trial.end?.status;
      const value = status === 'ROLLBACK_FAILED' || status === 'STOPPED' ? status : undefined;
      return [observed('firstDeploymentRollback', value, [formatTrialEnd(trial)])];
    },
  },
];

function judgeLinear(recorded: TrialRecord): readonly ObservedFinding[] {
  const before = callsOf(recorded, 'before').map(({ production }) => production);
  const steps = firstOfEachStep(callsOf(recorded, 'steps'));
  const shares = steps.map(({ production }) => production);
  const [first, second] = shares;
  const ofSecond = steps[1];
  return [
    observed(
      'stepWeights',
      second !== undefined && first !== second && before[1] === first
        ? 'before'
        : second !== undefined && before[1] === second
          ? 'target'
          : undefined,
      [`PRE_PRODUCTION_TRAFFIC_SHIFT showed ${formatShares(before)}, PRODUCTION_TRAFFIC_SHIFT ${formatShares(shares)}`],
    ),
    observed('lastLinearStep', lastSteps[shares.join()], [`the steps led to ${formatShares(shares)}`]),
    observed(
      'stepHookDetails',
      ofSecond && (detailOf(ofSecond, 'calls') === undefined ? 'configured' : 'kept'),
      [
        `at the second step the hook had ${ofSecond && detailOf(ofSecond, 'calls') !== undefined ? 'the answered' : 'the configured'} hookDetails`,
      ],
      'there was no second step',
    ),
    judgeDescribed(recorded),
  ];
}

const lastSteps: Readonly<Record<string, 'remainder' | 'merged'>> = {
  '30,60,90,100': 'remainder',
  '30,60,100': 'merged',
};

function judgeDescribed({ looks }: TrialRecord): SwitchFinding {
  const running = looks.filter(({ status, stage }) => status === 'IN_PROGRESS' && stage === 'PRODUCTION_TRAFFIC_SHIFT');
  const shares = [...new Set(running.map(({ describedProduction }) => describedProduction))];
  const isShown = shares.some((share) => share !== undefined && share > 0 && share < 100);
  const isMissing = running.length > 0 && shares.every((share) => share === undefined);
  return observed('describedWeights', isShown ? 'shown' : isMissing ? 'missing' : undefined, [
    `during the steps DescribeServiceDeployments showed ${formatShares(shares)}`,
  ]);
}

function judgeUntested(recorded: TrialRecord): SwitchFinding {
  const stages = [...new Set(callsOf(recorded, 'tests').map(({ stage }) => stage))];
  const hasPassed = callsOf(recorded, 'ends').length > 0;
  return observed(
    'testHooksWithoutRule',
    stages.length > 0 ? 'called' : hasPassed ? 'skipped' : undefined,
    [`called at ${stages.join(', ') || 'neither stage'}`, formatTrialEnd(recorded)],
    'the deployment did not get as far as these stages',
  );
}

function judgeFirst(recorded: TrialRecord): readonly ObservedFinding[] {
  const steps = callsAt(recorded, 'PRE_PRODUCTION_TRAFFIC_SHIFT').length;
  const group = recorded.looks.find(({ targetGroup }) => targetGroup !== undefined)?.targetGroup;
  return [
    observed(
      'firstTargetGroup',
      group,
      [`resolvedConfiguration of the first revision named the ${group === 'alternate' ? 'alternate' : 'first'} one`],
      'no look found its resolvedConfiguration',
    ),
    observed('firstDeploymentSteps', steps === 2 ? 'all' : steps === 1 ? 'one' : undefined, [
      `${formatCount(steps, 'call')} at PRE_PRODUCTION_TRAFFIC_SHIFT`,
      formatTrialEnd(recorded),
    ]),
    {
      question: 'Which weights of green do hooks see in the first deployment of a service?',
      answer: formatSteps(recorded),
      evidence: [formatTrialEnd(recorded)],
    },
  ];
}

/** A poll shows the same weights as the call before it. */
function firstOfEachStep(calls: readonly RecorderCall[]): readonly RecorderCall[] {
  return calls.filter(({ production }, index) => index === 0 || production !== calls[index - 1]?.production);
}

function formatSteps(recorded: TrialRecord): string {
  const at = (stage: string) => formatShares(callsAt(recorded, stage).map(({ production }) => production));
  return `PRE_PRODUCTION_TRAFFIC_SHIFT: ${at('PRE_PRODUCTION_TRAFFIC_SHIFT')}. PRODUCTION_TRAFFIC_SHIFT: ${at('PRODUCTION_TRAFFIC_SHIFT')}`;
}
