import type { SNSClient, Subscription } from '@aws-sdk/client-sns';
import type { SubscriptionFacts } from '../facts/app-facts.ts';
import { type Looked, look } from '../facts/look.ts';

/** Reads who subscribes to a topic, and with which filter. */
export function readSubscriptions(
  client: Pick<SNSClient, 'send'>,
  TopicArn: string,
): Promise<Looked<readonly SubscriptionFacts[]>> {
  return look('sns:ListSubscriptionsByTopic', async () => {
    const { ListSubscriptionsByTopicCommand } = await import('@aws-sdk/client-sns');
    const all: Subscription[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn, ...(NextToken && { NextToken }) }),
      );
      all.push(...(page.Subscriptions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    const list: SubscriptionFacts[] = [];
    // One after the other: SNS allows few of these calls a second.
    for (const { Protocol: protocol = '', Endpoint: endpoint = '', SubscriptionArn: arn = '' } of all) {
      const subscriptionArn = arn.startsWith('arn:') ? arn : undefined;
      list.push({ protocol, endpoint, subscriptionArn, filter: await readFilter(client, subscriptionArn) });
    }
    return list;
  });
}

function readFilter(client: Pick<SNSClient, 'send'>, arn: string | undefined): Promise<SubscriptionFacts['filter']> {
  if (arn === undefined) return Promise.resolve({ seen: false, why: 'the subscription is not confirmed' });
  return look('sns:GetSubscriptionAttributes', async () => filterOf(await readAttributes(client, arn)));
}

/** Reads a confirmed subscription by its ARN. Rejects with the SDK's error. */
export async function readSubscription(
  client: Pick<SNSClient, 'send'>,
  subscriptionArn: string,
): Promise<SubscriptionFacts> {
  const attributes = await readAttributes(client, subscriptionArn);
  return {
    protocol: attributes['Protocol'] ?? '',
    endpoint: attributes['Endpoint'] ?? '',
    subscriptionArn,
    filter: { seen: true, value: filterOf(attributes) },
  };
}

async function readAttributes(
  client: Pick<SNSClient, 'send'>,
  SubscriptionArn: string,
): Promise<Record<string, string>> {
  const { GetSubscriptionAttributesCommand } = await import('@aws-sdk/client-sns');
  const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  return Attributes;
}

function filterOf(attributes: Readonly<Record<string, string>>) {
  return {
    policy: attributes['FilterPolicy'],
    scope: attributes['FilterPolicyScope'],
    isAuthenticated: readFlag(attributes['ConfirmationWasAuthenticated']),
  };
}

function readFlag(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text.toLowerCase() === 'true';
}
