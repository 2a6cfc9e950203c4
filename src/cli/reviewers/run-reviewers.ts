import { awsClients } from '../aws/aws-clients.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readStack } from '../aws/stack.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { addReviewers, howToConfirm } from './add-reviewers.ts';
import { runReviewerCheck } from './check/run-reviewer-check.ts';
import { confirmReviewer } from './confirm/confirm-reviewer.ts';
import { readPasted } from './confirm/read-pasted.ts';
import { subscriberOf, subscriberRow } from './list-subscribers.ts';
import { removeReviewers } from './remove-reviewers.ts';

import { type ReviewerAction, type ReviewerFlags, readAddresses, refuseOtherFlags } from './reviewer-flags.ts';
import type { ReviewerResult, ReviewerWork } from './reviewer-result.ts';
import { type ReviewerRow, renderRows } from './reviewer-row.ts';
import { type ReviewerTopic, snsTopic } from './topic.ts';

/** The action of `greenlight reviewers`. */
export async function runReviewers(
  what: ReviewerAction,
  given: readonly string[],
  flags: ReviewerFlags,
): Promise<ExitCode> {
  refuseOtherFlags(what, flags);
  // Read before AWS is asked. A link that the shell has cut into words is one.
  const words = what === 'confirm' ? [await readLink(given)] : readAddresses(what, given);
  const clients = await awsClients(flags);
  const run = async () => {
    const stack = await readStack(await clients.cloudformation(), flags.stack, clients.region);
    const topic = snsTopic(await clients.sns(), stack.notificationsTopicArn);
    return actions[what]({ clients, stack, topic, words, flags });
  };
  const result = await withProgress(`asking SNS about the topic of stack ${flags.stack}`, run());
  print(result, flags);
  return result.code;
}

const actions: Readonly<Record<ReviewerAction, (work: ReviewerWork) => Promise<ReviewerResult>>> = {
  add,
  list,
  remove,
  check: runReviewerCheck,
  confirm,
};

async function add({ topic, words, flags }: ReviewerWork): Promise<ReviewerResult> {
  const shared = flags.shared === true;
  const added = await addReviewers(topic, words, { shared, resend: flags.resend === true });
  const waiting = added.filter(({ isPending }) => isPending).length;
  return {
    title: `${count(added.length, 'reviewer')} of ${nameOf(topic)}${waiting > 0 ? `, ${waiting} to confirm` : ''}`,
    rows: added.map(({ row }) => row),
    closing: waiting > 0 ? [howToConfirm] : [],
    json: { topicArn: topic.arn, reviewers: added.map(forPrograms) },
    code: added.some(({ result }) => result === 'unknown') ? 1 : 0,
  };
}

async function list({ topic }: ReviewerWork): Promise<ReviewerResult> {
  const subscribers = (await topic.list()).map(subscriberOf);
  const pending = subscribers.filter(({ state }) => state === 'pending').length;
  return {
    title: `${count(subscribers.length, 'subscription')} of ${nameOf(topic)}${pending > 0 ? `, ${pending} not confirmed` : ''}`,
    rows: subscribers.map(subscriberRow),
    closing: pending > 0 ? [howToConfirm] : [],
    json: { topicArn: topic.arn, subscriptions: subscribers },
    code: subscribers.some(({ state, gets }) => state === 'confirmed' && gets === undefined) ? 1 : 0,
  };
}

async function remove({ topic, stack, words }: ReviewerWork): Promise<ReviewerResult> {
  const approver = stack.parameters.get('ApproverEmail')?.toLowerCase();
  const removed = await removeReviewers(topic, words, approver);
  return {
    title: `${count(removed.length, 'address', 'addresses')} of ${nameOf(topic)}`,
    rows: removed.map(({ row }) => row),
    json: { topicArn: topic.arn, reviewers: removed.map(forPrograms) },
    code: removed.some(({ result }) => result === 'pending') ? 1 : 0,
  };
}

async function confirm({ topic, words: [link = ''] }: ReviewerWork): Promise<ReviewerResult> {
  const { row, ...confirmed } = await confirmReviewer(topic, link);
  return {
    title: `A subscription of ${nameOf(topic)}`,
    rows: [row],
    json: { topicArn: topic.arn, ...confirmed, said: row.said },
    code: confirmed.isAuthenticated ? 0 : 1,
  };
}

function readLink(words: readonly string[]): Promise<string> | string {
  if (words.length > 0) return words.join('');
  if (process.stdin.isTTY) process.stderr.write('Paste the link from the mail of AWS, and press Enter twice:\n');
  return readPasted(process.stdin);
}

function print({ title, rows, closing = [], json }: ReviewerResult, { output }: ReviewerFlags): void {
  if (output === 'json') {
    printJson(json);
    return;
  }
  const { stdout } = process;
  const style = {
    colour: stdout.isTTY === true && stdout.hasColors(),
    columns: Math.max(60, Math.min(100, stdout.columns ?? 80)),
  };
  stdout.write(`${renderRows(title, rows, closing, style).join('\n')}\n`);
}

/** The row is for people; what it says is for both. */
function forPrograms<Result extends { row: ReviewerRow }>({ row, ...result }: Result) {
  return { ...result, said: row.said, ...(row.next !== undefined && { next: row.next }) };
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function nameOf({ arn }: ReviewerTopic): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
