import { Duration } from 'aws-cdk-lib';
import { DeploymentLifecycleLambdaTarget, DeploymentLifecycleStage } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface MyCheckHookProps {
  /** What the check is configured with: the keys of `hook-details.json`. */
  readonly defaults: Record<string, unknown>;
}

/** The check as a function. Synthesize after `npm run build`, in the folder with `dist`; attach it with `service.addLifecycleHook(new MyCheckHook(…).target)`. */
export class MyCheckHook extends Construct {
  readonly function: LambdaFunction;
  readonly target: DeploymentLifecycleLambdaTarget;

  constructor(scope: Construct, id: string, { defaults }: MyCheckHookProps) {
    super(scope, id);
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset('dist/my-check'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(60),
      memorySize: 256,
      environment: { DEFAULTS: JSON.stringify(defaults) },
    });
    // CloudWatch cannot restrict this to a metric.
    const reads = new PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] });
    this.function.addToRolePolicy(reads);
    this.target = new DeploymentLifecycleLambdaTarget(this.function, 'MyCheck', {
      lifecycleStages: [DeploymentLifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT],
    });
  }
}
