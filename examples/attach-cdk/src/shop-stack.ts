import { CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AlternateTarget,
  Cluster,
  ContainerImage,
  DeploymentStrategy,
  FargateService,
  FargateTaskDefinition,
  ListenerRuleConfiguration,
  LogDriver,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListenerRule,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { Greenlight } from 'ecs-greenlight/cdk';

export interface ShopStackProps extends StackProps {
  /**
   * Whose hooks the service gets. Leave it out when you create the service: hooks run in a first deployment too, with nothing to check and nothing to
   * roll back to. Default: no hooks.
   */
  readonly greenlight?: Greenlight;
}

/** A blue/green service behind an Application Load Balancer, and Greenlight's hooks before its production traffic. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, { greenlight, ...props }: ShopStackProps = {}) {
    super(scope, id, props);

    const vpc = new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const cluster = new Cluster(this, 'Cluster', { vpc });
    const taskDefinition = new FargateTaskDefinition(this, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
    taskDefinition.addContainer('ui', {
      image: ContainerImage.fromRegistry(new CfnParameter(this, 'Image').valueAsString),
      portMappings: [{ containerPort: 8080 }],
      logging: LogDriver.awsLogs({ streamPrefix: 'ui' }),
    });

    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', { vpc, internetFacing: true });
    const targetGroup = (name: string) =>
      new ApplicationTargetGroup(this, name, {
        vpc,
        targetType: TargetType.IP,
        port: 8080,
        protocol: ApplicationProtocol.HTTP,
        healthCheck: { path: '/health', interval: Duration.seconds(10) },
      });
    const first = targetGroup('FirstTargetGroup');
    const second = targetGroup('SecondTargetGroup');
    const rule = (name: string, port: number) => {
      const listener = loadBalancer.addListener(`${name}Listener`, {
        port,
        protocol: ApplicationProtocol.HTTP,
        defaultAction: ListenerAction.fixedResponse(404),
      });
      return new ApplicationListenerRule(this, `${name}Rule`, {
        listener,
        priority: 1,
        conditions: [ListenerCondition.pathPatterns(['/*'])],
        // ECS moves these weights; exactly one target group may have traffic when a deployment begins.
        action: ListenerAction.weightedForward([
          { targetGroup: first, weight: 100 },
          { targetGroup: second, weight: 0 },
        ]),
      });
    };

    const service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition,
      desiredCount: 2,
      minHealthyPercent: 100,
      deploymentStrategy: DeploymentStrategy.BLUE_GREEN,
      bakeTime: Duration.minutes(5),
    });
    service
      .loadBalancerTarget({
        containerName: 'ui',
        containerPort: 8080,
        alternateTarget: new AlternateTarget('AlternateTarget', {
          alternateTargetGroup: second,
          productionListener: ListenerRuleConfiguration.applicationListenerRule(rule('Production', 80)),
          testListener: ListenerRuleConfiguration.applicationListenerRule(rule('Test', 8080)),
        }),
      })
      .attachToApplicationTargetGroup(first);

    if (greenlight !== undefined) attachHooks(service, greenlight);
  }
}

/** Machines first, then people, and at the end a pause: until somebody continues it in ECS, the old version stays. */
function attachHooks(service: FargateService, greenlight: Greenlight): void {
  service.addLifecycleHook(
    greenlight.smoke({ requests: ['/health', { path: '/', contains: 'Add to cart', maxMillis: 2000 }] }),
  );
  service.addLifecycleHook(greenlight.alarms({ alarms: ['retail-ui-5xx', 'retail-ui-latency'] }));
  service.addLifecycleHook(
    greenlight.approval({ gate: 'release', deadlineMinutes: 240, reviewers: ['ana@example.com', 'ben@example.com'] }),
  );
  service.addLifecycleHook(greenlight.pause({ stages: ['POST_PRODUCTION_TRAFFIC_SHIFT'], timeout: Duration.hours(1) }));
}
