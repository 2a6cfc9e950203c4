import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import { letsThrough } from './filter-policy.ts';

/** A filter as SNS stores it: JSON as it was written, undefined if there is none. */
export type StoredFilter = { policy: string | undefined; scope: string | undefined };

/** The deployment that is asked about; undefined if any is. */
export type AskedPlace = { cluster: string; service: string } | undefined;

/** What a filter lets through; undefined if the policy uses what is not known here. */
export type FilterReach = {
  /** Notices for this address. */
  own: boolean | undefined;
  /** Any notice for another address. */
  others: boolean | undefined;
  /** Notices that name no reviewer, with the one link that everybody gets. */
  shared: boolean | undefined;
};

/** Whether a filter lets through a notice for this reviewer, or for everybody, with the attributes that the hook sends. */
export function lettingNotice(
  { policy, scope }: StoredFilter,
  reviewer?: string,
  place?: AskedPlace,
  event = 'approval-requested',
): boolean | undefined {
  // The body of a notice is plain text, and a policy on the body only lets JSON through.
  if (scope === 'MessageBody' && policy !== undefined) return false;
  const attributes = { event, ...(reviewer !== undefined && { reviewer }), ...place };
  return letsThrough(parseJson(policy ?? '{}'), attributes, place ? [] : ['cluster', 'service']);
}

/**
 * What a filter lets through to this address. Others are found by trying: an address that nobody has, those that the policy itself mentions, and
 * longer ones, for patterns such as a prefix.
 *
 * @example reachOfFilter({ policy: '{"reviewer":["ana@example.com"]}', scope: undefined }, 'ana@example.com') // own, and neither others nor shared
 */
export function reachOfFilter(filter: StoredFilter, address: string): FilterReach {
  const own = address.toLowerCase();
  const literals = [own, ...stringsIn(parseJson(filter.policy ?? '{}')).map((text) => text.toLowerCase())];
  const strangers = new Set([
    'somebody-else@example.invalid',
    ...literals.flatMap((text) => [text, `${text}.invalid`, `x${text}`]),
  ]);
  strangers.delete(own);
  const others = [...strangers].map((stranger) => lettingNotice(filter, stranger));
  return {
    own: lettingNotice(filter, own),
    others: others.includes(true) ? true : others.includes(undefined) ? undefined : false,
    shared: lettingNotice(filter),
  };
}

/** The policy with which a person gets only what is meant for them. With `shared` as template.yaml has it for `ApproverEmail`. */
export function filterFor(address: string, { shared }: { shared: boolean }): string {
  const own = { reviewer: [address.toLowerCase()] };
  return JSON.stringify(shared ? { $or: [own, { reviewer: [{ exists: false }] }] } : own);
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isJsonObject(value) ? Object.values<JsonValue | undefined>(value).flatMap(stringsIn) : [];
}
