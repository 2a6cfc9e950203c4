import type { DeploymentRef } from '../hook/report.ts';
import { decidedPrefix, followPrefix } from './decided-keys.ts';
import { deploymentOfKey, type Place, requestPrefix } from './keys.ts';

/** A decided request, as far as its index entry says. */
export type DecidedEntry = {
  /** Of the request. */
  request: string;
  deployment: DeploymentRef;
  /** `APPROVED`, `REJECTED`, `EXPIRED` or `SUPERSEDED`. */
  status: string;
  /** To the second. */
  at: Date;
};

/**
 * The prefix of the entries of one day at a place.
 *
 * @param day - in UTC: `2026-11-27`
 */
export function decidedPrefixOf({ account, region }: Pick<Place, 'account' | 'region'>, day: string): string {
  return `${decidedPrefix}${account}/${region}/${day}/`;
}

/** Undefined for a key that is not one of ours. */
export function readDecidedKey(key: string): DecidedEntry | undefined {
  const [, place, day, time = '', status, rest] =
    /^decided\/(\d{1,12}\/[a-z0-9-]{1,32})\/(\d{4}-\d\d-\d\d)\/(\d{6})-([A-Z]{1,16})\/(.+)$/.exec(key) ?? [];
  const request = `${requestPrefix}${place}/${rest}`;
  const deployment = deploymentOfKey(request);
  const at = new Date(`${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  if (!deployment || status === undefined || Number.isNaN(at.getTime())) return undefined;
  return { request, deployment, status, at };
}

/** The prefix of the deployments that are followed at a place. */
export function followPrefixAt({ account, region, cluster, service }: Place): string {
  const names = cluster === undefined ? [] : [cluster, ...(service === undefined ? [] : [service])];
  return `${followPrefix}${[account, region, ...names].join('/')}/`;
}

/** Undefined for a key that is not one of ours. */
export function deploymentOfFollowKey(key: string): DeploymentRef | undefined {
  return deploymentOfKey(`${requestPrefix}${key.slice(followPrefix.length)}/FOLLOWED.json`);
}
