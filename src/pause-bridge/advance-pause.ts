import type { StoredRequest } from '../approval/request/ledger.ts';
import { isUnannounced } from '../approval/request/notices/unannounced.ts';
import type { ApprovalRequest } from '../approval/request/request.ts';
import { dueNotifications } from '../approval/request/standing.ts';
import { supersedeUndecided } from '../approval/request/transitions.ts';
import { nameDeployment } from '../hook/log/name-deployment.ts';
import { nameRequest } from '../storage/name-request.ts';
import { formatError } from '../wording/values.ts';
import { answerPause, decidedWords, lookAtPause } from './answer-pause.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { deliver, finish, type PauseProgress, type PlannedAnswer, plan } from './deliver.ts';
import { judgeRequest, latestEndOf } from './judge-request.ts';
import { askPeople, contextOf, openPause, targetOf } from './open-pause.ts';
import { gateOfPause, type PauseRef } from './pause-keys.ts';
import { DamagedRecordError, type Pause, type PauseAction, type Sighting } from './pause-record.ts';
import { asElsewhere, doomed, type Ended, endOf, endOfSeen, type PauseState } from './pause-state.ts';
import { refOf } from './pause-store.ts';
import { isAboutToExpire } from './pause-time.ts';

/**
 * Moves one pause as far as it goes: asks people, or answers ECS with their decision, or records what happened instead. Every event, kick and sweep
 * calls this, and it decides from what is stored and what ECS says, so it may run any number of times, at once, and after a crash at any moment.
 *
 * @param seen - the pause, if an event or the sweep names it
 * @param end - how it ended, if an event says so
 * @param failedAt - the stage of another hook of the deployment, if an event says that it failed
 * @throws if something could not be read, written or answered; nothing is lost by trying again
 */
export async function advancePause(
  parts: BridgeParts,
  ref: PauseRef,
  { seen, ...events }: { seen?: Sighting | undefined } & EventHints,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const noted = async () => seen ?? (await parts.pauses.readNoted(ref, signal));
  try {
    return await advance(parts, ref, noted, { ...events, signal });
  } catch (error) {
    if (!(error instanceof DamagedRecordError)) throw error;
    const sighting = await noted();
    if (!sighting) throw error;
    return rollBackUnread(parts, sighting, error, signal);
  }
}

/** Until the last minutes somebody may restore the object. Then ECS must not take its silence for consent. */
async function rollBackUnread(
  parts: BridgeParts,
  sighting: Sighting,
  damage: DamagedRecordError,
  signal: AbortSignal,
): Promise<PauseProgress> {
  const state = await lookAtPause(parts, sighting, signal);
  if (endOfSeen(state)) {
    await parts.pauses.forget(refOf(sighting), signal);
    return { state: 'left-alone', reason: `it has ended, and ${damage.message}` };
  }
  if (state.kind !== 'waiting' || !isAboutToExpire(parts.clock.now(), state.expiresAt)) throw damage;
  await answerPause(parts, sighting, 'ROLLBACK', signal);
  const { deployment, hash } = refOf(sighting);
  parts.logger.error('a pause is rolled back, because what is stored about it was changed by hand', {
    ...nameDeployment(deployment),
    gate: gateOfPause(hash),
    error: damage.message,
  });
  return { state: 'answered', reason: `ECS got ROLLBACK, because ${damage.message}` };
}

async function advance(
  parts: BridgeParts,
  ref: PauseRef,
  noted: () => Promise<Sighting | undefined>,
  hints: Hints,
): Promise<PauseProgress> {
  const { signal } = hints;
  const delivery = await parts.pauses.readDelivery(ref, signal);
  const pause = await parts.pauses.readPause(ref, signal);
  if (delivery) return deliver(parts, { delivery, pause }, signal);
  if (pause) return advanceAsked(parts, pause, hints);
  const sighting = await noted();
  return sighting
    ? open(parts, sighting, hints)
    : { state: 'unknown', reason: 'the bridge has not asked about such a pause' };
}

/** What events say, which ECS may not describe yet. */
type EventHints = { end?: string | undefined; failedAt?: string | undefined };

type Hints = EventHints & { signal: AbortSignal };

async function open(parts: BridgeParts, sighting: Sighting, hints: Hints): Promise<PauseProgress> {
  const { signal } = hints;
  const opened = await openPause(parts, sighting, { isDoomed: hints.failedAt === sighting.stage, signal });
  switch (opened.kind) {
    case 'later':
      return { state: 'not-yet', reason: opened.reason };
    case 'left-alone': {
      await parts.pauses.forget(refOf(sighting), signal);
      // Another invocation may have found it waiting, and be asking people.
      const asked = await parts.pauses.readPause(refOf(sighting), signal);
      if (!asked) return { state: 'left-alone', reason: opened.reason };
      await parts.pauses.note(sighting, signal);
      return advanceAsked(parts, asked, hints);
    }
    case 'roll-back':
      return plan(parts, { place: sighting }, { action: 'ROLLBACK', reason: opened.reason }, signal);
    case 'recorded':
      // Again: another invocation may have found it ended and removed the entry before it was recorded.
      await parts.pauses.note(sighting, signal);
      return advanceAsked(parts, opened.pause, hints);
  }
}

/** People were asked, or are to be asked now. */
async function advanceAsked(parts: BridgeParts, pause: Pause, hints: Hints): Promise<PauseProgress> {
  const { signal } = hints;
  const stored = await readOrAsk(parts, pause, signal);
  if ('action' in stored) return plan(parts, { place: pause, pause }, stored, signal);
  return obey(parts, pause, stored, hints);
}

/** The request, or the answer that needs none: the configuration's own, and at the end of the time that of a request that cannot be read. */
async function readOrAsk(
  parts: BridgeParts,
  pause: Pause,
  signal: AbortSignal,
): Promise<StoredRequest | PlannedAnswer> {
  try {
    const stored = (await parts.ledger.read(pause.request, signal)) ?? (await askPeople(parts, pause, signal));
    return 'kind' in stored ? { action: 'CONTINUE', reason: stored.reason } : stored;
  } catch (error) {
    if (!isOver(pause, parts.clock.now())) throw error;
    return { action: 'ROLLBACK', reason: `the request could not be read: ${formatError(error)}` };
  }
}

/** Until then a request may still become readable. */
function isOver({ deadline, expiresAt }: Pause, now: Date): boolean {
  return now.getTime() >= Date.parse(deadline) && isAboutToExpire(now, new Date(expiresAt));
}

async function obey(parts: BridgeParts, pause: Pause, stored: StoredRequest, hints: Hints): Promise<PauseProgress> {
  const { clock, logger, refusesHandDecisions = false } = parts;
  const { signal } = hints;
  const context = contextOf(parts, pause, signal);
  const judged = judgeRequest(pause, stored, { now: clock.now(), refusesHandDecisions });
  const place = { place: pause, pause };
  const again = async (next: Promise<StoredRequest>) => obey(parts, pause, await next, hints);
  switch (judged.kind) {
    case 'answer':
      if (isUnannounced(stored.request, clock.now())) return announce(parts, pause, stored, hints);
      return plan(parts, place, await answerOf(parts, place, { ...judged, request: stored.request }, signal), signal);
    case 'closed':
      return close(parts, pause, judged.reason, hints);
    case 'expire':
      return again((await parts.lifecycle()).expire(pause.request, context, latestEndOf(pause)));
    case 'adopt':
      return again((await parts.lifecycle()).adoptHandFlip(pause.request, context));
    case 'refuse':
      logger.error('a request is not obeyed', { ...nameRequest(pause.request), reason: judged.reason });
      if (judged.isLate) return plan(parts, place, { action: 'ROLLBACK', reason: judged.reason }, signal);
      return { state: 'waiting', reason: judged.reason };
    case 'wait':
      if (judged.isDue) await (await parts.lifecycle()).notify(pause.request, context);
      return watch(parts, pause, hints);
  }
}

/** What ECS gets for a decision: CONTINUE only while it deploys what people were asked about. */
async function answerOf(
  parts: BridgeParts,
  { pause }: { pause: Pause },
  { action, decidedAt, request }: { action: PauseAction; decidedAt: Date; request: ApprovalRequest },
  signal: AbortSignal,
): Promise<PlannedAnswer> {
  const outdated = action === 'CONTINUE' ? await whyOutdated(parts, pause, request, signal) : undefined;
  if (outdated === undefined) return { action, decidedAt, reason: decidedWords[action] };
  return { action: 'ROLLBACK', reason: `${decidedWords[action]}, but ${outdated}` };
}

/** A pause that has ended needs no answer; that is found out right before answering. */
async function whyOutdated(
  parts: BridgeParts,
  pause: Pause,
  request: ApprovalRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const context = contextOf(parts, pause, signal);
    const { found } = await (await parts.lifecycle()).confirm(request, targetOf(pause), context);
    if (found.kind === 'changed') return found.reason;
    if (found.kind === 'unknown' && !found.isMissing) throw new Error(found.reason);
    return undefined;
  } catch (error) {
    // Trying again ends before ECS takes silence for consent.
    if (!isAboutToExpire(parts.clock.now(), new Date(pause.expiresAt))) throw error;
    return formatError(error);
  }
}

/** An approval by break glass is announced before ECS gets it, if that is possible. */
async function announce(parts: BridgeParts, pause: Pause, stored: StoredRequest, hints: Hints): Promise<PauseProgress> {
  if (dueNotifications(stored.request, parts.clock.now()).length === 0) return beingAnnounced;
  const after = await (await parts.lifecycle()).notify(pause.request, contextOf(parts, pause, hints.signal));
  return isUnannounced(after.request, parts.clock.now()) ? beingAnnounced : obey(parts, pause, after, hints);
}

const beingAnnounced: PauseProgress = { state: 'waiting', reason: 'an approval by break glass is being announced' };

/** A closed request is no approval: if the pause still waits, silence would let ECS continue at its end. */
async function close(parts: BridgeParts, pause: Pause, reason: string, hints: Hints): Promise<PauseProgress> {
  const { signal } = hints;
  const state = await lookAtPause(parts, pause, signal);
  if (state.kind !== 'waiting') {
    const now = parts.clock.now();
    const isOver = endIn(state, pause, hints, now) !== undefined || now.getTime() >= Date.parse(pause.expiresAt);
    return isOver ? finish(parts, pause, reason, signal) : { state: 'waiting', reason: 'ECS does not list it' };
  }
  return plan(
    parts,
    { place: pause, pause },
    { action: 'ROLLBACK', reason: `its request was closed: ${reason}` },
    signal,
  );
}

/** While people decide, somebody may answer ECS in its console, or another hook may roll back. */
async function watch(parts: BridgeParts, pause: Pause, hints: Hints): Promise<PauseProgress> {
  const state = await lookAtPause(parts, pause, hints.signal);
  const end = endIn(state, pause, hints, parts.clock.now());
  if (!end) return { state: 'waiting', reason: `people can decide until ${pause.deadline}` };
  const at = parts.clock.now().toISOString();
  const id = parts.newId();
  const changed = await parts.ledger.change(
    pause.request,
    ({ request }) => {
      const write = supersedeUndecided(request, end.happened, { id, at });
      return write ? { write, result: undefined } : { result: undefined };
    },
    hints.signal,
  );
  if (!changed) throw new Error(`the request ${pause.request} is gone from the ledger`);
  // Somebody may have decided a moment before; then ECS is asked again, and the two are shown side by side.
  return obey(parts, pause, changed.stored, hints);
}

/** What ECS describes may be a moment old, so a pause that it does not list has not ended because of that alone. */
function endIn(state: PauseState, pause: Pause, { end, failedAt }: Hints, now: Date): Ended | undefined {
  if (state.kind === 'waiting') return state.isDoomed || failedAt === pause.stage ? doomed : undefined;
  if (state.kind === 'ended') return asElsewhere(state);
  const byEvent = endOf(end, pause.timeoutAction);
  if (byEvent) return asElsewhere(byEvent);
  const isOld = now.getTime() - Date.parse(pause.askedAt) >= settledAfterMs;
  return isOld ? endOfSeen(state) : undefined;
}

/** ECS describes its own changes after this at the latest. */
const settledAfterMs = 60_000;
