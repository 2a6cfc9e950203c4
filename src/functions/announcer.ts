import { randomUUID } from 'node:crypto';
import { createAnnouncer } from '../announcer/create-announcer.ts';
import { createOutboxStore } from '../announcer/outbox/outbox-store.ts';
import { createLedger } from '../approval/request/ledger.ts';
import { loadOnce } from '../hook/load-once.ts';
import { logger } from '../runtime/logger.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { createReports } from '../storage/reports.ts';
import { announcerEnvironmentSchema } from './wiring/environment/announcer-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';
import { loadDeploymentReader } from './wiring/load-deployment-reader.ts';

const environment = readEnvironment(announcerEnvironmentSchema, process.env);

const { store } = ledgerBucket(environment);

const announce = loadOnce(async () =>
  createAnnouncer({
    outbox: createOutboxStore(store),
    channels: (await import('./lazy/announcer/aws-channels.ts')).awsChannels(environment),
    giveUpAfterMs: 24 * 3_600_000,
    ledger: createLedger(store),
    store,
    reports: createReports(store),
    ecs: loadDeploymentReader,
    deskUrl: environment.DESK_URL,
    clock: systemClock,
    logger,
    newId: randomUUID,
  }),
);

export const handler: Awaited<ReturnType<typeof announce>> = async (event, context) =>
  (await announce())(event, context);
