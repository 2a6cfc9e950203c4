import { mostHooks } from '../../../service-hooks/judge-change.ts';
import type { SubscriptionFacts } from '../facts/app-facts.ts';
import type { Looked } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { matchesPattern } from '../facts/policy.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { changeHooks, nameOfHook } from './judge-hooks.ts';
import { judgeReviewer, judgeUnaddressed } from './judge-subscriptions.ts';

/** The service as a whole, and its hooks beside each other. */
export function judgeService(facts: ServiceFacts): readonly Outcome[] {
  const { service, status = 'ACTIVE', controller, strategy, circuitBreaker, cluster } = facts;
  const own = facts.hooks.filter(({ kind }) => kind !== undefined);
  const [lambdas, pauses] = [
    facts.hooks.filter(({ isPause }) => !isPause),
    facts.hooks.filter(({ isPause }) => isPause),
  ];
  return [
    on('hooks', 'service-not-active', service).judge(
      status !== 'ACTIVE' && { found: `its status is ${status}`, fix: `aws ecs list-services --cluster ${cluster}` },
      status,
    ),
    on('hooks', 'controller-without-hooks', service).judge(
      controller !== 'ECS' && {
        found: `deploymentController.type is ${controller}`,
        fix: `aws ecs update-service --cluster ${cluster} --service ${service} --deployment-controller type=ECS`,
      },
      `deployed by ${controller}`,
    ),
    on('hooks', 'no-gate', service).judge(
      own.length === 0 && {
        found: `${facts.hooks.length === 0 ? 'lifecycleHooks is empty' : `none of its ${facts.hooks.length} hooks is one`}`,
        fix: 'attach one, as docs/attach.md says: greenlight attach --help',
      },
      `${own.length} of ${facts.hooks.length} hooks are Greenlight's`,
    ),
    on('hooks', 'too-many-hooks', service).judge(
      (lambdas.length > mostHooks || pauses.length > mostHooks) && {
        found: `${lambdas.length} Lambda hooks and ${pauses.length} pause hooks`,
        fix: changeHooks(facts, `leave at most ${mostHooks} of each`),
      },
      `${lambdas.length} Lambda hooks, ${pauses.length} pause hooks`,
    ),
    on('hooks', 'circuit-breaker-ignored', service).judge(
      circuitBreaker &&
        strategy !== 'ROLLING' && {
          found: `deploymentCircuitBreaker.enable is true, and the strategy is ${strategy}`,
          fix: `use alarms and a bake time, and switch it off: aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '{"deploymentCircuitBreaker":{"enable":false,"rollback":false}}'`,
        },
      circuitBreaker ? 'on, in a rolling deployment' : 'off',
    ),
    ...judgeNeighbours(facts),
  ];
}

/** Hooks at the same stage. */
function judgeNeighbours(facts: ServiceFacts): readonly Outcome[] {
  const stages = [...new Set(facts.hooks.flatMap((hook) => hook.stages))];
  return stages.flatMap((stage) => {
    const here = facts.hooks.filter((hook) => hook.stages.includes(stage));
    return here.length < 2 ? [] : [...judgeNames(facts, stage, here), judgeOrder(facts, stage, here)];
  });
}

function judgeNames(facts: ServiceFacts, stage: string, here: readonly HookFacts[]): readonly Outcome[] {
  return [...Map.groupBy(here, ({ kind }) => kind)].flatMap(([kind, hooks]) => {
    if (kind === undefined || hooks.length < 2) return [];
    const alike = [...Map.groupBy(hooks, gateOf)].find(([, sharing]) => sharing.length > 1);
    return [
      on('hooks', 'gates-alike', `${kind} at ${stage}`).judge(
        alike !== undefined && {
          found: `${alike[1].map(({ where }) => where).join(' and ')} ${alike[0] === undefined ? 'have no gate' : `both have the gate "${alike[0]}"`}`,
          fix: changeHooks(facts, `give each a hookDetails.gate of its own, such as "release" and "security",`),
        },
        'each has a name of its own',
      ),
    ];
  });
}

function gateOf({ configuration }: HookFacts): string | undefined {
  return configuration?.problem === undefined ? configuration?.gate : undefined;
}

function judgeOrder(facts: ServiceFacts, stage: string, here: readonly HookFacts[]): Outcome {
  const people = here.filter(({ kind, isPause }) => kind === 'approval' || isPause);
  const machines = here.filter((hook) => !people.includes(hook));
  const canMove = facts.strategy === 'BLUE_GREEN' && stage === 'POST_TEST_TRAFFIC_SHIFT';
  return on('hooks', 'people-beside-machines', stage).judge(
    people.length > 0 &&
      machines.length > 0 && {
        found: `${people.map(nameOfHook).join(', ')} stands beside ${machines.map(nameOfHook).join(', ')}`,
        fix: changeHooks(
          facts,
          canMove
            ? `set ${people[0]?.where}.lifecycleStages to ["PRE_PRODUCTION_TRAFFIC_SHIFT"]`
            : 'put the checks at an earlier stage than the approval',
        ),
      },
    people.length > 0 ? 'only people decide here' : 'only machines run here',
  );
}

/** Whether those who are asked would get the mail. */
export function judgeReviewers(
  facts: ServiceFacts,
  topicArn: string,
  subscriptions: Looked<readonly SubscriptionFacts[]>,
): readonly Outcome[] {
  const place = { cluster: facts.cluster, service: facts.service };
  return facts.hooks.flatMap((hook) => {
    if (hook.kind !== 'approval' || hook.configuration?.problem !== undefined) return [];
    const about = nameOfHook(hook);
    if (!subscriptions.seen) {
      return [on('notifications', 'approver-not-subscribed', about).unseen(subscriptions.why, subscriptions.allow)];
    }
    const reviewers = hook.configuration?.config.reviewers ?? [];
    const asks = reviewers.length > 0 ? `${hook.where}.hookDetails.reviewers` : hook.where;
    return reviewers.length > 0
      ? reviewers.map((address) => judgeReviewer(topicArn, address, asks, subscriptions.value, place))
      : [judgeUnaddressed(topicArn, asks, subscriptions.value, place)];
  });
}

/** The stack's ClusterName limits which deployments the hooks may read. */
export function judgeCluster(cluster: string, pattern: string | undefined, stackName: string): Outcome {
  const rule = on('app', 'cluster-not-covered', cluster);
  if (pattern === undefined) return rule.unseen(`the stack ${stackName} has no parameter ClusterName`);
  return rule.judge(
    !matchesPattern(pattern, cluster) && {
      found: `the parameter ClusterName of ${stackName} is ${pattern}`,
      fix: `sam deploy --stack-name ${stackName} --parameter-overrides ClusterName='*'`,
    },
    `ClusterName is ${pattern}`,
  );
}
