import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import type { SubscriptionFacts } from '../facts/app-facts.ts';
import type { Looked } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { matchesPattern } from '../facts/policy.ts';
import type { ServiceFacts } from '../facts/service-facts.ts';
import { judgeReviewer, judgeUnaddressed } from './judge-subscriptions.ts';

/** What concerns the deployed app or the strategy rather than the hooks that are there. */
export function judgeService({ service, cluster, strategy, circuitBreaker, hooks }: ServiceFacts): readonly Outcome[] {
  const own = hooks.filter(({ kind }) => kind !== undefined);
  return [
    on('hooks', 'no-gate', service).judge(
      own.length === 0 && {
        found: `${hooks.length === 0 ? 'lifecycleHooks is empty' : `none of its ${hooks.length} hooks is one`}`,
        fix: 'attach one, as docs/attach.md says: greenlight attach --help',
      },
      `${own.length} of ${hooks.length} hooks are Greenlight's`,
    ),
    on('hooks', 'circuit-breaker-ignored', service).judge(
      circuitBreaker &&
        strategy !== 'ROLLING' && {
          found: `deploymentCircuitBreaker.enable is true, and the strategy is ${strategy}`,
          fix: `use alarms and a bake time, and switch it off: aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '{"deploymentCircuitBreaker":{"enable":false,"rollback":false}}'`,
        },
      circuitBreaker ? 'on, in a rolling deployment' : 'off',
    ),
  ];
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
    const about = placeOfHook(hook);
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
