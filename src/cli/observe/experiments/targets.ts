import type { TrialRecord } from '../trial/recorded.ts';
import type { EcsTrial, TrialHook } from '../trial/trial.ts';
import { type Experiment, type Fact, recordOf } from './experiment.ts';
import { formatTrialEnd, isRollbackCall, wasRolledBackByEcs } from './seen.ts';
import { rejectsAt } from './trial-hooks.ts';

/** What a hook may name, and in which form it gets its `hookDetails`. No switch depends on it. */
export const targetExperiment: Experiment = {
  name: 'targets',
  title: 'hooks that name an alias, a version, guarded roles, functions elsewhere, and hookDetails as a string',
  minutes: 14,
  decides: [],
  trials: {
    alias: trialOf({ target: 'alias' }),
    version: trialOf({ target: 'version' }),
    account: trialOf({ guardedBy: 'account' }),
    arn: trialOf({ guardedBy: 'arn' }),
    elsewhere: trialOf({ target: 'other-region' }),
    stranger: trialOf({ target: 'other-account' }),
    text: trialOf({ hasDetailsAsText: true }),
  },
  judge: (recorded) => [
    reached('May a hook name an alias of its function?', recordOf(recorded, 'alias')),
    reached('May a hook name a version of its function?', recordOf(recorded, 'version')),
    reached('May the role of a hook trust ECS only with an aws:SourceAccount?', recordOf(recorded, 'account')),
    reached(
      "May the role of a hook trust ECS only with an aws:SourceArn of the account's ECS?",
      recordOf(recorded, 'arn'),
    ),
    accepted('another Region', recordOf(recorded, 'elsewhere')),
    accepted('another account', recordOf(recorded, 'stranger')),
    formOfDetails(recordOf(recorded, 'text')),
  ],
};

/** Last, because nobody knows what is left of a service whose rollback has failed. */
export const lastExperiment: Experiment = {
  name: 'failed-rollback',
  title: 'a hook that answers FAILED when the rollback calls it',
  minutes: 8,
  decides: [],
  trials: {
    failed: {
      hooks: [
        {
          name: 'stubborn',
          at: ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'],
          script: { rollback: [{ status: 'FAILED' }] },
        },
        rejectsAt('POST_TEST_TRAFFIC_SHIFT'),
      ],
      maxMinutes: 30,
    },
  },
  judge: (recorded) => {
    const trial = recordOf(recorded, 'failed');
    const called = [...new Set(trial.calls.filter(isRollbackCall).map(({ stage }) => stage))];
    return [
      {
        question: 'How does a rollback end if a hook answers FAILED in it?',
        answer: called.length === 0 ? 'the rollback called no hook' : formatTrialEnd(trial),
        evidence: [`the rollback called ${called.join(' and ') || 'none'}`],
      },
    ];
  },
};

function trialOf(target: Omit<Extract<TrialHook, { name: string }>, 'name' | 'at' | 'script' | 'timeout'>): EcsTrial {
  const forward = [{ status: 'FAILED' }] as const;
  return { hooks: [{ name: 'target', at: ['PRE_SCALE_UP'], script: { forward }, ...target }], maxMinutes: 15 };
}

function reached(question: string, trial: TrialRecord): Fact {
  const isCalled = trial.calls.length > 0;
  return { question, answer: isCalled ? 'yes, the function was called' : 'no', evidence: [formatTrialEnd(trial)] };
}

/** Its role may not call the function, so no account is disturbed: the error says whether ECS tried. */
function accepted(where: string, trial: TrialRecord): Fact {
  return {
    question: `Does ECS accept a hook whose function is in ${where}?`,
    answer: trial.refused
      ? 'no, it refuses the configuration'
      : wasRolledBackByEcs(trial)
        ? 'it accepts the configuration, and rolls back at the hook'
        : 'not observed',
    evidence: [formatTrialEnd(trial), 'the role of the hook may not call the function'],
  };
}

function formOfDetails(trial: TrialRecord): Fact {
  const [call] = trial.calls;
  const form = typeof call?.hookDetails === 'string' ? 'the string' : 'an object';
  return {
    question: 'What does a function get whose hookDetails are configured as a string?',
    answer: call ? form : 'it was not called',
    evidence: [formatTrialEnd(trial)],
  };
}
