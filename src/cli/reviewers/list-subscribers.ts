import { type FilterReach, reachOfFilter } from '../../approval/notice/filter/reach-of-filter.ts';
import type { SubscriptionFacts } from '../doctor/facts/app-facts.ts';
import type { Outcome } from '../doctor/facts/outcome.ts';
import { isMail, judgeSubscription, nameOfSubscription } from '../doctor/judge/judge-subscriptions.ts';
import { type RuleId, rules } from '../doctor/rules/rules.ts';
import { formatReach } from './correct-filter.ts';
import type { ReviewerRow } from './reviewer-row.ts';

/** A subscription as `list -o json` prints it. The endpoint of another protocol may contain a key, so only its host is shown. */
type Subscriber = {
  protocol: string;
  endpoint: string;
  state: 'confirmed' | 'pending';
  subscriptionArn: string | undefined;
  filterPolicy: string | undefined;
  /** What gets through. Undefined if nobody knows. */
  gets: FilterReach | undefined;
  /** Whether AWS credentials are needed to unsubscribe it. Undefined if nobody knows. */
  isAuthenticated: boolean | undefined;
  problems: readonly { rule: RuleId; found: string; fix: string }[];
  notChecked: readonly { rule: RuleId; why: string; allow?: string | undefined }[];
};

export function subscriberOf(subscription: SubscriptionFacts): Subscriber {
  const { protocol, endpoint, subscriptionArn, filter } = subscription;
  const outcomes = judgeSubscription(subscription);
  return {
    protocol,
    endpoint: nameOfSubscription({ protocol, endpoint }).slice(protocol.length + 1),
    state: subscriptionArn === undefined ? 'pending' : 'confirmed',
    subscriptionArn,
    filterPolicy: filter.seen ? filter.value.policy : undefined,
    gets: filter.seen ? reachOfFilter(filter.value, endpoint) : undefined,
    isAuthenticated: filter.seen ? filter.value.isAuthenticated : undefined,
    problems: foundIn(outcomes),
    notChecked: outcomes.flatMap(({ rule, ...each }) =>
      each.kind === 'unseen' ? [{ rule, why: each.why, allow: each.allow }] : [],
    ),
  };
}

function foundIn(outcomes: readonly Outcome[]): Subscriber['problems'] {
  return outcomes.flatMap(({ rule, ...each }) =>
    each.kind === 'found' ? [{ rule, found: each.found, fix: each.fix }] : [],
  );
}

/** One line for each subscription. Those of other protocols are shown, and left alone. */
export function subscriberRow(subscriber: Subscriber): ReviewerRow {
  const { protocol, endpoint, gets, problems, notChecked } = subscriber;
  const who = isMail(subscriber) ? endpoint : `${protocol} ${endpoint}`;
  const [worst] = problems.toSorted((left, right) => severityOf(right) - severityOf(left));
  if (worst) {
    const said = problems.map(({ rule, found }) => `${rules[rule].title}: ${found}`).join('; ');
    return { mark: severityOf(worst) > 1 ? 'error' : 'warning', who, said, next: commandIn(worst.fix) };
  }
  const [unseen] = notChecked;
  if (unseen || !gets) return { mark: 'unknown', who, said: `not known what it gets: ${unseen?.why}` };
  return { mark: 'fine', who, said: formatGets(subscriber, gets) };
}

function formatGets(subscriber: Subscriber, { own, shared }: FilterReach): string {
  if (isMail(subscriber) && own === true) return formatReach({ shared });
  return shared === true ? 'only mails for everybody' : 'mails that its filter lets through, left alone';
}

function severityOf({ rule }: { rule: RuleId }): number {
  return { note: 0, warning: 1, error: 2 }[rules[rule].severity];
}

/** The command of a remedy, without the prose before it. */
export function commandIn(fix: string): string | undefined {
  return /(?:^|: )((?:greenlight|aws) [a-z].*)$/.exec(fix)?.[1];
}
