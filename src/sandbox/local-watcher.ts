import type { ServiceNames } from '../controller/ecs/arns.ts';
import type { ObjectStore } from '../storage/store.ts';
import { sweepCursor } from '../watcher/sweep-cursor.ts';
import { type WatcherParts, watchDeployments } from '../watcher/watch-deployments.ts';
import { formatError } from '../wording/values.ts';

/** The deployment watcher with its schedule, in this process. */
export type LocalWatcher = {
  /** What EventBridge delivers. */
  deliver(event: object): void;
  stop(): Promise<void>;
};

const sweep = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
/** In real time, because the sandbox's clock may be many times as fast as that. */
const sweepMs = 2000;

type Parts = Omit<WatcherParts, 'cursor' | 'rollbacks' | 'follow'> & { store: ObjectStore; names: ServiceNames };

export function localWatcher({ store, names, ...parts }: Parts): LocalWatcher {
  const { logger } = parts;
  // Every two seconds there is nothing to report.
  const quiet = { ...logger, info: () => {} };
  const watch = watchDeployments({
    ...parts,
    logger: quiet,
    cursor: sweepCursor(store),
    rollbacks: store,
    follow: store,
  });
  const { partition, region, account } = names;
  const context = {
    invokedFunctionArn: `arn:${partition}:lambda:${region}:${account}:function:greenlight-deployment-watcher`,
    getRemainingTimeInMillis: () => 60_000,
  };
  let running = Promise.resolve();
  // One at a time: a sweep that takes longer than two seconds is not overtaken by the next one.
  const run = (event: object) => {
    running = running.then(() =>
      watch(event, context).catch((error: unknown) => {
        logger.warn('the watcher failed; its next sweep tries again', { error: formatError(error) });
      }),
    );
  };
  const sweeping = setInterval(() => run(sweep), sweepMs);
  return {
    deliver: run,
    async stop() {
      clearInterval(sweeping);
      await running;
    },
  };
}
