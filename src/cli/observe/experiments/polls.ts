import type { TrialRecord } from '../trial/recorded.ts';
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
} from './seen.ts';

/** What ECS says and keeps while a hook answers IN_PROGRESS. */
export const pollExperiment: Experiment = {
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
};

function judgePolls(recorded: TrialRecord): readonly (SwitchFinding | Fact)[] {
  return [
    ...judgeSecondCall(recorded),
    ...judgeLooks(recorded),
    judgeHookEvents(recorded),
    judgeFailedEvent(recorded),
    judgeListing(recorded),
    formOfHookId(recorded),
  ];
}

function judgeSecondCall(recorded: TrialRecord): readonly SwitchFinding[] {
  const [first, second] = callsOf(recorded, 'poller');
  const why = 'the hook was not called a second time';
  const isSame = first?.execution === second?.execution;
  const isKept = second !== undefined && detailOf(second, 'kept') !== undefined;
  const [gap = 0] = gapsOf(first && second ? [first, second] : []);
  return [
    observed(
      'executionId',
      first && second && (isSame ? 'per-hook' : 'per-call'),
      [`called again after ${gap} s, with ${isSame ? 'the same' : 'another'} executionId`],
      why,
    ),
    observed(
      'hookDetailsMode',
      second && (isKept ? 'merge' : 'replace'),
      [`the answer left out a configured key; the next call ${isKept ? 'had it' : 'did not have it'}`],
      why,
    ),
  ];
}

function judgeLooks(recorded: TrialRecord): readonly SwitchFinding[] {
  const waiting = looksWhileWaiting(recorded, 'PRE_SCALE_UP');
  const listed = waiting.filter(({ hooks }) => hooks.some(({ status }) => status === 'SUCCEEDED'));
  const resolved = waiting.filter(({ isResolved }) => isResolved === true);
  const isSeen = waiting.length > 0;
  return [
    observed(
      'finishedHooks',
      isSeen && idFormsIn(recorded).length > 0 ? (listed.length > 0 ? 'listed' : 'removed') : undefined,
      [`${listed.length} of ${waiting.length} looks during the wait listed the hook that had finished`],
      'lifecycleHookDetails listed no Lambda hook',
    ),
    observed(
      'resolvedConfiguration',
      isSeen ? (resolved.length > 0 ? 'from-creation' : 'from-scale-up') : undefined,
      [`${resolved.length} of ${waiting.length} looks at PRE_SCALE_UP found it`],
      'no look was in time',
    ),
  ];
}

function judgeHookEvents(recorded: TrialRecord): SwitchFinding {
  const ofHooks = recorded.events.filter(({ name }) => name.startsWith('HOOK_'));
  const names = ofHooks.map(({ name, hookType = 'no hookType' }) => `${name} (${hookType})`);
  return observed(
    'lambdaHookEvents',
    ofHooks.length > 0 ? 'sent' : hasEvents(recorded) ? 'not-sent' : undefined,
    [`${formatCount(ofHooks.length, 'event')}: ${names.join(', ') || 'none'}`],
    noEvents,
  );
}

function judgeFailedEvent(recorded: TrialRecord): SwitchFinding {
  const names = recorded.events.map(({ name }) => name).filter((name) => name.startsWith('SERVICE_'));
  const isSent = names.includes('SERVICE_DEPLOYMENT_FAILED');
  return observed(
    'failedEvent',
    isSent ? 'every-rollback' : hasEvents(recorded) ? 'alarms-only' : undefined,
    [formatTrialEnd(recorded), `events about the deployment: ${names.join(', ') || 'none'}`],
    noEvents,
  );
}

/** A measured time becomes the next slower reading. Two seconds are no more than the request and the first look. */
function judgeListing({ listedAfterSeconds: seconds }: TrialRecord): SwitchFinding {
  const reading = listedWithin.find(([limit]) => seconds !== undefined && seconds <= limit)?.[1];
  const evidence = seconds === undefined ? 'it was never listed' : `listed ${Math.round(seconds)} s after the request`;
  return observed('newDeploymentListed', reading, [evidence]);
}

const listedWithin = [
  [2, 'at-once'],
  [6, 'after-5s'],
  [40, 'after-30s'],
] as const;

function formOfHookId(recorded: TrialRecord): Fact {
  return {
    question: 'What does the id of a Lambda hook begin with?',
    answer: idFormsIn(recorded).join(', ') || 'not listed',
    evidence: ['lifecycleHookDetails of DescribeServiceDeployments'],
  };
}

/** `ecs-lambda`: how the ids of the Lambda hooks begin that were listed. */
function idFormsIn({ looks }: TrialRecord): readonly string[] {
  const hooks = looks.flatMap((look) => look.hooks).filter(({ targetType }) => targetType === 'AWS_LAMBDA');
  return [...new Set(hooks.map(({ idForm }) => idForm))];
}
