import { DescribeServicesCommand, ECSClient, ListClustersCommand, ListServicesCommand } from '@aws-sdk/client-ecs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ReadTags } from '../../../pause-bridge/configuration/pause-configuration.ts';
import type { DeploymentFinder } from '../../../pause-bridge/search/find-deployments.ts';
import { sdkTimeouts } from '../sdk.ts';

const ecs = new ECSClient(sdkTimeouts);
const ssm = new SSMClient(sdkTimeouts);

/** Finds the deployments that run now. Loaded when first needed, because it includes the SDK. */
export const deploymentFinder: DeploymentFinder = {
  async listParameters(Path, NextToken, abortSignal) {
    const command = new GetParametersByPathCommand({ Path, Recursive: true, NextToken });
    const { Parameters = [], NextToken: next } = await ssm.send(command, { abortSignal });
    return { names: Parameters.flatMap(({ Name }) => Name ?? []), next };
  },
  async listClusters(nextToken, abortSignal) {
    const { clusterArns = [], nextToken: next } = await ecs.send(new ListClustersCommand({ nextToken }), {
      abortSignal,
    });
    return { names: clusterArns.map(nameIn), next };
  },
  async listServices(cluster, nextToken, abortSignal) {
    const command = new ListServicesCommand({ cluster, nextToken, maxResults: 100 });
    const { serviceArns = [], nextToken: next } = await ecs.send(command, { abortSignal });
    return { names: serviceArns.map(nameIn), next };
  },
  async runningDeployments(cluster, services, abortSignal) {
    // A service that does not exist is a failure in the answer, and no error.
    const command = new DescribeServicesCommand({ cluster, services: [...services] });
    const found = await ecs.send(command, { abortSignal });
    return (found.services ?? []).flatMap(({ currentServiceDeployment }) => currentServiceDeployment ?? []);
  },
};

/** A service with a short ARN has no tags. Rejects if ECS does not describe it. */
export const readTags: ReadTags = async ({ cluster, service }, abortSignal) => {
  const command = new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] });
  const { services: [found] = [], failures = [] } = await ecs.send(command, { abortSignal });
  if (!found)
    throw new Error(`ECS did not describe ${cluster}/${service}: ${failures[0]?.reason ?? 'without a reason'}`);
  return new Map((found.tags ?? []).map(({ key = '', value = '' }) => [key, value]));
};

/** The last part of an ARN. */
function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
