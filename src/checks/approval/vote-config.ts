import * as v from 'valibot';
import { voterOf } from '../../approval/request/people.ts';
import { maxItemLength, maxItems } from '../../approval/request/terms.ts';
import { isJsonObject } from '../../hook/json.ts';
import { isOneLine } from '../../wording/lines.ts';
import { formatValue } from '../../wording/values.ts';
import { findRepeated } from '../find-repeated.ts';

const count = 'expected a whole number of people, 1 or more';
const line = (max: number) =>
  v.pipe(
    v.string('expected a string'),
    v.minLength(1, 'expected a string that is not empty'),
    v.maxLength(max, `expected at most ${max} characters`),
    v.check(isOneLine, 'expected one line without control characters'),
  );

/** The keys of `hookDetails` about what a vote needs and does. */
export const voteEntries = {
  /** How many different people must reject before the deployment rolls back. Default 1: the first rejection ends it. */
  rejections: v.optional(v.pipe(v.number(count), v.integer(count), v.minValue(1, count)), 1),
  /**
   * Which decision needs a reason: `"approve"`, `"reject"` or `"both"`. A rejection needs one in any case; `reasonPattern` applies to the decisions
   * named here. Default `"reject"`.
   */
  requireReason: v.optional(
    v.picklist(['approve', 'reject', 'both'], 'expected "approve", "reject" or "both"'),
    'reject',
  ),
  /**
   * What such a reason has to contain, such as the number of a ticket: a regular expression in the syntax of RE2, for example `SHOP-[0-9]+`. It may match
   * anywhere in the reason. Needs `requireReason`. Default: any reason will do.
   */
  reasonPattern: v.optional(line(200)),
  /** What has to be ticked for an approval, item by item, such as "The data is backed up". Recorded with the vote. Default: nothing. */
  checklist: v.optional(
    v.pipe(
      v.array(line(maxItemLength), 'expected a list of strings'),
      v.maxLength(maxItems, `expected at most ${maxItems} items`),
      v.check(
        (list) => new Set(list).size === list.length,
        ({ input }) => `expected each item once, but ${formatValue(findRepeated(input))} is there twice`,
      ),
    ),
    [],
  ),
};

const cluster = 'expected the name of a cluster, or a pattern with at least 3 characters next to *, such as "dev-*"';

/** The name of a cluster has letters, digits, hyphens and underscores. A pattern that says too little would match production too. */
function isClusterPattern(given: string): boolean {
  return /^[\w*-]{1,255}$/.test(given) && (!given.includes('*') || given.replaceAll('*', '').length >= 3);
}

/** The keys of `hookDetails` for gates that may pass although nobody approves. */
export const openEntries = {
  /**
   * What happens if nobody has decided by the deadline: `"reject"` rolls back, `"approve"` lets the deployment through, unless somebody has rejected it.
   * `"approve"` needs `allowFailOpen`. Default `"reject"`.
   */
  onDeadline: v.optional(v.picklist(['reject', 'approve'], 'expected "reject" or "approve"'), 'reject'),
  /**
   * The clusters in which nobody is asked: `{ "clusters": ["dev-*"] }`, names or patterns in which `*` is any number of characters. Greenlight approves
   * there at once, and records that. Default: everybody is asked everywhere.
   */
  autoApprove: v.optional(
    v.strictObject({
      clusters: v.pipe(
        v.array(v.pipe(v.string(cluster), v.check(isClusterPattern, cluster)), 'expected a list of names of clusters'),
        v.minLength(1, 'expected at least one cluster'),
        v.maxLength(20, 'expected at most 20 clusters'),
      ),
    }),
  ),
  /** Permits `onDeadline: "approve"`, which opens a gate that nobody looks at. Default false. */
  allowFailOpen: v.optional(v.boolean('expected true or false'), false),
};

/** Whether it is open which decisions a pattern is for. Afterwards nobody can see that, because `requireReason` has a default. */
export function hasLonePattern(given: unknown): boolean {
  return isJsonObject(given) && 'reasonPattern' in given && !('requireReason' in given);
}

/** Whether enough different people can reject. Without reviewers there is one link, which stands for one person. */
export function canReject({ rejections, people }: { rejections: number; people: readonly string[] }): boolean {
  return rejections <= Math.max(1, new Set(people.map(voterOf)).size);
}
