import { randomUUID } from 'node:crypto';
import { createDesk } from '../approval/desk/create-desk.ts';
import { deskFunction } from '../approval/desk/desk-function.ts';
import { rememberBriefly } from '../approval/desk/ended/remember-briefly.ts';
import { keptRequests } from '../approval/desk/kept-requests.ts';
import { linkReader } from '../approval/link/stored-links.ts';
import { createLedger } from '../approval/request/ledger.ts';
import { loadOnce } from '../hook/load-once.ts';
import { untilAborted } from '../hook/time-budget.ts';
import { logger } from '../runtime/logger.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { createReports } from '../storage/reports.ts';
import { deskEnvironmentSchema } from './wiring/environment/desk-environment.ts';
import { readEnvironment } from './wiring/environment.ts';
import { ledgerBucket } from './wiring/ledger-bucket.ts';
import { signingKeySource } from './wiring/signing-key-source.ts';

const environment = readEnvironment(deskEnvironmentSchema, process.env);
const { store, parts, warmUp } = ledgerBucket(environment);
const {
  DESK_URL: deskUrl,
  PAUSE_QUEUE_URL: queueUrl,
  OIDC_ISSUER: issuer,
  HTTP_GATE_CALLBACKS: callbacks,
  SLACK_APP_SECRET_ID: slackSecret,
} = environment;

const signingKeys = signingKeySource(environment, { clock: systemClock, logger });

const ledger = createLedger(store, keptRequests());

/** Reports are listed with their versions, so that none is read twice. */
const lister = loadOnce(async () => (await import('../storage/s3/s3-lister.ts')).s3ObjectLister(parts));

const desk = createDesk({
  ledger,
  listOpenForPages: rememberBriefly(ledger.listOpen, systemClock),
  reports: createReports(store, async (...args) => (await lister())(...args)),
  signingKeys,
  readLink: linkReader(store),
  clock: systemClock,
  logger,
  newId: randomUUID,
  deskUrl,
  kick: queueUrl
    ? async (...kicked) => (await import('./lazy/pause/send-kick.ts')).sendKick(queueUrl, ...kicked)
    : undefined,
  readPicture:
    environment.SCREENSHOTS === 'yes'
      ? async (...asked) => (await import('../storage/s3/s3-picture-reader.ts')).s3PictureReader(parts)(...asked)
      : undefined,
  home: { listObjects: async (...args) => (await lister())(...args), readers: environment.DESK_READERS },
  signIn: issuer
    ? loadOnce(async () => (await import('./wiring/sign-in/desk-sign-in.ts')).deskSignIn(process.env, signingKeys))
    : undefined,
  answerGate:
    callbacks === 'yes'
      ? async (...answered) =>
          (await import('./lazy/http-gate/answer-gate.ts')).receiveAnswer(
            { store, signingKeys, clock: systemClock },
            ...answered,
          )
      : undefined,
  slack: slackSecret
    ? loadOnce(async () => (await import('./wiring/slack/desk-slack.ts')).deskSlack(process.env))
    : undefined,
});

export const handler = deskFunction(desk, { deskUrl, logger });

/** Lambda gives the init phase ten seconds, and starts it again if that is not enough. */
const maxInitMs = 3000;

// The keys are needed for every page. If they cannot be read in time, the first page tries again.
await Promise.all([warmUp(), untilAborted(signingKeys(), AbortSignal.timeout(maxInitMs)).catch(() => {})]);
