import { type ECSClient, ListServiceDeploymentsCommand, type ServiceDeployment } from '@aws-sdk/client-ecs';
import type { EcsReader } from '../../deployment/ecs.ts';
import { ecsReader } from '../../deployment/ecs-reader.ts';
import type { ServiceRef } from '../aws/service-ref.ts';

/** What the commands ask of ECS. */
export interface EcsDeployments {
  /** The ARN of the service's newest deployment of the last 90 days, which is as far as ECS remembers. */
  newest(service: ServiceRef, signal: AbortSignal): Promise<string | undefined>;
  describe(arn: string, signal: AbortSignal): Promise<ServiceDeployment | undefined>;
  revisions: EcsReader['describeServiceRevisions'];
}

export function ecsDeployments(client: ECSClient): EcsDeployments {
  const reader = ecsReader(client);
  return {
    async newest({ cluster, service }, abortSignal) {
      let newest: { arn: string; at: number } | undefined;
      let nextToken: string | undefined;
      // In which order they come is not documented.
      do {
        const page = await client.send(
          new ListServiceDeploymentsCommand({ cluster, service, maxResults: 100, nextToken }),
          { abortSignal },
        );
        for (const { serviceDeploymentArn: arn, createdAt } of page.serviceDeployments ?? []) {
          const at = createdAt?.getTime() ?? 0;
          if (arn !== undefined && (newest === undefined || at > newest.at)) newest = { arn, at };
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return newest?.arn;
    },
    describe: async (arn, signal) =>
      (await reader.describeServiceDeployment(arn, signal)) as ServiceDeployment | undefined,
    revisions: reader.describeServiceRevisions,
  };
}
