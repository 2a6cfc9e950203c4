import type { EcsDeployment, EcsHookDetail } from '../deployment/ecs.ts';
import { whyOver } from '../deployment/why-over.ts';
import { lifecycleStages } from '../hook/target.ts';
import type { PauseAction, Sighting } from './pause-record.ts';

/** What ECS says about one pause. */
export type PauseState =
  /** It waits for an answer. */
  | {
      kind: 'waiting';
      expiresAt: Date;
      timeoutAction: PauseAction;
      /** How many Lambda hooks of the stage have not finished. */
      runningChecks: number;
      /** Whether another hook of the stage has failed: then ECS rolls back as soon as this pause is answered. */
      isDoomed: boolean;
    }
  /** It takes no answer any more. */
  | Ended
  /**
   * The deployment is in progress, and the pause is not listed: it has ended, or ECS does not list it yet. `movedTo` is the deployment's stage if
   * it is a later one. At a step of a linear or canary deployment that may be the stage of the step before, read a moment too early.
   */
  | { kind: 'unlisted'; movedTo?: string };

export type Ended = {
  kind: 'ended';
  /** What ECS did then; undefined if that is not known. */
  did: PauseAction | undefined;
  /** Whether somebody, perhaps the bridge itself, answered the pause. */
  isAnswered?: true;
  /** A clause for people, without a full stop. */
  happened: string;
};

/**
 * The state of a pause in what ECS described; `undefined` if ECS knows no such deployment.
 *
 * @throws Error if it waits and ECS does not say until when
 */
export function stateOfPause(
  deployment: EcsDeployment | undefined,
  { hookId, stage }: Pick<Sighting, 'hookId' | 'stage'>,
): PauseState {
  if (!deployment) return { kind: 'unlisted' };
  const over = whyOver(deployment);
  if (over !== undefined) return { kind: 'ended', did: actionOf(deployment), happened: over };
  const detail = deployment.lifecycleHookDetails?.find((one) => one.hookId === hookId);
  if (detail?.status === 'AWAITING_ACTION') return waiting(deployment, detail);
  if (detail) return endOf(detail.status, detail.timeoutAction) ?? { kind: 'unlisted' };
  const now = deployment.lifecycleStage;
  if (now === undefined || now === stage || !isAfter(now, stage)) return { kind: 'unlisted' };
  return { kind: 'unlisted', movedTo: now };
}

/** The end of a pause that was seen to wait: a deployment at a later stage has left it. */
export function endOfSeen(state: PauseState): Ended | undefined {
  if (state.kind === 'ended') return state;
  if (state.kind !== 'unlisted' || state.movedTo === undefined) return undefined;
  return { kind: 'ended', did: 'CONTINUE', happened: `the deployment has moved on to ${state.movedTo}` };
}

function actionOf({ status }: EcsDeployment): PauseAction | undefined {
  if (status === 'SUCCESSFUL') return 'CONTINUE';
  return status === 'STOP_REQUESTED' || status === 'STOPPED' ? undefined : 'ROLLBACK';
}

function waiting({ lifecycleHookDetails = [] }: EcsDeployment, detail: EcsHookDetail): PauseState {
  const { expiresAt, timeoutAction } = detail;
  if (!expiresAt) throw new Error(`ECS does not say when the pause ${detail.hookId} ends`);
  const running = lifecycleHookDetails.filter(({ targetType, status }) => targetType !== 'PAUSE' && isRunning(status));
  // If ECS does not say what it does at the end, the worse of the two is assumed.
  const action = timeoutAction === 'ROLLBACK' ? 'ROLLBACK' : 'CONTINUE';
  const isDoomed = lifecycleHookDetails.some((one) => one !== detail && hasFailed(one));
  return { kind: 'waiting', expiresAt, timeoutAction: action, runningChecks: running.length, isDoomed };
}

function hasFailed({ status, timeoutAction }: EcsHookDetail): boolean {
  return status === 'FAILED' || (status === 'TIMED_OUT' && timeoutAction === 'ROLLBACK');
}

/** Why nobody needs to decide about a pause next to a hook that has failed. A rollback is never held up. */
export const doomed: Ended = {
  kind: 'ended',
  did: 'ROLLBACK',
  happened: 'another hook of the stage failed, so ECS rolls the deployment back',
};

function isRunning(status: string | undefined): boolean {
  return status === 'IN_PROGRESS';
}

/**
 * How a pause ended, by the status in `lifecycleHookDetails` or, with `HOOK_` in front, by the name of an event. Undefined if it has not.
 *
 * @param timeoutAction - what ECS does at the end; neither status nor event say so
 */
export function endOf(status: string | undefined, timeoutAction: string | undefined): Ended | undefined {
  switch (status?.replace(/^HOOK_/, '')) {
    case 'SUCCEEDED':
      return { kind: 'ended', did: 'CONTINUE', isAnswered: true, happened: 'the pause was continued' };
    case 'FAILED':
      return { kind: 'ended', did: 'ROLLBACK', isAnswered: true, happened: 'a rollback was chosen at the pause' };
    case 'TIMED_OUT': {
      const did = timeoutAction === 'CONTINUE' || timeoutAction === 'ROLLBACK' ? timeoutAction : undefined;
      return { kind: 'ended', did, happened: `the pause timed out${did ? `, and ECS ${didWords[did]}` : ''}` };
    }
    default:
      return undefined;
  }
}

/** The same for an end that the bridge had no part in. */
export function asElsewhere(end: Ended): Ended {
  return end.isAnswered ? { ...end, happened: `${end.happened} outside Greenlight, such as in the ECS console` } : end;
}

export const didWords: Record<PauseAction, string> = { CONTINUE: 'continued', ROLLBACK: 'rolled back' };

/** Whether a stage comes after another one. What ECS describes may be a moment older than its event, so an earlier stage proves nothing. */
function isAfter(stage: string, other: string): boolean {
  const order: readonly string[] = lifecycleStages;
  const [at, than] = [order.indexOf(stage), order.indexOf(other)];
  return at > than && than !== -1;
}

/**
 * The stage at which the pauses of a deployment wait. Of a rolling deployment ECS names none; then it is clear only if all of its pauses are at one.
 */
export function stageOf({ lifecycleStage, deploymentConfiguration }: EcsDeployment): string | undefined {
  if (lifecycleStage !== undefined) return lifecycleStage;
  const pauses = (deploymentConfiguration?.lifecycleHooks ?? []).filter(({ targetType }) => targetType === 'PAUSE');
  const stages = new Set(pauses.flatMap(({ lifecycleStages = [] }) => lifecycleStages));
  return stages.size === 1 ? [...stages][0] : undefined;
}
