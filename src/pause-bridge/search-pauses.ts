import { nameDeployment } from '../hook/log/name-deployment.ts';
import { formatError } from '../wording/values.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { readDeploymentArn } from './pause-keys.ts';
import { DamagedRecordError, type Sighting } from './pause-record.ts';
import { stageOf } from './pause-state.ts';
import { refOf } from './pause-store.ts';
import { findDeployments } from './search/find-deployments.ts';

/**
 * Finds pauses that wait and of which no event has arrived: in the deployments that run now of the services that may be configured. They are put on
 * the sweep's list.
 *
 * @returns those that were not on it
 */
export async function searchPauses(parts: BridgeParts, signal: AbortSignal): Promise<Sighting[]> {
  const { search, logger } = parts;
  if (!search) return [];
  const found: Sighting[] = [];
  try {
    const scope = { ...(await scopeOf(parts, signal)), clusters: search.clusters };
    const finder = await search.finder();
    await findDeployments(
      finder,
      scope,
      async (arn) => void found.push(...(await newPausesOf(parts, arn, signal))),
      signal,
    );
  } catch (error) {
    // Throttled, or not allowed. What was found counts, and the next search begins elsewhere.
    logger.error('the search for pauses did not finish', { error: formatError(error) });
  }
  if (found.length > 0) logger.warn('found pauses for which no event has arrived', { pauses: found.length });
  return found;
}

/** At most one search in this time. */
const turnMs = 300_000;

async function scopeOf(
  { readParameters, readTags, parameterPrefix, asksAlways, clock }: BridgeParts,
  signal: AbortSignal,
) {
  const isEverything =
    asksAlways || readTags !== undefined || (await readParameters([parameterPrefix], signal)).has(parameterPrefix);
  return { prefix: parameterPrefix, isEverything, turn: Math.floor(clock.now().getTime() / turnMs) };
}

async function newPausesOf(parts: BridgeParts, serviceDeploymentArn: string, signal: AbortSignal): Promise<Sighting[]> {
  // One that is in no cluster is none that the bridge could ask about.
  const named = readDeploymentArn(serviceDeploymentArn);
  if (!named) return [];
  const deployment = await (await parts.ecs()).describeServiceDeployment(serviceDeploymentArn, signal);
  const waiting = (deployment?.lifecycleHookDetails ?? []).filter(
    ({ targetType, status }) => targetType === 'PAUSE' && status === 'AWAITING_ACTION',
  );
  if (!deployment || waiting.length === 0) return [];
  const stage = stageOf(deployment);
  if (stage === undefined) {
    parts.logger.warn('a pause waits, and ECS does not say at which stage', nameDeployment(named));
    return [];
  }
  const sightings = waiting.flatMap(({ hookId }): Sighting[] =>
    hookId === undefined
      ? []
      : [{ schemaVersion: 1, hookId, serviceDeploymentArn, stage, sentAt: parts.clock.now().toISOString() }],
  );
  const found: Sighting[] = [];
  for (const sighting of sightings) {
    if (await isReadable(parts, sighting, signal)) continue;
    await parts.pauses.note(sighting, signal);
    found.push(sighting);
  }
  return found;
}

/** An entry that was damaged by hand is written again. */
async function isReadable({ pauses }: BridgeParts, sighting: Sighting, signal: AbortSignal): Promise<boolean> {
  try {
    return (await pauses.readNoted(refOf(sighting), signal)) !== undefined;
  } catch (error) {
    if (error instanceof DamagedRecordError) return false;
    throw error;
  }
}
