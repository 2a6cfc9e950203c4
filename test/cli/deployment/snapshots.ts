import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Snapshot } from '../../../src/cli/deployment/snapshot/snapshot.ts';

export const arn = 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';

/** A deployment ten minutes old. */
export function snapshotOf(deployment: Partial<ServiceDeployment> = {}, more: Partial<Snapshot> = {}): Snapshot {
  return {
    now: new Date('2026-11-22T14:10:00Z'),
    arn,
    ref: {
      account: '123456789012',
      region: 'us-west-2',
      cluster: 'my-cluster',
      service: 'my-service',
      deploymentId: 'EZe5RNVLH6PPzHXINuP28',
    },
    deployment: {
      status: 'IN_PROGRESS',
      createdAt: new Date('2026-11-22T14:00:00Z'),
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 },
      ...deployment,
    },
    images: [],
    requests: [],
    reports: [],
    rollbacks: [],
    unknown: [],
    ...more,
  };
}
