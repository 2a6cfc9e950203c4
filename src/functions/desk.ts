import { randomUUID } from 'node:crypto';
import { handle } from 'hono/aws-lambda';
import { createDesk } from '../approval/desk/desk.ts';
import { createLedger } from '../approval/ledger.ts';
import { createReports } from '../approval/reports.ts';
import { deskEnvironmentSchema, readEnvironment } from './environment.ts';
import { ledgerBucket } from './ledger-bucket.ts';
import { logger, systemClock } from './real.ts';
import { signingKeySource } from './signing-keys.ts';

const environment = readEnvironment(deskEnvironmentSchema, process.env);
const { store, warmUp } = ledgerBucket(environment);

const signingKeys = signingKeySource(environment, systemClock);

export const handler = handle(
  createDesk({
    ledger: createLedger(store),
    reports: createReports(store),
    signingKeys,
    clock: systemClock,
    logger,
    newId: randomUUID,
    deskUrl: environment.DESK_URL,
  }),
);

// The keys are needed for every page. If they cannot be had now, then the first page tries again.
await Promise.all([warmUp(), signingKeys().catch(() => {})]);
