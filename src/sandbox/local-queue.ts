import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../wording/values.ts';

/** A queue in this process, with one reader that is called as Lambda calls it for a batch of SQS. */
type LocalQueue = {
  /** Resolves once the message is in the queue, which does not mean that it was processed. */
  send(body: string): Promise<void>;
  /** Resolves once the batch that is being processed is done. */
  stop(): Promise<void>;
};

type Message = { messageId: string; body: string; received: number };

/** Resolves to the ids of the messages that were not processed. */
type ReadBatch = (messages: readonly Message[]) => Promise<readonly string[]>;

const maxBatch = 10;
const maxReceives = 5;
const againAfterMs = 1000;

/** @param onLost - receives what is wrong with a message that failed five times */
export function localQueue(read: ReadBatch, onLost: (problem: string) => void): LocalQueue {
  const waiting: Message[] = [];
  const stopped = new AbortController();
  let working: Promise<void> | undefined;
  let count = 0;

  async function work(): Promise<void> {
    for (let batch = waiting.splice(0, maxBatch); batch.length > 0; batch = waiting.splice(0, maxBatch)) {
      const failed = await read(batch).catch((error: unknown) => {
        onLost(`the reader of the queue failed: ${messageOf(error)}`);
        return batch.map(({ messageId }) => messageId);
      });
      for (const message of batch.filter(({ messageId }) => failed.includes(messageId))) again(message);
    }
  }

  function again(message: Message): void {
    if (message.received >= maxReceives) {
      onLost(`a message failed ${maxReceives} times: ${message.body}`);
      return;
    }
    const later = sleep(againAfterMs, undefined, { signal: stopped.signal, ref: false });
    void later.then(
      () => push({ ...message, received: message.received + 1 }),
      () => {},
    );
  }

  function push(message: Message): void {
    if (stopped.signal.aborted) return;
    waiting.push(message);
    working ??= work().finally(() => {
      working = undefined;
      // A message may have arrived after the last look.
      const next = waiting.pop();
      if (next) push(next);
    });
  }

  return {
    async send(body) {
      count += 1;
      push({ messageId: `${count}`, body, received: 1 });
    },
    async stop() {
      stopped.abort();
      waiting.length = 0;
      await working;
    },
  };
}
