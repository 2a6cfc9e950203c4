import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  type ECSClient,
  type Failure,
} from '@aws-sdk/client-ecs';
import type { EcsReader } from './ecs.ts';

/** Reads service deployments and revisions through the SDK. A failure other than MISSING is thrown, with ECS's own words. */
export function ecsReader(client: Pick<ECSClient, 'send'>): EcsReader {
  return {
    async describeServiceDeployment(serviceDeploymentArn, signal) {
      const { serviceDeployments = [], failures = [] } = await client.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
        { abortSignal: signal },
      );
      throwUnlessMissing(failures);
      return serviceDeployments[0];
    },

    async describeServiceRevisions(serviceRevisionArns, signal) {
      const { serviceRevisions = [], failures = [] } = await client.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...serviceRevisionArns] }),
        { abortSignal: signal },
      );
      throwUnlessMissing(failures);
      return serviceRevisions;
    },
  };
}

function throwUnlessMissing(failures: readonly Failure[]): void {
  const failure = failures.find(({ reason }) => reason !== 'MISSING');
  if (failure !== undefined) {
    const what = [failure.reason ?? 'an unnamed failure', failure.detail].filter(Boolean).join(': ');
    throw new Error(`ecs could not describe ${failure.arn ?? 'what was asked'}: ${what}`);
  }
}
