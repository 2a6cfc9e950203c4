import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { DeploymentBrief, EcsDeployments } from '../deployment/ecs-deployments.ts';
import { outcomeOf } from '../deployment/snapshot/snapshot.ts';
import { NotReplayedError, type PastDeployment } from './past-deployment.ts';

/**
 * How long CloudWatch keeps the values of single minutes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
 */
export const daysOfMinutes = 15;

/** The deployments that have ended and whose minutes CloudWatch still has, newest first. */
export function choosePast(all: readonly DeploymentBrief[], now: Date, max: number): readonly DeploymentBrief[] {
  const oldest = now.getTime() - daysOfMinutes * 86_400_000;
  return all
    .filter(({ status, createdAt }) => outcomeOf(status) !== 'ongoing' && (createdAt?.getTime() ?? 0) > oldest)
    .slice(0, max);
}

/**
 * Reads one of them with both its revisions.
 *
 * @param all - every deployment of the service, newest first
 * @throws {NotReplayedError} if ECS does not know enough of it
 */
export async function readPast(
  brief: DeploymentBrief,
  all: readonly DeploymentBrief[],
  ecs: EcsDeployments,
  now: Date,
  signal: AbortSignal,
): Promise<PastDeployment> {
  const deployment = await ecs.describe(brief.arn, signal);
  const { createdAt, status = '' } = deployment ?? brief;
  const greenArn = deployment?.targetServiceRevision?.arn ?? brief.revisionArn;
  if (deployment === undefined || createdAt === undefined || greenArn === undefined)
    throw new NotReplayedError('ECS no longer describes it');
  const strategy = deployment.deploymentConfiguration?.strategy;
  if (strategy === undefined || strategy === 'ROLLING')
    throw new NotReplayedError('it was a rolling deployment, whose versions share one target group');
  const at = all.findIndex(({ arn }) => arn === brief.arn);
  const blueArn = sourceOf(deployment) ?? all.slice(at + 1).find((each) => each.status === 'SUCCESSFUL')?.revisionArn;
  if (blueArn === undefined || blueArn === greenArn) throw new NotReplayedError('no older version ran alongside it');
  const revisions = await ecs.revisions([greenArn, blueArn], signal);
  const find = (arn: string) => revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === arn);
  const [green, blue] = [find(greenArn), find(blueArn)];
  if (green === undefined || blue === undefined) throw new NotReplayedError('ECS no longer knows both its revisions');
  return { arn: brief.arn, status, createdAt, green, blue, deployment, end: endOf(deployment, all[at - 1], now) };
}

function sourceOf({ sourceServiceRevisions = [] }: ServiceDeployment): string | undefined {
  return sourceServiceRevisions.length === 1 ? sourceServiceRevisions[0]?.arn : undefined;
}

function endOf({ rollback, stoppedAt, status }: ServiceDeployment, next: DeploymentBrief | undefined, now: Date): Date {
  const stopped = status === 'SUCCESSFUL' ? undefined : (rollback?.startedAt ?? stoppedAt);
  const ends = [stopped, next?.createdAt, now].filter((at) => at !== undefined);
  return new Date(Math.min(...ends.map((at) => at.getTime())));
}
