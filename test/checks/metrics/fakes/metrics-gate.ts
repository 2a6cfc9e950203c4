import type { RunningTask } from '../../../../src/checks/metrics/compare/task-reader.ts';
import { metricsCheck } from '../../../../src/checks/metrics/metrics-check.ts';
import { cloudwatchMetricReader } from '../../../../src/checks/metrics/reader/cloudwatch-metric-reader.ts';
import type { PostForm } from '../../../../src/checks/metrics/reader/prometheus-metric-reader.ts';
import { prometheusMetricReader } from '../../../../src/checks/metrics/reader/prometheus-metric-reader.ts';
import type { EcsDeployment, EcsRevision } from '../../../../src/deployment/ecs.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import type { Target } from '../../../../src/hook/target.ts';
import { FakeEcs } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor, gateSince } from '../../check-context.ts';
import { FakeCloudWatch } from './fake-cloudwatch.ts';

/** The first minute that a gate without an initial delay judges is `minute(0)`. */
export function minute(number: number): Date {
  return new Date(gateSince.getTime() + number * 60_000);
}

const target = targetOfEvent('PRODUCTION_TRAFFIC_SHIFT.doc');
const arn = (kind: string, rest: string) => `arn:aws:elasticloadbalancing:us-west-2:123456789012:${kind}/${rest}`;
export const groups = { green: 'targetgroup/shop-b/2222222222222222', blue: 'targetgroup/shop-a/1111111111111111' };
export const taskDefinitions = {
  green: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:42',
  blue: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:41',
};
export const loadBalancer = 'app/shop/50dc6c495c0c9188';
const blueArn = target.revisionArn.replace(target.revisionId, '1111111111111111111');

type GateOptions = {
  stage?: string;
  /** Green's share in percent. Default 10; null if the event has none. */
  weight?: number | null;
  strategy?: string;
  /** Whether the balancer is a Network Load Balancer. */
  isNetwork?: boolean;
};

/** A gate at a step of a canary deployment, with a CloudWatch and an ECS of its own. */
export class MetricsGate {
  readonly cloudwatch = new FakeCloudWatch();
  readonly ecs = new FakeEcs();
  readonly target: Target;
  readonly tasks: RunningTask[] = [];
  /** Answers PromQL. */
  post: PostForm = async () => ({ status: 404, body: '' });

  constructor({ stage, weight = 10, strategy = 'CANARY', isNetwork = false }: GateOptions = {}) {
    this.target = {
      ...target,
      stage: stage ?? 'PRODUCTION_TRAFFIC_SHIFT',
      productionWeight: weight ?? undefined,
      productionTrafficWeights: {},
    };
    const rule = isNetwork
      ? arn('listener', 'net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2')
      : arn('listener-rule', `${loadBalancer}/f2f7dc8efc522ab2/9683b2d02a6cabee`);
    const deployment: EcsDeployment = {
      createdAt: minute(-20.5),
      sourceServiceRevisions: [{ arn: blueArn, requestedProductionTrafficWeight: 90 }],
      deploymentConfiguration: { strategy },
    };
    this.ecs.deployments.set(target.deploymentArn ?? '', deployment);
    this.setRevision(target.revisionArn, groups.green, rule);
    this.setRevision(blueArn, groups.blue, rule, minute(-5000));
  }

  setRevision(serviceRevisionArn: string, group: string, productionListenerRule: string, createdAt?: Date): void {
    const groupArn = (name: string) => `arn:aws:elasticloadbalancing:us-west-2:123456789012:${name}`;
    const revision: EcsRevision = {
      ...{ serviceRevisionArn, createdAt },
      taskDefinition: taskDefinitions[group === groups.green ? 'green' : 'blue'],
      loadBalancers: [
        {
          targetGroupArn: groupArn(groups.blue),
          advancedConfiguration: { alternateTargetGroupArn: groupArn(groups.green), productionListenerRule },
        },
      ],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: groupArn(group), productionListenerRule }] },
    };
    this.ecs.revisions.set(serviceRevisionArn, revision);
  }

  /** What one version's target group measured in a minute. */
  serve(side: 'green' | 'blue', at: Date, { requests = 0, errors = 0, refused = 0, seconds = [0.1] }: Served): this {
    const put = (name: string, ...values: number[]) =>
      this.cloudwatch.put(
        'AWS/ApplicationELB',
        name,
        { LoadBalancer: loadBalancer, TargetGroup: groups[side] },
        at,
        ...values.filter((value) => value > 0),
      );
    put('RequestCount', requests);
    put('HTTPCode_Target_2XX_Count', requests - errors - refused);
    put('HTTPCode_Target_5XX_Count', errors);
    put('TargetConnectionErrorCount', refused);
    if (requests > 0) put('TargetResponseTime', ...seconds);
    return this;
  }

  /** The verdict that many minutes after the gate's first call. */
  async run(hookDetails: JsonObject, minutes: number) {
    const check = metricsCheck({
      cloudwatch: (source) => cloudwatchMetricReader(this.cloudwatch.client, source),
      prometheus: () => prometheusMetricReader((...request) => this.post(...request)),
      ecs: this.ecs,
      tasks: { runningTasks: async () => this.tasks },
    });
    return await check.run(this.target, await contextFor(check, hookDetails, { minutes }));
  }
}

type Served = { requests?: number; errors?: number; refused?: number; seconds?: readonly number[] };
