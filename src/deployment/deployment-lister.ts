import { type ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import type { DeploymentLister, ListedDeployment } from './ecs.ts';

/** Lists the deployments of a service through the SDK. */
export function deploymentLister(client: Pick<ECSClient, 'send'>): DeploymentLister {
  return {
    async listServiceDeployments(service, cluster, around, abortSignal) {
      const createdAt = { after: minutesFrom(around, -1), before: minutesFrom(around, 1) };
      const found: ListedDeployment[] = [];
      let nextToken: string | undefined;
      do {
        const wanted = { service, cluster, createdAt, ...(nextToken !== undefined && { nextToken }) };
        const page = await client.send(new ListServiceDeploymentsCommand(wanted), { abortSignal });
        found.push(...(page.serviceDeployments ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return found;
    },
  };
}

function minutesFrom(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}
