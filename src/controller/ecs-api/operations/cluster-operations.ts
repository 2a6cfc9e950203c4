import {
  type Cluster,
  type ClusterField,
  DescribeClusters$,
  type DescribeClustersRequest,
  type DescribeClustersResponse,
  ListClusters$,
  type ListClustersRequest,
  type ListClustersResponse,
} from '@aws-sdk/client-ecs';
import { newestRevisions } from '../describe/current-revision.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const clusterOperations: readonly Operation[] = [
  operation(ListClusters$, listClusters),
  operation(DescribeClusters$, describeClusters),
];

function listClusters(request: ListClustersRequest, region: EcsRegion): ListClustersResponse {
  const { items, nextToken } = pageOf(region.clusterArns(), (arn) => arn, request, { usual: 100, max: 100 });
  return { clusterArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function describeClusters(
  { clusters = ['default'], include = [] }: DescribeClustersRequest,
  region: EcsRegion,
): DescribeClustersResponse {
  const asked = clusters.map((cluster) => ({
    cluster,
    clusterArn: region.findCluster(cluster),
  }));
  return {
    clusters: asked.flatMap(({ clusterArn }) =>
      clusterArn === undefined ? [] : describeCluster(clusterArn, region, include),
    ),
    failures: asked
      .filter(({ clusterArn }) => clusterArn === undefined)
      .map(({ cluster }) => ({ arn: region.arnOf('cluster', cluster), reason: 'MISSING' })),
  };
}

function describeCluster(clusterArn: string, region: EcsRegion, include: readonly ClusterField[]): Cluster {
  const services = region.servicesIn(clusterArn);
  const revisions = services.flatMap(newestRevisions);
  const total = (count: 'runningTaskCount' | 'pendingTaskCount') =>
    revisions.reduce((sum, revision) => sum + revision[count], 0);
  return {
    clusterArn,
    clusterName: nameFromArn(clusterArn),
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: total('runningTaskCount'),
    pendingTasksCount: total('pendingTaskCount'),
    activeServicesCount: services.length,
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
    statistics: [],
    settings: include.includes('SETTINGS') ? [{ name: 'containerInsights', value: 'disabled' }] : [],
    tags: include.includes('TAGS') ? region.tags.of(clusterArn) : [],
  };
}
