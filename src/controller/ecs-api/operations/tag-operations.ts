import {
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  TagResource$,
  type TagResourceRequest,
  type TagResourceResponse,
  UntagResource$,
  type UntagResourceRequest,
  type UntagResourceResponse,
} from '@aws-sdk/client-ecs';
import { EcsApiError } from '../ecs-api-error.ts';
import type { EcsRegion } from '../region.ts';
import { type Operation, operation } from './operation.ts';

export const tagOperations: readonly Operation[] = [
  operation(TagResource$, tagResource),
  operation(UntagResource$, untagResource),
  operation(ListTagsForResource$, listTagsForResource),
];

function tagResource({ resourceArn = '', tags = [] }: TagResourceRequest, region: EcsRegion): TagResourceResponse {
  region.tags.add(taggable(resourceArn, region), tags);
  return {};
}

function untagResource(
  { resourceArn = '', tagKeys = [] }: UntagResourceRequest,
  region: EcsRegion,
): UntagResourceResponse {
  region.tags.remove(taggable(resourceArn, region), tagKeys);
  return {};
}

function listTagsForResource(
  { resourceArn = '' }: ListTagsForResourceRequest,
  region: EcsRegion,
): ListTagsForResourceResponse {
  return { tags: region.tags.of(taggable(resourceArn, region)) };
}

/** @throws {EcsApiError} if nothing that can have tags here has this ARN */
function taggable(arn: string, region: EcsRegion): string {
  if (region.hasService(arn) || region.findCluster(arn) === arn) return arn;
  if (region.findTaskDefinition(arn)?.taskDefinitionArn === arn) return arn;
  throw new EcsApiError(
    'InvalidParameterException',
    `${arn} is not the ARN of a service, cluster or task definition; only these have tags here`,
  );
}
