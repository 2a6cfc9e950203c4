import { CfnService, type FargateService } from 'aws-cdk-lib/aws-ecs';

/** Outputs of Greenlight's stack. */
export interface GreenlightOutputs {
  readonly smokeHookArn: string;
  readonly alarmHookArn: string;
  readonly approvalHookArn: string;
  readonly hookInvokeRoleArn: string;
}

export interface GreenlightHook {
  readonly hookArn: string;
  readonly stages: readonly string[];
  /** What the hook's page of the reference says about `hookDetails`. */
  readonly details: Record<string, unknown>;
  /** Longer than any deadline in `details`, so that it is Greenlight that ends the wait and says why. */
  readonly timeoutMinutes: number;
}

/** A hook that needs no function: ECS itself waits until somebody presses continue. */
export interface PauseHook {
  readonly pauseAt: readonly string[];
  readonly timeoutMinutes: number;
}

/**
 * Attaches hooks to a service. The constructs of aws-cdk-lib 2.276 (`DeploymentLifecycleLambdaTarget`) know neither the stage
 * PRE_PRODUCTION_TRAFFIC_SHIFT nor timeouts nor pause hooks, so this sets the property of the underlying resource. It sets the whole list: do
 * not call `addLifecycleHook` as well.
 */
export function attachGreenlight(
  service: FargateService,
  { hookInvokeRoleArn }: GreenlightOutputs,
  hooks: readonly (GreenlightHook | PauseHook)[],
): void {
  const resource = service.node.defaultChild;
  if (!(resource instanceof CfnService)) {
    throw new Error(`${service.node.path} has no AWS::ECS::Service of its own, so no hook can be attached to it`);
  }
  resource.addPropertyOverride(
    'DeploymentConfiguration.LifecycleHooks',
    hooks.map((hook) => ({
      ...('pauseAt' in hook
        ? { TargetType: 'PAUSE', LifecycleStages: hook.pauseAt }
        : {
            TargetType: 'AWS_LAMBDA',
            HookTargetArn: hook.hookArn,
            RoleArn: hookInvokeRoleArn,
            LifecycleStages: hook.stages,
            // CloudFormation requires the object as a string.
            HookDetails: JSON.stringify(hook.details),
          }),
      // With CONTINUE a gate that nobody answers would open.
      TimeoutConfiguration: { TimeoutInMinutes: hook.timeoutMinutes, Action: 'ROLLBACK' },
    })),
  );
}
