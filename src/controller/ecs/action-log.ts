import type { ServiceArns } from './arns.ts';
import type { DeploymentStatus } from './resources.ts';

/**
 * An entry about a service deployment in the Action Log of a cluster, as ECS writes it once somebody has turned the log on.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/action-logs-troubleshooting.html
 */
export type ActionLogEntry = {
  /** The cluster. */
  resourceArn: string;
  /** `service/<cluster>/<service>`: the stream of the log, too. */
  actionSourceId: string;
  logLevel: 'INFO' | 'ERROR';
  /** Milliseconds since 1970. */
  eventTimestamp: number;
  detail: {
    statusReason?: string;
    serviceDeploymentArn: string;
    /** Of the deployment or of its rollback: FAILED is a rollback that failed. */
    status: string;
    eventName: `SERVICE_DEPLOYMENT_${DeploymentStatus}` | 'SERVICE_REVISION_STABLE';
  };
};

type LoggedDeployment = { serviceDeploymentArn: string; at: Date; arns: ServiceArns };

/** The entry about a new status of the deployment. */
export function statusEntry(
  status: DeploymentStatus,
  statusReason: string | undefined,
  deployment: LoggedDeployment,
): ActionLogEntry {
  return entryOf(deployment, isFailure(status) ? 'ERROR' : 'INFO', {
    ...(statusReason !== undefined && { statusReason }),
    serviceDeploymentArn: deployment.serviceDeploymentArn,
    status: status.replace(/^ROLLBACK_/, ''),
    eventName: `SERVICE_DEPLOYMENT_${status}`,
  });
}

/** The entry about the moment in which all tasks of the new revision are healthy. */
export function stableEntry(deployment: LoggedDeployment): ActionLogEntry {
  const { serviceDeploymentArn } = deployment;
  return entryOf(deployment, 'INFO', {
    serviceDeploymentArn,
    status: 'IN_PROGRESS',
    eventName: 'SERVICE_REVISION_STABLE',
  });
}

function entryOf(
  { at, arns }: LoggedDeployment,
  logLevel: ActionLogEntry['logLevel'],
  detail: ActionLogEntry['detail'],
): ActionLogEntry {
  return {
    resourceArn: arns.cluster,
    actionSourceId: arns.service.slice(arns.service.indexOf(':service/') + 1),
    logLevel,
    eventTimestamp: at.getTime(),
    detail,
  };
}

function isFailure(status: DeploymentStatus): boolean {
  return status === 'ROLLBACK_IN_PROGRESS' || status === 'ROLLBACK_FAILED';
}
