import {
  ListClusters$,
  type ListClustersRequest,
  type ListClustersResponse,
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  TagResource$,
  type TagResourceRequest,
  type TagResourceResponse,
} from '@aws-sdk/client-ecs';
import { EcsApiError } from '../errors.ts';
import type { EcsRegion } from '../region.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const clusterOperations: readonly Operation[] = [
  operation(ListClusters$, listClusters),
  operation(TagResource$, tagResource),
  operation(ListTagsForResource$, listTagsForResource),
];

function listClusters(request: ListClustersRequest, region: EcsRegion): ListClustersResponse {
  const { items, nextToken } = pageOf(region.clusterArns(), (arn) => arn, request, { usual: 100, most: 100 });
  return { clusterArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function tagResource({ resourceArn = '', tags = [] }: TagResourceRequest, region: EcsRegion): TagResourceResponse {
  region.addTags(taggable(resourceArn, region), tags);
  return {};
}

function listTagsForResource(
  { resourceArn = '' }: ListTagsForResourceRequest,
  region: EcsRegion,
): ListTagsForResourceResponse {
  const tags = region.tagsOf(taggable(resourceArn, region));
  return { tags: [...tags].map(([key, value]) => ({ key, value })) };
}

/** @throws {EcsApiError} if no service has this ARN; only services have tags here */
function taggable(arn: string, region: EcsRegion): string {
  if (region.services().some(({ serviceArn }) => serviceArn === arn)) return arn;
  throw new EcsApiError(
    'InvalidParameterException',
    `${arn} is not the ARN of a service; only services have tags here`,
  );
}
