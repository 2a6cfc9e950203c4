import { DescribeServiceRevisionsCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { deploymentReader, throwUnlessMissing } from './deployment-reader.ts';
import type { EcsReader } from './ecs.ts';

/** Reads service deployments and revisions through the SDK. A failure other than MISSING is thrown, with ECS's own words. */
export function ecsReader(client: Pick<ECSClient, 'send'>): EcsReader {
  return {
    ...deploymentReader(client),

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
