import * as v from 'valibot';
import { isJsonObject, type JsonObject, readJson, writeJson } from '../../hook/json.ts';
import { formatIssues, formatValue } from '../../wording/values.ts';
import { ApprovalError } from '../approval-error.ts';
import { trialSchema } from './trial-schema.ts';

/** The status of an approval request. All but PENDING are final. */
const requestStatuses = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED'] as const;

const instant = 'expected a time like 2026-11-22T14:30:00.000Z';

/**
 * ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. A person who edits a request may write `2026-11-22T15:30+01:00`; it is normalized
 * here, because times are compared as strings from here on.
 */
const instantSchema = v.pipe(
  v.string(),
  v.isoTimestamp(instant),
  v.check((text) => !Number.isNaN(Date.parse(text)), instant),
  v.transform((text) => new Date(text).toISOString()),
);

const imageSchema = v.object({
  container: v.string(),
  /** Missing at a first deployment, and if it could not be found out. */
  before: v.optional(v.string()),
  after: v.string(),
});

const subjectSchema = v.object({
  account: v.string(),
  region: v.string(),
  cluster: v.string(),
  service: v.string(),
  deploymentId: v.string(),
  stage: v.string(),
  /** The green revision's share of production traffic in percent, if the gate is at such a step. */
  step: v.optional(v.number()),
  gate: v.optional(v.string()),
  revisionId: v.string(),
  sourceRevisionId: v.optional(v.string()),
  strategy: v.optional(v.string()),
  firstDeployment: v.optional(v.boolean()),
  images: v.array(imageSchema),
  /** What else changes in the task definition, see {@link changesOf}; missing if that is not known, and of requests before November 2026. */
  changes: v.optional(v.array(v.custom<JsonObject>(isJsonObject))),
  testUrl: v.optional(v.string()),
  trial: v.optional(trialSchema),
  title: v.optional(v.string()),
  notes: v.optional(v.string()),
  /** A sentence for each fact that could not be found out. */
  unknown: v.array(v.string()),
});

/** How a vote is cast. */
const ways = ['desk', 'sign-in', 'iam', 'break-glass', 'slack', 'greenlight'] as const;

const optionalObject = v.optional(v.custom<JsonObject>(isJsonObject));

const voteSchema = v.object({
  /** Chosen by the voter, so that a retry after a lost response is recognized as the same vote. */
  id: v.string(),
  /** With the last one, an earlier vote of the same person no longer counts. */
  choice: v.picklist(['APPROVE', 'REJECT', 'WITHDRAW']),
  /** The reviewer whose link was used, `link holder`, the ARN of an IAM identity, who signed in, or the person of a Slack account. */
  by: v.string(),
  /**
   * How it was cast: on a page of the desk, which is the default, there by somebody who had signed in, or by a request signed with IAM
   * credentials, perhaps to approve without what the gate needs. `slack`: in a form of the Slack app. `greenlight`: by Greenlight itself, in the voter's
   * name, because their approval was given to other evidence.
   */
  via: v.optional(v.picklist(ways)),
  /**
   * The account with which they had signed in, as the desk knew it: `iss`, `sub`, those of the gate's `groups` in which the provider said they are, and
   * `authenticatedAt`, when it said that they had signed in. With `slack`, the `team` and the `user` there.
   */
  identity: optionalObject,
  reason: v.optional(v.string()),
  /** The items of the gate's checklist that were ticked. */
  checklist: v.optional(v.array(v.string())),
  /** What the voter decided by, see `evidenceOf`. Missing in votes of releases before December 2026. */
  evidence: optionalObject,
  at: instantSchema,
});

const decisionSchema = v.object({
  id: v.string(),
  status: v.picklist(['APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED']),
  by: v.string(),
  /**
   * How the decision was made: by votes, the last of them cast as `via` of a vote says; by hand, as a changed `status` in the bucket;
   * or by Greenlight itself.
   */
  via: v.picklist([...ways, 'by hand']),
  reason: v.optional(v.string()),
  at: instantSchema,
});

const notificationSchema = v.object({
  /** A reviewer's address, or `everybody` who is subscribed to the topic. */
  to: v.string(),
  /** Who is sending it, and since when: two concurrent invocations send one mail, and a crashed one is taken over. Removed after a failure. */
  claim: v.optional(v.object({ id: v.string(), at: instantSchema })),
  /** Attempts so far, including the current one. */
  attempts: v.number(),
  /** What has changed since the people were first asked, in a sentence; missing in the first notification. */
  news: v.optional(v.string()),
  /** `reminder` or `deputy` for one that was sent later, missing in the first. With `due`, it is sent once to each person. */
  kind: v.optional(v.string()),
  /** When it had to go out, for such a one. */
  due: v.optional(v.string()),
  /** When it was accepted for delivery; it is not known whether it arrived. */
  sentAt: v.optional(instantSchema),
  /** It is certain that no subscription of the topic let it through. */
  unreached: v.optional(v.boolean()),
});

const requestSchema = v.object({
  /** 2 if the gate has terms that a release before them would not count: that release refuses the request. */
  schemaVersion: v.picklist([1, 2], 'expected 1 or 2'),
  status: v.picklist(requestStatuses, `expected one of ${requestStatuses.join(', ')}`),
  subject: subjectSchema,
  createdAt: instantSchema,
  deadline: instantSchema,
  /** How many different reviewers must approve. */
  approvals: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The reviewers, each with their own link; empty if one link goes to everybody on the topic. */
  reviewers: v.array(v.string()),
  /** Who may not decide, by mail address or ARN; missing means nobody. */
  excluded: v.optional(v.array(v.string())),
  /**
   * The configuration of the gate that opened this request. Every poll compares it with the gate's own, so that no gate passes because of the
   * answer to another question. What it says about how people decide is read by `termsOf`. Missing in requests that were opened before November 2026.
   */
  asked: optionalObject,
  /** The pause hook that waits for this request, for people to read: the bridge keeps its own record. Missing if a Lambda hook waits. */
  pause: optionalObject,
  /**
   * Who started the deployment, as far as it was known at the last write, for people to read. Each reader takes it from a record that the desk
   * cannot write instead.
   */
  deployer: optionalObject,
  votes: v.array(voteSchema),
  decision: v.optional(decisionSchema),
  /** What ECS deployed when the approval was about to let it through, see `confirmationOf`. */
  confirmation: optionalObject,
  notifications: v.array(notificationSchema),
  /** The key of the request of an earlier step, with which this one was approved. */
  approvedWith: v.optional(v.string()),
  /** When somebody may have to be notified again; missing if never. Everything due before has been. */
  nextNotice: v.optional(instantSchema),
  /** What happened, oldest first, for people. */
  history: v.array(v.object({ at: instantSchema, what: v.string() })),
});

export type ApprovalRequest = v.InferOutput<typeof requestSchema>;
export type Subject = v.InferOutput<typeof subjectSchema>;
export type Vote = v.InferOutput<typeof voteSchema>;
export type Decision = v.InferOutput<typeof decisionSchema>;
export type Notification = v.InferOutput<typeof notificationSchema>;

/** Whether people have voted for it; each vote is then stored with its reason. */
export function isByVotes({ via }: Pick<Decision, 'via'>): boolean {
  return via !== 'by hand' && via !== 'greenlight';
}

/**
 * Reads a request from the ledger, where people may have edited it.
 *
 * @throws ApprovalError `UNREADABLE_REQUEST`, naming the wrong field
 */
export function parseRequest(text: string): ApprovalRequest {
  let json: unknown;
  try {
    json = readJson(text);
  } catch {
    throw unreadable(`not valid JSON: ${formatValue(text)}`);
  }
  const parsed = v.safeParse(requestSchema, json);
  if (parsed.success) return parsed.output;
  throw unreadable(`damaged: ${formatIssues(parsed.issues)}`);
}

function unreadable(what: string): ApprovalError {
  return new ApprovalError('UNREADABLE_REQUEST', `the request in the ledger is ${what}`);
}

/** The stored form: indented, because an operator may read and edit it in the S3 console. */
export function formatRequest(request: ApprovalRequest): string {
  return `${writeJson(request)}\n`;
}
