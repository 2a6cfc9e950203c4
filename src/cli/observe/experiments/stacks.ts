import type { TrialRecord } from '../trial/recorded.ts';
import type { EcsTrial, TrialHook } from '../trial/trial.ts';
import { type Experiment, type Fact, recordOf } from './experiment.ts';
import { formatTrialEnd } from './seen.ts';

/** What CloudFormation makes of a service with hooks. */
export const stackExperiment: Experiment = {
  name: 'cloudformation',
  title: 'services of CloudFormation, with timeouts of 24 hours each, without any, and with half an hour',
  minutes: 11,
  decides: [],
  trials: {
    explicit: createdWith({ minutes: 1440, action: 'ROLLBACK' }),
    unset: createdWith('unset'),
    short: createdWith({ minutes: 30, action: 'ROLLBACK' }),
  },
  judge: (recorded) => [
    judgeDefaults(recordOf(recorded, 'explicit'), recordOf(recorded, 'unset')),
    formOfHookDetails(recordOf(recorded, 'short')),
  ],
};

/** Two hooks, because one with its default stays below CloudFormation's 33 hours. */
function createdWith(timeout: Extract<TrialHook, { name: string }>['timeout']): EcsTrial {
  const script = { forward: [{ status: 'FAILED' }] } as const;
  const hooks = ['first', 'second'].map((name): TrialHook => {
    return { name, at: ['PRE_SCALE_UP'], script, ...(timeout && { timeout }) };
  });
  return { isFirst: true, setting: 'stack', hooks, maxMinutes: 15 };
}

/** Only if CloudFormation refuses the sum when it is written down, it means something that it accepts the one that is not. */
function judgeDefaults(explicit: TrialRecord, unset: TrialRecord): Fact {
  const counts = [explicit, unset].map(({ refused }) => refused?.message.includes('33 hours') === true);
  const answer = counts[1] ? 'yes' : counts[0] && unset.calls.length > 0 ? 'no' : 'not observed';
  return {
    question: "Do default timeouts count in CloudFormation's 33 hours?",
    answer,
    evidence: [
      `with twice 24 hours: ${formatTrialEnd(explicit)}`,
      `with two hooks without timeouts: ${formatTrialEnd(unset)}`,
    ],
  };
}

function formOfHookDetails(trial: TrialRecord): Fact {
  const [call] = trial.calls;
  return {
    question: 'What does a function get whose HookDetails are in a template, where they are a string?',
    answer: call ? (typeof call.hookDetails === 'string' ? 'the string' : 'an object') : 'it was not called',
    evidence: [formatTrialEnd(trial)],
  };
}
