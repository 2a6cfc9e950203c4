import * as v from 'valibot';
import { ControllerError } from '../controller-error.ts';
import type { PlayedLoadBalancer, Strategy } from './resources.ts';

/**
 * Checks the load balancers of a service as CreateService does, in ECS's words if they are known.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE
 */
export function readLoadBalancers(given: unknown): readonly PlayedLoadBalancer[] {
  refuseClassic(given);
  const result = v.safeParse(loadBalancersSchema, given);
  if (!result.success) throw invalid(formatIssue(result.issues[0]));
  const all = result.output;
  const advanced = all.flatMap(({ advancedConfiguration }) => advancedConfiguration ?? []);
  if (advanced.length > 0 && advanced.length < all.length) {
    throw invalid('Either all or none of the provided loadBalancers must have advancedConfiguration defined');
  }
  const groups = all.flatMap(({ targetGroupArn, advancedConfiguration }) => [
    targetGroupArn,
    ...(advancedConfiguration ? [advancedConfiguration.alternateTargetGroupArn] : []),
  ]);
  const twice = groups.find((group, index) => groups.indexOf(group) !== index);
  if (twice !== undefined) throw invalid(`Duplicate targetGroupArn found: ${twice}`);
  const tests = new Set(advanced.map(({ testListenerRule }) => testListenerRule));
  const both = advanced.map((one) => one.productionListenerRule).filter((rule) => tests.has(rule));
  if (both.length > 0) {
    throw invalid(
      `The following rules cannot be used as both production and test listener rules: ${[...new Set(both)].join(', ')}`,
    );
  }
  return all;
}

/** @throws {ControllerError} INVALID_CONFIGURATION if traffic has to shift and a load balancer does not say between what */
export function requireAdvanced(loadBalancers: readonly PlayedLoadBalancer[], strategy: Strategy): void {
  if (strategy === 'ROLLING' || loadBalancers.every(({ advancedConfiguration }) => advancedConfiguration)) return;
  throw invalid(
    'advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy',
  );
}

/** A headless service counts as having one: it goes through every stage. */
export function hasTestRule(loadBalancers: readonly PlayedLoadBalancer[]): boolean {
  if (loadBalancers.length === 0) return true;
  return loadBalancers.some(({ advancedConfiguration }) => advancedConfiguration?.testListenerRule !== undefined);
}

const invalid = (what: string) => new ControllerError('INVALID_CONFIGURATION', what);

/** Classic Load Balancers have a name instead of a target group. */
function refuseClassic(given: unknown): void {
  const all = Array.isArray(given) ? given : [];
  const index = all.findIndex((one) => one?.loadBalancerName !== undefined);
  if (index === -1) return;
  if (all[index].advancedConfiguration)
    throw invalid('advancedConfiguration field is not allowed with ELBv1 loadBalancers');
  const what = `loadBalancers.${index} is a Classic Load Balancer, which cannot be played; write a targetGroupArn`;
  throw new ControllerError('NOT_PLAYABLE', what);
}

const targetGroup = v.pipe(
  v.string('write the ARN of a target group'),
  v.regex(/:targetgroup\//, 'write the ARN of a target group'),
);

/** ECS says the same of both rules. */
const listenerRule = v.pipe(
  v.string('write the ARN of a rule'),
  v.regex(/:(listener-rule\/app|listener\/net)\//, 'invalid ARN format'),
);

const loadBalancersSchema = v.array(
  v.object({
    targetGroupArn: targetGroup,
    containerName: v.string('write the name of a container'),
    containerPort: v.number('write the port of the container'),
    advancedConfiguration: v.exactOptional(
      v.object({
        alternateTargetGroupArn: targetGroup,
        productionListenerRule: listenerRule,
        testListenerRule: v.exactOptional(listenerRule),
        roleArn: v.string('write the ARN of the role that ECS changes the rules with'),
      }),
    ),
  }),
  'write a list',
);

function formatIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  if (issue.type === 'regex' && issue.message === 'invalid ARN format') {
    return `${path.at(-1)} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB.`;
  }
  const found = issue.input === undefined ? 'missing' : JSON.stringify(issue.input);
  return `${['loadBalancers', ...path].join('.')} is ${found}; ${issue.message}`;
}
