import type { TrialRecord } from '../trial/recorded.ts';
import type { ScriptedAnswer, TrialHook } from '../trial/trial.ts';
import { type Experiment, observed, recordOf, type SwitchFinding } from './experiment.ts';
import { rollbackFact } from './rollback-fact.ts';
import { formatCount, formatTrialEnd, wasRolledBackByEcs, wasStopped } from './seen.ts';
import { recorder } from './trial-hooks.ts';

/** What ECS does about an alarm, a second deployment, tasks that cannot start, and a function that it cannot reach. */
export const disturbanceExperiments: readonly Experiment[] = [
  {
    name: 'alarm',
    title: 'a deployment that starts while its alarm is in ALARM',
    minutes: 5,
    decides: ['alarmBeforeStart'],
    trials: {
      alarm: {
        setting: 'alarm',
        hooks: [atStart({ status: 'IN_PROGRESS', delay: 180 }, { status: 'FAILED' })],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'alarm');
      const isIgnored = trial.calls.length > 1;
      return [
        observed('alarmBeforeStart', isIgnored ? 'ignore' : wasRolledBackByEcs(trial) ? 'rollback' : undefined, [
          formatTrialEnd(trial),
          `${formatCount(trial.calls.length, 'call')} of the hook at PRE_SCALE_UP`,
        ]),
      ];
    },
  },
  {
    name: 'circuit-breaker',
    title: 'a blue/green deployment whose tasks cannot start, with the circuit breaker on',
    minutes: 20,
    decides: ['circuitBreaker'],
    trials: {
      broken: {
        setting: 'broken-image',
        hooks: [recorder],
        looksAt: ['listeners'],
        maxMinutes: 25,
      },
    },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'broken');
      return [judgeBroken(trial), rollbackFact('at SCALE_UP, because its tasks cannot start', trial)];
    },
  },
  {
    name: 'throttled',
    title: 'a hook whose function Lambda throttles for a minute',
    minutes: 5,
    decides: ['unreachedFunction'],
    trials: {
      throttled: {
        setting: 'throttled',
        hooks: [atStart({ status: 'FAILED' })],
        acts: [{ do: 'unthrottle', when: ({ atSeconds }) => atSeconds > 60 }],
        maxMinutes: 10,
      },
    },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'throttled');
      return [
        observed('unreachedFunction', readingOfUnreached(trial), [formatFirstCall(trial), formatTrialEnd(trial)]),
      ];
    },
  },
  {
    name: 'server-error',
    title: 'a hook for whose function Lambda has an error of its own',
    minutes: 3,
    decides: [],
    trials: { error: { setting: 'server-error', hooks: [atStart({ status: 'FAILED' })], maxMinutes: 5 } },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'error');
      // Lambda does not recover in this trial, so a deployment that had to be stopped was still trying.
      const isRetried = trial.calls.length > 0 || wasStopped(trial);
      return [
        {
          question: 'What does ECS do if Lambda answers with an error of its own, such as 500?',
          answer: isRetried ? 'it tries again' : wasRolledBackByEcs(trial) ? 'it rolls back' : 'not observed',
          evidence: [formatFirstCall(trial), formatTrialEnd(trial)],
        },
      ];
    },
  },
  {
    name: 'lost-answer',
    title: 'a hook whose first answer is lost',
    minutes: 4,
    decides: ['lostAnswer'],
    trials: { lost: { setting: 'lost-answer', hooks: [atStart({ status: 'FAILED' })], maxMinutes: 10 } },
    judge: (recorded) => {
      const trial = recordOf(recorded, 'lost');
      const { length } = trial.calls;
      return [
        observed(
          'lostAnswer',
          length > 1 ? 'retry' : length === 1 && wasRolledBackByEcs(trial) ? 'rollback' : undefined,
          [`${formatCount(length, 'call')} of the function`, formatTrialEnd(trial)],
        ),
      ];
    },
  },
];

function atStart(...forward: readonly ScriptedAnswer[]): TrialHook {
  return { name: 'start', at: ['PRE_SCALE_UP'], script: { forward } };
}

function readingOfUnreached(trial: TrialRecord): 'retry' | 'rollback' | undefined {
  return trial.calls.length > 0 ? 'retry' : wasRolledBackByEcs(trial) ? 'rollback' : undefined;
}

function formatFirstCall({ calls }: TrialRecord): string {
  const [first] = calls;
  return first ? `the function was called after ${Math.round(first.atSeconds)} s` : 'the function was never called';
}

/** Without a circuit breaker the tasks fail until the experiment stops the deployment. */
function judgeBroken(recorded: TrialRecord): SwitchFinding {
  const statuses = [...new Set(recorded.looks.flatMap(({ circuitBreaker }) => circuitBreaker ?? []))];
  return observed(
    'circuitBreaker',
    wasStopped(recorded) ? 'rolling-only' : wasRolledBackByEcs(recorded) ? 'every-strategy' : undefined,
    [formatTrialEnd(recorded), `deploymentCircuitBreaker.status was ${statuses.join(', ') || 'missing'}`],
  );
}
