import { countApprovals } from '../../../approval/request/progress.ts';
import { formatConfirmed } from '../../../approval/request/stale/format-confirmed.ts';
import { formatDuration, formatTimeLeft } from '../../../wording/durations.ts';
import { type Phase, phaseOf } from '../../../wording/phases.ts';
import { versionsOf } from '../../../wording/versions.ts';
import type { Hero } from '../../terminal/render-hero.ts';
import { isActive } from './gate-nodes.ts';
import { advised, isGoingBack, isWaiting, type Snapshot, secondsOf } from './snapshot.ts';

/** The state of a deployment in one line, with the command that decides or explains it. */
export function deploymentHero(snapshot: Snapshot): Hero {
  const { ref, deployment } = snapshot;
  const name = `${ref.service} ${formatVersions(snapshot)}`;
  const service = `${ref.cluster}/${ref.service}`;
  if (isGoingBack(deployment.status)) {
    // A newer deployment may have begun since, and would be the one that is explained.
    return {
      name,
      ...rollbackState(snapshot),
      next: advised(`greenlight explain ${service} --deployment ${idOf(snapshot.arn)}`, snapshot),
    };
  }
  if (deployment.status === 'SUCCESSFUL') {
    return { name, light: 'go', state: `is deployed, after ${formatDuration(secondsOf(snapshot))}` };
  }
  const waiting = formatApprovals(snapshot);
  if (waiting !== undefined)
    return { name, light: 'wait', state: waiting, next: advised(`greenlight approve ${service}`, snapshot) };
  const pause = formatPause(snapshot);
  if (pause !== undefined)
    return { name, light: 'wait', state: pause, next: advised(`greenlight explain ${service}`, snapshot) };
  return { name, light: 'go', state: formatProgressAt(deployment.lifecycleStage) };
}

function idOf(arn = ''): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function formatVersions({
  images,
  deployment: { targetServiceRevision, sourceServiceRevisions = [] },
}: Snapshot): string {
  const target = targetServiceRevision?.arn;
  const source = sourceServiceRevisions.find(({ arn }) => arn !== undefined && arn !== target)?.arn;
  const { before, after } = versionsOf({
    images: images.flatMap(({ before: old, after: now }) => (now === undefined ? [] : [{ before: old, after: now }])),
    revisionId: idOf(target),
    ...(source !== undefined && { sourceRevisionId: idOf(source) }),
  });
  return before === undefined ? after : `${before} → ${after}`;
}

/** `waiting for 1 of 2 approvals, 38 min left`; of several requests, the one with the nearest deadline. */
function formatApprovals({ requests, now }: Snapshot): string | undefined {
  const open = requests
    .filter((gate) => isWaiting(gate, now))
    .toSorted((left, right) => left.request.deadline.localeCompare(right.request.deadline));
  const [first] = open;
  if (!first) return undefined;
  const { given, needed } = countApprovals(first.request);
  const left = formatTimeLeft((Date.parse(first.request.deadline) - now.getTime()) / 1000);
  const what = needed === 1 ? 'an approval' : `${needed - given} of ${needed} approvals`;
  return `waiting for ${what}${open.length > 1 ? ` and ${open.length - 1} more of another gate` : ''}, ${left} left`;
}

function formatPause({ deployment: { lifecycleHookDetails = [] }, now }: Snapshot): string | undefined {
  const pause = lifecycleHookDetails.find((hook) => hook.targetType === 'PAUSE' && isActive(hook));
  if (!pause) return undefined;
  const { expiresAt } = pause;
  const left = expiresAt ? `, ${formatTimeLeft((expiresAt.getTime() - now.getTime()) / 1000)} left` : '';
  return `paused until somebody continues it${left}`;
}

/** The reason that a person gave comes before ECS's. A rollback that somebody asked for is no failure. */
function rollbackState({ deployment: { status }, requests, rollbacks, now }: Snapshot): Pick<Hero, 'light' | 'state'> {
  const word = rollbackWords[status ?? ''] ?? 'is being rolled back';
  if (rollbacks.length > 0) return { light: 'rest', state: `${word}, as asked` };
  const refused = requests.find(({ request }) => ['REJECTED', 'EXPIRED'].includes(request.decision?.status ?? ''));
  const { request } = refused ?? {};
  const why = request?.decision ? `: ${formatConfirmed(request, request.decision, now)}` : '';
  return { light: 'fail', state: `${word}${why}` };
}

const rollbackWords: Readonly<Record<string, string>> = {
  ROLLBACK_SUCCESSFUL: 'was rolled back',
  ROLLBACK_FAILED: 'could not be rolled back',
  STOPPED: 'was stopped',
};

function formatProgressAt(stage: string | undefined): string {
  const phase = stage === undefined ? undefined : phaseOf(stage);
  return phase === undefined ? 'is being deployed' : phaseWords[phase];
}

const phaseWords: Readonly<Record<Phase, string>> = {
  start: 'starts its tasks',
  test: 'is being tested',
  approve: 'is about to get production traffic',
  shift: 'is getting production traffic',
  bake: 'has production traffic, and bakes',
};
