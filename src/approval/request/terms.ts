import * as v from 'valibot';
import { formatIssues } from '../../wording/values.ts';
import { ApprovalError } from '../approval-error.ts';
import { weekdays } from '../schedule/business-hours.ts';
import { assurances } from './assurance.ts';
import type { ApprovalRequest, Vote } from './request.ts';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

const assurance = v.optional(v.picklist(assurances));

const deputies = v.optional(v.array(v.object({ afterMinutes: wholeNumber, from: v.array(v.string()) })));

const ruleSchema = v.object({
  name: v.string(),
  from: v.array(v.string()),
  approvals: wholeNumber,
  /** What a vote must prove to count for this rule. Default: as for the gate. */
  assurance,
  deputies,
});

/**
 * What the gate's configuration says about how people decide, beyond the keys that every request has. It is part of `asked`, which every poll
 * compares with the gate's own configuration. What is missing has its default, also in a request that was opened before the key existed.
 */
const termsSchema = v.object({
  /** All of these must be met. Default: `approvals` of `reviewers`. */
  rules: v.optional(v.array(ruleSchema)),
  /** How well a vote must prove who cast it. Default `link`. */
  assurance,
  /** How long ago somebody may have signed in when they vote, to count as signed in. Default: as long as they stay signed in. */
  signInMaxAgeMinutes: v.optional(wholeNumber),
  /** How many different people must reject. Default 1. */
  rejections: v.optional(wholeNumber),
  /** Which choice needs a reason; a rejection always does. Default `reject`. */
  requireReason: v.optional(v.picklist(['approve', 'reject', 'both'])),
  /** What that reason must contain: a regular expression of RE2. Default: anything. */
  reasonPattern: v.optional(v.string()),
  /** What to tick for an approval, each as a sentence. Default: nothing. */
  checklist: v.optional(v.array(v.string())),
  /** What happens if nobody has decided by the deadline. Default `reject`. */
  onDeadline: v.optional(v.picklist(['reject', 'approve'])),
  /** Who may decide in addition after some time, without rules. Default: nobody. */
  deputies,
  /** Mails to those who have not voted, counted from the request. Default: none. */
  reminders: v.optional(v.object({ everyMinutes: wholeNumber, limit: wholeNumber })),
  /** When the minutes of a request count, in a time zone. Default: always. */
  businessHours: v.optional(
    v.object({
      timeZone: v.string(),
      days: v.array(v.picklist(weekdays)),
      from: v.string(),
      to: v.string(),
    }),
  ),
  /** Whether an approval counts for later steps of the deployment, too. Default false. */
  once: v.optional(v.boolean()),
  /** Where nobody is asked. Default: nowhere. */
  autoApprove: v.optional(v.object({ clusters: v.array(v.string()) })),
  /** The IAM identities that may approve without what the gate needs, by ARN. Default: nobody. */
  breakGlass: v.optional(v.array(v.string())),
  /** Whether the person who started the deployment may approve it. Default: yes. */
  selfApproval: v.optional(v.picklist(['deny'])),
  /** What if nobody knows who that was. Default `deny`: nobody can approve. */
  unknownDeployer: v.optional(v.picklist(['deny', 'allow'])),
  /** The person behind an IAM identity that starts deployments, by its ARN, with all their names. Default: nobody is known to be behind a role. */
  deployers: v.optional(v.record(v.string(), v.array(v.string()))),
});

export type Terms = v.InferOutput<typeof termsSchema>;

/** Of a checklist. */
export const maxItems = 10;
/** Characters. */
export const maxItemLength = 200;

/**
 * A page asks for them a dozen times, so those of a frozen request are kept with it.
 *
 * @throws ApprovalError `UNREADABLE_REQUEST` if they were damaged by hand
 */
export function termsOf({ asked = {} }: Pick<ApprovalRequest, 'asked'>): Terms {
  const known = knownTerms.get(asked);
  if (known) return known;
  const parsed = v.safeParse(termsSchema, asked);
  if (parsed.success) {
    if (Object.isFrozen(asked)) knownTerms.set(asked, parsed.output);
    return parsed.output;
  }
  throw new ApprovalError(
    'UNREADABLE_REQUEST',
    `the request in the ledger is damaged: ${formatIssues(parsed.issues, 'asked')}`,
  );
}

const knownTerms = new WeakMap<object, Terms>();

/** Whether people decide by more than reviewers and a number of approvals. */
export function hasTerms(request: Pick<ApprovalRequest, 'asked'>): boolean {
  return Object.keys(termsOf(request)).length > 0;
}

/** The items of the checklist that an approval still lacks. */
export function missingItems({ checklist = [] }: Terms, ticked: readonly string[] = []): string[] {
  return checklist.filter((item) => !ticked.includes(item));
}

export function needsReason({ requireReason }: Terms, choice: Vote['choice']): boolean {
  if (choice !== 'APPROVE') return choice === 'REJECT';
  return requireReason === 'approve' || requireReason === 'both';
}

/** What the reason of this choice must contain; undefined if it may be anything. */
export function patternFor({ requireReason = 'reject', reasonPattern }: Terms, choice: Vote['choice']) {
  return [choice.toLowerCase(), 'both'].includes(requireReason) ? reasonPattern : undefined;
}

/** Whether an approval has its reason and every item of the checklist. */
export function isComplete(terms: Terms, { choice, reason, checklist }: Vote): boolean {
  if (choice !== 'APPROVE') return true;
  return (Boolean(reason) || !needsReason(terms, choice)) && missingItems(terms, checklist).length === 0;
}
