import type { JsonValue } from '../../../hook/json.ts';
import type { TrialRecord } from '../trial/recorded.ts';
import type { EcsTrial } from '../trial/trial.ts';
import { type Experiment, type Fact, observed, recordOf, type SwitchFinding } from './experiment.ts';
import { pollExperiment } from './polls.ts';
import { callsOf, detailOf, formatTrialEnd, gapsOf, wasRolledBackByEcs } from './seen.ts';

/** What ECS does with an answer IN_PROGRESS, and what it says meanwhile. Each trial ends at PRE_SCALE_UP, before any task starts. */
export const answerExperiments: readonly Experiment[] = [
  pollExperiment,
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
