import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { ApprovalRequest } from '../../../approval/request/request.ts';
import type { RollbackRequest } from '../../../approval/rollback/rollback-request.ts';
import type { DeploymentRef, Report } from '../../../hook/report.ts';
import { type CommandPlace, inSamePlace } from '../../aws/in-same-place.ts';

/** All that is known of a deployment at one moment, from ECS and from Greenlight's ledger. */
export type Snapshot = {
  now: Date;
  arn: string;
  ref: DeploymentRef;
  deployment: ServiceDeployment;
  images: readonly ImageLine[];
  requests: readonly GateRequest[];
  /** The latest of each check at each gate, oldest first. */
  reports: readonly Report[];
  /** The reasons of people who rolled it back, earliest first. */
  rollbacks: readonly RollbackRequest[];
  /** A sentence about each thing that could not be read. */
  unknown: readonly string[];
  /** Where the command that took it looks, for the commands that it advises. Default: as a command without flags. */
  place?: CommandPlace;
};

/** A command about the deployment that can be run as it is. */
export function advised(command: string, { place }: Pick<Snapshot, 'place'>): string {
  return place === undefined ? command : inSamePlace(command, place);
}

/** Undefined if there is none, or it is not known. */
export type ImageLine = { container: string; before: string | undefined; after: string | undefined };

export type GateRequest = { key: string; request: ApprovalRequest };

/** `ongoing`, or how the deployment has ended. Everything but SUCCESSFUL is a failure, ROLLBACK_SUCCESSFUL too. */
type DeploymentOutcome = 'ongoing' | 'succeeded' | 'failed';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html */
export function outcomeOf(status: string | undefined): DeploymentOutcome {
  if (status === 'SUCCESSFUL') return 'succeeded';
  return status !== undefined && endings.has(status) ? 'failed' : 'ongoing';
}

const endings = new Set(['STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']);

/** Whether ECS is rolling back, or has rolled back. */
export function isGoingBack(status: string | undefined): boolean {
  return status?.startsWith('ROLLBACK') === true || status === 'STOPPED';
}

/** Seconds since ECS accepted it, or until it ended. */
export function secondsOf({ deployment: { createdAt, startedAt, finishedAt, stoppedAt }, now }: Snapshot): number {
  const from = startedAt ?? createdAt ?? now;
  return Math.max(0, ((finishedAt ?? stoppedAt ?? now).getTime() - from.getTime()) / 1000);
}

/** Whether it can still be decided. */
export function isWaiting({ request: { status, deadline } }: GateRequest, now: Date): boolean {
  return status === 'PENDING' && now.toISOString() < deadline;
}
