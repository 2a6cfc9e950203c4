import type { Context } from 'aws-lambda';
import {
  deployerKey,
  formatDeployerRecord,
  type StartCall,
  taggedAction,
} from '../approval/request/deployer/deployer-record.ts';
import type { Clock } from '../hook/clock.ts';
import type { HookLogger } from '../hook/log/hook-logger.ts';
import { nameDeployment } from '../hook/log/name-deployment.ts';
import { timeBudget } from '../hook/time-budget.ts';
import type { ObjectStore } from '../storage/store.ts';
import { homeOf, watchedPlace } from './watched-place.ts';

/** A service with its tags, and the deployment that runs now; undefined if none does. */
export type TaggedService = { tags: ReadonlyMap<string, string>; deploymentArn: string | undefined };

export type TagRecorderParts = {
  store: Pick<ObjectStore, 'read' | 'create'>;
  /** Rejects if the service could not be read. */
  describe: (cluster: string, service: string, signal: AbortSignal) => Promise<TaggedService>;
  /** The name of the tag. */
  tag: string;
  clock: Clock;
  logger: HookLogger;
  /** Waits for this many milliseconds. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** For some seconds after a deployment has started, ECS may show the one before it, or none. This asks for half a minute. */
const laterMs = [5_000, 10_000, 15_000];

/**
 * Records who started a deployment by a tag of its service, at the first event of ECS about the service while that deployment runs. It is
 * written once and stays: the tag may already be that of the next deployment later. Without the tag nobody is known. If a deployment
 * has started and ECS shows none, or only one that is recorded, it is asked again a little later.
 *
 * Rejects if something could not be read or written, so that Lambda tries again.
 */
export function recordTaggedDeployer({ store, describe, tag, clock, logger, sleep }: TagRecorderParts) {
  return async (event: unknown, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>) => {
    const { account, region, cluster, service } = watchedPlace(event, homeOf(context.invokedFunctionArn)) ?? {};
    if (!account || !region || !cluster || !service) return;
    const { signal, release } = timeBudget(context);

    /** Whether ECS shows a deployment that was not recorded yet. */
    const recordCurrent = async (): Promise<boolean> => {
      const { tags, deploymentArn } = await describe(cluster, service, signal);
      const deploymentId = deploymentArn?.split('/').at(-1);
      if (!deploymentId) return false;
      const key = deployerKey({ account, region, cluster, service, deploymentId });
      if (await store.read(key, signal)) return false;
      const by = tags.get(tag)?.trim();
      const calls = by ? [callOf(by, deploymentId, clock.now())] : [];
      await store.create(key, formatDeployerRecord({ schemaVersion: 1, calls }), signal);
      const about = { ...nameDeployment({ cluster, service, deploymentId }), by };
      logger.info('recorded who started a deployment, by a tag', about);
      return true;
    };

    try {
      let isRecorded = await recordCurrent();
      for (const waitMs of hasStarted(event) ? laterMs : []) {
        if (isRecorded) return;
        await sleep(waitMs, signal);
        isRecorded = await recordCurrent();
      }
    } finally {
      release();
    }
  };
}

/** Also at the beginning of a rollback, which ECS reports in the same way. */
function hasStarted(event: unknown): boolean {
  const { detail } = event as { detail?: { eventName?: unknown } };
  return detail?.eventName === 'SERVICE_DEPLOYMENT_IN_PROGRESS';
}

function callOf(by: string, deploymentId: string, now: Date): StartCall {
  const at = now.toISOString();
  return { id: `tag of ${deploymentId}`, action: taggedAction, by, at, recordedAt: at };
}
