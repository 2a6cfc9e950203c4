import type { StoredRequest } from '../approval/request/ledger.ts';
import type { ApprovalConfig } from '../checks/approval/approval-config.ts';
import type { DeployedTarget } from '../checks/approval/confirm/deployed-target.ts';
import type { EcsDeployment } from '../deployment/ecs.ts';
import type { JsonObject } from '../hook/json.ts';
import type { Verdict } from '../hook/verdict.ts';
import { requestKey } from '../storage/keys.ts';
import { formatError } from '../wording/values.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { type FoundConfiguration, findConfiguration } from './configuration/pause-configuration.ts';
import { gateOfPause, hashOf, readDeploymentArn } from './pause-keys.ts';
import type { Pause, Sighting } from './pause-record.ts';
import { doomed, type PauseState, stageOf, stateOfPause } from './pause-state.ts';
import { refOf } from './pause-store.ts';
import { deadlineOf, isAboutToExpire } from './pause-time.ts';

export type Opened =
  /** People are to be asked with what is recorded here. */
  | { kind: 'recorded'; pause: Pause }
  /** Nobody is asked: it has ended, or nobody configured it. */
  | { kind: 'left-alone'; reason: string }
  /** Not yet; the next sweep tries again. */
  | { kind: 'later'; reason: string }
  /** Nobody can be asked any more, and ECS would take its silence for consent. */
  | { kind: 'roll-back'; reason: string };

type Waiting = Extract<PauseState, { kind: 'waiting' }>;

/**
 * Decides whether people are asked about a pause, and records with which rules. ECS is asked first whether it still waits: an event may be late.
 *
 * @param isDoomed - whether an event says that another hook of its stage has failed
 * @throws if ECS or the parameters could not be read, so that it is tried again
 */
export async function openPause(
  parts: BridgeParts,
  sighting: Sighting,
  { isDoomed, signal }: { isDoomed: boolean; signal: AbortSignal },
): Promise<Opened> {
  const ecs = await parts.ecs();
  const deployment = await ecs.describeServiceDeployment(sighting.serviceDeploymentArn, signal);
  const state = stateOfPause(deployment, sighting);
  if (state.kind === 'ended') return { kind: 'left-alone', reason: state.happened };
  if (!deployment || state.kind === 'unlisted') return whenUnlisted(sighting, parts.clock.now());
  // The stage chooses the rules, so it is not taken from a message if ECS says it.
  const seen = { ...sighting, stage: stageOf(deployment) ?? sighting.stage };
  const found = await readConfiguration(parts, seen, state, signal);
  if (found.kind === 'roll-back') return found;
  if (found.kind === 'unconfigured') return { kind: 'left-alone', reason: 'nobody has configured it' };
  if (isDoomed || state.isDoomed) return { kind: 'roll-back', reason: doomed.happened };
  const held = whenChecksRun(state, parts.clock.now());
  if (held) return held;
  const pause = newPause(seen, deployment, state, found, parts.clock.now());
  return { kind: 'recorded', pause: await parts.pauses.createPause(pause, signal) };
}

/** ECS may list a pause a moment after its event. */
const listedWithinMs = 120_000;

function whenUnlisted({ sentAt }: Sighting, now: Date): Opened {
  const isNew = now.getTime() - Date.parse(sentAt) < listedWithinMs;
  return isNew
    ? { kind: 'later', reason: 'ECS does not list it yet' }
    : { kind: 'left-alone', reason: 'ECS does not list it, so it has ended' };
}

/** People are asked once the other hooks of the stage have passed. */
function whenChecksRun({ runningChecks, timeoutAction, expiresAt }: Waiting, now: Date): Opened | undefined {
  if (runningChecks === 0) return undefined;
  if (timeoutAction === 'ROLLBACK' || !isAboutToExpire(now, expiresAt)) {
    return { kind: 'later', reason: `${runningChecks} other hooks of its stage have not finished` };
  }
  return { kind: 'roll-back', reason: 'nobody was asked, because the checks of its stage did not finish in time' };
}

/** A configuration that cannot be read is not the same as none. At the end of the time it is an error, and never consent. */
async function readConfiguration(
  { readParameters, readTags, parameterPrefix, asksAlways, clock }: BridgeParts,
  { serviceDeploymentArn, stage }: Sighting,
  { timeoutAction, expiresAt }: Waiting,
  signal: AbortSignal,
): Promise<FoundConfiguration | Extract<Opened, { kind: 'roll-back' }>> {
  const { cluster, service } = namesIn(serviceDeploymentArn);
  try {
    const source = { read: readParameters, readTags, prefix: parameterPrefix, asksAlways };
    return await findConfiguration(source, { cluster, service, stage }, signal);
  } catch (error) {
    if (timeoutAction === 'ROLLBACK' || !isAboutToExpire(clock.now(), expiresAt)) throw error;
    return { kind: 'roll-back', reason: `nobody could be asked: ${formatError(error)}` };
  }
}

function newPause(
  { hookId, serviceDeploymentArn, stage }: Sighting,
  { targetServiceRevision, deploymentConfiguration }: EcsDeployment,
  { expiresAt, timeoutAction }: Waiting,
  { config, parameter }: Extract<FoundConfiguration, { kind: 'configured' }>,
  now: Date,
): Pause {
  const { partition: _partition, ...deployment } = namesIn(serviceDeploymentArn);
  const revisionId = targetServiceRevision?.arn?.split('/').at(-1);
  if (!revisionId) throw new Error(`ECS does not say which revision ${serviceDeploymentArn} deploys`);
  const { strategy } = deploymentConfiguration ?? {};
  const weight = targetServiceRevision?.requestedProductionTrafficWeight;
  const step = steppedStrategies.has(strategy ?? '') && stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' ? weight : undefined;
  const deadline = deadlineOf(now, expiresAt, config.deadlineMinutes, config.businessHours);
  const deadlineMinutes = Math.max(1, Math.floor((deadline.getTime() - now.getTime()) / 60_000));
  return {
    ...{ schemaVersion: 1, hookId, serviceDeploymentArn, stage, revisionId },
    request: requestKey({ ...deployment, stage, step, gate: gateOfPause(hashOf(hookId)) }),
    ...(step !== undefined && { step }),
    ...{ expiresAt: expiresAt.toISOString(), timeoutAction, deadline: deadline.toISOString() },
    config: JSON.parse(JSON.stringify({ ...config, deadlineMinutes })) as JsonObject,
    ...(parameter !== undefined && { parameter }),
    askedAt: now.toISOString(),
  };
}

const steppedStrategies: ReadonlySet<string> = new Set(['LINEAR', 'CANARY']);

/**
 * Creates the request that a pause was recorded for, unless it exists, and notifies the reviewers. Resolves to a verdict if the configuration
 * answers the question.
 */
export async function askPeople(
  parts: BridgeParts,
  pause: Pause,
  signal: AbortSignal,
): Promise<StoredRequest | (Verdict & { kind: 'pass' })> {
  const { hookId, serviceDeploymentArn, expiresAt, timeoutAction } = pause;
  const opened = await (await parts.lifecycle()).open(pause.request, targetOf(pause), contextOf(parts, pause, signal), {
    deadline: new Date(pause.deadline),
    pause: { hookId, serviceDeploymentArn, expiresAt, timeoutAction },
  });
  if (!('kind' in opened)) return opened;
  if (opened.kind === 'pass') return opened;
  throw new Error(`nobody could be asked: ${opened.reason}`);
}

/** What the polling gate passes to the steps of an approval. */
export function contextOf({ clock, logger }: BridgeParts, pause: Pause, signal: AbortSignal) {
  return {
    config: pause.config as ApprovalConfig,
    state: undefined,
    signal,
    remainingMs: () => (signal.aborted ? 0 : Number.POSITIVE_INFINITY),
    clock,
    logger,
    gate: { name: gateOfPause(refOf(pause).hash), since: new Date(pause.askedAt), polls: 0, errors: 0 },
  };
}

/** A pause's event names no revision, so everything comes from what is recorded. */
export function targetOf({ serviceDeploymentArn, stage, step, revisionId }: Pause): DeployedTarget {
  const { partition, region, account, cluster, service, deploymentId } = namesIn(serviceDeploymentArn);
  const arn = (resource: string) => `arn:${partition}:ecs:${region}:${account}:${resource}/${cluster}/${service}`;
  return {
    ...{ partition, region, account, cluster, service, deploymentId, stage, revisionId },
    serviceArn: arn('service'),
    deploymentArn: serviceDeploymentArn,
    revisionArn: `${arn('service-revision')}/${revisionId}`,
    productionWeight: step,
    testTrafficWeights: {},
    productionTrafficWeights: {},
  };
}

function namesIn(serviceDeploymentArn: string) {
  const named = readDeploymentArn(serviceDeploymentArn);
  if (!named) throw new Error(`${serviceDeploymentArn} is not the ARN of a service deployment in a cluster`);
  return named;
}
