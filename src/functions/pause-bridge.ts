import { randomUUID } from 'node:crypto';
import { createLedger } from '../approval/request/ledger.ts';
import { loadOnce } from '../hook/load-once.ts';
import { createPauseBridge } from '../pause-bridge/create-pause-bridge.ts';
import { createPauseStore } from '../pause-bridge/pause-store.ts';
import { logger } from '../runtime/logger.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { bridgeEnvironmentSchema } from './wiring/environment/bridge-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';

const environment = readEnvironment(bridgeEnvironmentSchema, process.env);

const { store } = ledgerBucket(environment);

export const handler = createPauseBridge({
  pauses: createPauseStore(store),
  ledger: createLedger(store),
  lifecycle: loadOnce(async () =>
    (await import('./wiring/loaded-approval-lifecycle.ts')).loadedApprovalLifecycle(environment, store),
  ),
  ecs: loadOnce(async () => (await import('./lazy/pause/bridge-ecs.ts')).bridgeEcs()),
  readParameters: async (...args) => (await import('./lazy/pause/read-parameters.ts')).readParameters(...args),
  ...(environment.PAUSE_TAGS === 'yes' && {
    readTags: async (...args) => (await import('./lazy/pause/deployment-finder.ts')).readTags(...args),
  }),
  search: {
    finder: async () => (await import('./lazy/pause/deployment-finder.ts')).deploymentFinder,
    clusters: environment.CLUSTER_NAME,
  },
  parameterPrefix: environment.PAUSE_PARAMETERS,
  asksAlways: environment.PAUSE_BRIDGE === 'all',
  refusesHandDecisions: environment.HAND_DECISIONS === 'no',
  clock: systemClock,
  logger,
  newId: randomUUID,
});
