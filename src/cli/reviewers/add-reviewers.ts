import { filterFor } from '../../approval/notice/filter/reach-of-filter.ts';
import type { SubscriptionFacts } from '../doctor/facts/app-facts.ts';
import { isMail } from '../doctor/judge/judge-subscriptions.ts';
import { correctFilter, formatCorrection, formatReach } from './correct-filter.ts';
import type { ReviewerRow } from './reviewer-row.ts';
import type { ReviewerTopic } from './topic.ts';

/** What `add` did for one address; `pending` if AWS waits for a confirmation that it has asked for before. */
type AddedReviewer = {
  address: string;
  result: 'subscribed' | 'resent' | 'pending' | 'corrected' | 'unchanged' | 'unknown';
  /** Whether mails reach it only once somebody has confirmed. */
  isPending: boolean;
  row: ReviewerRow;
};

/** Subscribes each address with a filter for its own mails. Running it again changes nothing. */
export async function addReviewers(
  topic: ReviewerTopic,
  addresses: readonly string[],
  { shared, resend }: { shared: boolean; resend: boolean },
): Promise<readonly AddedReviewer[]> {
  const subscriptions = (await topic.list()).filter(isMail);
  const added: AddedReviewer[] = [];
  // One after the other: if one is refused, those before it are done.
  for (const address of addresses) {
    const own = subscriptions.filter(({ endpoint }) => endpoint.toLowerCase() === address);
    const confirmed = own.filter(isConfirmed);
    if (confirmed.length > 0) added.push(await correctAll(topic, address, confirmed, shared));
    else if (own.length > 0 && !resend) added.push(stillPending(address));
    else added.push(await subscribe(topic, address, { shared, isAgain: own.length > 0 }));
  }
  return added;
}

async function subscribe(
  topic: ReviewerTopic,
  address: string,
  { shared, isAgain }: { shared: boolean; isAgain: boolean },
): Promise<AddedReviewer> {
  const isPending = (await topic.subscribe(address, filterFor(address, { shared }))) === 'pending';
  const gets = formatReach({ shared });
  const said = isPending
    ? `AWS sends it a mail to confirm${isAgain ? ' again' : ''}; after that it gets ${gets}`
    : `subscribed; it gets ${gets}`;
  const row = { mark: isPending ? 'warning' : 'fine', who: address, said } as const;
  return { address, result: isAgain ? 'resent' : 'subscribed', isPending, row };
}

/** Its filter cannot be seen. `confirm` corrects it if it is wrong. */
function stillPending(address: string): AddedReviewer {
  const said = 'subscribed before, but not confirmed: until then it gets nothing. To have AWS send the mail again:';
  const next = `greenlight reviewers add ${address} --resend`;
  return { address, result: 'pending', isPending: true, row: { mark: 'warning', who: address, said, next } };
}

/** A person may have several, spelled with other capitals or as `email-json`. */
async function correctAll(
  topic: ReviewerTopic,
  address: string,
  subscriptions: readonly Confirmed[],
  shared: boolean,
): Promise<AddedReviewer> {
  const outcomes = [];
  for (const each of subscriptions) outcomes.push(await correctFilter(topic, each, { shared }));
  const isEndable = subscriptions.some(({ filter }) => filter.seen && filter.value.isAuthenticated === false);
  const unknown = outcomes.find(({ kind }) => kind === 'unknown');
  const corrected = outcomes.find(({ kind }) => kind === 'corrected');
  const known = { address, isPending: false };
  if (unknown?.kind === 'unknown')
    return { ...known, result: 'unknown', row: { mark: 'unknown', who: address, said: unknown.why } };
  const reaches = outcomes.flatMap((outcome) => (outcome.kind === 'right' ? outcome.reach : []));
  const said =
    corrected?.kind === 'corrected'
      ? formatCorrection(corrected)
      : `is subscribed and gets ${formatReach({ shared: reaches.some((reach) => reach.shared === true) })}`;
  const row: ReviewerRow = isEndable
    ? {
        mark: 'warning',
        who: address,
        said: `${said}. But it was confirmed by the link in the mail, so a mail scanner can unsubscribe it. To confirm it again:`,
        next: `greenlight reviewers remove ${address} && greenlight reviewers add ${address}${shared ? ' --shared' : ''}`,
      }
    : { mark: 'fine', who: address, said };
  return { ...known, result: corrected ? 'corrected' : 'unchanged', row };
}

type Confirmed = SubscriptionFacts & { subscriptionArn: string };

function isConfirmed(subscription: SubscriptionFacts): subscription is Confirmed {
  return subscription.subscriptionArn !== undefined;
}

/** Said once, below the addresses, if AWS waits for somebody. */
export const howToConfirm =
  'Do not click the link in that mail: a subscription that was confirmed by a click ends when a mail scanner follows the link at the end of any later mail. Copy the link, run greenlight reviewers confirm and paste it there: then only AWS credentials can unsubscribe the address. The link is valid for two days.';
