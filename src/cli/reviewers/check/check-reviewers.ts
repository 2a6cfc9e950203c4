import { type AskedPlace, lettingNotice } from '../../../approval/notice/filter/reach-of-filter.ts';
import type { SubscriptionFacts } from '../../doctor/facts/app-facts.ts';
import type { Outcome } from '../../doctor/facts/outcome.ts';
import { judgeReviewer, judgeSubscription, judgeUnaddressed } from '../../doctor/judge/judge-subscriptions.ts';
import { type RuleId, rules } from '../../doctor/rules/rules.ts';
import { commandIn } from '../list-subscribers.ts';
import type { ReviewerRow } from '../reviewer-row.ts';

/** Somebody who is asked. Without an address it is everybody on the topic, because the gate names nobody. */
export type AskedReviewer = { address: string | undefined; whoAsks: readonly string[] };

export type CheckedReviewer = AskedReviewer & {
  /** Whether a mail would arrive. */
  result: 'reached' | 'not-reached' | 'unknown';
  /** Whether a test mail would get through as well: a filter may let through nothing but real ones. */
  takesTest: boolean;
  /** What a reviewer who is reached should not leave as it is, by the ids of `greenlight doctor`. */
  warnings: readonly { rule: RuleId; fix: string }[];
  row: ReviewerRow;
};

/** Whether each of them would get the mail that asks about this service, or about any if none is named. */
export function checkReviewers(
  asked: readonly AskedReviewer[],
  subscriptions: readonly SubscriptionFacts[],
  place: AskedPlace,
): readonly CheckedReviewer[] {
  return asked.map((each) => checkReviewer(each, subscriptions, place));
}

function checkReviewer(
  asked: AskedReviewer,
  subscriptions: readonly SubscriptionFacts[],
  place: AskedPlace,
): CheckedReviewer {
  const { address } = asked;
  const whoAsks = asked.whoAsks.join(' and ');
  const outcome =
    address === undefined
      ? judgeUnaddressed(whoAsks, subscriptions, place)
      : judgeReviewer(address, whoAsks, subscriptions, place);
  const own = subscriptions.filter(({ endpoint }) => endpoint.toLowerCase() === address);
  const warnings = outcome.kind === 'fine' ? own.flatMap(judgeSubscription).flatMap(warningIn) : [];
  const takesTest = subscriptions.some(
    ({ subscriptionArn, filter }) =>
      subscriptionArn !== undefined && filter.seen && lettingNotice(filter.value, address, place, 'test') === true,
  );
  return { ...asked, result: results[outcome.kind], takesTest, warnings, row: rowOf(outcome, warnings) };
}

const results = { fine: 'reached', found: 'not-reached', unseen: 'unknown' } as const;

function warningIn(outcome: Outcome): CheckedReviewer['warnings'] {
  const { rule } = outcome;
  const isAbout = rule === 'subscription-unfiltered' || rule === 'subscription-unauthenticated';
  return isAbout && outcome.kind === 'found' ? [{ rule, fix: outcome.fix }] : [];
}

function rowOf(outcome: Outcome, warnings: CheckedReviewer['warnings']): ReviewerRow {
  const who = outcome.about;
  const [warning] = warnings;
  switch (outcome.kind) {
    case 'found':
      return { mark: 'error', who, said: outcome.found, next: commandIn(outcome.fix) };
    case 'unseen':
      return { mark: 'unknown', who, said: `not known: ${outcome.why}` };
    case 'fine': {
      const said = [outcome.said, ...warnings.map(({ rule }) => rules[rule].title)].join('; but ');
      return { mark: warning ? 'warning' : 'fine', who, said, next: warning && commandIn(warning.fix) };
    }
  }
}
