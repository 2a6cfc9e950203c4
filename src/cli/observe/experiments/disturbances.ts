import { hookableStages } from '../../../hook/target.ts';
import type { DeploymentLook, TrialRecord } from '../trial/recorded.ts';
import type { ScriptedAnswer, TrialHook } from '../trial/trial.ts';
import { type Experiment, type ObservedFinding, observed, recordOf, type SwitchFinding } from './experiment.ts';
import { rollbackFact } from './rollback-fact.ts';
import {
  callsAt,
  formatCount,
  formatShares,
  formatTrialEnd,
  isPaused,
  wasRolledBackByEcs,
  wasStopped,
} from './seen.ts';

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
    name: 'second-deployment',
    title: 'a deployment that is started while another one is paused',
    minutes: 6,
    decides: ['deploymentWhileRunning'],
    trials: {
      second: {
        // There RECONCILE_SERVICE has something to do: the tasks of the first deployment.
        hooks: [{ pauseAt: 'POST_SCALE_UP', timeout: { minutes: 30, action: 'ROLLBACK' } }],
        hooksOfSecond: [
          { name: 'reconcile', at: ['RECONCILE_SERVICE'] },
          { name: 'ends', at: ['PRE_SCALE_UP'], script: { forward: [{ status: 'FAILED' }] } },
        ],
        acts: [
          { do: 'deploy-again', when: isPaused },
          // If the second one was refused, the first one is still paused.
          { do: 'stop', when: (look, looks) => wasPausedFor(120, look, looks) },
        ],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => judgeSecond(recordOf(recorded, 'second')),
  },
  {
    name: 'scaled-meanwhile',
    title: 'a service that is scaled while its deployment is paused',
    minutes: 7,
    decides: ['desiredCountWhileDeploying'],
    trials: {
      scaled: {
        hooks: [{ pauseAt: 'POST_SCALE_UP', timeout: { minutes: 30, action: 'ROLLBACK' } }],
        acts: [
          { do: 'scale', when: isPaused },
          { do: 'stop', when: (look, looks) => wasPausedFor(90, look, looks) },
        ],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => [judgeScaled(recordOf(recorded, 'scaled'))],
  },
  {
    name: 'circuit-breaker',
    title: 'a blue/green deployment whose tasks cannot start, with the circuit breaker on',
    minutes: 20,
    decides: ['circuitBreaker'],
    trials: {
      broken: {
        setting: 'broken-image',
        hooks: [{ name: 'recorder', at: hookableStages }],
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
      const isRetried = trial.calls.length > 0;
      return [
        observed('unreachedFunction', isRetried ? 'retry' : wasRolledBackByEcs(trial) ? 'rollback' : undefined, [
          isRetried
            ? `the function was called after ${Math.round(trial.calls[0]?.atSeconds ?? 0)} s`
            : 'the function was never called',
          formatTrialEnd(trial),
        ]),
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

function wasPausedFor(
  seconds: number,
  { atSeconds, status }: DeploymentLook,
  looks: readonly DeploymentLook[],
): boolean {
  const since = looks.find(isPaused)?.atSeconds ?? Number.POSITIVE_INFINITY;
  return status === 'IN_PROGRESS' && atSeconds > since + seconds;
}

function atStart(...forward: readonly ScriptedAnswer[]): TrialHook {
  return { name: 'start', at: ['PRE_SCALE_UP'], script: { forward } };
}

function judgeSecond(recorded: TrialRecord): readonly ObservedFinding[] {
  const { acts, end } = recorded;
  const again = acts.find(({ act }) => act === 'deploy-again');
  const reconciled = callsAt(recorded, 'RECONCILE_SERVICE');
  const value = again?.error ? 'refuse' : again && end?.status === 'STOPPED' ? 'replace' : undefined;
  const said = again?.error ? `refused: ${again.error.name}: ${again.error.message}` : 'accepted';
  return [
    observed(
      'deploymentWhileRunning',
      value,
      [`the second deployment was ${said}`, `the first: ${formatTrialEnd(recorded)}`],
      'the first deployment was not replaced, and the second was not refused',
    ),
    {
      question: 'Which weights of green do hooks see at RECONCILE_SERVICE?',
      answer:
        reconciled.length === 0
          ? 'it was not called'
          : `test ${formatShares(reconciled.map(({ test }) => test))}, production ${formatShares(reconciled.map(({ production }) => production))}`,
      evidence: [formatCount(reconciled.length, 'call')],
    },
  ];
}

/** Only looks at the paused deployment count: a rollback has a count of its own. */
function judgeScaled({ acts, looks }: TrialRecord): SwitchFinding {
  const scaled = acts.find(({ act }) => act === 'scale');
  const paused = looks.filter(isPaused);
  const [before, after] = [paused[0], paused.at(-1)];
  const grew = (whose: 'green' | 'others') =>
    (after?.requestedTasks?.[whose] ?? 0) - (before?.requestedTasks?.[whose] ?? 0);
  const isLater = grew('green') === 0 && grew('others') === 0 && waitedFor(scaled, after) > 45;
  const said = scaled?.error ? `refused: ${scaled.error.name}: ${scaled.error.message}` : 'accepted';
  return observed(
    'desiredCountWhileDeploying',
    scaled?.error || !scaled
      ? undefined
      : grew('green') > 0 && grew('others') > 0
        ? 'both-revisions'
        : isLater
          ? 'when-ended'
          : undefined,
    [
      `the change was ${said}`,
      `while the pause lasted, the new revision got ${formatCount(grew('green'), 'task')} more, and the others ${formatCount(grew('others'), 'task')}`,
    ],
    scaled ? undefined : 'no look found the deployment paused',
  );
}

function waitedFor(act: { atSeconds: number } | undefined, look: DeploymentLook | undefined): number {
  return act && look ? look.atSeconds - act.atSeconds : 0;
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
