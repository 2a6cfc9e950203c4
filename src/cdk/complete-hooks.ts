import { CfnResource, type IAspect, type IResolveContext, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import type { HookAtService } from './hook-target.ts';
import { judgeService } from './judge-service.ts';

type HookProperty = CfnService.DeploymentLifecycleHookProperty;

/**
 * Completes the hooks that a {@link GreenlightHookTarget} stands for: with its stages, its `hookDetails` and its timeout, which the constructs of
 * aws-cdk-lib cannot carry, though `CfnService` can. Others remain as they are.
 */
export class CompleteHooks implements IAspect {
  readonly #hooks: ReadonlyMap<string, HookAtService>;
  readonly #seen = new WeakSet<IConstruct>();

  /** @param hooks - by the name of their targets; may grow until synthesis */
  constructor(hooks: ReadonlyMap<string, HookAtService>) {
    this.#hooks = hooks;
  }

  visit(node: IConstruct): void {
    if (!isService(node) || this.#seen.has(node)) return;
    this.#seen.add(node);
    const configuration = node.deploymentConfiguration;
    if (configuration === undefined || Tokenization.isResolvable(configuration)) return;
    const { lifecycleHooks } = configuration;
    if (lifecycleHooks === undefined) return;
    let found: readonly (HookAtService | HookProperty)[] = [];
    const produce = (context: IResolveContext) => {
      const listed = Tokenization.isResolvable(lifecycleHooks) ? lifecycleHooks.resolve(context) : lifecycleHooks;
      found = ((listed ?? []) as HookProperty[]).map(
        (hook) => this.#hooks.get(hook.lifecycleStages?.[0] ?? '') ?? hook,
      );
      return found.map((each) => ('hook' in each ? propertyOf(each, Stack.of(node)) : each));
    };
    node.deploymentConfiguration = {
      ...configuration,
      lifecycleHooks: Lazy.uncachedAny({ produce }, { omitEmptyArray: true }),
    };
    // At that point, everything has been resolved at least once.
    node.node.addValidation({
      validate: () => (found.some((each) => 'hook' in each) ? judgeService(node, found) : []),
    });
  }
}

function isService(node: IConstruct): node is CfnService {
  return CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::ECS::Service';
}

function propertyOf({ hook }: HookAtService, stack: Stack): HookProperty {
  const {
    targetType = 'AWS_LAMBDA',
    hookTargetArn,
    roleArn,
    lifecycleStages = [],
    hookDetails,
    timeoutConfiguration,
  } = hook;
  return {
    targetType,
    ...(hookTargetArn !== undefined && { hookTargetArn }),
    ...(roleArn !== undefined && { roleArn }),
    lifecycleStages: [...lifecycleStages],
    // CloudFormation takes the object as a string.
    ...(hookDetails !== undefined && { hookDetails: stack.toJsonString(hookDetails) }),
    ...(timeoutConfiguration && {
      timeoutConfiguration: { ...timeoutConfiguration } as CfnService.HookTimeoutConfigProperty,
    }),
  };
}
