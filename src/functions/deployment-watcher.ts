import { randomUUID } from 'node:crypto';
import { createLedger } from '../approval/request/ledger.ts';
import { loadOnce } from '../hook/load-once.ts';
import { logger } from '../runtime/logger.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { isApiCall } from '../watcher/api-call.ts';
import { sweepCursor } from '../watcher/sweep-cursor.ts';
import { watchDeployments } from '../watcher/watch-deployments.ts';
import { watcherEnvironmentSchema } from './wiring/environment/watcher-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';

const environment = readEnvironment(watcherEnvironmentSchema, process.env);

const { store } = ledgerBucket(environment);

const watch = watchDeployments({
  ledger: createLedger(store),
  cursor: sweepCursor(store),
  rollbacks: store,
  follow: store,
  ecs: loadOnce(async () => {
    const { awsDeploymentReader, gentleRetries } = await import('./lazy/aws-deployment-reader.ts');
    return awsDeploymentReader(gentleRetries);
  }),
  clock: systemClock,
  logger,
  newId: randomUUID,
  refusesHandDecisions: environment.HAND_DECISIONS === 'no',
});

const recorder = loadOnce(async () =>
  (await import('./lazy/deployer-recorder.ts')).deployerRecorder({ store, clock: systemClock, logger }),
);

const { DEPLOYERS, DEPLOYER_TAG: tag } = environment;

const tagged = loadOnce(async () =>
  (await import('./lazy/tag-recorder.ts')).tagRecorder({ store, clock: systemClock, logger, tag: tag ?? '' }),
);

export const handler: typeof watch = async (event, context) => {
  if (DEPLOYERS === 'cloudtrail' && isApiCall(event)) return (await recorder())(event, context);
  // Requests of deployments that are over are closed in any case.
  const recorded =
    DEPLOYERS === 'tag' && tag !== undefined ? tagged().then((record) => record(event, context)) : undefined;
  const [watched, failed] = await Promise.allSettled([watch(event, context), recorded]);
  for (const each of [watched, failed]) if (each.status === 'rejected') throw each.reason;
};
