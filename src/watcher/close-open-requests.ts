import { setTimeout as sleep } from 'node:timers/promises';
import { ApprovalError } from '../approval/approval-error.ts';
import type { Change, Ledger, StoredRequest } from '../approval/request/ledger.ts';
import { isApprovedAt } from '../approval/request/progress.ts';
import { clockToleranceMs, isFlippedByHand } from '../approval/request/standing.ts';
import { adoptHandFlip, expire, supersede } from '../approval/request/transitions.ts';
import type { Clock } from '../hook/clock.ts';
import type { HookLogger } from '../hook/log/hook-logger.ts';
import type { DeploymentRef } from '../hook/report.ts';
import { deploymentOfKey, type Place } from '../storage/keys.ts';
import { nameRequest } from '../storage/name-request.ts';
import { formatError } from '../wording/values.ts';
import { atMost } from './at-most.ts';

/**
 * Why there is nothing left to decide for a deployment, in plain words. Undefined while it runs, and if nothing is known of it. Rejects if ECS
 * could not be asked.
 */
export type WhyOver = (deployment: DeploymentRef, signal: AbortSignal) => Promise<string | undefined>;

export type CloseParts = {
  ledger: Pick<Ledger, 'listOpen' | 'read' | 'change' | 'tidyIndex'>;
  whyOver: WhyOver;
  clock: Clock;
  logger: HookLogger;
  newId: () => string;
  /** Waits between two groups of questions. Default: real timers. */
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Closes a request whose status was changed by hand as if it had not been. Default false: the change becomes its decision. */
  refusesHandDecisions?: boolean;
};

/** What happened to the open requests. */
export type Closed = {
  found: number;
  /** Closed as SUPERSEDED. */
  superseded: number;
  /** Closed as EXPIRED, or approved by `onDeadline`: the deadline had passed and no hook was polling any more. */
  expired: number;
  /** A status changed by hand, recorded as a decision because no hook will poll it any more. */
  adopted: number;
  /** Index entries whose request has been decided or was never written. */
  tidied: number;
  /** Still open, as they should be. */
  left: number;
  /** Requests that cannot be read, because they were damaged by hand. Trying again does not help. */
  unreadable: number;
  /** A sentence for each request that could not be checked or written; these requests are unchanged. */
  failures: readonly string[];
  /** Requests that there was no time for. That is not a failure: the next sweep starts with them. */
  unvisited: number;
  /** The first of those. */
  next?: string | undefined;
};

/**
 * Closes the open requests at a place that have nothing left to decide: their deployment is over, or their deadline has passed. If that is not
 * certain, the request stays open: it ends at its deadline in any case, and an open request approves nothing. It may run any number of times
 * at once, and alongside hooks and votes: each change goes through the ledger, and the first decision counts. Visits at most 5000 requests, and
 * makes at most ten calls a second, because everything in the account shares ECS's quota.
 *
 * @param from - the key to start with; those before it come last
 */
export async function closeOpenRequests(
  parts: CloseParts,
  place: Place,
  signal: AbortSignal,
  from = '',
): Promise<Closed> {
  const found = await parts.ledger.listOpen(signal, place);
  const keys = [...found.filter((key) => key >= from), ...found.filter((key) => key < from)];
  const visited = new Set<string>();
  const whyOver = askOnce(parts, signal);
  const failures: string[] = [];
  const cutOff: string[] = [];
  const count = { superseded: 0, expired: 0, adopted: 0, tidied: 0, left: 0, unreadable: 0 };
  await atMost(requestsAtOnce, keys.slice(0, maxVisits), async (key) => {
    if (signal.aborted) return;
    try {
      count[await closeOne(parts, key, whyOver, signal)] += 1;
      visited.add(key);
    } catch (error) {
      const reason = formatError(error);
      if (signal.aborted) {
        cutOff.push(`${key}: ${reason}`);
        return;
      }
      visited.add(key);
      parts.logger.error('an open request could not be checked', { ...nameRequest(key), error: reason });
      if (error instanceof ApprovalError && error.code === 'UNREADABLE_REQUEST') count.unreadable += 1;
      else failures.push(`${key}: ${reason}`);
    }
  });
  const next = keys.find((key) => !visited.has(key));
  const unvisited = keys.length - visited.size;
  // If not even one was reached, the number of requests is not the reason.
  if (visited.size === 0) failures.push(...cutOff);
  return { found: keys.length, ...count, failures, unvisited, next };
}

type Outcome = 'superseded' | 'expired' | 'adopted' | 'tidied' | 'left';
type AskWhy = (key: string) => Promise<string | undefined>;

const requestsAtOnce = 5;
const maxVisits = 5000;
const questionsPerSecond = 10;

async function closeOne(parts: CloseParts, key: string, whyOver: AskWhy, signal: AbortSignal): Promise<Outcome> {
  const { ledger, clock, logger, newId, refusesHandDecisions = false } = parts;
  const stored = await ledger.read(key, signal);
  if (!stored || stored.request.decision) {
    return (await ledger.tidyIndex(key, clock.now(), signal)) ? 'tidied' : 'left';
  }
  const now = clock.now();
  // No need to ask ECS: the hook would do the same at its next poll, if there is one. Only nothing that is over is approved.
  const why = isLate(stored, now) && !isApprovedAt(stored.request, now.toISOString()) ? undefined : await whyOver(key);
  if (!isLate(stored, now) && why === undefined) return 'left';

  const id = newId();
  const changed = await ledger.change(key, (latest) => settle(latest, { id, now, why, refusesHandDecisions }), signal);
  const decision = changed?.stored.request.decision;
  // Somebody was faster, perhaps with a vote, or the object was deleted by hand.
  if (!decision || decision.id !== id) return 'left';
  logger.info(`closed as ${decision.status}`, { ...nameRequest(key), reason: decision.reason });
  if (decision.via === 'by hand') return 'adopted';
  return decision.status === 'SUPERSEDED' ? 'superseded' : 'expired';
}

function isLate({ request }: StoredRequest, now: Date): boolean {
  return now.getTime() >= Date.parse(request.deadline) + clockToleranceMs;
}

/** @param why - the reason to close it as SUPERSEDED; without one it expires, unless its deadline was moved meanwhile */
function settle(
  stored: StoredRequest,
  how: { id: string; now: Date; why: string | undefined; refusesHandDecisions: boolean },
): Change<void> {
  const { id, now, why, refusesHandDecisions } = how;
  const { request, lastModified } = stored;
  const at = now.toISOString();
  if (request.decision) return { result: undefined };
  if (isFlippedByHand(request) && !refusesHandDecisions)
    return { write: adoptHandFlip(request, id, lastModified), result: undefined };
  if (why !== undefined) return { write: supersede(request, why, { id, at }), result: undefined };
  return isLate(stored, now) ? { write: expire(request, { id, at }), result: undefined } : { result: undefined };
}

/** One call per deployment, however many of its gates are open. */
function askOnce({ whyOver, pause = wait }: CloseParts, signal: AbortSignal): AskWhy {
  const asked = new Map<string, Promise<string | undefined>>();
  let turn: Promise<unknown> = Promise.resolve();
  const ask: WhyOver = async (deployment, until) => {
    const isLastOfGroup = (asked.size + 1) % questionsPerSecond === 0;
    const mine = turn;
    if (isLastOfGroup) {
      turn = turn.then(() => pause(1000, until));
      // Perhaps nobody waits for it any more when the time is up: that must not end the process.
      turn.catch(() => {});
    }
    await mine;
    return whyOver(deployment, until);
  };
  return async (key) => {
    const deployment = deploymentOfKey(key);
    // A key that was created by hand names no deployment that could be over.
    if (!deployment) return undefined;
    const name = Object.values(deployment).join('/');
    const answer = asked.get(name) ?? ask(deployment, signal);
    asked.set(name, answer);
    return answer;
  };
}

function wait(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal });
}
