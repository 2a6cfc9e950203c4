import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PublishToTopic } from '../../../announcer/channels/topic-channel.ts';
import { sdkTimeouts } from '../sdk.ts';

/** Tries once: the outbox tries again, and knows what was sent. */
export function topicPublisher(
  TopicArn: string,
  client = new SNSClient({ ...sdkTimeouts, maxAttempts: 1 }),
): PublishToTopic {
  return async ({ subject, message, attributes }, abortSignal) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    const command = new PublishCommand({
      ...{ TopicArn, Subject: subject, Message: message, MessageStructure: 'json', MessageAttributes },
    });
    await client.send(command, { abortSignal });
  };
}
