import {
  type AskedPlace,
  type FilterReach,
  lettingNotice,
  reachOfFilter,
} from '../../../approval/notice/filter/reach-of-filter.ts';
import { formatValue } from '../../../wording/values.ts';
import type { SubscriptionFacts } from '../facts/app-facts.ts';
import { type Outcome, on } from '../facts/outcome.ts';

/** Who gets what of the notifications. */
export function judgeSubscriptions(topicArn: string, subscriptions: readonly SubscriptionFacts[]): readonly Outcome[] {
  const confirmed = subscriptions.filter(({ subscriptionArn }) => subscriptionArn !== undefined);
  const nobody = on('notifications', 'nobody-subscribed', nameOf(topicArn));
  return [
    confirmed.length > 0
      ? nobody.fine(`${confirmed.length} confirmed`)
      : nobody.found(
          `the topic ${topicArn} has ${subscriptions.length === 0 ? 'no subscription' : `${subscriptions.length}, and none is confirmed`}`,
          add(subscriptions[0]?.endpoint ?? 'ana@example.com'),
        ),
    ...subscriptions.flatMap(judgeSubscription),
  ];
}

/** Whether a subscription is confirmed, lets through what is for it and nothing else, and stays. */
export function judgeSubscription(subscription: SubscriptionFacts): readonly Outcome[] {
  const { endpoint, subscriptionArn, filter } = subscription;
  const about = nameOfSubscription(subscription);
  const pending = on('notifications', 'subscription-pending', about);
  if (subscriptionArn === undefined) {
    return [
      isMail(subscription)
        ? pending.found(
            'its ARN is PendingConfirmation',
            `${confirm}; to have that mail sent again: ${resend(endpoint)}`,
          )
        : pending.found('its ARN is PendingConfirmation', 'confirm it with what SNS has sent to it'),
    ];
  }
  const spelling = on('notifications', 'subscription-filter', about);
  const unfiltered = on('notifications', 'subscription-unfiltered', about);
  const unsubscribed = on('notifications', 'subscription-unauthenticated', about);
  if (!filter.seen) {
    return [
      pending.fine('confirmed'),
      ...[spelling, unfiltered, unsubscribed].map((rule) => rule.unseen(filter.why, filter.allow)),
    ];
  }
  const reach = reachOfFilter(filter.value, endpoint);
  const known = { ...subscription, subscriptionArn, ...filter.value };
  return [
    pending.fine('confirmed'),
    judgeFilter(spelling, known, reach),
    judgeReach(unfiltered, known, reach),
    ...(isMail(subscription) ? [judgeUnsubscription(unsubscribed, known)] : []),
  ];
}

/** Not by the link in the mail: a subscription that is confirmed that way can be cancelled by a mail scanner. */
const confirm = 'do not click the link in the mail of AWS, but paste it into greenlight reviewers confirm';

type Known = SubscriptionFacts &
  Extract<SubscriptionFacts['filter'], { seen: true }>['value'] & { subscriptionArn: string };
type Words = ReturnType<typeof on>;

/** Whether it delivers mail: only then is its endpoint an address to which the filter has to be tailored. */
export function isMail({ protocol }: Pick<SubscriptionFacts, 'protocol'>): boolean {
  return /^email/.test(protocol);
}

/** `email ana@example.com`. Of a URL only the host: its path may contain a key. */
export function nameOfSubscription({ protocol, endpoint }: Pick<SubscriptionFacts, 'protocol' | 'endpoint'>): string {
  return `${protocol} ${/^https?:/.test(endpoint) && URL.canParse(endpoint) ? `${new URL(endpoint).origin}/…` : endpoint}`;
}

/** A mail of SNS ends with a link that unsubscribes by one GET, unless the subscription was confirmed with credentials. */
function judgeUnsubscription(rule: Words, { endpoint, isAuthenticated }: Known): Outcome {
  if (isAuthenticated === undefined) return rule.unseen('SNS does not say how the subscription was confirmed');
  return rule.judge(
    !isAuthenticated && {
      found: 'ConfirmationWasAuthenticated is false',
      fix: `subscribe it again, and ${confirm}: greenlight reviewers remove ${endpoint.toLowerCase()} && ${add(endpoint)}`,
    },
    'only credentials of AWS can unsubscribe it',
  );
}

function judgeFilter(rule: Words, known: Known, { own, shared }: FilterReach): Outcome {
  const { endpoint, subscriptionArn, policy, scope } = known;
  if (policy === undefined) return rule.fine('no filter policy');
  if (scope === 'MessageBody') {
    return rule.found(
      'FilterPolicyScope is MessageBody, and the body of a mail is text and not JSON',
      isMail(known)
        ? add(endpoint)
        : `aws sns set-subscription-attributes --subscription-arn ${subscriptionArn} --attribute-name FilterPolicyScope --attribute-value MessageAttributes`,
    );
  }
  if (own === undefined) return rule.unseen(notUnderstood(policy));
  const isOnlyForOthers = !own && shared !== true && isMail(known);
  return isOnlyForOthers
    ? rule.found(`FilterPolicy is ${policy}`, add(endpoint))
    : rule.fine(own ? 'its filter lets its own address through' : 'its filter lets through requests that name nobody');
}

function judgeReach(rule: Words, known: Known, { others }: FilterReach): Outcome {
  const { endpoint, subscriptionArn, policy } = known;
  // A chat may be meant to show what several people are asked; only what is not limited at all is found.
  const reached = isMail(known) ? others : lettingNotice(known, 'somebody-else@example.invalid');
  if (reached === undefined) return rule.unseen(notUnderstood(policy));
  if (!reached) return rule.fine('gets only its own mails');
  const found = policy === undefined ? 'it has no FilterPolicy' : `FilterPolicy is ${policy}`;
  const fix = isMail(known)
    ? add(endpoint)
    : `aws sns set-subscription-attributes --subscription-arn ${subscriptionArn} --attribute-name FilterPolicy --attribute-value '{"reviewer":[{"exists":false}]}'`;
  return rule.found(found, fix);
}

function notUnderstood(policy: string | undefined): string {
  return `the filter policy ${formatValue(policy)} is not understood here`;
}

/** Whether a mail to this reviewer would arrive. `whoAsks` is where the address is configured. */
export function judgeReviewer(
  address: string,
  whoAsks: string,
  subscriptions: readonly SubscriptionFacts[],
  place?: AskedPlace,
): Outcome {
  const rule = on('notifications', 'approver-not-subscribed', address);
  const own = subscriptions.filter(({ endpoint }) => endpoint.toLowerCase() === address.toLowerCase());
  const confirmed = subscriptions.filter(({ subscriptionArn }) => subscriptionArn !== undefined);
  const ownReached = own.map((each) => reaches(each, address.toLowerCase(), place));
  if (ownReached.includes(true)) return rule.fine(`confirmed and let through (${whoAsks})`);
  // Somebody else's end, such as a chat that passes mails on: that is how a team may want it. Not a mailbox that gets everything.
  const elsewhere = confirmed.find(
    (each) => !own.includes(each) && !isUnfilteredMail(each) && reaches(each, address.toLowerCase(), place) === true,
  );
  if (elsewhere) return rule.fine(`reaches ${nameOfSubscription(elsewhere)} (${whoAsks})`);
  if (ownReached.includes(undefined))
    return rule.unseen('its filter policy could not be read', 'sns:GetSubscriptionAttributes');
  if (own.length === 0)
    return rule.found(`${whoAsks} names it, and the topic has no subscription for it`, add(address));
  return own.every(({ subscriptionArn }) => subscriptionArn === undefined)
    ? rule.found(
        `${whoAsks} names it, and its subscription is PendingConfirmation`,
        `${confirm}; to have that mail sent again: ${resend(address)}`,
      )
    : rule.found(
        `${whoAsks} names it, and the filter policy of its subscription does not let it through`,
        add(address),
      );
}

/** Whether a request that names no reviewer would reach anybody. */
export function judgeUnaddressed(
  whoAsks: string,
  subscriptions: readonly SubscriptionFacts[],
  place?: AskedPlace,
): Outcome {
  const rule = on('notifications', 'approver-not-subscribed', 'requests that name nobody');
  const reached = subscriptions
    .filter(({ subscriptionArn }) => subscriptionArn !== undefined)
    .map((each) => reaches(each, undefined, place));
  if (reached.includes(true)) return rule.fine(`reach ${reached.filter((each) => each === true).length} (${whoAsks})`);
  if (reached.includes(undefined))
    return rule.unseen('a filter policy could not be read', 'sns:GetSubscriptionAttributes');
  return rule.found(
    `${whoAsks} names no reviewers, and no confirmed subscription gets requests that name nobody`,
    `name them in hookDetails.reviewers, or: ${add('ana@example.com')} --shared`,
  );
}

function reaches(
  { subscriptionArn, filter }: SubscriptionFacts,
  address?: string,
  place?: AskedPlace,
): boolean | undefined {
  if (subscriptionArn === undefined) return false;
  return filter.seen ? lettingNotice(filter.value, address, place) : undefined;
}

function isUnfilteredMail(subscription: SubscriptionFacts): boolean {
  const { filter } = subscription;
  return isMail(subscription) && filter.seen && lettingNotice(filter.value, 'somebody-else@example.invalid') === true;
}

function add(address: string): string {
  return `greenlight reviewers add ${address.toLowerCase()}`;
}

function resend(address: string): string {
  return `${add(address)} --resend`;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
