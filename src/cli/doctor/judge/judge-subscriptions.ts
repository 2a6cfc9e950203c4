import { parseJson } from '../../../hook/parse-json.ts';
import { formatValue } from '../../../wording/values.ts';
import type { SubscriptionFacts } from '../facts/app-facts.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { letsThrough as lets } from './filter-policy.ts';

/** Who gets what of the notifications. */
export function judgeSubscriptions(topicArn: string, subscriptions: readonly SubscriptionFacts[]): readonly Outcome[] {
  const confirmed = subscriptions.filter(({ subscriptionArn }) => subscriptionArn !== undefined);
  const nobody = on('notifications', 'nobody-subscribed', nameOf(topicArn));
  return [
    confirmed.length > 0
      ? nobody.fine(`${confirmed.length} confirmed`)
      : nobody.found(
          `the topic ${topicArn} has ${subscriptions.length === 0 ? 'no subscription' : `${subscriptions.length}, and none is confirmed`}`,
          subscribe(topicArn, subscriptions[0]?.endpoint ?? 'ana@example.com'),
        ),
    ...subscriptions.flatMap((subscription) => judgeSubscription(topicArn, subscription)),
  ];
}

function judgeSubscription(topicArn: string, subscription: SubscriptionFacts): readonly Outcome[] {
  const { protocol, endpoint, subscriptionArn, filter } = subscription;
  const about = `${protocol} ${endpoint}`;
  const pending = on('notifications', 'subscription-pending', about);
  if (subscriptionArn === undefined) {
    return [
      pending.found(
        'its ARN is PendingConfirmation',
        `${confirm(topicArn)}; to have that mail sent again: ${subscribe(topicArn, endpoint)}`,
      ),
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
  const { policy, scope } = filter.value;
  return [
    pending.fine('confirmed'),
    judgeFilter(spelling, { ...subscription, subscriptionArn }, policy, scope),
    judgeReach(unfiltered, { ...subscription, subscriptionArn }, policy),
    ...(/^email/.test(protocol) ? [judgeUnsubscription(unsubscribed, topicArn, endpoint, filter.value)] : []),
  ];
}

/** Not by the link in the mail: a subscription that is confirmed that way can be cancelled by a mail scanner. */
function confirm(topicArn: string): string {
  return `do not click the link in the mail of AWS but use its Token: aws sns confirm-subscription --topic-arn ${topicArn} --authenticate-on-unsubscribe true --token <Token>`;
}

type Confirmed = SubscriptionFacts & { subscriptionArn: string };
type Words = ReturnType<typeof on>;

/** A mail of SNS ends with a link that unsubscribes by one GET, unless the subscription was confirmed with credentials. */
function judgeUnsubscription(
  rule: Words,
  topicArn: string,
  endpoint: string,
  { isAuthenticated }: { isAuthenticated?: boolean | undefined },
): Outcome {
  if (isAuthenticated === undefined) return rule.unseen('SNS does not say how the subscription was confirmed');
  return rule.judge(
    !isAuthenticated && {
      found: 'ConfirmationWasAuthenticated is false',
      fix: `unsubscribe ${endpoint} and subscribe it again; then ${confirm(topicArn)}`,
    },
    'only credentials of AWS can unsubscribe it',
  );
}

function judgeFilter(
  rule: Words,
  { protocol, endpoint, subscriptionArn }: Confirmed,
  policy: string | undefined,
  scope: string | undefined,
): Outcome {
  if (policy === undefined) return rule.fine('no filter policy');
  if (scope === 'MessageBody') {
    return rule.found(
      'FilterPolicyScope is MessageBody, and the body of a mail is text and no JSON',
      `aws sns set-subscription-attributes --subscription-arn ${subscriptionArn} --attribute-name FilterPolicyScope --attribute-value MessageAttributes`,
    );
  }
  const parsed = parseJson(policy);
  const own = letsThrough(parsed, endpoint.toLowerCase());
  const unaddressed = letsThrough(parsed);
  if (own === undefined) return rule.unseen(`the filter policy ${formatValue(policy)} is not understood here`);
  const isOnlyForOthers = !own && unaddressed !== true && /^email/.test(protocol);
  return isOnlyForOthers
    ? rule.found(`FilterPolicy is ${policy}`, setFilter(subscriptionArn, endpoint))
    : rule.fine(own ? 'its filter lets its own address through' : 'its filter lets through what names nobody');
}

function judgeReach(
  rule: Words,
  { protocol, endpoint, subscriptionArn }: Confirmed,
  policy: string | undefined,
): Outcome {
  const stranger = letsThrough(parseJson(policy ?? '{}'), 'somebody-else@example.invalid');
  if (stranger === undefined) return rule.unseen(`the filter policy ${formatValue(policy)} is not understood here`);
  if (!stranger) return rule.fine('gets only what is for it');
  const found = policy === undefined ? 'it has no FilterPolicy' : `FilterPolicy is ${policy}`;
  const fix = /^email/.test(protocol)
    ? setFilter(subscriptionArn, endpoint)
    : `aws sns set-subscription-attributes --subscription-arn ${subscriptionArn} --attribute-name FilterPolicy --attribute-value '{"reviewer":[{"exists":false}]}'`;
  return rule.found(found, fix);
}

/** Whether a mail to this reviewer would arrive. `whoAsks` is where the address is configured. */
export function judgeReviewer(
  topicArn: string,
  address: string,
  whoAsks: string,
  subscriptions: readonly SubscriptionFacts[],
  place?: ServicePlace,
): Outcome {
  const rule = on('notifications', 'approver-not-subscribed', address);
  const own = subscriptions.filter(({ endpoint }) => endpoint.toLowerCase() === address.toLowerCase());
  const confirmed = subscriptions.filter(({ subscriptionArn }) => subscriptionArn !== undefined);
  const reached = confirmed.map((each) => reaches(each, address.toLowerCase(), place));
  const ownReached = own.map((each) => reaches(each, address.toLowerCase(), place));
  if (ownReached.includes(true)) return rule.fine(`confirmed and let through (${whoAsks})`);
  // Somebody else's end, such as a chat that passes mails on: that is how a team may want it.
  const elsewhere = confirmed.find((each, index) => reached[index] === true && !own.includes(each));
  if (elsewhere) return rule.fine(`reaches ${elsewhere.protocol} ${elsewhere.endpoint} (${whoAsks})`);
  if (ownReached.includes(undefined))
    return rule.unseen('its filter policy could not be read', 'sns:GetSubscriptionAttributes');
  const state =
    own.length === 0
      ? 'the topic has no subscription for it'
      : own.every(({ subscriptionArn }) => subscriptionArn === undefined)
        ? 'its subscription is PendingConfirmation'
        : 'the filter policy of its subscription does not let it through';
  return rule.found(
    `${whoAsks} names it, and ${state}`,
    /Pending/.test(state)
      ? `${confirm(topicArn)}; to have that mail sent again: ${subscribe(topicArn, address.toLowerCase())}`
      : subscribe(topicArn, address.toLowerCase()),
  );
}

/** Whether a request that names no reviewer would reach anybody. */
export function judgeUnaddressed(
  topicArn: string,
  whoAsks: string,
  subscriptions: readonly SubscriptionFacts[],
  place?: ServicePlace,
): Outcome {
  const rule = on('notifications', 'approver-not-subscribed', 'requests that name nobody');
  const reached = subscriptions
    .filter(({ subscriptionArn }) => subscriptionArn !== undefined)
    .map((each) => reaches(each, undefined, place));
  if (reached.includes(true)) return rule.fine(`reach ${reached.filter((each) => each === true).length} (${whoAsks})`);
  if (reached.includes(undefined))
    return rule.unseen('a filter policy could not be read', 'sns:GetSubscriptionAttributes');
  return rule.found(
    `${whoAsks} names no reviewers, and no confirmed subscription takes what names none`,
    `name them in hookDetails.reviewers, or: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ana@example.com --attributes '{"FilterPolicy":"{\\"reviewer\\":[\\"ana@example.com\\",{\\"exists\\":false}]}"}'`,
  );
}

function reaches(
  { subscriptionArn, filter }: SubscriptionFacts,
  address?: string,
  place?: ServicePlace,
): boolean | undefined {
  if (subscriptionArn === undefined) return false;
  if (!filter.seen) return undefined;
  if (filter.value.scope === 'MessageBody' && filter.value.policy !== undefined) return false;
  return letsThrough(parseJson(filter.value.policy ?? '{}'), address, place);
}

/** The deployment that is asked about; undefined where any is. */
type ServicePlace = { cluster: string; service: string } | undefined;

/** Whether the mail that asks this reviewer, or everybody, gets through. Its attributes are as the hook sends them. */
function letsThrough(policy: unknown, reviewer?: string, place?: ServicePlace): boolean | undefined {
  const attributes = { event: 'approval-requested', ...(reviewer !== undefined && { reviewer }), ...place };
  return lets(policy, attributes, place ? [] : ['cluster', 'service']);
}

function subscribe(topicArn: string, address: string): string {
  const policy = JSON.stringify({ FilterPolicy: JSON.stringify({ reviewer: [address] }) });
  return `aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${address} --attributes '${policy}'`;
}

function setFilter(subscriptionArn: string, address: string): string {
  const policy = JSON.stringify({ reviewer: [address.toLowerCase()] });
  return `aws sns set-subscription-attributes --subscription-arn ${subscriptionArn} --attribute-name FilterPolicy --attribute-value '${policy}'`;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
