import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notifier } from './notifier.ts';

/**
 * @param newClient - creates a client that tries once. A publish is not idempotent: if its response is lost, the SDK's own retry would send the
 * mail again at once, and a claim in the ledger already ensures the next attempt. Called again after each failure, because the SDK's serializer
 * would put the start of a message that it could not finish in front of the next one, which is another reviewer's.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function snsNotifier(newClient: () => SNSClient, topicArn: string): Notifier {
  let current: SNSClient | undefined;
  return {
    async publish({ subject, body, attributes }, signal) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          { DataType: 'String', StringValue: value.toWellFormed() },
        ]),
      );
      // A lone surrogate cannot be encoded in a form, and SNS takes a form.
      const text = { Subject: subject.toWellFormed(), Message: body.toWellFormed() };
      current ??= newClient();
      const client = current;
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, ...text, MessageAttributes }), {
          abortSignal: signal,
        });
      } catch (error) {
        if (current === client) current = undefined;
        throw error;
      }
    },
  };
}
