import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { askingMail } from '../../../src/approval/notice/mail.ts';
import { snsNotifier } from '../../../src/approval/notice/sns-notifier.ts';
import { neverAborted, newRequest } from '../../helpers/approval.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { itIsANotifier } from './notifier-conformance.ts';

describe('snsNotifier', () => {
  const moto = useMoto();
  const now = new Date('2026-11-22T14:00:00.000Z');
  const mail = askingMail(newRequest(), {
    to: 'ana@example.com',
    link: 'https://desk.example.com/a/x',
    reports: [],
    now,
  });

  itIsANotifier(async () => {
    const client = new SNSClient(motoClientConfig(moto().endpoint));
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'approvals' }));
    const received = async () =>
      (await moto().published()).map(({ subject = '', message, attributes }) => ({
        subject,
        body: message,
        attributes,
      }));
    return { notifier: snsNotifier(() => client, TopicArn), received };
  });

  test('publishes a mail with its subject and its attributes', async () => {
    const client = new SNSClient(motoClientConfig(moto().endpoint));
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'approvals' }));

    await snsNotifier(() => client, TopicArn).publish(mail, neverAborted);

    expect(await moto().published()).toEqual([
      {
        topicArn: TopicArn,
        messageId: expect.any(String),
        subject: '[ACTION] Approve my-service 1.42 by 14:30 UTC',
        message: mail.body,
        attributes: {
          event: 'approval-requested',
          reviewer: 'ana@example.com',
          cluster: 'my-cluster',
          service: 'my-service',
        },
      },
    ]);
  });

  test('rejects if it could not publish', async () => {
    const client = new SNSClient(motoClientConfig(moto().endpoint));

    const published = snsNotifier(() => client, 'arn:aws:sns:us-east-1:123456789012:none').publish(mail, neverAborted);

    await expect(published).rejects.toThrow(/does not exist/);
    expect(await moto().published()).toEqual([]);
  });
});
