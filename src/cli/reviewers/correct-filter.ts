import { type FilterReach, filterFor, reachOfFilter } from '../../approval/notice/filter/reach-of-filter.ts';
import type { SubscriptionFacts } from '../doctor/facts/app-facts.ts';
import type { ReviewerTopic } from './topic.ts';

/** What was done about the filter of a confirmed subscription. `before` is the policy that it had. */
type FilterOutcome =
  | { kind: 'right'; reach: FilterReach }
  | { kind: 'corrected'; before: string | undefined; isShared: boolean }
  | { kind: 'unknown'; why: string; allow: string | undefined };

/**
 * Makes a filter let through what is for its address and nothing else. What is for everybody stays if it got through before, because a gate without
 * reviewers may have nobody else to ask. A filter that is right already is kept as it is, even if it is narrower, such as for one cluster.
 */
export async function correctFilter(
  topic: Pick<ReviewerTopic, 'setFilter'>,
  { subscriptionArn, endpoint, filter }: SubscriptionFacts & { subscriptionArn: string },
  { shared }: { shared: boolean },
): Promise<FilterOutcome> {
  if (!filter.seen) return { kind: 'unknown', why: filter.why, allow: filter.allow };
  const reach = reachOfFilter(filter.value, endpoint);
  const isRight = reach.own === true && reach.others === false && (!shared || reach.shared === true);
  if (isRight) return { kind: 'right', reach };
  const isShared = shared || reach.shared === true;
  await topic.setFilter(subscriptionArn, filterFor(endpoint, { shared: isShared }));
  return { kind: 'corrected', before: filter.value.policy, isShared };
}

/** `its own mails and those for everybody`. */
export function formatReach({ shared }: { shared: boolean | undefined }): string {
  return shared === true ? 'its own mails and those for everybody' : 'its own mails';
}

/** The policy before, so that it can be restored. */
export function formatCorrection({ before, isShared }: Extract<FilterOutcome, { kind: 'corrected' }>): string {
  const was = before === undefined ? 'it had none and got the mails of everybody' : `it was ${before}`;
  return `its filter was corrected (${was}): within 15 minutes it gets ${formatReach({ shared: isShared })}`;
}
