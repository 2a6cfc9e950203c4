import { createLedger } from '../../src/approval/request/ledger.ts';
import { type ApprovalRequest, formatRequest } from '../../src/approval/request/request.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import { warmConnection } from '../../src/runtime/aws/send-signed.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { decidedKey } from '../../src/storage/decided-keys.ts';
import { openKey, requestKey } from '../../src/storage/keys.ts';
import { createReports } from '../../src/storage/reports.ts';
import { s3ObjectLister } from '../../src/storage/s3/s3-lister.ts';
import { bucketAddress } from '../../src/storage/s3/s3-location.ts';
import { s3Reader } from '../../src/storage/s3/s3-reader.ts';
import { s3Store } from '../../src/storage/s3/s3-store.ts';
import { s3Writer } from '../../src/storage/s3/s3-writer.ts';
import { newRequest, subject, vote } from '../helpers/approval.ts';
import { type KeyRange, type S3StandIn, standInBucket, startS3StandIn } from './s3-stand-in.ts';

/** A million decisions, one in 30 seconds, the last one at the end of 27 November 2026: about a year. */
export const decidedCount = 1_000_000;
const everyMs = 30_000;
const lastDecisionMs = Date.parse('2026-11-27T23:59:30Z');
const services = 1000;

/** Every service has one open request. */
export const openService = (id: number) => `service-${pad(id, 5)}`;

/** A ledger with so many open requests, and a million decided ones, behind S3's API over HTTP. Nothing is stored but what is written. */
export async function startBigLedger(open: number): Promise<S3StandIn & ReturnType<typeof connect>> {
  const standIn = await startS3StandIn([
    { count: open, keyAt: (id) => requestKey(openSubject(id)), bodyAt: (id) => formatRequest(openRequest(id)) },
    // Sorted by service, and then by time.
    {
      count: decidedCount,
      keyAt: (index) => requestKey(decidedSubject(inServiceOrder(index))),
      bodyAt: (index) => formatRequest(decidedRequest(inServiceOrder(index))),
    },
    { count: decidedCount, keyAt: decidedEntry, bodyAt: () => '' },
    { count: open, keyAt: (id) => openKey(requestKey(openSubject(id))), bodyAt: () => '' },
  ] satisfies KeyRange[]);
  return { ...standIn, ...connect(standIn.endpoint) };
}

/** As a function and the command line read and write the bucket. */
function connect(endpoint: string) {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const location = { bucket: standInBucket, region: subject.region, endpoint };
  const connection = warmConnection(bucketAddress(location).origin, 16);
  const parts = { ...location, connection, clock: systemClock, credentials: async () => credentials };
  const listObjects = s3ObjectLister(parts);
  const list = async (prefix: string, signal: AbortSignal) => (await listObjects(prefix, signal)).map(({ key }) => key);
  const store = s3Store({ read: s3Reader(parts), list }, async () => s3Writer(parts));
  return { store, listObjects, ledger: createLedger(store), reports: createReports(store) };
}

function openRequest(id: number): ApprovalRequest {
  return newRequest({ subject: openSubject(id), deadline: new Date(openUntilMs) });
}

function openSubject(id: number) {
  return { ...subject, service: openService(id), deploymentId: `E${id}`, cluster: 'a-open' };
}

const openUntilMs = Date.parse('2026-11-28T14:00:00Z');

function decidedRequest(id: number): ApprovalRequest {
  const at = decidedAt(id);
  return castVote(
    newRequest({
      subject: decidedSubject(id),
      now: new Date(at.getTime() - 60_000),
      deadline: new Date(at.getTime() + 60_000),
    }),
    vote({ at: at.toISOString() }),
  ).request;
}

function decidedSubject(id: number) {
  return { ...subject, cluster: 'b-prod', service: `shop-${pad(id % services, 3)}`, deploymentId: `D${pad(id, 7)}` };
}

function decidedEntry(id: number): string {
  return decidedKey(requestKey(decidedSubject(id)), { status: 'APPROVED', at: decidedAt(id).toISOString() });
}

export function decidedAt(id: number): Date {
  return new Date(lastDecisionMs - (decidedCount - 1 - id) * everyMs);
}

/** The id of the request at a place in the order of services. */
function inServiceOrder(index: number): number {
  const perService = decidedCount / services;
  return (index % perService) * services + Math.floor(index / perService);
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
