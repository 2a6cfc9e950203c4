import type {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { elbTargetHealthReader } from '../../../src/checks/target-health/elb-target-health-reader.ts';
import { targetHealthCheck } from '../../../src/checks/target-health/target-health-check.ts';
import type { EcsRevision } from '../../../src/deployment/ecs.ts';
import type { JsonObject, JsonValue } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { awsError, FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';

export const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
export const groupArn = (name: string) =>
  `arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/${name}/0123456789abcdef`;
export const [one, two] = [groupArn('shop-1'), groupArn('shop-2')];

/** A service whose new version uses the second of its two target groups, with the targets that are registered in each. */
export class TargetGate {
  readonly ecs = new FakeEcs();
  readonly targets = new Map<string, Map<string, { State?: string; Reason?: string }>>([
    [one, new Map()],
    [two, new Map()],
  ]);
  broken: Error | undefined;
  stage = target.stage;
  deploymentArn = target.deploymentArn;
  state: JsonValue | undefined;

  constructor(revision: Partial<EcsRevision> = {}, requestedTaskCount?: number) {
    this.ecs.revisions.set(target.revisionArn, {
      serviceRevisionArn: target.revisionArn,
      loadBalancers: [
        { targetGroupArn: one, containerName: 'ui', advancedConfiguration: { alternateTargetGroupArn: two } },
      ],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: two }] },
      ...revision,
    });
    this.ecs.deployments.set(target.deploymentArn as string, {
      targetServiceRevision: { arn: target.revisionArn, requestedTaskCount },
    });
  }

  set(id: string, State?: string, Reason?: string, group = two): this {
    this.targets.get(group)?.set(id, { ...(State && { State }), ...(Reason && { Reason }) });
    return this;
  }

  /** One call of the gate, this many minutes after its first one. What it says about its state is kept, as the kit keeps it. */
  async call(minutes = 0, hookDetails: JsonObject = {}): Promise<Verdict> {
    const check = targetHealthCheck(elbTargetHealthReader(this.#client()), this.ecs);
    const context = await contextFor(check, hookDetails, { minutes });
    const verdict = await check.run(
      { ...target, stage: this.stage, deploymentArn: this.deploymentArn },
      { ...context, state: this.state },
    );
    if (verdict.state !== undefined) this.state = verdict.state;
    return verdict;
  }

  #client() {
    const send = async ({ input }: DescribeTargetHealthCommand) => {
      if (this.broken) throw this.broken;
      const found = this.targets.get(input.TargetGroupArn as string);
      if (!found) throw awsError('TargetGroupNotFoundException', 'One or more target groups not found');
      return {
        TargetHealthDescriptions: [...found].map(([id, TargetHealth]) => {
          const [Id, Port] = id.split(':');
          return { Target: { Id, Port: Number(Port) }, TargetHealth };
        }),
      };
    };
    return { send } as unknown as Pick<ElasticLoadBalancingV2Client, 'send'>;
  }
}
