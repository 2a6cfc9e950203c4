import type { ServiceArns, ServiceNames } from './arns.ts';
import { uuidOf } from './task-ids.ts';

/**
 * `ECS Service Action` as EventBridge delivers it: the service has all of its tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
 */
export type ServiceAction = {
  version: '0';
  id: string;
  'detail-type': 'ECS Service Action';
  source: 'aws.ecs';
  account: string;
  time: string;
  region: string;
  resources: readonly [serviceArn: string];
  detail: { eventType: 'INFO'; eventName: 'SERVICE_STEADY_STATE'; clusterArn: string; createdAt: string };
};

/** @param sequence - of the event that led to it */
export function steadyState(
  { account, region }: ServiceNames,
  arns: ServiceArns,
  { at, sequence }: { at: Date; sequence: number },
): ServiceAction {
  return {
    version: '0',
    id: uuidOf(`${arns.service} steady ${sequence}`),
    'detail-type': 'ECS Service Action',
    source: 'aws.ecs',
    account,
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: [arns.service],
    detail: {
      eventType: 'INFO',
      eventName: 'SERVICE_STEADY_STATE',
      clusterArn: arns.cluster,
      createdAt: at.toISOString(),
    },
  };
}
