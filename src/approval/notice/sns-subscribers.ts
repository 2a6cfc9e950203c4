import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SubscriberReader, TopicSubscription } from './find-unreached.ts';

/**
 * The subscriptions of a topic in SNS, up to 300 of them.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
 */
export function snsSubscribers(client: Pick<SNSClient, 'send'>, TopicArn: string): SubscriberReader {
  return {
    async list(abortSignal) {
      const found: TopicSubscription[] = [];
      let NextToken: string | undefined;
      for (let page = 0; page < maxPages; page += 1) {
        const input = { TopicArn, ...(NextToken !== undefined && { NextToken }) };
        const listed = await client.send(new ListSubscriptionsByTopicCommand(input), { abortSignal });
        // Others are PendingConfirmation or Deleted.
        for (const { SubscriptionArn = '', Endpoint: endpoint = '' } of listed.Subscriptions ?? [])
          if (SubscriptionArn.startsWith('arn:')) found.push({ subscriptionArn: SubscriptionArn, endpoint });
        NextToken = listed.NextToken;
        if (!NextToken) return found;
      }
      return undefined;
    },
    async readFilter(SubscriptionArn, abortSignal) {
      const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }), {
        abortSignal,
      });
      return { policy: Attributes['FilterPolicy'], scope: Attributes['FilterPolicyScope'] };
    },
  };
}

const maxPages = 3;
