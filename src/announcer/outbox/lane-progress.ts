import { formatError } from '../../wording/values.ts';
import type { Announcement } from '../news/announcement.ts';
import { type Lane, RetryLaterError } from './lane.ts';
import type { LaneRecord } from './outbox-record.ts';

/** What has come of one attempt. */
export type SendAttempt = { id: string; error?: unknown; receipt?: string | undefined };

const emptyLane: LaneRecord = { sent: {} };

/** The first announcement that is neither sent nor given up; undefined if there is none, or if its time has not come. */
export function nextOfLane({ announcements }: Lane, lane: LaneRecord = emptyLane, now: Date): Announcement | undefined {
  const next = announcements.find(({ id }) => !isSettled(lane, id));
  return next && !isWaiting(lane, now) ? next : undefined;
}

/** Whether everything was sent or given up. */
export function isLaneDone({ announcements }: Lane, lane: LaneRecord = emptyLane): boolean {
  return announcements.every(({ id }) => isSettled(lane, id));
}

function isSettled({ sent, givenUp = {} }: LaneRecord, id: string): boolean {
  return Object.hasOwn(sent, id) || Object.hasOwn(givenUp, id);
}

function isWaiting({ failing }: LaneRecord, now: Date): boolean {
  return failing !== undefined && now.toISOString() < failing.notBefore;
}

/**
 * The lane after an attempt. A failure is tried again after 1, 2, 4, … up to 30 minutes, or when the channel says. Once the channel has taken
 * nothing for `giveUpAfterMs`, each announcement gets one attempt.
 */
export function afterAttempt(
  lane: LaneRecord = emptyLane,
  { id, error, receipt }: SendAttempt,
  { now, giveUpAfterMs }: { now: Date; giveUpAfterMs: number },
): LaneRecord {
  const { failing, ...rest } = lane;
  const at = now.toISOString();
  if (error === undefined) {
    const receipts = receipt === undefined ? rest.receipts : { ...rest.receipts, [id]: receipt };
    return { ...rest, sent: { ...rest.sent, [id]: at }, ...(receipts && { receipts }) };
  }
  const since = failing?.since ?? at;
  const attempts = (failing?.id === id ? failing.attempts : 0) + 1;
  const reason = formatError(error);
  const isHopeless = now.getTime() - Date.parse(since) >= giveUpAfterMs;
  const notBefore = isHopeless ? at : new Date(now.getTime() + waitMs(attempts, error)).toISOString();
  return {
    ...rest,
    failing: { id, since, attempts, notBefore, reason },
    ...(isHopeless && { givenUp: { ...rest.givenUp, [id]: { at, reason } } }),
  };
}

const minuteMs = 60_000;
const maxWaitMs = 30 * minuteMs;

function waitMs(attempts: number, error: unknown): number {
  if (error instanceof RetryLaterError) return Math.min(Math.max(error.afterMs, 0), maxWaitMs);
  return Math.min(minuteMs * 2 ** Math.min(attempts - 1, 10), maxWaitMs);
}
