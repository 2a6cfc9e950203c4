import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { formatKick } from '../../../pause-bridge/bridge-message.ts';
import { sdkTimeouts } from '../sdk.ts';

const client = new SQSClient(sdkTimeouts);

/** Sends the bridge the key of a decided request, and nothing else. Resolves once SQS has stored the message. */
export async function sendKick(QueueUrl: string, requestKey: string, abortSignal: AbortSignal): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: formatKick(requestKey) }), { abortSignal });
}
