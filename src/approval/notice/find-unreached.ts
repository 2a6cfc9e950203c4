import { untilAborted } from '../../hook/time-budget.ts';
import { everybody } from '../request/transitions.ts';
import { lettingNotice, type StoredFilter } from './filter/reach-of-filter.ts';

/** A subscription that its endpoint has confirmed. */
export type TopicSubscription = { subscriptionArn: string; endpoint: string };

/** Who is subscribed to the topic. */
export interface SubscriberReader {
  /** The confirmed subscriptions; undefined if there are more than can be read in a moment. Rejects if they cannot be read. */
  list(signal: AbortSignal): Promise<readonly TopicSubscription[] | undefined>;
  /** Rejects if it cannot be read. */
  readFilter(subscriptionArn: string, signal: AbortSignal): Promise<StoredFilter>;
}

type Asked = { addressees: readonly string[]; cluster: string; service: string };

/**
 * Those of the addressees whose notice no confirmed subscription lets through, so that SNS accepts it and nobody gets it. Only what is certain counts:
 * a filter that is not understood may let it through, and so may those beyond the first thirty filters.
 *
 * Takes at most three seconds. Rejects if SNS does not say it by then, or may not be asked.
 *
 * @example await findUnreached(reader, { addressees: ['ana@example.com'], cluster: 'prod', service: 'shop' }, signal) // [] if Ana gets it
 */
export async function findUnreached(reader: SubscriberReader, asked: Asked, signal: AbortSignal): Promise<string[]> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`SNS took longer than ${maxMs} ms`)), maxMs);
  try {
    return await untilAborted(untilAborted(compare(reader, asked, late.signal), late.signal), signal);
  } finally {
    clearTimeout(timer);
    late.abort();
  }
}

async function compare(
  reader: SubscriberReader,
  { addressees, ...place }: Asked,
  signal: AbortSignal,
): Promise<string[]> {
  const subscribers = await reader.list(signal);
  if (!subscribers) return [];
  const filters = new Map<string, StoredFilter>();
  const unreached: string[] = [];
  for (const to of addressees) if ((await isReached(to)) === false) unreached.push(to);
  return unreached;

  /** Undefined if that is not known. */
  async function isReached(to: string): Promise<boolean | undefined> {
    let isKnown = true;
    for (const { subscriptionArn } of likelyFirst(subscribers ?? [], to)) {
      const filter = await filterOf(subscriptionArn);
      const isThrough = filter && lettingNotice(filter, to === everybody ? undefined : to, place);
      if (isThrough) return true;
      isKnown &&= isThrough === false;
    }
    return isKnown ? false : undefined;
  }

  /** Undefined after the last of those that may be read. */
  async function filterOf(arn: string): Promise<StoredFilter | undefined> {
    const known = filters.get(arn);
    if (known || filters.size >= maxFilters) return known;
    const filter = await reader.readFilter(arn, signal);
    filters.set(arn, filter);
    return filter;
  }
}

/** Their own subscriptions come first: usually no other is read. */
function likelyFirst(subscribers: readonly TopicSubscription[], to: string): TopicSubscription[] {
  const isOwn = ({ endpoint }: TopicSubscription) => endpoint.toLowerCase() === to.toLowerCase();
  return [...subscribers.filter(isOwn), ...subscribers.filter((one) => !isOwn(one))];
}

const maxMs = 3000;
const maxFilters = 30;
