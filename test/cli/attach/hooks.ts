import type { HookDirectory } from '../../../src/service-hooks/hook-directory.ts';
import type { HookedService } from '../../../src/service-hooks/hooked-service.ts';
import type { LifecycleHook } from '../../../src/service-hooks/lifecycle-hook.ts';
import { stackOutputs } from '../greenlight-stack.ts';

export const directory: HookDirectory = {
  arns: {
    approval: stackOutputs.ApprovalHookArn,
    smoke: stackOutputs.SmokeHookArn,
    alarms: stackOutputs.AlarmHookArn,
    gate: stackOutputs.GateHookArn,
    browser: '',
  },
  roleArn: stackOutputs.HookInvokeRoleArn,
  defaults: { approval: {}, smoke: {}, alarms: {}, gate: {}, browser: {} },
};

export const ownArn = 'arn:aws:lambda:us-west-2:123456789012:function:my-hook';

export function approval(more: Partial<LifecycleHook> = {}): LifecycleHook {
  return {
    targetType: 'AWS_LAMBDA',
    hookTargetArn: directory.arns.approval,
    roleArn: directory.roleArn,
    lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
    timeoutConfiguration: { timeoutInMinutes: 300, action: 'ROLLBACK' },
    ...more,
  };
}

export function smoke(more: Partial<LifecycleHook> = {}): LifecycleHook {
  return {
    ...approval(),
    hookTargetArn: directory.arns.smoke,
    lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
    timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
    ...more,
  };
}

export function own(more: Partial<LifecycleHook> = {}): LifecycleHook {
  return { ...smoke(), hookTargetArn: ownArn, ...more };
}

export function pause(more: Partial<LifecycleHook> = {}): LifecycleHook {
  return {
    targetType: 'PAUSE',
    lifecycleStages: ['POST_SCALE_UP'],
    timeoutConfiguration: { timeoutInMinutes: 60, action: 'ROLLBACK' },
    ...more,
  };
}

export function hookedService(more: Partial<HookedService> = {}): HookedService {
  return {
    cluster: 'prod-cluster',
    service: 'retail-ui',
    serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/prod-cluster/retail-ui',
    status: 'ACTIVE',
    controller: 'ECS',
    strategy: 'BLUE_GREEN',
    bakeMinutes: 5,
    hasCircuitBreaker: false,
    stepMinutes: 0,
    runningDeploymentArn: undefined,
    isFirstDeployment: false,
    hooks: [],
    owner: { seen: true, value: undefined },
    ...more,
  };
}
