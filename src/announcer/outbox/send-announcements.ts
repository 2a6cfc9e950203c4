import type { DeploymentRef } from '../../hook/report.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import { readNews } from '../news/read-news.ts';
import type { AnnouncerParts } from './announcer-parts.ts';
import type { Lane } from './lane.ts';
import { afterAttempt, isLaneDone, nextOfLane, type SendAttempt } from './lane-progress.ts';
import { logAttempt } from './log-attempt.ts';
import type { OutboxRecord } from './outbox-record.ts';
import type { StoredOutbox } from './outbox-store.ts';

/** `busy`: another invocation is sending. `waiting`: something will be tried, or may happen, later. `complete`: nothing is left to do. */
type SendProgress = 'busy' | 'waiting' | 'complete';

/** An invocation takes a minute at most. */
const staleClaimMs = 180_000;

/** More than a deployment ever has new at once; the sweep continues. */
const maxTurns = 10;

/**
 * Sends what has not been sent about a deployment, at least once, and normally once: an invocation claims the record, sends the next announcement of
 * every lane at the same time, and records what was accepted before the next. So each lane keeps its order, and none waits for another one that fails.
 */
export async function sendAnnouncements(
  parts: AnnouncerParts,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<SendProgress> {
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const stored = await parts.outbox.read(deployment, signal);
    if (isClaimed(stored.record, parts.clock.now())) return 'busy';
    // Read after the claim, or the news of an invocation that found it busy could be missed.
    const { announcements, isComplete } = await readNews(parts, deployment, signal);
    const lanes = parts.channels.flatMap((channel) => channel(announcements));
    if (dueAttempts(lanes, stored.record, parts.clock.now()).length === 0) {
      if (!isComplete || !lanes.every((lane) => isLaneDone(lane, stored.record.lanes[lane.name]))) return 'waiting';
      await parts.outbox.forget(deployment, signal);
      return 'complete';
    }
    if (!(await sendRounds(parts, { deployment, lanes }, stored, signal))) return 'busy';
  }
  return 'waiting';
}

type Sending = { deployment: DeploymentRef; lanes: readonly Lane[] };

/** Resolves to false if another invocation has the record. */
async function sendRounds(
  parts: AnnouncerParts,
  { deployment, lanes }: Sending,
  stored: StoredOutbox,
  signal: AbortSignal,
): Promise<boolean> {
  const { clock, outbox, newId } = parts;
  const claim = { id: newId(), at: clock.now().toISOString() };
  let held = await outbox.write(deployment, stored, { ...stored.record, claim }, signal);
  while (held) {
    const due = dueAttempts(lanes, held.record, clock.now());
    const attempts = await Promise.all(due.map((lane) => attempt(lane, held?.record, clock.now(), signal)));
    const next = withAttempts(parts, deployment, held.record, due, attempts);
    const isLast = dueAttempts(lanes, next, clock.now()).length === 0;
    const { claim: _claim, ...released } = next;
    held = await outbox.write(deployment, held, isLast ? released : next, signal);
    if (isLast) return held !== undefined;
  }
  return false;
}

function isClaimed({ claim }: OutboxRecord, now: Date): boolean {
  return claim !== undefined && now.getTime() - Date.parse(claim.at) < staleClaimMs;
}

/** The lanes that have something to send now. */
function dueAttempts(lanes: readonly Lane[], { lanes: known }: OutboxRecord, now: Date): Lane[] {
  return lanes.filter((lane) => nextOfLane(lane, known[lane.name], now) !== undefined);
}

const maxSendMs = 10_000;

async function attempt(
  lane: Lane,
  record: OutboxRecord | undefined,
  now: Date,
  signal: AbortSignal,
): Promise<SendAttempt> {
  const next = nextOfLane(lane, record?.lanes[lane.name], now);
  if (!next) throw new Error(`nothing is due for ${lane.name}`);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(maxSendMs)]);
  const kept: { receipt?: string } = {};
  const keep = (receipt: string) => {
    kept.receipt = receipt;
  };
  try {
    const { receipts = {} } = record?.lanes[lane.name] ?? {};
    await untilAborted(lane.send(next, limit, { receipts, keep }), limit);
    return { id: next.id, ...kept };
  } catch (error) {
    return { id: next.id, error: error ?? new Error('the channel failed without an error') };
  }
}

function withAttempts(
  parts: AnnouncerParts,
  deployment: DeploymentRef,
  record: OutboxRecord,
  due: readonly Lane[],
  attempts: readonly SendAttempt[],
): OutboxRecord {
  const { clock, giveUpAfterMs } = parts;
  const lanes = { ...record.lanes };
  for (const [index, one] of attempts.entries()) {
    const name = due[index]?.name ?? '';
    const lane = afterAttempt(lanes[name], one, { now: clock.now(), giveUpAfterMs });
    lanes[name] = lane;
    logAttempt(parts, { deployment, name, one, lane });
  }
  return { ...record, lanes };
}
