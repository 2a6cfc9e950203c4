import type { Notifier } from '../../../approval/notice/notifier.ts';
import { snsNotifier } from '../../../approval/notice/sns-notifier.ts';
import { readServiceRef } from '../../aws/service-ref.ts';
import type { SubscriptionFacts } from '../../doctor/facts/app-facts.ts';
import { isMail } from '../../doctor/judge/judge-subscriptions.ts';
import type { ReviewerResult, ReviewerWork } from '../reviewer-result.ts';
import type { ReviewerRow } from '../reviewer-row.ts';
import { type AskedByService, readAskedReviewers } from './asked-reviewers.ts';
import { type AskedReviewer, type CheckedReviewer, checkReviewers } from './check-reviewers.ts';
import { type TestMailContext, testNotice } from './test-notice.ts';

/** `check`: the addresses given and those whom a service asks; without either, everybody who is subscribed. */
export async function runReviewerCheck({ clients, stack, topic, words, flags }: ReviewerWork): Promise<ReviewerResult> {
  const place = flags.service === undefined ? undefined : readServiceRef(flags.service);
  const [subscriptions, ofService] = await Promise.all([
    topic.list(),
    place ? readAskedReviewers(clients, stack, place) : askedByNobody,
  ]);
  const named = words.map((address) => ({ address, whoAsks: ['this command'] }));
  const asked =
    named.length > 0 || place
      ? [
          ...ofService.asked,
          ...named.filter(({ address }) => !ofService.asked.some((each) => each.address === address)),
        ]
      : everybodySubscribed(subscriptions, stack.parameters.get('ApproverEmail')?.toLowerCase());
  const checked = checkReviewers(asked, subscriptions, place);
  const sns = await clients.sns();
  const context = { stackName: stack.stackName, region: clients.region, place };
  const tested = flags.send
    ? await sendTests(
        snsNotifier(() => sns, topic.arn),
        checked,
        context,
      )
    : checked;
  return {
    title: titleOf(checked),
    rows: [
      ...tested.map(({ row }) => row),
      ...ofService.unknown.map((said) => ({ mark: 'unknown', who: `${flags.service}`, said }) as const),
    ],
    closing: checked.length > 0 || place ? [] : ['Nobody is subscribed: greenlight reviewers add <address>'],
    json: { topicArn: topic.arn, reviewers: tested.map(forPrograms), unknown: ofService.unknown },
    code: isGood(checked, ofService, flags.strict === true) ? 0 : 1,
  };
}

const askedByNobody: AskedByService = { asked: [], unknown: [] };

function everybodySubscribed(
  subscriptions: readonly SubscriptionFacts[],
  approver: string | undefined,
): readonly AskedReviewer[] {
  const addresses = new Set(subscriptions.filter(isMail).map(({ endpoint }) => endpoint.toLowerCase()));
  return [
    ...(approver ? [{ address: approver, whoAsks: ['ApproverEmail of the stack'] }] : []),
    ...[...addresses]
      .filter((address) => address !== approver)
      .map((address) => ({ address, whoAsks: ['its subscription'] })),
  ];
}

/** Nobody to check is not a success: somebody who is asked would have been found. */
function isGood(checked: readonly CheckedReviewer[], { unknown }: AskedByService, isStrict: boolean): boolean {
  return (
    checked.length > 0 &&
    unknown.length === 0 &&
    checked.every(({ result, warnings }) => result === 'reached' && !(isStrict && warnings.length > 0))
  );
}

function titleOf(checked: readonly CheckedReviewer[]): string {
  const reached = checked.filter(({ result }) => result === 'reached').length;
  return `mails reach ${reached} of ${checked.length} ${checked.length === 1 ? 'reviewer' : 'reviewers'}`;
}

type TestedReviewer = CheckedReviewer & { testSent?: boolean };

/** Only to those whom it can reach; SNS accepts a mail that no subscription lets through. */
async function sendTests(
  notifier: Notifier,
  checked: readonly CheckedReviewer[],
  context: TestMailContext,
): Promise<readonly TestedReviewer[]> {
  const tested: TestedReviewer[] = [];
  for (const each of checked) {
    const testSent = each.result === 'reached' && each.takesTest;
    if (testSent) await notifier.publish(testNotice(each.address, context), new AbortController().signal);
    tested.push({ ...each, testSent, row: withTest(each, testSent) });
  }
  return tested;
}

function withTest({ row, result }: CheckedReviewer, testSent: boolean): ReviewerRow {
  if (testSent) return { ...row, said: `${row.said}; the test mail is on its way` };
  const why =
    result === 'reached' ? 'the filter lets through only mails that ask for a decision' : 'it would not arrive';
  return { ...row, said: `${row.said}; no test mail was sent, because ${why}` };
}

function forPrograms({ row, takesTest, whoAsks, ...each }: TestedReviewer) {
  return { ...each, whoAsks: whoAsks.join(' and '), said: row.said, ...(row.next !== undefined && { next: row.next }) };
}
