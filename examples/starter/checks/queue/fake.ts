import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from 'ecs-greenlight';

export type FakeWork = {
  /** Messages in the queue at the first call. */
  waiting: number;
  /** How many of them the new version processes in a minute. */
  perMinute: number;
  /** The minute after the first call at which a message goes to the dead-letter queue. Default: none does. */
  deadLetterAfterMinutes?: number;
};

/** SQS with a queue that workers empty as time passes, and a dead-letter queue, whose URL ends with `-dead`, with 3 old messages. */
export function fakeSqs(clock: Clock, work: FakeWork): Pick<SQSClient, 'send'> {
  let start: number | undefined;
  const send = async (command: unknown) => {
    if (!(command instanceof GetQueueAttributesCommand)) throw new Error('the fake does not know this command');
    start ??= clock.now().getTime();
    const minutes = (clock.now().getTime() - start) / 60_000;
    const waiting = Math.max(0, Math.round(work.waiting - work.perMinute * minutes));
    const dead = 3 + (minutes >= (work.deadLetterAfterMinutes ?? Number.POSITIVE_INFINITY) ? 1 : 0);
    const depth = command.input.QueueUrl?.endsWith('-dead') ? dead : waiting;
    return { Attributes: { ApproximateNumberOfMessages: String(depth) } };
  };
  return { send: send as SQSClient['send'] };
}
