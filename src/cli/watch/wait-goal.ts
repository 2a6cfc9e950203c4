import { ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import { lifecycleStages } from '../../controller/ecs/stages.ts';
import { CliError } from '../command/cli-error.ts';
import { isGoingBack, isWaiting, outcomeOf, type Snapshot } from '../deployment/snapshot/snapshot.ts';

/** What `watch` waits for. */
export type WaitGoal =
  | { kind: 'done' | 'awaiting-approval' | 'paused' }
  | { kind: 'status'; status: string }
  | { kind: 'stage'; stage: string };

/** `reached`: the condition is met; `missed`: it can no longer be met; otherwise keep waiting. */
type Progress = 'reached' | 'missed' | 'waiting';

/** @throws {CliError} if there is no such status, stage or condition; otherwise a typo would wait forever */
export function readWaitGoal(text: string): WaitGoal {
  if (text === 'done' || text === 'awaiting-approval' || text === 'paused') return { kind: text };
  const word = text.toUpperCase();
  if (statuses.includes(word)) return { kind: 'status', status: word };
  if (stages.includes(word)) return { kind: 'stage', stage: word };
  throw new CliError(`cannot wait for "${text}"`, {
    next: `write done, awaiting-approval, paused, a stage (${stages.join(', ')}) or a status (${statuses.join(', ')})`,
  });
}

export function progressOf(goal: WaitGoal, snapshot: Snapshot): Progress {
  const { deployment, now } = snapshot;
  const outcome = outcomeOf(deployment.status);
  if (isReached()) return 'reached';
  const isOver = outcome !== 'ongoing';
  // A deployment that rolls back has passed its last gate; it still ends with a status.
  const isLost = isGoingBack(deployment.status) && (goal.kind === 'stage' || goal.kind === 'awaiting-approval');
  return isOver || isLost ? 'missed' : 'waiting';

  function isReached(): boolean {
    switch (goal.kind) {
      case 'done':
        return outcome === 'succeeded';
      case 'awaiting-approval':
        return outcome === 'ongoing' && snapshot.requests.some((gate) => isWaiting(gate, now));
      case 'paused':
        return (deployment.lifecycleHookDetails ?? []).some(
          ({ targetType, status }) => targetType === 'PAUSE' && status === 'AWAITING_ACTION',
        );
      case 'status':
        return deployment.status === goal.status;
      case 'stage':
        return (
          outcome === 'succeeded' || (!isGoingBack(deployment.status) && hasCome(deployment.lifecycleStage, goal.stage))
        );
    }
  }
}

/** A stage may have begun and ended between two checks. In linear and canary deployments a stage is repeated; having reached it once is enough. */
function hasCome(current: string | undefined, wanted: string): boolean {
  return current === wanted || stages.indexOf(current ?? '') >= stages.indexOf(wanted);
}

const stages: readonly string[] = lifecycleStages;
const statuses: readonly string[] = Object.values(ServiceDeploymentStatus);
