import { ApprovalError } from '../approval/approval-error.ts';
import type { Change } from '../approval/request/ledger.ts';
import type { ApprovalRequest } from '../approval/request/request.ts';
import { supersedeUndecided } from '../approval/request/transitions.ts';
import { nameRequest } from '../storage/name-request.ts';
import { formatError } from '../wording/values.ts';
import { answerPause, decidedWords, formatPauseEnd, lookAtPause } from './answer-pause.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { actionFor } from './judge-request.ts';
import type { Delivery, Pause, PauseAction, Sighting } from './pause-record.ts';
import { endOfSeen } from './pause-state.ts';
import { refOf } from './pause-store.ts';

/** How far a pause is now. */
export type PauseProgress = {
  /**
   * `unknown`: the bridge has not seen it. `left-alone`: nobody is asked. `not-yet`: people cannot be asked yet. `waiting`: for people.
   * `answered`: ECS has the answer, and may still roll back because of another hook. `finished`: nothing is left to do.
   */
  state: 'unknown' | 'left-alone' | 'not-yet' | 'waiting' | 'answered' | 'finished';
  reason: string;
  /** From the decision until ECS took the answer, if it did so now. */
  decisionToEcsMs?: number;
};

/** An answer to ECS, and why it gets this one. */
export type PlannedAnswer = { action: PauseAction; reason: string; decidedAt?: Date };

/**
 * Records the answer, so that ECS never gets another one for this pause, and answers. If another invocation has recorded one meanwhile, ECS gets
 * that.
 */
export async function plan(
  parts: BridgeParts,
  { place, pause }: { place: PausePlace; pause?: Pause },
  { action, reason, decidedAt }: PlannedAnswer,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const planned = deliveryOf(place, parts.clock.now(), {
    ...{ state: 'planned', action, reason },
    ...(decidedAt && { decidedAt: decidedAt.toISOString() }),
  });
  const delivery = await parts.pauses.writeDelivery(planned, undefined, signal);
  return deliver(parts, { delivery, pause }, signal);
}

/** Continues with what is recorded about the answer to ECS. */
export async function deliver(
  parts: BridgeParts,
  { delivery, pause }: Delivering,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const { state, reason } = delivery;
  switch (state) {
    case 'planned':
      return send(parts, { delivery, pause }, signal);
    case 'answered':
      return confirm(parts, { delivery, pause }, signal);
    case 'finished':
      // Anything left to do is still on the sweep's list.
      if (!(await parts.pauses.isNoted(refOf(delivery), signal))) return { state: 'finished', reason };
      if (await isLost(parts, delivery, signal)) return send(parts, { delivery, pause }, signal);
      await close(parts, { delivery, pause }, signal);
      return { state: 'finished', reason };
  }
}

type Delivering = { delivery: Delivery; pause: Pause | undefined };

async function send(parts: BridgeParts, { delivery, pause }: Delivering, signal: AbortSignal): Promise<PauseProgress> {
  const { action = 'ROLLBACK', reason, decidedAt } = delivery;
  const answered = await answerPause(parts, delivery, action, signal);
  const now = parts.clock.now();
  const isAccepted = answered.kind === 'answered';
  // It may be the second time that ECS accepts it.
  const accepted = acceptedWords(action);
  const why = reason.replace(accepted, '');
  const said = isAccepted ? `${why}${accepted}` : formatPauseEnd({ action, reason: why }, answered.end);
  // After CONTINUE another hook of the stage may still roll the deployment back.
  const goesOn = action === 'CONTINUE' && (isAccepted || answered.end.did === 'CONTINUE');
  const state = goesOn ? 'answered' : 'finished';
  const progress = await proceed(parts, { delivery, pause }, { state, reason: said, at: now.toISOString() }, signal);
  if (!isAccepted || decidedAt === undefined) return progress;
  return { ...progress, decisionToEcsMs: now.getTime() - Date.parse(decidedAt) };
}

const acceptedWords = (action: PauseAction): string => `; ECS accepted ${action}`;

/** Records the next state of a delivery, and shows it to people. */
async function proceed(
  parts: BridgeParts,
  { delivery, pause }: Delivering,
  next: Pick<Delivery, 'state' | 'reason' | 'at'>,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const written = await parts.pauses.writeDelivery({ ...delivery, ...next }, delivery, signal);
  await close(parts, { delivery: written, pause }, signal);
  return { state: written.state === 'finished' ? 'finished' : 'answered', reason: written.reason };
}

/** A rollback verdict of any hook of the stage beats CONTINUE, and people are to see that. */
async function confirm(
  parts: BridgeParts,
  { delivery, pause }: Delivering,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const { reason } = delivery;
  const now = parts.clock.now();
  const age = ageOf(parts, delivery);
  const state = await lookAtPause(parts, delivery, signal);
  if (state.kind === 'waiting' && age >= lostAfterMs) return send(parts, { delivery, pause }, signal);
  const end = endOfSeen(state);
  if ((!end || end.isAnswered) && age < watchedMs) {
    await close(parts, { delivery, pause }, signal);
    return { state: 'answered', reason };
  }
  const why = reason.replace(acceptedWords('CONTINUE'), '');
  const said = end?.did === 'ROLLBACK' ? formatPauseEnd({ action: 'CONTINUE', reason: why }, end) : reason;
  return proceed(parts, { delivery, pause }, { state: 'finished', reason: said, at: now.toISOString() }, signal);
}

/** Whether ECS accepted ROLLBACK some time ago, and the pause still waits. */
async function isLost(parts: BridgeParts, delivery: Delivery, signal: AbortSignal): Promise<boolean> {
  if (delivery.action !== 'ROLLBACK' || ageOf(parts, delivery) < lostAfterMs) return false;
  return (await lookAtPause(parts, delivery, signal)).kind === 'waiting';
}

function ageOf({ clock }: BridgeParts, { at }: Delivery): number {
  return clock.now().getTime() - Date.parse(at);
}

/** ECS accepted an answer, but the pause still waits: what it describes is not older than this. */
const lostAfterMs = 60_000;
/** ECS ends a stage after 24 hours. */
const watchedMs = 86_400_000;

/** Nothing is to be answered any more: it has ended without the bridge. */
export async function finish(
  parts: BridgeParts,
  pause: Pause,
  reason: string,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const next = deliveryOf(pause, parts.clock.now(), { state: 'finished', reason });
  const delivery = await parts.pauses.writeDelivery(next, undefined, signal);
  return deliver(parts, { delivery, pause }, signal);
}

type PausePlace = Pick<Sighting, 'hookId' | 'serviceDeploymentArn' | 'stage'>;

function deliveryOf(
  { hookId, serviceDeploymentArn, stage }: PausePlace,
  now: Date,
  rest: Pick<Delivery, 'state' | 'action' | 'reason' | 'decidedAt'>,
): Delivery {
  return { ...{ schemaVersion: 1, hookId, serviceDeploymentArn, stage }, ...rest, at: now.toISOString() };
}

/** Shows people what happened, and takes a finished pause off the list. */
async function close(parts: BridgeParts, { delivery, pause }: Delivering, signal: AbortSignal): Promise<void> {
  const { state, action } = delivery;
  const isShown = pause && action !== undefined && (await showOutcome(parts, pause.request, delivery, signal));
  if (state !== 'finished') return;
  if (action === 'ROLLBACK') {
    // Another invocation, which began before the answer was recorded, may be asking people; its request is to be closed as well.
    if (!isShown && ageOf(parts, delivery) < maxInvocationMs) return;
    // ECS has accepted it and does not act on it, or does not show that yet.
    if ((await lookAtPause(parts, delivery, signal)).kind === 'waiting') return;
  }
  await parts.pauses.forget(refOf(delivery), signal);
}

/** Lambda ends an invocation of the bridge after a minute; the rest is for clocks that differ. */
const maxInvocationMs = 120_000;

/**
 * A request that was damaged by hand cannot show it; the delivery is still recorded.
 *
 * @returns whether there is a request
 */
async function showOutcome(
  { ledger, logger, newId }: BridgeParts,
  key: string,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<boolean> {
  const id = newId();
  const { at } = delivery;
  const show = ({ request }: { request: ApprovalRequest }): Change<void> => {
    const outcome = outcomeFor(request, delivery);
    const closed = supersedeUndecided(request, outcome, { id, at });
    if (!closed && request.pause?.['outcome'] === outcome) return { result: undefined };
    const { history } = closed ?? { history: [...request.history, { at, what: outcome }] };
    return { write: { ...(closed ?? request), pause: { ...request.pause, outcome }, history }, result: undefined };
  };
  try {
    return (await ledger.change(key, show, signal)) !== undefined;
  } catch (error) {
    if (!(error instanceof ApprovalError && error.code === 'UNREADABLE_REQUEST')) throw error;
    logger.warn('a request cannot show what ECS was answered', { ...nameRequest(key), error: formatError(error) });
    return true;
  }
}

/** People may have decided otherwise: after the answer to ECS was recorded, or in a way that is not obeyed. */
function outcomeFor({ decision, status }: ApprovalRequest, { action, reason }: Delivery): string {
  const decided = actionFor(decision?.status ?? status);
  if (decided === undefined || decided === action || reason.startsWith(decidedWords[decided])) return reason;
  return `${decidedWords[decided]}, but the answer to ECS was ${action}: ${reason}`;
}
