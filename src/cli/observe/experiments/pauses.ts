import { switchReadings } from '../../profile/switch-readings.ts';
import type { DeploymentLook, TrialRecord } from '../trial/recorded.ts';
import type { TrialHook } from '../trial/trial.ts';
import { type Experiment, type ObservedFinding, observed, recordOf } from './experiment.ts';
import { formatTrialEnd, hasEvents, isPaused, noEvents } from './seen.ts';
import { rejectsAt } from './trial-hooks.ts';

/** So that a trial whose pause was continued needs no traffic. */
const endsAfterScaleUp = rejectsAt('POST_SCALE_UP');

/** Pause hooks: their events, their end, and what ECS answers to a late or second answer. */
export const pauseExperiments: readonly Experiment[] = [
  {
    name: 'pause',
    title: 'a pause that is answered twice',
    minutes: 6,
    decides: ['pauseEvents', 'refusedAnswer'],
    trials: {
      pause: {
        hooks: [pauseOf(30), endsAfterScaleUp],
        acts: [
          { do: 'continue', when: isPaused },
          { do: 'continue', when: (look, looks) => looks.some(isPaused) && !isPaused(look) },
        ],
        maxMinutes: 20,
      },
    },
    judge: (recorded) => judgePause(recordOf(recorded, 'pause')),
  },
  {
    name: 'pause-expiry',
    title: 'a pause of one minute that is answered ten seconds after its end',
    minutes: 6,
    decides: ['pauseExpiry'],
    trials: {
      expiry: {
        hooks: [pauseOf(1), endsAfterScaleUp],
        acts: [{ do: 'continue', when: (look, looks) => look.atSeconds >= expiryIn(looks) + 10 }],
        maxMinutes: 20,
      },
    },
    judge: (recorded) => [judgeExpiry(recordOf(recorded, 'expiry'))],
  },
  {
    name: 'abandoned-pause',
    title: 'a pause whose deployment is stopped, after an attempt with ABORT',
    minutes: 4,
    decides: ['abandonedPauseEvent'],
    trials: {
      abandoned: {
        hooks: [pauseOf(30)],
        acts: [
          { do: 'abort', when: isPaused },
          { do: 'stop', when: ({ atSeconds, ...look }) => atSeconds > 40 && isPaused({ atSeconds, ...look }) },
        ],
        maxMinutes: 15,
      },
    },
    judge: (recorded) => judgeAbandoned(recordOf(recorded, 'abandoned')),
  },
];

function pauseOf(minutes: number): TrialHook {
  return { pauseAt: 'PRE_SCALE_UP', timeout: { minutes, action: 'ROLLBACK' } };
}

/** When the pause expires, in seconds of the trial; never if no look saw one. */
function expiryIn(looks: readonly DeploymentLook[]): number {
  for (const { atSeconds, hooks } of looks) {
    const left = hooks.find(({ targetType }) => targetType === 'PAUSE')?.expiresInSeconds;
    if (left !== undefined) return atSeconds + left;
  }
  return Number.POSITIVE_INFINITY;
}

function judgePause(recorded: TrialRecord): readonly ObservedFinding[] {
  const events = pauseEventsOf(recorded);
  const [, second] = recorded.acts.filter(({ act }) => act === 'continue');
  const name = switchReadings.refusedAnswer.find((known) => known === second?.error?.name);
  const wasPaused = recorded.looks.some(isPaused);
  return [
    observed(
      'pauseEvents',
      events.includes('HOOK_AWAITING_ACTION') ? 'sent' : wasPaused && hasEvents(recorded) ? 'lost' : undefined,
      [`events about the pause: ${events.join(', ') || 'none'}`],
      wasPaused ? noEvents : 'no look found the deployment paused',
    ),
    observed(
      'refusedAnswer',
      name,
      [
        second?.error
          ? `the second answer: ${second.error.name}: ${second.error.message}`
          : 'the second answer was not refused',
      ],
      second ? 'the error is of none of the classes' : 'there was no second answer',
    ),
  ];
}

function judgeExpiry(recorded: TrialRecord): ObservedFinding {
  const answer = recorded.acts.find(({ act }) => act === 'continue');
  const isLate = answer !== undefined && answer.error === undefined;
  const said = answer?.error
    ? `refused: ${answer.error.name}: ${answer.error.message}`
    : isLate
      ? 'accepted'
      : 'not given, because the deployment had ended';
  return observed(
    'pauseExpiry',
    recorded.looks.some(isPaused) ? (isLate ? 'late' : 'on-time') : undefined,
    [`the answer ten seconds after the end of the pause was ${said}`, formatTrialEnd(recorded)],
    'no look found the deployment paused',
  );
}

function judgeAbandoned(recorded: TrialRecord): readonly ObservedFinding[] {
  const events = pauseEventsOf(recorded);
  const ends = events.filter((name) => name !== 'HOOK_AWAITING_ACTION');
  const abort = recorded.acts.find(({ act }) => act === 'abort');
  return [
    observed(
      'abandonedPauseEvent',
      events.includes('HOOK_AWAITING_ACTION') ? (ends.length > 0 ? 'sent' : 'not-sent') : undefined,
      [`events about the pause: ${events.join(', ') || 'none'}`, formatTrialEnd(recorded)],
      'no event about the pause arrived at all',
    ),
    {
      question: 'What does StopServiceDeployment do with stopType ABORT?',
      answer: abort?.error ? `it is refused: ${abort.error.name}: ${abort.error.message}` : 'it is accepted',
      evidence: [formatTrialEnd(recorded)],
    },
  ];
}

function pauseEventsOf({ events }: TrialRecord): readonly string[] {
  return events.filter(({ hookType }) => hookType === 'PAUSE').map(({ name }) => name);
}
