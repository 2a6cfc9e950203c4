import type { DeploymentRef } from '../../hook/report.ts';
import type { Place } from '../../storage/keys.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { emptyRecord, formatOutbox, type OutboxRecord, parseOutbox } from './outbox-record.ts';

export type StoredOutbox = { record: OutboxRecord; etag: string | undefined };

/** The announcer's own objects. Everything rejects as the store does, and if an object was damaged. */
export interface OutboxStore {
  /** Puts a deployment on the sweep's list. Before anything else, so that a crash at any later moment is repaired. */
  note(deployment: DeploymentRef, signal: AbortSignal): Promise<void>;
  /** Takes it off the list again. */
  forget(deployment: DeploymentRef, signal: AbortSignal): Promise<void>;
  /** Those at a place, or all. */
  listNoted(signal: AbortSignal, place?: Place): Promise<DeploymentRef[]>;
  /** An empty record if there is none. */
  read(deployment: DeploymentRef, signal: AbortSignal): Promise<StoredOutbox>;
  /** Resolves to what is stored now; undefined if somebody else has written since. */
  write(
    deployment: DeploymentRef,
    stored: StoredOutbox,
    next: OutboxRecord,
    signal: AbortSignal,
  ): Promise<StoredOutbox | undefined>;
}

export function createOutboxStore(store: ObjectStore): OutboxStore {
  return {
    note: (deployment, signal) => store.put(notedKey(deployment), '', signal),
    forget: (deployment, signal) => store.remove(notedKey(deployment), signal),
    async listNoted(signal, place) {
      const keys = await store.list(notedPrefixAt(place), signal);
      return keys.flatMap((key) => deploymentOfNoted(key) ?? []);
    },
    read: (deployment, signal) => read(outboxKey(deployment), signal),
    async write(deployment, { etag: known }, next, signal) {
      const key = outboxKey(deployment);
      const body = formatOutbox(next);
      const etag =
        known === undefined ? await store.create(key, body, signal) : await store.replace(key, known, body, signal);
      if (etag !== undefined) return { record: next, etag };
      // The SDK's own retry finds the condition broken by a write whose answer was lost.
      const current = await read(key, signal);
      return formatOutbox(current.record) === body ? current : undefined;
    },
  };

  async function read(key: string, signal: AbortSignal): Promise<StoredOutbox> {
    const object = await store.read(key, signal);
    if (!object) return { record: emptyRecord, etag: undefined };
    return { record: parseOutbox(key, object.body), etag: object.etag };
  }
}

/** `announcements/<account>/<region>/<cluster>/<service>/<deploymentId>.json` */
function outboxKey(deployment: DeploymentRef): string {
  return `announcements/${pathOf(deployment)}.json`;
}

const notedPrefix = 'announcing/';

function notedKey(deployment: DeploymentRef): string {
  return `${notedPrefix}${pathOf(deployment)}`;
}

function pathOf({ account, region, cluster, service, deploymentId }: DeploymentRef): string {
  return [account, region, cluster, service, deploymentId].join('/');
}

function notedPrefixAt(place: Place | undefined): string {
  const { account, region, cluster, service } = place ?? {};
  return (
    [`${notedPrefix.slice(0, -1)}`, account, region, cluster, service].filter((part) => part !== undefined).join('/') +
    '/'
  );
}

function deploymentOfNoted(key: string): DeploymentRef | undefined {
  const [account, region, cluster, service, deploymentId, ...rest] = key.slice(notedPrefix.length).split('/');
  if (!account || !region || !cluster || !service || !deploymentId || rest.length > 0) return undefined;
  return { account, region, cluster, service, deploymentId };
}
