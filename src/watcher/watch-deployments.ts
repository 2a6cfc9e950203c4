import type { Context } from 'aws-lambda';
import type { Ledger } from '../approval/request/ledger.ts';
import { formatRollbackReason, readRollbacks } from '../approval/rollback/rollback-request.ts';
import type { EcsDeployment, EcsReader } from '../deployment/ecs.ts';
import { whyOver } from '../deployment/why-over.ts';
import type { Clock } from '../hook/clock.ts';
import type { HookLogger } from '../hook/log/hook-logger.ts';
import { embedMetrics } from '../hook/log/metrics.ts';
import { nameDeployment } from '../hook/log/name-deployment.ts';
import type { DeploymentRef } from '../hook/report.ts';
import { timeBudget } from '../hook/time-budget.ts';
import type { Place } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/store.ts';
import { formatError, shorten } from '../wording/values.ts';
import { type Closed, type CloseParts, closeOpenRequests, type WhyOver } from './close-open-requests.ts';
import { type FollowParts, followDeployments } from './follow/follow-deployments.ts';
import type { SweepCursor } from './sweep-cursor.ts';
import { type Home, homeOf, watchedPlace } from './watched-place.ts';

export type WatcherParts = {
  ledger: Pick<Ledger, 'listOpen' | 'read' | 'change' | 'tidyIndex'>;
  /** Loaded when first needed, because it includes the SDK. */
  ecs: () => Promise<Pick<EcsReader, 'describeServiceDeployment'>>;
  /** Holds the reasons that `greenlight rollback` stores. */
  rollbacks: Pick<ObjectStore, 'read' | 'list'>;
  clock: Clock;
  logger: HookLogger;
  newId: () => string;
  /** Where a sweep continues. An event is about one service and needs none. */
  cursor: SweepCursor;
  pause?: NonNullable<CloseParts['pause']>;
  /** Records what ECS does after people have decided. Default: nothing is recorded. */
  follow?: FollowParts['store'];
  /** See {@link CloseParts}. */
  refusesHandDecisions?: boolean;
};

/**
 * Closes the requests of deployments that are over: those of one service after an ECS event, and all of them on a schedule, since an event may
 * be lost and not every deployment ends with one. The event only says which service to check; ECS is the source of truth.
 *
 * A sweep that runs out of time is not an error: the next one starts where it ended. Rejects if something could not be read or written, so
 * that Lambda retries the event and finally puts it into the dead-letter queue.
 */
export function watchDeployments(parts: WatcherParts) {
  return async (event: unknown, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>) => {
    const home = homeOf(context.invokedFunctionArn);
    const place = watchedPlace(event, home);
    if (place === undefined) {
      parts.logger.info('ignored an event from another account or Region', {});
      return;
    }
    const { signal, release } = timeBudget(context);
    const whyOver: WhyOver = (deployment, until) => askEcs(parts, home, deployment, until);
    const isSweep = place.service === undefined;
    const from = isSweep ? await readCursor(parts, signal) : undefined;
    const closed = await closeOpenRequests({ ...parts, whyOver }, place, signal, from).catch((error) => {
      release();
      throw error;
    });
    await follow(parts, home, place, signal).finally(release);
    if (isSweep && closed.next !== from) await writeCursor(parts, closed.next);
    log(parts, place, closed);
    if (closed.failures.length > 0) {
      throw new Error(
        `${closed.failures.length} of ${closed.found} open requests could not be closed: ${closed.failures[0]}`,
      );
    }
  };
}

/** After the closing, because that decides something and this does not. */
async function follow(parts: WatcherParts, home: Home, place: Place, signal: AbortSignal): Promise<void> {
  const { follow: store, clock, logger } = parts;
  if (!store) return;
  const describe: FollowParts['describe'] = (ref, until) => describeDeployment(parts, home, ref, until);
  const whyUndone: FollowParts['whyUndone'] = async (deployment, ref, until) =>
    deployment.status === 'SUCCESSFUL' ? undefined : addReason(parts, deployment, ref, until);
  await followDeployments({ store, describe, whyUndone, clock, logger }, place, signal);
}

/** Without it a sweep starts at the beginning, which is only slower. */
async function readCursor({ cursor, logger }: WatcherParts, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await cursor.read(signal);
  } catch (error) {
    logger.warn('could not read where the last sweep ended', { error: formatError(error) });
    return undefined;
  }
}

/** Has its own short time budget, because it is written when the time for everything else is over. */
async function writeCursor({ cursor, logger }: WatcherParts, next: string | undefined): Promise<void> {
  try {
    await cursor.write(next, AbortSignal.timeout(cursorMs));
  } catch (error) {
    logger.warn('could not write where this sweep ended', { error: formatError(error) });
  }
}

const cursorMs = 1500;

/** Undefined for a deployment that ECS does not know, see docs/decisions/0010. */
async function askEcs(parts: WatcherParts, home: Home, ref: DeploymentRef, signal: AbortSignal) {
  const deployment = await describeDeployment(parts, home, ref, signal);
  if (deployment) return addReason(parts, deployment, ref, signal);
  const message = 'ECS knows no such deployment; its requests stay open until their deadline';
  parts.logger.warn(message, nameDeployment(ref));
  return undefined;
}

async function describeDeployment({ ecs }: WatcherParts, home: Home, ref: DeploymentRef, signal: AbortSignal) {
  return (await ecs()).describeServiceDeployment(arnOf(home, ref), signal);
}

function arnOf({ partition }: Home, { account, region, cluster, service, deploymentId }: DeploymentRef): string {
  return `arn:${partition}:ecs:${region}:${account}:service-deployment/${cluster}/${service}/${deploymentId}`;
}

/** ECS does not get the reason of a rollback that a person asked for. If it cannot be read, the request is closed without it. */
async function addReason(
  { rollbacks, logger }: WatcherParts,
  deployment: EcsDeployment,
  ref: DeploymentRef,
  signal: AbortSignal,
): Promise<string | undefined> {
  const why = whyOver(deployment);
  if (why === undefined || deployment.status === 'SUCCESSFUL') return why;
  try {
    const [first] = await readRollbacks(rollbacks, ref, signal);
    return first ? `${why}; ${shorten(formatRollbackReason(first), 600)}` : why;
  } catch (error) {
    logger.warn('the reason for a rollback could not be read', { ...nameDeployment(ref), error: formatError(error) });
    return why;
  }
}

function log(
  { clock, logger }: WatcherParts,
  { cluster, service }: { cluster?: string; service?: string },
  closed: Closed,
) {
  const { failures, next: _next, ...counts } = closed;
  const attributes = {
    cluster,
    // Not `service`: Powertools reserves that key.
    ecsService: service,
    ...counts,
    ...embedMetrics(
      clock.now(),
      { trigger: service === undefined ? 'schedule' : 'event' },
      {
        openRequests: { value: closed.found, unit: 'Count' },
        supersededRequests: { value: closed.superseded, unit: 'Count' },
        expiredRequests: { value: closed.expired, unit: 'Count' },
        unreadableRequests: { value: closed.unreadable, unit: 'Count' },
        failedRequests: { value: failures.length, unit: 'Count' },
      },
    ),
  };
  const message = `closed ${closed.superseded + closed.expired + closed.adopted} of ${closed.found} open requests`;
  if (failures.length > 0) logger.warn(message, { ...attributes, failures: failures.slice(0, 3) });
  else logger.info(message, attributes);
}
