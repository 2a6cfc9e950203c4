import type { Context } from 'aws-lambda';
import {
  type DeployerRecord,
  deployerKey,
  formatDeployerRecord,
  readDeployerRecord,
  type StartCall,
} from '../approval/request/deployer/deployer-record.ts';
import type { DeploymentLister } from '../deployment/ecs.ts';
import type { Clock } from '../hook/clock.ts';
import type { HookLogger } from '../hook/log/hook-logger.ts';
import { timeBudget } from '../hook/time-budget.ts';
import type { ObjectStore } from '../storage/store.ts';
import { type ApiCall, readApiCall } from './api-call.ts';
import { findStarted } from './find-started.ts';
import { homeOf } from './watched-place.ts';

export type RecorderParts = {
  store: Pick<ObjectStore, 'read' | 'create' | 'replace'>;
  /** Loaded when first needed, because it includes the SDK. */
  ecs: () => Promise<DeploymentLister>;
  clock: Clock;
  logger: HookLogger;
};

/**
 * Records who started a deployment, after a call to ECS that CloudTrail reports. ECS says which deployment that was; the event is believed only for
 * who called and when. It may come twice, late and in any order: a call that is recorded stays so, and is recorded once.
 *
 * Rejects if ECS may not list the deployment yet, or something could not be read or written, so that Lambda tries again.
 */
export function recordDeployer({ store, ecs, clock, logger }: RecorderParts) {
  return async (event: unknown, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>) => {
    const { partition, account, region } = homeOf(context.invokedFunctionArn);
    const call = readApiCall(event);
    if (!call || call.account !== account || call.region !== region) {
      logger.info('ignored a call that started no deployment here', {});
      return;
    }
    const { signal, release } = timeBudget(context);
    try {
      const arn = `arn:${partition}:ecs:${region}:${account}:service/${call.cluster}/${call.service}`;
      const listed = await (await ecs()).listServiceDeployments(arn, call.cluster, call.at, signal);
      const started = findStarted(call, listed, clock.now());
      if (started.kind === 'unsettled') throw new Error(`ECS may not list yet what ${call.action} started`);
      const about = { cluster: call.cluster, ecsService: call.service, call: call.id };
      if (started.kind === 'nothing') {
        logger.info('a call started no deployment', about);
        return;
      }
      await addCall(store, { ...call, deploymentId: started.deploymentId }, clock.now(), signal);
      logger.info('recorded who started a deployment', { ...about, deployment: started.deploymentId, by: call.by });
    } finally {
      release();
    }
  };
}

/** With a few concurrent events of one deployment, each loses once for each other at worst. */
const maxRaces = 8;

async function addCall(
  store: RecorderParts['store'],
  place: ApiCall & { deploymentId: string },
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const key = deployerKey(place);
  const { id, action, by, at, sourceIdentity } = place;
  const call: StartCall = {
    ...{ id, action, by, ...(sourceIdentity !== undefined && { sourceIdentity }) },
    ...{ at: at.toISOString(), recordedAt: now.toISOString() },
  };
  for (let race = 0; race < maxRaces; race += 1) {
    const object = await store.read(key, signal);
    const known: DeployerRecord = object ? readDeployerRecord(key, object.body) : { schemaVersion: 1, calls: [] };
    if (known.calls.some((one) => one.id === id)) return;
    const body = formatDeployerRecord({ ...known, calls: [...known.calls, call] });
    const etag = object ? await store.replace(key, object.etag, body, signal) : await store.create(key, body, signal);
    if (etag !== undefined) return;
  }
  throw new Error(`${key} was changed ${maxRaces} times by others`);
}
