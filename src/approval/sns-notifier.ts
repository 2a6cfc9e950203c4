import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notifier } from './notifier.ts';

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function snsNotifier(client: SNSClient, topicArn: string): Notifier {
  return {
    async publish({ subject, body, attributes }, signal) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      );
      const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body, MessageAttributes });
      await client.send(command, { abortSignal: signal });
    },
  };
}
