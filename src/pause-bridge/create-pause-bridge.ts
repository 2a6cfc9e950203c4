import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { embedMetrics } from '../hook/log/metrics.ts';
import { nameDeployment } from '../hook/log/name-deployment.ts';
import { timeBudget } from '../hook/time-budget.ts';
import { atMost } from '../watcher/at-most.ts';
import { formatError } from '../wording/values.ts';
import { advancePause } from './advance-pause.ts';
import { type BridgeMessage, readMessage } from './bridge-message.ts';
import type { BridgeParts } from './bridge-parts.ts';
import type { PauseProgress } from './deliver.ts';
import { awaitsAction, type EcsHookEvent, hasEnded, latestOfEachHook } from './hook-event.ts';
import { gateOfPause, type PauseRef, pauseKey, pauseOfRequest, readDeploymentArn } from './pause-keys.ts';
import type { Sighting } from './pause-record.ts';
import { refOf } from './pause-store.ts';
import { searchPauses } from './search-pauses.ts';

/** One pause to move forward, and the messages that ask for it; none of them if the sweep found it. */
type Work = { ref: PauseRef; seen?: Sighting; end?: string; failedAt?: string; messageIds: Set<string> };

type Message = { id: string } & BridgeMessage;

/**
 * Reads the bridge's queue, to which events of ECS, the desk, the bucket and the schedule lead. Each pause that a message is about is moved as far
 * as it goes. What could not be done is reported, so that SQS delivers its messages again and finally moves them into the dead-letter queue.
 *
 * @returns the messages that were not processed, as Lambda's `ReportBatchItemFailures` has them
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createPauseBridge(parts: BridgeParts) {
  return async (
    { Records }: { Records: readonly Pick<SQSRecord, 'messageId' | 'body'>[] },
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const messages = Records.map(({ messageId: id, body }) => ({ id, ...readMessage(body) }));
    logUnexpected(parts, messages);
    const { signal, release } = timeBudget(context);
    const failed = new Set<string>();
    const { works, unlisted } = await findWork(parts, messages, signal);
    for (const id of unlisted) failed.add(id);
    await advanceAll(parts, works, failed, signal);
    const sweeps = messages.filter((message) => message.kind === 'sweep');
    if (sweeps.length > 0) await sweep(parts, works, failed, signal);
    if (sweeps.some(({ isSearching }) => isSearching)) await search(parts, failed, signal);
    release();
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function logUnexpected({ logger }: BridgeParts, messages: readonly Message[]): void {
  for (const message of messages) {
    if (message.kind === 'nothing' && message.reason) logger.warn(message.reason, { messageId: message.id });
  }
}

/** Messages about the same pause become one piece of work, so that they do not race each other. */
async function findWork(parts: BridgeParts, messages: readonly Message[], signal: AbortSignal) {
  const works = new Map<string, Work>();
  const unlisted = new Set<string>();
  const add = (ref: PauseRef, messageId: string, hints: Omit<Work, 'ref' | 'messageIds'> = {}) => {
    const key = pauseKey('pause', ref);
    const work = works.get(key) ?? { ref, messageIds: new Set() };
    works.set(key, { ...work, ...hints, messageIds: work.messageIds.add(messageId) });
  };
  for (const message of messages) {
    const refs = message.kind === 'requests' ? message.keys.flatMap((key) => pauseOfRequest(key) ?? []) : [];
    for (const ref of refs) add(ref, message.id);
  }
  const events = messages.filter((message) => message.kind === 'hook');
  const latest = new Set(latestOfEachHook(events.map(({ event }) => event)));
  for (const { id, event } of events) {
    try {
      for (const { ref, ...hints } of await refsOfEvent(parts, event, latest.has(event), signal)) add(ref, id, hints);
    } catch (error) {
      parts.logger.error('the pauses of an event could not be found', {
        hookId: event.hookId,
        deployment: readDeploymentArn(event.serviceDeploymentArn)?.deploymentId,
        error: formatError(error),
      });
      unlisted.add(id);
    }
  }
  return { works, unlisted };
}

/** The pause itself; and, once another hook of its deployment has ended, the pauses that wait next to it or for it. */
async function refsOfEvent(
  parts: BridgeParts,
  event: EcsHookEvent,
  isLatest: boolean,
  signal: AbortSignal,
): Promise<Omit<Work, 'messageIds'>[]> {
  const named = readDeploymentArn(event.serviceDeploymentArn);
  if (!named) return [];
  const own = event.hookType === 'PAUSE' ? await ownOfEvent(parts, event, isLatest, signal) : [];
  if (!hasEnded(event)) return own;
  const noted = await parts.pauses.listNoted(signal, named);
  const hints = event.eventName === 'HOOK_FAILED' ? { failedAt: event.stage } : {};
  const others = noted.filter(({ hash }) => !own.some(({ ref }) => ref.hash === hash));
  return [...own, ...others.map((ref) => ({ ref, ...hints }))];
}

async function ownOfEvent(parts: BridgeParts, event: EcsHookEvent, isLatest: boolean, signal: AbortSignal) {
  const ref = refOf(event);
  if (!isLatest) return [{ ref }];
  if (!awaitsAction(event)) return [{ ref, end: event.eventName }];
  const seen = sightingOf(event);
  await parts.pauses.note(seen, signal);
  return [{ ref, seen }];
}

function sightingOf({ hookId, serviceDeploymentArn, stage, updatedAt }: EcsHookEvent): Sighting {
  const sentAt = new Date(updatedAt).toISOString();
  return { schemaVersion: 1, hookId, serviceDeploymentArn, stage, sentAt };
}

async function advanceAll(
  parts: BridgeParts,
  works: ReadonlyMap<string, Work>,
  failed: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  await atMost(pausesAtOnce, [...works.values()], async (work) => {
    try {
      log(parts, work, await advancePause(parts, work.ref, work, signal));
    } catch (error) {
      const failure = embedMetrics(parts.clock.now(), {}, { pauseFailures: { value: 1, unit: 'Count' } });
      parts.logger.error('a pause could not be processed', { ...nameOf(work), error: formatError(error), ...failure });
      for (const id of work.messageIds) failed.add(id);
    }
  });
}

const pausesAtOnce = 5;

/** Every pause that is not finished, whether or not a message came for it. Its failures need no message: the next sweep finds the same pauses. */
async function sweep(
  parts: BridgeParts,
  done: ReadonlyMap<string, Work>,
  failed: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const refs = (await parts.pauses.listNoted(signal)).filter((ref) => !done.has(pauseKey('pause', ref)));
    const works = refs.map(workOfSweep);
    await advanceAll(parts, new Map(works), failed, signal);
  } catch (error) {
    parts.logger.error('the pauses could not be listed', { error: formatError(error) });
  }
}

async function search(parts: BridgeParts, failed: Set<string>, signal: AbortSignal): Promise<void> {
  const missed = await searchPauses(parts, signal);
  await advanceAll(parts, new Map(missed.map(refOf).map(workOfSweep)), failed, signal);
}

function workOfSweep(ref: PauseRef): readonly [string, Work] {
  return [pauseKey('pause', ref), { ref, messageIds: new Set() }];
}

function log({ logger, clock }: BridgeParts, work: Work, { decisionToEcsMs, ...progress }: PauseProgress): void {
  const metrics =
    decisionToEcsMs === undefined
      ? {}
      : embedMetrics(clock.now(), {}, { decisionToEcsMs: { value: decisionToEcsMs, unit: 'Milliseconds' } });
  logger.info(`a pause is ${progress.state}`, { ...nameOf(work), ...progress, ...metrics });
}

function nameOf({ ref: { deployment, hash } }: Work) {
  return { ...nameDeployment(deployment), gate: gateOfPause(hash) };
}
