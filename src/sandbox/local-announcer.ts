import { createAnnouncer } from '../announcer/create-announcer.ts';
import type { AnnouncerParts } from '../announcer/outbox/announcer-parts.ts';
import { requestPrefix } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/store.ts';
import { localQueue } from './local-queue.ts';

/** The announcer with its queue and its schedule, in this process. */
export type LocalAnnouncer = {
  /** What EventBridge delivers. */
  deliver(event: object): Promise<void>;
  stop(): Promise<void>;
};

const sweep = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
/** In real time, as of the pause bridge. */
const sweepMs = 2000;

/** @param functionArn - of the announcer, which is where it runs */
export function localAnnouncer(parts: Omit<AnnouncerParts, 'partition'>, functionArn: string): LocalAnnouncer {
  const announce = createAnnouncer(parts);
  const context = { invokedFunctionArn: functionArn, getRemainingTimeInMillis: () => 60_000 };
  const queue = localQueue(
    async (Records) => {
      const { batchItemFailures } = await announce({ Records }, context);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    (problem) => parts.logger.error('a message of the announcer is lost', { problem }),
  );
  const sweeping = setInterval(() => queue.send(JSON.stringify(sweep)), sweepMs);
  return {
    deliver: (event) => queue.send(JSON.stringify(event)),
    async stop() {
      clearInterval(sweeping);
      await queue.stop();
    },
  };
}

/** The same store, which reports each request that was written as S3 does through EventBridge. */
export function reportingStore(store: ObjectStore, report: (event: object) => void): ObjectStore {
  const reported = <T>(key: string, written: T): T => {
    const isWritten = written !== undefined && key.startsWith(requestPrefix);
    if (isWritten) report({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { object: { key } } });
    return written;
  };
  return {
    ...store,
    create: async (key, ...rest) => reported(key, await store.create(key, ...rest)),
    replace: async (key, ...rest) => reported(key, await store.replace(key, ...rest)),
  };
}
