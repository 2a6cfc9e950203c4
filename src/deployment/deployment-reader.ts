import { DescribeServiceDeploymentsCommand, type ECSClient, type Failure } from '@aws-sdk/client-ecs';
import type { EcsReader } from './ecs.ts';

/** Reads service deployments through the SDK, and nothing else. A failure other than MISSING is thrown, with ECS's own words. */
export function deploymentReader(client: Pick<ECSClient, 'send'>): Pick<EcsReader, 'describeServiceDeployment'> {
  return {
    async describeServiceDeployment(serviceDeploymentArn, signal) {
      const { serviceDeployments = [], failures = [] } = await client.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
        { abortSignal: signal },
      );
      throwUnlessMissing(failures);
      return serviceDeployments[0];
    },
  };
}

export function throwUnlessMissing(failures: readonly Failure[]): void {
  const failure = failures.find(({ reason }) => reason !== 'MISSING');
  if (failure !== undefined) {
    const what = [failure.reason ?? 'an unnamed failure', failure.detail].filter(Boolean).join(': ');
    throw new Error(`ecs could not describe ${failure.arn ?? 'what was asked'}: ${what}`);
  }
}
