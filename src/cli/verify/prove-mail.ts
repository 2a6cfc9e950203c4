import type { SNSClient } from '@aws-sdk/client-sns';
import { lettingNotice } from '../../approval/notice/filter/reach-of-filter.ts';
import { snsNotifier } from '../../approval/notice/sns-notifier.ts';
import type { StackOutputs } from '../aws/stack.ts';
import type { SubscriptionFacts } from '../doctor/facts/app-facts.ts';
import { isMail, nameOfSubscription } from '../doctor/judge/judge-subscriptions.ts';
import { readSubscriptions } from '../doctor/read/read-subscriptions.ts';
import { testNotice } from '../reviewers/check/test-notice.ts';
import { type AppProof, type AppTrial, allowYourself, failed, proved, skipped, tryOut, unknown } from './proof.ts';

type Mailing = { sns: SNSClient; stack: StackOutputs; region: string; address: string | undefined };

const subscribed: AppTrial = { id: 'mail-subscribed', tried: 'mail: somebody is subscribed', expected: '1 or more' };

/**
 * Whether anybody would get the mails that ask for decisions, and with an address, a test mail to it. SNS cannot address a subscription: it sends to all
 * whose filter lets the message through. So the filters are read first, and nothing is sent unless they keep it from everybody else.
 */
export async function proveMail(mailing: Mailing, signal: AbortSignal): Promise<readonly AppProof[]> {
  const { sns, stack, address } = mailing;
  const mail: AppTrial = { id: 'mail-sent', tried: `mail: to ${address ?? 'yourself'}`, expected: 'sent to it alone' };
  const read = readSubscriptions(sns, stack.notificationsTopicArn);
  return Promise.all([
    tryOut(subscribed, signal, async () => judgeSubscribed(await read)),
    address === undefined
      ? skipped(mail, 'not asked for', '--mail <your address> sends one')
      : tryOut(mail, signal, async () => sendTo(mail, await read, { ...mailing, address }, signal)),
  ]);
}

type ReadSubscriptions = Awaited<ReturnType<typeof readSubscriptions>>;

function judgeSubscribed(read: ReadSubscriptions): AppProof {
  if (!read.seen) return unseen(subscribed, read);
  const count = read.value.filter(isConfirmed).length;
  if (count > 0) return proved(subscribed, `${count} confirmed`);
  const pending = read.value.length;
  const said = pending === 0 ? 'nobody is subscribed to the topic' : `${pending} subscribed, and none has confirmed it`;
  const next = pending === 0 ? 'greenlight reviewers add <address>' : 'greenlight reviewers confirm';
  return failed(subscribed, 'nobody', { said, next });
}

function unseen(trial: AppTrial, { why }: Extract<ReadSubscriptions, { seen: false }>): AppProof {
  return unknown(trial, 'not known', { said: why, next: allowYourself });
}

function isConfirmed({ subscriptionArn }: SubscriptionFacts): boolean {
  return subscriptionArn !== undefined;
}

async function sendTo(
  trial: AppTrial,
  read: ReadSubscriptions,
  { sns, stack, region, address }: Mailing & { address: string },
  signal: AbortSignal,
): Promise<AppProof> {
  if (!read.seen) return unseen(trial, read);
  const isOwn = (each: SubscriptionFacts) => isMail(each) && each.endpoint.toLowerCase() === address;
  const confirmed = read.value.filter(isConfirmed);
  const others = confirmed.filter((each) => !isOwn(each) && mayGet(each, address) !== false);
  if (others.length > 0) return wouldReach(trial, others, address);
  if (!confirmed.some((each) => isOwn(each) && mayGet(each, address) === true)) {
    const isPending = read.value.some((each) => isOwn(each) && !isConfirmed(each));
    const said = isPending
      ? 'its subscription is not confirmed'
      : 'no subscription of the topic lets it through to that address';
    const next = isPending ? 'greenlight reviewers confirm' : `greenlight reviewers add ${address}`;
    return failed(trial, 'not sent', { said, next });
  }
  const notice = testNotice(address, { stackName: stack.stackName, region, place: undefined });
  await snsNotifier(() => sns, stack.notificationsTopicArn).publish(notice, signal);
  return proved(trial, 'SNS accepted it', 'look into that mailbox: SNS does not say whether it arrives');
}

/** Undefined if its filter cannot be read or is not understood. */
function mayGet({ filter }: SubscriptionFacts, address: string): boolean | undefined {
  return filter.seen ? lettingNotice(filter.value, address, undefined, 'test') : undefined;
}

/** A mailbox that gets the links of others is a mistake; a chat or a queue that gets everything may be meant so. */
function wouldReach(trial: AppTrial, others: readonly SubscriptionFacts[], address: string): AppProof {
  const [first] = others;
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  const said = `it would also go to ${first ? nameOfSubscription(first) : 'others'}${more}, so it was not sent`;
  const leaking = others.find((each) => isMail(each) && mayGet(each, address) === true);
  if (leaking === undefined)
    return unknown(trial, 'not sent', { said, next: 'greenlight reviewers list shows the filters' });
  const next = `give it its own filter: greenlight reviewers add ${leaking.endpoint.toLowerCase()}`;
  return failed(trial, 'not sent', { said, next });
}
