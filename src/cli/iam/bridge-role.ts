import type { Permission } from '../aws/permissions.ts';
import { makePolicy } from './make-policy.ts';
import type { PolicyPlace } from './place.ts';
import { askingPermissions, type Role, readDeployments, readListeners, trust } from './role-policies.ts';

/** The role of the pause bridge's function; the same as in template.yaml, for a function deployed by other means. */
export function bridgeRole(place: PolicyPlace): Role {
  return {
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    PolicyDocument: makePolicy(bridgePermissions, place),
  };
}

/** As in template.yaml; a test compares the two. */
export const bridgePermissions: readonly Permission[] = [
  ...(['CreateLogStream', 'PutLogEvents'] as const).map(
    (name): Permission => ({ action: `logs:${name}`, on: ['log-of-pause-bridge'], for: 'its log' }),
  ),
  ...readDeployments,
  { action: 'ecs:ContinueServiceDeployment', on: ['service', 'service-deployment'], for: 'answering pauses' },
  { action: 'ecs:DescribeServices', on: ['service'], for: 'deployments whose event never arrived, and tags' },
  // These two know no resources.
  ...(['ListClusters', 'ListServices'] as const).map(
    (name): Permission => ({ action: `ecs:${name}`, on: ['any'], for: 'pauses of which no event has arrived' }),
  ),
  ...readListeners,
  ...askingPermissions,
  { action: 's3:GetObject', on: ['pause-object'], for: 'what it asked and answered' },
  { action: 's3:PutObject', on: ['pause-object'], for: 'what it asked and answered' },
  ...(['GetObject', 'PutObject', 'DeleteObject'] as const).map(
    (name): Permission => ({ action: `s3:${name}`, on: ['undelivered-object'], for: 'pauses that are not finished' }),
  ),
  { action: 'ssm:GetParameters', on: ['pause-parameter'], for: 'who is asked' },
  { action: 'ssm:GetParametersByPath', on: ['pause-parameter'], for: 'pauses of which no event has arrived' },
  // Lambda does this on the function's behalf.
  ...(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const).map(
    (name): Permission => ({ action: `sqs:${name}`, on: ['pause-queue'], for: 'its messages' }),
  ),
];
