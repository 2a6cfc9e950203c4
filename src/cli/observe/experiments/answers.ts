import type { JsonValue } from '../../../hook/json.ts';
import type { TrialRecord } from '../trial/recorded.ts';
import type { EcsTrial } from '../trial/trial.ts';
import { type Experiment, type Fact, observed, recordOf, type SwitchFinding } from './experiment.ts';
import {
  callsOf,
  detailOf,
  formatCount,
  formatTrialEnd,
  gapsOf,
  hasEvents,
  looksWhileWaiting,
  noEvents,
  wasRolledBackByEcs,
} from './seen.ts';

/** What ECS does with an answer IN_PROGRESS, and what it says meanwhile. Each trial ends at PRE_SCALE_UP, before any task starts. */
export const answerExperiments: readonly Experiment[] = [
  {
    name: 'polls',
    title: 'a hook that is called twice, and one that finishes at once next to it',
    minutes: 4,
    decides: [
      'executionId',
      'hookDetailsMode',
      'finishedHooks',
      'resolvedConfiguration',
      'lambdaHookEvents',
      'failedEvent',
      'newDeploymentListed',
    ],
    trials: {
      polls: {
        hooks: [
          {
            name: 'poller',
            at: ['PRE_SCALE_UP'],
            script: { forward: [{ status: 'IN_PROGRESS', delay: 60, passes: 'without-kept' }, { status: 'FAILED' }] },
          },
          { name: 'quick', at: ['PRE_SCALE_UP'] },
        ],
        looksAt: ['revision'],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => judgePolls(recordOf(recorded, 'polls')),
  },
  {
    name: 'missing-details',
    title: 'a hook that answers IN_PROGRESS with hookDetails and then without',
    minutes: 4,
    decides: ['missingHookDetails'],
    trials: {
      missing: {
        hooks: [
          {
            name: 'forgetful',
            at: ['PRE_SCALE_UP'],
            script: {
              forward: [
                { status: 'IN_PROGRESS', delay: 10 },
                { status: 'IN_PROGRESS', delay: 10, passes: 'nothing' },
              ],
            },
            // No script ends this hook if ECS gives it the same details again and again.
            timeout: { minutes: 1, action: 'ROLLBACK' },
          },
        ],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => [judgeMissing(recordOf(recorded, 'missing'))],
  },
  {
    name: 'call-back-delays',
    title: 'hooks that answer with an unusual callBackDelay: 0, -5, 2.5, "10" and a million',
    minutes: 15,
    decides: ['invalidCallBackDelay'],
    trials: {
      zero: delayTrial(0),
      negative: delayTrial(-5),
      fraction: delayTrial(2.5),
      text: delayTrial('10'),
      // Nobody waits for it: whether ECS accepts it shows at once.
      large: { ...delayTrial(1_000_000), acts: [{ do: 'stop', when: ({ atSeconds }) => atSeconds > 90 }] },
    },
    judge: (recorded) => [
      judgeInvalidDelay([recordOf(recorded, 'zero'), recordOf(recorded, 'negative')]),
      delayFact('2.5', recordOf(recorded, 'fraction')),
      delayFact('"10"', recordOf(recorded, 'text')),
      delayFact('1000000', recordOf(recorded, 'large')),
    ],
  },
];

function delayTrial(delay: JsonValue): EcsTrial {
  const forward = [{ status: 'IN_PROGRESS', delay }, { status: 'FAILED' }] as const;
  return { hooks: [{ name: 'waits', at: ['PRE_SCALE_UP'], script: { forward } }], maxMinutes: 15 };
}

function judgePolls(recorded: TrialRecord): readonly (SwitchFinding | Fact)[] {
  const { looks, events } = recorded;
  const [first, second] = callsOf(recorded, 'poller');
  const waiting = looksWhileWaiting(recorded, 'PRE_SCALE_UP');
  const listed = waiting.filter(({ hooks }) => hooks.some(({ status }) => status === 'SUCCEEDED'));
  const isLambdaListed = looks.some(({ hooks }) => hooks.some(({ targetType }) => targetType === 'AWS_LAMBDA'));
  const resolved = waiting.filter(({ isResolved }) => isResolved === true);
  const ofHooks = events.filter(({ name }) => name.startsWith('HOOK_'));
  const failed = events.find(({ name }) => name === 'SERVICE_DEPLOYMENT_FAILED');
  const called = second ? `called again after ${gapsOf([...(first ? [first] : []), second]).join()} s` : 'called once';
  const calledTwice = 'the hook was not called a second time';
  return [
    observed(
      'executionId',
      first && second && (first.execution === second.execution ? 'per-hook' : 'per-call'),
      [`${called}, with ${first?.execution === second?.execution ? 'the same' : 'another'} executionId`],
      calledTwice,
    ),
    observed(
      'hookDetailsMode',
      second && (detailOf(second, 'kept') === undefined ? 'replace' : 'merge'),
      [
        `the answer left out a configured key; the next call ${second && detailOf(second, 'kept') !== undefined ? 'had it' : 'did not have it'}`,
      ],
      calledTwice,
    ),
    observed(
      'finishedHooks',
      isLambdaListed && waiting.length > 0 ? (listed.length > 0 ? 'listed' : 'removed') : undefined,
      [`${listed.length} of ${waiting.length} looks during the wait listed the hook that had finished`],
      'lifecycleHookDetails listed no Lambda hook',
    ),
    observed(
      'resolvedConfiguration',
      waiting.length > 0 ? (resolved.length > 0 ? 'from-creation' : 'from-scale-up') : undefined,
      [`${resolved.length} of ${waiting.length} looks at PRE_SCALE_UP found it`],
      'no look was in time',
    ),
    observed(
      'lambdaHookEvents',
      ofHooks.length > 0 ? 'sent' : hasEvents(recorded) ? 'not-sent' : undefined,
      [
        `${formatCount(ofHooks.length, 'event')}: ${ofHooks.map(({ name, hookType }) => `${name} (${hookType ?? 'no hookType'})`).join(', ') || 'none'}`,
      ],
      noEvents,
    ),
    observed(
      'failedEvent',
      failed ? 'every-rollback' : hasEvents(recorded) ? 'alarms-only' : undefined,
      [
        formatTrialEnd(recorded),
        `events about the deployment: ${events
          .filter(({ name }) => name.startsWith('SERVICE_'))
          .map(({ name }) => name)
          .join(', ')}`,
      ],
      noEvents,
    ),
    judgeListing(recorded),
    {
      question: 'What does the id of a Lambda hook begin with?',
      answer:
        [
          ...new Set(
            looks.flatMap(({ hooks }) => hooks.flatMap((h) => (h.targetType === 'AWS_LAMBDA' ? [h.idForm] : []))),
          ),
        ].join(', ') || 'not listed',
      evidence: ['lifecycleHookDetails of DescribeServiceDeployments'],
    },
  ];
}

/** A measured time becomes the next slower reading. Two seconds are no more than the request and the first look. */
function judgeListing({ listedAfterSeconds: seconds }: TrialRecord): SwitchFinding {
  const reading =
    seconds === undefined
      ? undefined
      : seconds <= 2
        ? 'at-once'
        : seconds <= 6
          ? 'after-5s'
          : seconds <= 40
            ? 'after-30s'
            : undefined;
  const evidence = seconds === undefined ? 'it was never listed' : `listed ${Math.round(seconds)} s after the request`;
  return observed('newDeploymentListed', reading, [evidence]);
}

function judgeMissing(recorded: TrialRecord): SwitchFinding {
  const calls = callsOf(recorded, 'forgetful');
  const at = calls.findIndex(({ answer }) => answer['hookStatus'] === 'IN_PROGRESS' && !('hookDetails' in answer));
  const next = at === -1 ? undefined : calls[at + 1];
  const count = next && detailOf(next, 'calls');
  return observed(
    'missingHookDetails',
    next && (count === undefined ? 'reset' : 'keep'),
    [
      `after the answer without hookDetails the call had ${count === undefined ? 'the configured' : 'the answered'} ones`,
    ],
    'there was no call after the answer without hookDetails',
  );
}

function judgeInvalidDelay(trials: readonly TrialRecord[]): SwitchFinding {
  const readings = trials.map(readingOfDelay);
  const [first] = readings;
  const value = readings.every((each) => each === first) ? first : undefined;
  return observed(
    'invalidCallBackDelay',
    value,
    trials.map((trial, index) => `callBackDelay ${index === 0 ? '0' : '-5'}: ${formatDelay(trial)}`),
  );
}

function readingOfDelay(trial: TrialRecord): 'rollback' | 'default' | undefined {
  const [gap] = gapsOf(callsOf(trial, 'waits'));
  if (gap === undefined) return wasRolledBackByEcs(trial) ? 'rollback' : undefined;
  return gap >= 20 && gap <= 45 ? 'default' : undefined;
}

function formatDelay(trial: TrialRecord): string {
  const [gap] = gapsOf(callsOf(trial, 'waits'));
  return gap === undefined ? `not called again; ${formatTrialEnd(trial)}` : `called again after ${gap} s`;
}

function delayFact(delay: string, trial: TrialRecord): Fact {
  return {
    question: `What does ECS make of callBackDelay ${delay}?`,
    answer: formatDelay(trial),
    evidence: [formatTrialEnd(trial)],
  };
}
