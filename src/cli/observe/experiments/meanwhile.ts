import type { DeploymentLook, TrialRecord } from '../trial/recorded.ts';
import {
  type Experiment,
  type Fact,
  type ObservedFinding,
  observed,
  recordOf,
  type SwitchFinding,
} from './experiment.ts';
import { callsAt, detailOf, formatCount, formatShares, formatTrialEnd, isPaused } from './seen.ts';
import { pauseAt, rejectsAt } from './trial-hooks.ts';

const pauseAtStart = pauseAt('PRE_SCALE_UP');

/** UpdateService, while a deployment runs. */
export const meanwhileExperiments: readonly Experiment[] = [
  {
    name: 'second-deployment',
    title: 'a deployment that is started while another one is paused',
    minutes: 6,
    decides: ['deploymentWhileRunning'],
    trials: {
      second: {
        // There RECONCILE_SERVICE has something to do: the tasks of the first deployment.
        hooks: [pauseAt('POST_SCALE_UP')],
        hooksOfSecond: [{ name: 'reconcile', at: ['RECONCILE_SERVICE'] }, rejectsAt('PRE_SCALE_UP')],
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
        hooks: [pauseAt('POST_SCALE_UP')],
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
    name: 'reconfigured-meanwhile',
    title: 'a service that gets another hook while its deployment is paused',
    minutes: 6,
    decides: [],
    trials: {
      reconfigured: {
        hooks: [pauseAtStart, rejectsAt('POST_SCALE_UP')],
        hooksOfSecond: [pauseAtStart, rejectsAt('POST_SCALE_UP'), { name: 'late', at: ['POST_SCALE_UP'] }],
        acts: [
          { do: 'reconfigure', when: isPaused },
          { do: 'continue', when: (look, looks) => wasPausedFor(20, look, looks) },
        ],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => [judgeReconfigured(recordOf(recorded, 'reconfigured'))],
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

function judgeReconfigured(recorded: TrialRecord): Fact {
  const change = recorded.acts.find(({ act }) => act === 'reconfigure');
  const hooks = callsAt(recorded, 'POST_SCALE_UP').map((call) => String(detailOf(call, 'hook')));
  const answer = hooks.includes('late')
    ? 'the new ones'
    : hooks.length > 0
      ? 'those that it started with'
      : 'not observed';
  return {
    question: 'Which hooks does a running deployment call after the hooks of its service have changed?',
    answer: change && !change.error ? answer : 'not observed',
    evidence: [
      change?.error
        ? `the change was refused: ${change.error.name}: ${change.error.message}`
        : 'the change was accepted',
      `called at POST_SCALE_UP: ${hooks.join(', ') || 'none'}`,
    ],
  };
}

function waitedFor(act: { atSeconds: number } | undefined, look: DeploymentLook | undefined): number {
  return act && look ? look.atSeconds - act.atSeconds : 0;
}
