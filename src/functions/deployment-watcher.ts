import { randomUUID } from 'node:crypto';
import { createLedger } from '../approval/request/ledger.ts';
import { sweepCursor } from '../watcher/sweep-cursor.ts';
import { readEnvironment, watcherEnvironmentSchema } from './environment.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { loadDeploymentReader } from './load-deployment-reader.ts';
import { logger, systemClock } from './real.ts';
import { watchDeployments } from './watch-deployments.ts';

const environment = readEnvironment(watcherEnvironmentSchema, process.env);

const { store } = ledgerBucket(environment);

export const handler = watchDeployments({
  ledger: createLedger(store),
  cursor: sweepCursor(store),
  rollbacks: store,
  ecs: loadDeploymentReader,
  clock: systemClock,
  logger,
  newId: randomUUID,
  refusesHandDecisions: environment.HAND_DECISIONS === 'no',
});
