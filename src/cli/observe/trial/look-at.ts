import type { ECSClient, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Bench } from './bench.ts';
import type { DeploymentLook } from './recorded.ts';
import type { EcsTrial } from './trial.ts';

/** A deployment as ECS describes it now. */
export async function describeDeploymentNow(ecs: ECSClient, arn: string): Promise<ServiceDeployment | undefined> {
  const { DescribeServiceDeploymentsCommand } = await import('@aws-sdk/client-ecs');
  const { serviceDeployments } = await ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  return serviceDeployments?.[0];
}

/** One look at a deployment that runs, with what the trial looks at in addition. */
export async function lookAt(
  deployment: ServiceDeployment,
  bench: Bench,
  atSeconds: number,
  looksAt: NonNullable<EcsTrial['looksAt']>,
): Promise<DeploymentLook> {
  const { status = '', lifecycleStage, lifecycleHookDetails = [], targetServiceRevision } = deployment;
  const { sourceServiceRevisions = [] } = deployment;
  const described = targetServiceRevision?.requestedProductionTrafficWeight;
  const circuitBreaker = deployment.deploymentCircuitBreaker?.status;
  return {
    atSeconds,
    status,
    ...(lifecycleStage !== undefined && { stage: lifecycleStage }),
    hooks: lifecycleHookDetails.map(({ hookId = '', targetType = '', status: hookStatus = '', expiresAt }) => ({
      targetType,
      status: hookStatus,
      idForm: hookId.split('-').slice(0, 2).join('-'),
      ...(expiresAt && { expiresInSeconds: secondsBetween(bench.now(), expiresAt) }),
    })),
    ...(described !== undefined && { describedProduction: described }),
    ...(circuitBreaker !== undefined && { circuitBreaker }),
    requestedTasks: {
      green: targetServiceRevision?.requestedTaskCount ?? 0,
      others: sourceServiceRevisions.reduce((sum, { requestedTaskCount = 0 }) => sum + requestedTaskCount, 0),
    },
    ...(await lookFurther(targetServiceRevision?.arn, bench, looksAt)),
  };
}

async function lookFurther(
  revisionArn: string | undefined,
  bench: Bench,
  looksAt: NonNullable<EcsTrial['looksAt']>,
): Promise<Pick<DeploymentLook, 'isResolved' | 'targetGroup' | 'listeners'>> {
  if (revisionArn === undefined || looksAt.length === 0) return {};
  const { DescribeServiceRevisionsCommand } = await import('@aws-sdk/client-ecs');
  const { serviceRevisions } = await bench.ecs.send(
    new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revisionArn] }),
  );
  const [revision] = serviceRevisions ?? [];
  const resolved = revision?.resolvedConfiguration?.loadBalancers ?? [];
  const green = { revisionArn, targetGroupArn: resolved[0]?.targetGroupArn };
  const isOwn = revision?.loadBalancers?.[0]?.targetGroupArn === green.targetGroupArn;
  return {
    ...(looksAt.includes('revision') && {
      isResolved: resolved.length > 0,
      ...(resolved.length > 0 && { targetGroup: isOwn ? 'target-group' : 'alternate' }),
    }),
    ...(looksAt.includes('listeners') && { listeners: await bench.listenerShares(green) }),
  };
}

export function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}
