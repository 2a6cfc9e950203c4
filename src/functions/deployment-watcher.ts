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
import { loadDeploymentReader } from './wiring/load-deployment-reader.ts';

const environment = readEnvironment(watcherEnvironmentSchema, process.env);

const { store } = ledgerBucket(environment);

const watch = watchDeployments({
  ledger: createLedger(store),
  cursor: sweepCursor(store),
  rollbacks: store,
  ecs: loadDeploymentReader,
  clock: systemClock,
  logger,
  newId: randomUUID,
  refusesHandDecisions: environment.HAND_DECISIONS === 'no',
});

const recorder = loadOnce(async () =>
  (await import('./lazy/deployer-recorder.ts')).deployerRecorder({ store, clock: systemClock, logger }),
);

const recordsDeployers = environment.DEPLOYERS === 'cloudtrail';

export const handler: typeof watch = async (event, context) =>
  recordsDeployers && isApiCall(event) ? (await recorder())(event, context) : watch(event, context);
