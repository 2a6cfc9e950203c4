import { Duration, Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { DeploymentLifecycleLambdaTarget, DeploymentLifecycleStage, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface MyCheckHookProps {
  /** What the check is configured with: the keys of `hook-details.json`. */
  readonly defaults: Record<string, unknown>;
  /** The service's cluster. */
  readonly cluster: ICluster;
  /** The repositories of its images. */
  readonly repositories: readonly IRepository[];
}

/** The check as a function. Synthesize after `npm run build`, in the folder with `dist`; attach it with `service.addLifecycleHook(new MyCheckHook(…).target)`. */
export class MyCheckHook extends Construct {
  readonly function: LambdaFunction;
  readonly target: DeploymentLifecycleLambdaTarget;

  constructor(scope: Construct, id: string, { defaults, cluster, repositories }: MyCheckHookProps) {
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
    const revisions = { service: 'ecs', resource: 'service-revision', resourceName: `${cluster.clusterName}/*` };
    const describe = { actions: ['ecs:DescribeServiceRevisions'], resources: [Stack.of(this).formatArn(revisions)] };
    this.function.addToRolePolicy(new PolicyStatement(describe));
    for (const repository of repositories) {
      repository.grant(this.function, 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer');
    }
    this.target = new DeploymentLifecycleLambdaTarget(this.function, 'MyCheck', {
      lifecycleStages: [DeploymentLifecycleStage.POST_SCALE_UP],
    });
  }
}
