import { askedAddresses } from '../../../service-hooks/asked-addresses.ts';
import { checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import type { SubscriptionFacts } from '../facts/app-facts.ts';
import type { Looked } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { matchesPattern } from '../facts/policy.ts';
import type { ServiceFacts } from '../facts/service-facts.ts';
import { judgeReviewer, judgeUnaddressed } from './judge-subscriptions.ts';

/** Whether those who are asked would get the mail. */
export function judgeReviewers(
  facts: ServiceFacts,
  subscriptions: Looked<readonly SubscriptionFacts[]>,
): readonly Outcome[] {
  const place = { cluster: facts.cluster, service: facts.service };
  return facts.hooks.flatMap(checksOfHook).flatMap((hook) => {
    if (hook.kind !== 'approval' || hook.configuration?.problem !== undefined) return [];
    const about = placeOfHook(hook);
    if (!subscriptions.seen) {
      return [on('notifications', 'approver-not-subscribed', about).unseen(subscriptions.why, subscriptions.allow)];
    }
    const reviewers = askedAddresses(hook.configuration?.config ?? {});
    const asks = reviewers.length > 0 ? `${hook.detailsAt}.reviewers` : hook.where;
    return reviewers.length > 0
      ? reviewers.map((address) => judgeReviewer(address, asks, subscriptions.value, place))
      : [judgeUnaddressed(asks, subscriptions.value, place)];
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
