import type { ServiceArns } from './arns.ts';
import type { ConfiguredHook, LifecycleHookDetail } from './resources.ts';
import type { LifecycleStage } from './stages.ts';

/**
 * `ECS Hook State Change` as EventBridge delivers it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_hook_events.html
 */
export type HookStateChange = {
  version: '0';
  id: string;
  'detail-type': 'ECS Hook State Change';
  source: 'aws.ecs';
  account: string;
  time: string;
  region: string;
  resources: readonly [serviceDeploymentArn: string];
  detail: {
    eventType: 'INFO';
    eventName: `HOOK_${LifecycleHookDetail['status']}`;
    hookId: string;
    hookType: ConfiguredHook['targetType'];
    expiresAt: string;
    lifecycleStage: LifecycleStage;
    clusterArn: string;
    serviceArn: string;
    serviceDeploymentArn: string;
    updatedAt: string;
  };
};

type HookStateChangeFacts = {
  id: string;
  at: Date;
  account: string;
  region: string;
  arns: ServiceArns;
  serviceDeploymentArn: string;
  stage: LifecycleStage;
  detail: LifecycleHookDetail;
};

export function hookStateChange(facts: HookStateChangeFacts): HookStateChange {
  const { at, arns, serviceDeploymentArn, detail } = facts;
  return {
    version: '0',
    id: facts.id,
    'detail-type': 'ECS Hook State Change',
    source: 'aws.ecs',
    account: facts.account,
    time: wholeSeconds(at),
    region: facts.region,
    resources: [serviceDeploymentArn],
    detail: {
      eventType: 'INFO',
      eventName: `HOOK_${detail.status}`,
      hookId: detail.hookId,
      hookType: detail.targetType,
      expiresAt: wholeSeconds(detail.expiresAt),
      lifecycleStage: facts.stage,
      clusterArn: arns.cluster,
      serviceArn: arns.service,
      serviceDeploymentArn,
      updatedAt: withFraction(at),
    },
  };
}

function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A fraction of nine digits, and only if there is one, as in the two published samples. This clock counts milliseconds. */
function withFraction(date: Date): string {
  return date
    .toISOString()
    .replace('.000Z', 'Z')
    .replace(/(\.\d{3})Z$/, '$1000000Z');
}
