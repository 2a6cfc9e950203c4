import { CreateTopicCommand, SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { findUnreached } from '../../../src/approval/notice/find-unreached.ts';
import { snsSubscribers } from '../../../src/approval/notice/sns-subscribers.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';

describe('the subscribers of a topic in SNS', () => {
  const moto = useMoto();

  test('are read with their filters, so that it is known whom a notice does not reach', async () => {
    const client = new SNSClient(motoClientConfig(moto().endpoint));
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'approvals' }));
    const reader = snsSubscribers(client, TopicArn);
    const asked = { addressees: ['ana@example.com', 'ben@example.com'], cluster: 'c', service: 's' };
    const nobody = await findUnreached(reader, asked, neverAborted);
    const subscribed = { TopicArn, Protocol: 'email', Endpoint: 'ana@example.com', ReturnSubscriptionArn: true };
    const { SubscriptionArn } = await client.send(new SubscribeCommand(subscribed));
    const setFilter = (AttributeValue: string) =>
      client.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue }),
      );
    await setFilter('{"reviewer":["ana@example.com"]}');

    const [listed] = (await reader.list(neverAborted)) ?? [];
    const one = await findUnreached(reader, asked, neverAborted);

    expect(listed).toEqual({ subscriptionArn: SubscriptionArn, endpoint: 'ana@example.com' });
    expect(nobody).toEqual(asked.addressees);
    expect(one).toEqual(['ben@example.com']);
  });

  test('are none as long as they are not confirmed, and are not counted beyond three pages', async () => {
    const pages: unknown[] = [];
    const send = (async ({ input }: { input: object }) => {
      pages.push(input);
      const { NextToken = '' } = input as { NextToken?: string };
      return {
        Subscriptions: [
          { SubscriptionArn: 'PendingConfirmation', Endpoint: 'ana@example.com' },
          { SubscriptionArn: 'Deleted', Endpoint: 'ben@example.com' },
        ],
        NextToken: `${NextToken}x`,
      };
    }) as never;

    expect(await snsSubscribers({ send }, 'arn').list(neverAborted)).toBeUndefined();
    expect(pages).toEqual([
      { TopicArn: 'arn' },
      { TopicArn: 'arn', NextToken: 'x' },
      { TopicArn: 'arn', NextToken: 'xx' },
    ]);
    const last = (async () => ({ Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }] })) as never;
    expect(await snsSubscribers({ send: last }, 'arn').list(neverAborted)).toEqual([]);
  });
});
