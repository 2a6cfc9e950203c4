import { isMail } from '../doctor/judge/judge-subscriptions.ts';
import type { ReviewerRow } from './reviewer-row.ts';
import type { ReviewerTopic } from './topic.ts';

type RemovedReviewer = {
  address: string;
  result: 'removed' | 'absent' | 'pending';
  row: ReviewerRow;
};

/** Unsubscribes each address. AWS cannot end a subscription that is not confirmed, because it has no ARN yet. */
export async function removeReviewers(
  topic: ReviewerTopic,
  addresses: readonly string[],
  approver: string | undefined,
): Promise<readonly RemovedReviewer[]> {
  const subscriptions = (await topic.list()).filter(isMail);
  const removed: RemovedReviewer[] = [];
  for (const address of addresses) {
    const own = subscriptions.filter(({ endpoint }) => endpoint.toLowerCase() === address);
    const arns = own.flatMap(({ subscriptionArn }) => subscriptionArn ?? []);
    for (const arn of arns) await topic.unsubscribe(arn);
    removed.push(removedReviewer(address, { all: own.length, removed: arns.length, isApprover: address === approver }));
  }
  return removed;
}

function removedReviewer(
  address: string,
  { all, removed, isApprover }: { all: number; removed: number; isApprover: boolean },
): RemovedReviewer {
  if (all > removed) {
    const said =
      'its subscription is not confirmed, and AWS cannot end it before that. It gets nothing, and AWS deletes it 48 hours after it was made if nobody confirms it';
    return { address, result: 'pending', row: { mark: 'warning', who: address, said } };
  }
  if (all === 0) return { address, result: 'absent', row: { mark: 'fine', who: address, said: 'is not subscribed' } };
  const row: ReviewerRow = isApprover
    ? {
        mark: 'warning',
        who: address,
        said: 'unsubscribed. It is the ApproverEmail of the stack, and no deployment of the stack subscribes it again. To do so:',
        next: `greenlight reviewers add ${address} --shared`,
      }
    : { mark: 'fine', who: address, said: 'unsubscribed' };
  return { address, result: 'removed', row };
}
