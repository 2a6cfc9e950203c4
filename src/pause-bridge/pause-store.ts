import type { DeploymentRef } from '../hook/report.ts';
import type { ObjectStore } from '../storage/store.ts';
import { hashOf, type PauseRef, pauseKey, pauseOfKey, readDeploymentArn, undeliveredPrefixOf } from './pause-keys.ts';
import {
  type Delivery,
  formatRecord,
  type Pause,
  readDelivery,
  readPause,
  readSighting,
  type Sighting,
} from './pause-record.ts';

/** The bridge's own objects. Everything rejects as the store does, and with a DamagedRecordError. */
export interface PauseStore {
  /** Puts a pause on the sweep's list. Before anything else, so that a crash at any later moment is repaired. */
  note(sighting: Sighting, signal: AbortSignal): Promise<void>;
  /** Takes it off the list again. */
  forget(ref: PauseRef, signal: AbortSignal): Promise<void>;
  /** Of one deployment, or all. */
  listNoted(signal: AbortSignal, deployment?: DeploymentRef): Promise<PauseRef[]>;
  /** Whether the pause is on the list, even with an entry that cannot be read. */
  isNoted(ref: PauseRef, signal: AbortSignal): Promise<boolean>;
  /** Undefined if the pause is not on the list. */
  readNoted(ref: PauseRef, signal: AbortSignal): Promise<Sighting | undefined>;
  readPause(ref: PauseRef, signal: AbortSignal): Promise<Pause | undefined>;
  /** Resolves to what is stored: to another one if somebody was faster. */
  createPause(pause: Pause, signal: AbortSignal): Promise<Pause>;
  readDelivery(ref: PauseRef, signal: AbortSignal): Promise<Delivery | undefined>;
  /**
   * Stores what was done, unless another invocation has stored something meanwhile.
   *
   * @param known - what is replaced; undefined to create it
   * @returns what is stored now
   */
  writeDelivery(next: Delivery, known: Delivery | undefined, signal: AbortSignal): Promise<Delivery>;
}

export function createPauseStore(store: ObjectStore): PauseStore {
  const noted = (ref: PauseRef) => pauseKey('undelivered', ref);
  return {
    note: (sighting, signal) => store.put(noted(refOf(sighting)), formatRecord(sighting), signal),
    forget: (ref, signal) => store.remove(noted(ref), signal),
    async listNoted(signal, deployment) {
      const keys = await store.list(undeliveredPrefixOf(deployment), signal);
      return keys.flatMap((key) => pauseOfKey(key) ?? []);
    },
    isNoted: async (ref, signal) => (await store.read(noted(ref), signal)) !== undefined,
    readNoted: (ref, signal) => read(noted(ref), readSighting, signal),
    readPause: (ref, signal) => read(pauseKey('pause', ref), readPause, signal),
    readDelivery: (ref, signal) => read(pauseKey('delivery', ref), readDelivery, signal),

    async createPause(pause, signal) {
      const key = pauseKey('pause', refOf(pause));
      await store.create(key, formatRecord(pause), signal);
      return stored(key, await read(key, readPause, signal));
    },

    async writeDelivery(next, known, signal) {
      const key = pauseKey('delivery', refOf(next));
      if (known === undefined) await store.create(key, formatRecord(next), signal);
      else {
        const current = await store.read(key, signal);
        if (current && isSame(readDelivery(key, current.body), known)) {
          await store.replace(key, current.etag, formatRecord(next), signal);
        }
      }
      // Read back in either case: the response to our own write may have been lost.
      return stored(key, await read(key, readDelivery, signal));
    },
  };

  async function read<T>(key: string, parse: (key: string, body: string) => T, signal: AbortSignal) {
    const object = await store.read(key, signal);
    return object && parse(key, object.body);
  }
}

/** Both were read, so their keys are in the same order. */
function isSame(current: Delivery, known: Delivery): boolean {
  return formatRecord(current) === formatRecord(known);
}

function stored<T>(key: string, found: T | undefined): T {
  if (found === undefined) throw new Error(`${key} was written but cannot be read back`);
  return found;
}

/** @throws Error if the ARN is not that of a service deployment in a cluster */
export function refOf({ hookId, serviceDeploymentArn }: Pick<Sighting, 'hookId' | 'serviceDeploymentArn'>): PauseRef {
  const named = readDeploymentArn(serviceDeploymentArn);
  if (!named) throw new Error(`${serviceDeploymentArn} is not the ARN of a service deployment in a cluster`);
  const { partition: _partition, ...deployment } = named;
  return { deployment, hash: hashOf(hookId) };
}
