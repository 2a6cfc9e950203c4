import { type ApprovalRequest, type Decision, parseRequest, type Vote } from '../../../approval/request/request.ts';
import { digestOf } from '../../../storage/canonical-json.ts';
import { isRequestKey, requestPrefix } from '../../../storage/keys.ts';
import {
  type AuditBucket,
  filterPages,
  type ListedKey,
  type ListedVersion,
  mapInOrder,
} from '../bucket/audit-bucket.ts';
import { type AuditRange, isInRange, isOfServices } from '../export/audit-range.ts';
import { sha256 } from '../export/request-record.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { ReadChained } from './read-record.ts';

/** What has to stay as it is once a request is decided: the question, who answered what, and the decision. */
function decidedDigest({
  subject,
  createdAt,
  deadline,
  approvals,
  reviewers,
  votes,
  ...rest
}: ApprovalRequest): string {
  const { excluded, asked, decision } = rest;
  return digestOf({ subject, createdAt, deadline, approvals, reviewers, excluded, asked, votes, decision });
}

/** A request as stored; undefined if it cannot be read. */
function tryParse(body: string): ApprovalRequest | undefined {
  try {
    return parseRequest(body);
  } catch {
    return undefined;
  }
}

/**
 * Compares the records of an export, in the order of their keys, with the objects of the bucket. Call it with each record, and `end` it afterwards:
 * then it also knows of the objects that the export does not have.
 */
export function compareWithLedger(bucket: AuditBucket, range: AuditRange, signal: AbortSignal) {
  const pages = filterPages(
    bucket.pages(requestPrefix, signal),
    ({ key }) => isRequestKey(key) && isOfServices(range, key),
  );
  const objects = mapInOrder<ListedKey, string>(pages, async ({ key }) => key);
  const findings: AuditFinding[] = [];
  let next: string | undefined;
  let isOver = false;
  let line = 1;

  return { compare, end };

  async function compare(record: ReadChained): Promise<void> {
    line += 1;
    await skipTo(record.key);
    if (next !== record.key) {
      findings.push({ kind: 'not-in-ledger', line, text: `${record.key} is not in the bucket any more` });
      return;
    }
    next = undefined;
    await compareOne(record);
  }

  async function end(): Promise<AuditFinding[]> {
    await skipTo(undefined);
    return findings;
  }

  /** Everything before this key is not in the export; it should be, if its request is of the range. */
  async function skipTo(key: string | undefined): Promise<void> {
    for (;;) {
      if (next === undefined && !isOver) {
        const { value, done } = await objects.next();
        isOver = done === true;
        next = done ? undefined : value;
      }
      if (next === undefined || (key !== undefined && next >= key)) return;
      await judgeLeftOut(next);
      next = undefined;
    }
  }

  async function judgeLeftOut(key: string): Promise<void> {
    const object = await bucket.read(key, signal);
    const request = object && tryParse(object.body);
    if (request && isInRange(range, request.createdAt))
      findings.push({ kind: 'not-in-export', text: `${key} is in the bucket and not in the export` });
  }

  async function compareOne(record: ReadChained): Promise<void> {
    const object = await bucket.read(record.key, signal);
    if (!object || sha256(object.body) === record.object.sha256) return;
    const why = whyDiffers(record, tryParse(object.body));
    if (why !== undefined) findings.push({ kind: 'differs', line, text: `${record.key}: ${why}` });
  }
}

type Exported = Pick<ApprovalRequest, 'subject' | 'createdAt' | 'deadline' | 'status'> & {
  decision?: Decision & { byVotes: boolean; byHand: boolean };
  rules: ApprovalRequest['asked'];
  couldDecide: Pick<ApprovalRequest, 'reviewers' | 'approvals' | 'excluded'>;
  votes: readonly Vote[];
};

/** An open request is still changing: it may have more votes by now, and a decision. Of a decided one, only notes for people change. */
function whyDiffers(record: ReadChained, now: ApprovalRequest | undefined): string | undefined {
  if (!now) return 'the object in the bucket is damaged';
  if (record.kind === 'unreadable') return undefined;
  const { subject, createdAt, deadline, rules, couldDecide, status, decision, votes } = record as unknown as Exported;
  if (digestOf(subject) !== digestOf(now.subject)) return 'it is about something else in the bucket';
  if (digestOf(rules) !== digestOf(now.asked ?? {})) return 'its rules in the bucket are different';
  if (createdAt !== now.createdAt) return 'it was made at another time in the bucket';
  if (digestOf(votes.map(stated)) !== digestOf(now.votes.slice(0, votes.length).map(stated)))
    return 'the votes in the bucket are different';
  if (digestOf(asked(couldDecide)) !== digestOf(asked(now))) return 'it asks other people in the bucket';
  if (status === 'PENDING') return undefined;
  if (now.votes.length !== votes.length) return 'the bucket has votes that were cast after the decision';
  if (deadline !== now.deadline) return 'its deadline in the bucket is different';
  if (status !== now.status || !isSameDecision(decision, now.decision))
    return 'the decision in the bucket is different';
  return undefined;
}

/** Whose name somebody wrote on a decision that was made by hand is not in the export. */
function isSameDecision(exported: Exported['decision'], now: Decision | undefined): boolean {
  if (!exported || exported.byHand) return exported?.at === now?.at;
  const { byVotes: _byVotes, byHand: _byHand, ...decision } = exported;
  return digestOf(decision) === digestOf(now ?? {});
}

/** Of whom how many had to approve. It stays as it is from the beginning. */
function asked({ reviewers, approvals, excluded = [] }: Exported['couldDecide']) {
  return { reviewers, approvals, excluded };
}

/** What somebody has said with a vote. */
function stated({ at, by, choice, via = 'desk', reason, checklist, identity, evidence }: Vote) {
  return { at, by, choice, via, reason, checklist, identity, evidence };
}

/**
 * Decided requests that were changed afterwards, by the versions that the bucket keeps. Of each request, the versions are read from the newest to the
 * first that is not decided.
 */
export async function findChangedDecisions(
  bucket: AuditBucket,
  range: AuditRange,
  signal: AbortSignal,
): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for await (const versions of versionsByKey(bucket.versionPages(requestPrefix, signal))) {
    const [{ key = '' } = {}] = versions;
    if (!isRequestKey(key) || !isOfServices(range, key) || versions.length < 2) continue;
    const why = await whyChanged(bucket, versions, range, signal);
    if (why !== undefined) findings.push({ kind: 'changed-after-decision', text: `${key}: ${why}` });
  }
  return findings;
}

/**
 * Reads from the oldest version on, which nobody can write afterwards: it says whether the request is of the range. From the first decision on
 * nothing may change, so a request that was reopened is found too, even if it was decided again or put back.
 */
async function whyChanged(
  bucket: AuditBucket,
  versions: readonly ListedVersion[],
  range: AuditRange,
  signal: AbortSignal,
): Promise<string | undefined> {
  let oldest: ApprovalRequest | undefined;
  let decided: { digest: string; at: string } | undefined;
  for (const { key, versionId, lastModified, isDeleted } of versions.toReversed()) {
    const object = isDeleted ? undefined : await bucket.read(key, signal, versionId);
    const request = object && tryParse(object.body);
    oldest ??= request;
    if (oldest && !isInRange(range, oldest.createdAt)) return undefined;
    const what = !request ? (isDeleted ? 'deleted' : 'damaged') : request.decision ? 'changed' : 'reopened';
    if (decided && (!request || decidedDigest(request) !== decided.digest))
      return `it was ${what} at ${lastModified.toISOString()}, after its decision at ${decided.at}`;
    if (request?.decision) decided ??= { digest: decidedDigest(request), at: request.decision.at };
  }
  return undefined;
}

/** The versions of one key at a time; they may continue on the next page. */
async function* versionsByKey(
  pages: AsyncIterable<readonly ListedVersion[]>,
): AsyncGenerator<readonly ListedVersion[]> {
  let group: ListedVersion[] = [];
  for await (const page of pages) {
    for (const version of page) {
      if (group[0] && group[0].key !== version.key) {
        yield group;
        group = [];
      }
      group.push(version);
    }
  }
  if (group.length > 0) yield group;
}
