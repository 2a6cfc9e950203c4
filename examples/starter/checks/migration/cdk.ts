import { Duration, Stack } from 'aws-cdk-lib';
import {
  DeploymentLifecycleLambdaTarget,
  DeploymentLifecycleStage,
  type ICluster,
  type TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface MyCheckHookProps {
  /** What the check is configured with: the keys of `hook-details.json`. */
  readonly defaults: Record<string, unknown>;
  /** The service's cluster. */
  readonly cluster: ICluster;
  /** What the service runs; new revisions of the same family are allowed, too. */
  readonly taskDefinition: TaskDefinition;
}

/** The check as a function. Synthesize after `npm run build`, in the folder with `dist`; attach it with `service.addLifecycleHook(new MyCheckHook(…).target)`. */
export class MyCheckHook extends Construct {
  readonly function: LambdaFunction;
  readonly target: DeploymentLifecycleLambdaTarget;

  constructor(scope: Construct, id: string, { defaults, cluster, taskDefinition }: MyCheckHookProps) {
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
    const { clusterName } = cluster;
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ecs', resource, resourceName });
    const allowed = [
      ['ecs:DescribeServiceRevisions', arn('service-revision', `${clusterName}/*`)],
      ['ecs:RunTask', arn('task-definition', `${taskDefinition.family}:*`)],
      ['ecs:DescribeTasks', arn('task', `${clusterName}/*`)],
    ] as const;
    for (const [action, resource] of allowed) {
      this.function.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
    }
    taskDefinition.taskRole.grantPassRole(this.function.grantPrincipal);
    taskDefinition.obtainExecutionRole().grantPassRole(this.function.grantPrincipal);
    this.target = new DeploymentLifecycleLambdaTarget(this.function, 'MyCheck', {
      lifecycleStages: [DeploymentLifecycleStage.PRE_SCALE_UP],
    });
  }
}
