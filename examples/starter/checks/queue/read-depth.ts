import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ReadDepth } from './check.ts';

/** Reads queues of SQS. Needs `sqs:GetQueueAttributes`. */
export function depthReader(client: Pick<SQSClient, 'send'>): ReadDepth {
  return async (queueUrl, abortSignal) => {
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    const { Attributes: attributes } = await client.send(command, { abortSignal });
    const depth = Number(attributes?.ApproximateNumberOfMessages ?? Number.NaN);
    if (Number.isNaN(depth)) throw new Error(`SQS does not say how many messages wait in ${queueUrl}`);
    return depth;
  };
}
