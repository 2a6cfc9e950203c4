import * as v from 'valibot';
import { IdSource } from '../chance/id-source.ts';
import { ControllerError } from '../controller-error.ts';
import { isFinal } from '../ecs/resources.ts';
import { controllerEnded } from '../ecs/status-reason.ts';
import { type DeploymentRecord, ServiceState } from './service-state.ts';
import { type ReadSnapshot, snapshotSchema } from './snapshot-schema.ts';

/** A service as JSON: its revisions, listeners, deployments and configuration. Its content is internal to the controller. */
export type ControllerSnapshot = v.InferInput<typeof snapshotSchema>;

type Kept = { service: ServiceState; serviceArn: string; sequence: number; ids: IdSource; at: Date };

export function takeSnapshot({ service, serviceArn, sequence, ids, at }: Kept): ControllerSnapshot {
  const { revisions, deployments, weights, primaryArn, configuration } = service;
  const snapshot = {
    schemaVersion: 1,
    takenAt: at,
    serviceArn,
    sequence,
    idState: ids.state,
    primaryArn,
    configuration,
    weights,
    revisions: [...revisions.values()],
    deployments: [...deployments.values()],
  };
  // Through JSON, so that nothing in it changes afterwards and times become strings.
  return JSON.parse(JSON.stringify(snapshot));
}

/**
 * Restores the service. A deployment that was running when the snapshot was taken cannot continue: it is STOPPED, its revision is
 * gone, and all traffic is with the last revision that was deployed successfully.
 *
 * @throws {ControllerError} INVALID_SNAPSHOT
 */
export function readSnapshot(snapshot: unknown, serviceArn: string): Omit<Kept, 'serviceArn'> {
  const read = parse(snapshot);
  if (read.serviceArn !== serviceArn) {
    throw new ControllerError('INVALID_SNAPSHOT', `the snapshot is of ${read.serviceArn} and not of ${serviceArn}`);
  }
  const service = new ServiceState();
  service.primaryArn = read.primaryArn;
  service.configuration = read.configuration;
  for (const revision of read.revisions) service.revisions.set(revision.arn, { ...revision, runningTaskCount: 0 });
  for (const deployment of read.deployments) service.deployments.set(deployment.serviceDeploymentArn, deployment);
  Object.assign(service.weights, read.weights);
  for (const deployment of read.deployments) if (!isFinal(deployment.status)) end(deployment, service, read.takenAt);
  return { service, sequence: read.sequence, ids: IdSource.fromState(read.idState), at: read.takenAt };
}

function parse(snapshot: unknown): ReadSnapshot {
  let result: v.SafeParseResult<typeof snapshotSchema>;
  try {
    result = v.safeParse(snapshotSchema, snapshot);
  } catch (cause) {
    throw new ControllerError('INVALID_SNAPSHOT', 'the snapshot holds a configuration that cannot be played', {
      cause,
    });
  }
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = ['snapshot', v.getDotPath(issue)].filter(Boolean).join('.');
  const found = issue.received === 'undefined' ? 'missing' : `${issue.received} where ${issue.expected} should be`;
  throw new ControllerError('INVALID_SNAPSHOT', `${where} is ${found}; take another snapshot, or start without one`);
}

function end(deployment: DeploymentRecord, service: ServiceState, at: Date): void {
  const { primaryArn } = service;
  for (const arn of service.activeArns()) {
    if (arn === primaryArn) continue;
    Object.assign(service.revision(arn), { requestedTaskCount: 0, isResolved: false });
  }
  const weights = primaryArn === undefined ? {} : { [primaryArn]: 100 };
  Object.assign(service.weights, { test: weights, production: weights });
  Object.assign(deployment, {
    status: 'STOPPED',
    statusReason: controllerEnded,
    finishedAt: at,
    stoppedAt: at,
    updatedAt: at,
    atEnd: {
      sources: deployment.sourceArns.map((arn) => service.summary(arn)),
      target: service.summary(deployment.targetArn),
    },
  } satisfies Partial<DeploymentRecord>);
}
