import type { EcsRevision, ServiceLoadBalancer } from '../ecs.ts';
import { greenTargetGroup } from '../green-target-group.ts';
import { targetGroupName } from '../listener/reaches-green.ts';
import type { Action } from '../load-balancer.ts';
import { testTrafficAt } from './test-traffic.ts';

/** Which target group is green's, and how that is known. */
type Green = { arn: string | undefined; because: string };

/** What is known of the deployment in addition to its revision. */
export type DeploymentMoment = {
  stage: string;
  /** Green's share of production traffic in percent, if the event has it. */
  productionWeight: number | undefined;
};

/**
 * Green's target group: the one that ECS has resolved for the revision, else the one of the pair that has no production traffic. The latter
 * holds only before production traffic moves; in a linear or canary deployment both groups have some after the first step, and then nothing
 * is derived.
 *
 * @param production The actions of the production rule or listener; undefined if they are not known
 */
export function greenOf(
  revision: EcsRevision,
  attached: ServiceLoadBalancer,
  production: readonly Action[] | undefined,
  moment: DeploymentMoment | undefined,
): Green {
  const resolved = greenTargetGroup(revision, attached);
  if (resolved !== undefined) return { arn: resolved, because: 'ECS names it for this revision' };
  if (moment === undefined || !stagesWithTest.has(moment.stage) || (moment.productionWeight ?? 0) > 0) {
    return { arn: undefined, because: 'ECS has not said which target group green uses' };
  }
  const idle = idleOfPair(attached, production ?? []);
  return idle === undefined
    ? {
        arn: undefined,
        because: 'ECS has not said which target group green uses, and the production rule does not show it',
      }
    : { arn: idle, because: `of the two target groups, ${targetGroupName(idle)} has no production traffic` };
}

const stagesWithTest: ReadonlySet<string> = new Set([
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
]);

/** Whether green certainly has no production traffic yet. */
export function isBeforeShift({ stage, productionWeight = 0 }: DeploymentMoment): boolean {
  return productionWeight === 0 && (stagesWithTest.has(stage) || testTrafficAt(stage) === 'not-yet');
}

/** The group of the pair without production traffic, if the other one certainly has some. */
function idleOfPair(attached: ServiceLoadBalancer, actions: readonly Action[]): string | undefined {
  const pair = [attached.targetGroupArn, attached.advancedConfiguration?.alternateTargetGroupArn];
  const forwards = actions.filter(({ Type }) => Type === 'forward');
  const groups = forwards.flatMap(({ ForwardConfig, TargetGroupArn }) => {
    const listed = ForwardConfig?.TargetGroups ?? [];
    return listed.length > 0 ? listed : [{ TargetGroupArn, Weight: 1 }];
  });
  const busy = new Set(groups.filter(({ Weight }) => (Weight ?? 1) > 0).map((group) => group.TargetGroupArn));
  const [only] = busy;
  if (busy.size !== 1 || only === undefined || !pair.includes(only)) return undefined;
  return pair.find((arn) => arn !== only);
}
