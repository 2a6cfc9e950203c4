import type { Duration } from 'aws-cdk-lib';
import type {
  DeploymentLifecycleHookTargetConfig,
  DeploymentLifecycleStage,
  IDeploymentLifecycleHookTarget,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { HookableStage } from '../hook/target.ts';
import type { HookConfiguration } from '../service-hooks/hook-configuration.ts';
import type { HookKind } from '../service-hooks/hook-kinds.ts';
import type { LifecycleHook } from '../service-hooks/lifecycle-hook.ts';

/** When ECS calls a hook, and for how long it waits. */
export interface HookTiming {
  /** Default: POST_TEST_TRAFFIC_SHIFT, for an approval PRE_PRODUCTION_TRAFFIC_SHIFT. */
  readonly stages?: readonly HookableStage[];
  /** After this, ECS gives up. Whole minutes, at most 24 hours. Default: longer than the hook itself waits. */
  readonly timeout?: Duration;
  /** What ECS does then. `CONTINUE` lets the deployment through. Default: ROLLBACK. */
  readonly onTimeout?: 'ROLLBACK' | 'CONTINUE';
  /** Allows a gate that lets deployments through when its time is up, or that is never called. Default false: synthesis fails. */
  readonly allowFailOpen?: boolean;
}

/** The same for a pause, which has no usual stage. */
export interface PauseTiming extends HookTiming {
  readonly stages: readonly HookableStage[];
}

/** What one of Greenlight's hooks, or a pause, is at a service. */
export type HookAtService = {
  kind: HookKind | undefined;
  /** As it is sent to ECS; `hookTargetArn` and `roleArn` are tokens. */
  hook: LifecycleHook;
  /** As the hook itself will read it; undefined if only the deployment knows all of it. */
  configuration: HookConfiguration | undefined;
  allowFailOpen: boolean;
};

/**
 * A hook for `service.addLifecycleHook(…)`. aws-cdk-lib asks it only for a function, a role and stages, so it names itself as a stage,
 * and is completed by {@link CompleteHooks}.
 */
export class GreenlightHookTarget implements IDeploymentLifecycleHookTarget {
  readonly #name: string;
  readonly #targetArn: string;
  readonly #role: IRole;

  /** @param name - a stage that does not exist: ECS would refuse it if it were left there */
  constructor(name: string, targetArn: string, role: IRole) {
    this.#name = name;
    this.#targetArn = targetArn;
    this.#role = role;
  }

  bind(): DeploymentLifecycleHookTargetConfig {
    const lifecycleStages = [this.#name as DeploymentLifecycleStage];
    return { targetArn: this.#targetArn, role: this.#role, lifecycleStages };
  }
}
