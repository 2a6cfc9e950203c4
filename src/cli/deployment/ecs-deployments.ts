import { type ECSClient, ListServiceDeploymentsCommand, type ServiceDeployment } from '@aws-sdk/client-ecs';
import type { EcsReader } from '../../deployment/ecs.ts';
import { ecsReader } from '../../deployment/ecs-reader.ts';
import type { ServiceRef } from '../aws/service-ref.ts';

/** One line of ListServiceDeployments. */
export type DeploymentBrief = {
  arn: string;
  status: string | undefined;
  createdAt: Date | undefined;
  finishedAt: Date | undefined;
  /** The revision that it deploys. */
  revisionArn: string | undefined;
};

/** What the commands read from ECS. */
export interface EcsDeployments {
  /** The service's deployments of the last 90 days, newest first. ECS keeps none for longer. */
  list(service: ServiceRef, signal: AbortSignal): Promise<readonly DeploymentBrief[]>;
  describe(arn: string, signal: AbortSignal): Promise<ServiceDeployment | undefined>;
  revisions: EcsReader['describeServiceRevisions'];
}

export function ecsDeployments(client: ECSClient): EcsDeployments {
  const reader = ecsReader(client);
  return {
    async list({ cluster, service }, abortSignal) {
      const listed: DeploymentBrief[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new ListServiceDeploymentsCommand({ cluster, service, maxResults: 100, nextToken }),
          { abortSignal },
        );
        for (const {
          serviceDeploymentArn: arn,
          status,
          createdAt,
          finishedAt,
          targetServiceRevisionArn,
        } of page.serviceDeployments ?? []) {
          if (arn !== undefined)
            listed.push({ arn, status, createdAt, finishedAt, revisionArn: targetServiceRevisionArn });
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      // The order of the list is not documented.
      return listed.toSorted((left, right) => timeOf(right) - timeOf(left));
    },
    describe: async (arn, signal) =>
      (await reader.describeServiceDeployment(arn, signal)) as ServiceDeployment | undefined,
    revisions: reader.describeServiceRevisions,
  };
}

function timeOf({ createdAt }: DeploymentBrief): number {
  return createdAt?.getTime() ?? 0;
}
