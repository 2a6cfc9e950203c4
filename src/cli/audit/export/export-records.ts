import { ApprovalError } from '../../../approval/approval-error.ts';
import { createLedger } from '../../../approval/request/ledger.ts';
import { readRollbacks } from '../../../approval/rollback/rollback-request.ts';
import { readProgress } from '../../../deployment/progress/deployment-progress.ts';
import { pauseKey, pauseOfRequest } from '../../../pause-bridge/pause-keys.ts';
import { readDelivery } from '../../../pause-bridge/pause-record.ts';
import { deploymentOfKey, isRequestKey, requestPrefix } from '../../../storage/keys.ts';
import { progressKey } from '../../../storage/progress-key.ts';
import type { ObjectStore, StoredObject } from '../../../storage/store.ts';
import { type AuditBucket, filterPages, mapInOrder } from '../bucket/audit-bucket.ts';
import { deploymentPathOf, joinKeys } from '../bucket/join-keys.ts';
import { type AuditRange, isInRange, isOfServices } from './audit-range.ts';
import { append, type Chains, type Sealed, sealRecord } from './chain.ts';
import { type AuditRecord, requestRecord, unreadableRecord } from './request-record.ts';

const auditSchemaVersion = 1;

type AuditHeader = Sealed<{
  kind: 'header';
  schemaVersion: typeof auditSchemaVersion;
  bucket: string;
  since: string;
  until: string;
  /** Empty for all. */
  services: readonly string[];
  madeAt: string;
}>;

type AuditTrailer = Sealed<{
  kind: 'trailer';
  /** The hash of the header. */
  header: string;
  records: number;
  /** By `<account>/<region>/<cluster>/<service>`. */
  services: Readonly<Record<string, { count: number; head: string }>>;
}>;

export type ChainedRecord = Sealed<AuditRecord & { seq: number; prev: string }>;
type AuditLine = AuditHeader | ChainedRecord | AuditTrailer;

/**
 * All records of an export in the order of their keys, between a header and a trailer. It holds a few objects at a time, and a line for each service.
 *
 * @throws StorageError and the errors of S3, if something cannot be read; a damaged request becomes a record that says so
 */
export async function* exportRecords(
  bucket: AuditBucket,
  range: AuditRange,
  { now, signal }: { now: Date; signal: AbortSignal },
): AsyncGenerator<AuditLine> {
  const { since, until, services = [] } = range;
  const header: AuditHeader = sealRecord({
    ...({ kind: 'header', schemaVersion: auditSchemaVersion, bucket: bucket.name, since, until, services } as const),
    madeAt: now.toISOString(),
  });
  yield header;
  const chains: Chains = new Map();
  let records = 0;
  for await (const record of recordsIn(bucket, range, signal)) {
    records += 1;
    yield append(chains, header.hash, record) as ChainedRecord;
  }
  yield sealRecord({ kind: 'trailer', header: header.hash, records, services: Object.fromEntries(chains) } as const);
}

const clockToleranceMs = 3_600_000;

/** The records without their chain, in the order of their keys. */
async function* recordsIn(bucket: AuditBucket, range: AuditRange, signal: AbortSignal): AsyncGenerator<AuditRecord> {
  const rollbacksOf = joinKeys(bucket.pages('rollbacks/', signal));
  // An object that was last written before the range was made before it, too; the clocks of S3 and of our functions may differ.
  const writtenSince = new Date(Date.parse(range.since) - clockToleranceMs).toISOString();
  const pages = filterPages(
    bucket.pages(requestPrefix, signal),
    ({ key, lastModified }) =>
      isRequestKey(key) && isOfServices(range, key) && lastModified.toISOString() >= writtenSince,
  );
  // Keys are joined one after another, and then the objects are read at the same time.
  const joined = mapInOrder(withRollbacks(pages, rollbacksOf), ({ key, rollbacks }) =>
    readRecord(bucket, range, { key, rollbacks }, signal),
  );
  for await (const record of joined) if (record) yield record;
}

async function* withRollbacks(
  pages: AsyncIterable<readonly { key: string }[]>,
  rollbacksOf: (path: string) => Promise<readonly string[]>,
) {
  for await (const page of pages) {
    const joined: { key: string; rollbacks: readonly string[] }[] = [];
    for (const { key } of page) joined.push({ key, rollbacks: await rollbacksOf(deploymentPathOf(key)) });
    yield joined;
  }
}

/** Undefined if the object is gone by now, or its request was made at another time. */
async function readRecord(
  bucket: AuditBucket,
  range: AuditRange,
  { key, rollbacks }: { key: string; rollbacks: readonly string[] },
  signal: AbortSignal,
): Promise<AuditRecord | undefined> {
  const object = await bucket.read(key, signal);
  if (!object) return undefined;
  const { body, lastModified } = object;
  try {
    const stored = await createLedger(storeOf(bucket, key, object)).read(key, signal);
    if (!stored || !isInRange(range, stored.request.createdAt)) return undefined;
    const aftermath = {
      rollbacks: await rollbacksAt(bucket, key, rollbacks, signal),
      pause: await deliveryOf(bucket, key, signal),
      progress: stored.request.decision && (await progressOf(bucket, key, signal)),
    };
    return requestRecord({ key, body, lastModified }, stored.request, aftermath);
  } catch (error) {
    if (!(error instanceof ApprovalError)) throw error;
    return unreadableRecord({ key, body, lastModified }, error.message);
  }
}

/** Who started a deployment and what votes amount to is read as every function reads it, and this object once. */
function storeOf(bucket: AuditBucket, key: string, object: StoredObject): ObjectStore {
  const refuse = async (): Promise<never> => {
    throw new Error('an export writes nothing');
  };
  return {
    read: async (other, signal) => (other === key ? object : bucket.read(other, signal)),
    ...{ create: refuse, replace: refuse, put: refuse, remove: refuse, list: refuse },
  };
}

async function rollbacksAt(bucket: AuditBucket, key: string, keys: readonly string[], signal: AbortSignal) {
  const deployment = deploymentOfKey(key);
  if (!deployment || keys.length === 0) return [];
  return readRollbacks({ read: bucket.read, list: async () => [...keys] }, deployment, signal);
}

async function deliveryOf(bucket: AuditBucket, key: string, signal: AbortSignal) {
  const pause = pauseOfRequest(key);
  if (!pause) return undefined;
  const at = pauseKey('delivery', pause);
  const object = await bucket.read(at, signal);
  return object && readDelivery(at, object.body);
}

async function progressOf(bucket: AuditBucket, key: string, signal: AbortSignal) {
  const deployment = deploymentOfKey(key);
  return deployment && readProgress((await bucket.read(progressKey(deployment), signal))?.body);
}
