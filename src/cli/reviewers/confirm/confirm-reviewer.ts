import { CliError } from '../../command/cli-error.ts';
import { isMail, nameOfSubscription } from '../../doctor/judge/judge-subscriptions.ts';
import { correctFilter, formatCorrection, formatReach } from '../correct-filter.ts';
import type { ReviewerRow } from '../reviewer-row.ts';
import type { ReviewerTopic } from '../topic.ts';
import { isUnsubscribeLink, readConfirmation } from './read-confirmation.ts';

type ConfirmedReviewer = {
  endpoint: string;
  subscriptionArn: string;
  /** Whether only AWS credentials can unsubscribe it. It is not if it had been confirmed by the link before. */
  isAuthenticated: boolean;
  row: ReviewerRow;
};

/**
 * Confirms a subscription with credentials, and then does what `add` does for one that exists: its filter cannot be seen before that.
 *
 * @throws {CliError} that never contains the token
 */
export async function confirmReviewer(topic: ReviewerTopic, pasted: string): Promise<ConfirmedReviewer> {
  const arn = await topic.confirm(readToken(pasted, topic.arn));
  const subscription = await topic.read(arn);
  const { endpoint, filter } = subscription;
  const isAuthenticated = filter.seen && filter.value.isAuthenticated === true;
  const known = { endpoint, subscriptionArn: arn, isAuthenticated };
  if (!isMail(subscription))
    return { ...known, row: { mark: 'fine', who: nameOfSubscription(subscription), said: 'confirmed' } };
  const outcome = await correctFilter(topic, { ...subscription, subscriptionArn: arn }, { shared: false });
  const gets =
    outcome.kind === 'right'
      ? `it gets ${formatReach(outcome.reach)}`
      : outcome.kind === 'corrected'
        ? formatCorrection(outcome)
        : outcome.why;
  return {
    ...known,
    row: isAuthenticated
      ? { mark: 'fine', who: endpoint, said: `confirmed, and only AWS credentials can unsubscribe it; ${gets}` }
      : {
          mark: 'warning',
          who: endpoint,
          said: `was confirmed by the link in the mail before, so a mail scanner can unsubscribe it; ${gets}. To confirm it again:`,
          next: `greenlight reviewers remove ${endpoint.toLowerCase()} && greenlight reviewers add ${endpoint.toLowerCase()}`,
        },
  };
}

function readToken(pasted: string, topicArn: string): string {
  const found = readConfirmation(pasted);
  if (!found) {
    if (isUnsubscribeLink(pasted)) {
      throw new CliError('this link ends a subscription: it is the one at the end of a mail', {
        next: 'paste the link from the mail "AWS Notification - Subscription Confirmation"',
      });
    }
    throw new CliError(pasted.trim() === '' ? 'there is no link to confirm' : 'there is no token in this link', {
      next: 'run greenlight reviewers confirm, paste the whole link from the mail of AWS, and press Enter twice; as an argument it needs quotes, or the shell cuts it at the first &',
    });
  }
  if (found.topicArn !== undefined && found.topicArn !== topicArn) {
    throw new CliError(`this link is for the topic ${found.topicArn}, and the topic of the stack is ${topicArn}`, {
      next: 'pass --stack and --region of the stack that the mail is about',
    });
  }
  return found.token;
}
