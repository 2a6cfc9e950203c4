import { formatKick } from '../pause-bridge/bridge-message.ts';
import type { BridgeParts } from '../pause-bridge/bridge-parts.ts';
import { createPauseBridge } from '../pause-bridge/create-pause-bridge.ts';
import { localQueue } from './local-queue.ts';

/** The pause bridge with its queue and its schedule, in this process. */
export type LocalBridge = {
  /** What EventBridge delivers. */
  deliver(event: object): Promise<void>;
  /** What the desk sends. */
  kick(requestKey: string): Promise<void>;
  stop(): Promise<void>;
};

const sweep = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
/** In real time, because the sandbox's clock may be many times as fast as that. */
const sweepMs = 2000;

export function localBridge(parts: BridgeParts): LocalBridge {
  const bridge = createPauseBridge(parts);
  const context = { getRemainingTimeInMillis: () => 60_000 };
  const queue = localQueue(
    async (Records) => {
      const { batchItemFailures } = await bridge({ Records }, context);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    (problem) => parts.logger.error('a message of the pause bridge is lost', { problem }),
  );
  const sweeping = setInterval(() => queue.send(JSON.stringify(sweep)), sweepMs);
  return {
    deliver: (event) => queue.send(JSON.stringify(event)),
    kick: (requestKey) => queue.send(formatKick(requestKey)),
    async stop() {
      clearInterval(sweeping);
      await queue.stop();
    },
  };
}
