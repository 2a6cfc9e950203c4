import { deploymentReasons } from './deployment-reasons.ts';
import { hookReasons } from './hook-reasons.ts';
import type { KnownReason } from './known-reason.ts';
import { networkReasons } from './network-reasons.ts';

const all = [...deploymentReasons, ...hookReasons, ...networkReasons] as const;

/** The id of each. */
export type ReasonId = (typeof all)[number]['id'];

/** Every ECS message that is recognized: `explain`, doctor's findings and the troubleshooting page share this table. */
export const knownReasons: readonly (KnownReason & { id: ReasonId })[] = all;

/**
 * The entry with this id.
 *
 * @example
 * knownReason('same-rule-twice').cause;
 */
export function knownReason(id: ReasonId): KnownReason {
  const found = knownReasons.find((reason) => reason.id === id);
  if (!found) throw new TypeError(`there is no reason ${id}`);
  return found;
}
