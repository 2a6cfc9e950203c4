import * as v from 'valibot';
import { isRequestKey } from '../../../storage/keys.ts';
import { cleanLines, oneLine } from '../../../wording/lines.ts';
import { formatIssues, formatValue } from '../../../wording/values.ts';
import { readReports } from '../../evidence/read-reports.ts';
import { readSeen } from '../../evidence/seen-evidence.ts';
import { formatRules } from '../../notice/format-rules.ts';
import { explainNoApproval } from '../../request/deployer/format-deployer.ts';
import { formatDecision, formatOutcome, voteWords } from '../../request/format-decision.ts';
import { formatPeople, voterOf } from '../../request/people.ts';
import { whyWrongReason } from '../../request/reason-pattern.ts';
import type { ApprovalRequest, Vote } from '../../request/request.ts';
import { latestVoteOf } from '../../request/standing.ts';
import { maxItemLength, maxItems, missingItems, needsReason, termsOf } from '../../request/terms.ts';
import { decidesFrom } from '../../request/timing/deputies.ts';
import { formatMoment } from '../../request/timing/format-deadline.ts';
import { choices, maxReason } from '../decision-form.ts';
import type { DeskParts } from '../desk-parts.ts';
import { formatHandFlip } from '../ended/closed-note.ts';
import { findReplacement } from '../ended/find-replacement.ts';
import { explainReplaced } from '../ended/newer-note.ts';
import { kickBridge } from '../kick-bridge.ts';
import { en } from '../language/en.ts';
import { ownNote, wantedBy } from '../own-note.ts';
import { castInLedger, type Deadlines, nameVote, stands, type VoteResult } from '../vote-result.ts';
import { amendByIam, isAmendment } from './amend-by-iam.ts';
import { type IamAnswer, type IamOutcome, type IamReply, refuse, stateOf } from './iam-answer.ts';
import { iamCaller } from './iam-caller.ts';

/**
 * Records the decision of an IAM identity. The identity comes from API Gateway alone; the permission to call this route is the permission to
 * decide, so the request's own list of reviewers is not checked.
 */
export async function decideByIam(
  parts: DeskParts,
  env: unknown,
  { body, deadlines }: { body: string; deadlines: Deadlines },
): Promise<IamReply> {
  const by = iamCaller(env);
  if (by === undefined) {
    return refuse(403, 'no-identity', 'refused a decision without an identity', [
      'this route needs requests that are signed with IAM credentials, and API Gateway reported no signer; use greenlight approve',
    ]);
  }
  if (isAmendment(body)) return amendByIam(parts, by, { body, deadlines });
  const input = readDecision(body);
  if ('problem' in input) {
    return refuse(input.status, input.outcome, 'received an invalid decision', [input.problem], { by });
  }
  const { request: key, choice, reason, checklist, version } = input;
  const now = parts.clock.now();
  const vote: Vote = {
    id: parts.newId(),
    choice: choices[choice],
    by,
    via: choice === 'break-glass' ? 'break-glass' : 'iam',
    at: now.toISOString(),
    ...(reason && { reason }),
    ...(checklist && { checklist }),
  };
  const found = await parts.ledger.read(key, deadlines.write);
  const refused = found && (await whyRefused(parts, { key, request: found.request }, vote, deadlines));
  if (refused) return refused;
  const reports = found && (await readReports(parts.reports, found.request.subject, deadlines.write));
  const seen = version === undefined ? undefined : readSeen(version);
  const changed = await castInLedger(parts.ledger, key, { vote, seen, reports, deadlines });
  if (!changed) {
    const problem = `there is no request ${key}; greenlight open lists the pending ones`;
    return refuse(404, 'unknown-request', 'was asked for an unknown request', [problem], { by });
  }
  const { stored, result } = changed;
  await kickBridge(parts, key, stored.request);
  const { outcome, message } = explainVoteResult(result, stored.request, vote, now);
  const recorded = outcome === 'recorded' || outcome === 'repeated';
  return {
    status: statusOf(outcome),
    answer: { recorded, outcome, message, by, request: stateOf(key, stored) },
    did: recorded ? `recorded ${nameVote(vote)} by IAM` : `did not record ${nameVote(vote)} by IAM`,
  };
}

/** A request that is not there, or no longer open, is reported by the vote itself. */
async function whyRefused(
  parts: DeskParts,
  found: { key: string; request: ApprovalRequest },
  vote: Vote,
  { write }: Deadlines,
): Promise<IamReply | undefined> {
  if (found.request.status !== 'PENDING') return undefined;
  const { by } = vote;
  const newer = await findReplacement(parts, found, vote, write);
  if (newer) {
    const why = `${explainReplaced(newer, new Date(vote.at))}. Your ${voteWords[vote.choice].noun} was not recorded`;
    return refuse(409, 'outdated', 'refused a decision about a deployment that was replaced', [why], { by });
  }
  const wrongReason = vote.via === 'break-glass' ? undefined : await whyWrongReason(termsOf(found.request), vote);
  return wrongReason === undefined ? undefined : refuse(422, 'incomplete', 'refused a reason', [wrongReason], { by });
}

function statusOf(outcome: IamOutcome): IamReply['status'] {
  if (outcome === 'recorded' || outcome === 'repeated' || outcome === 'agreed') return 200;
  if (outcome === 'incomplete') return 422;
  if (outcome === 'unavailable') return 503;
  return forbidden.has(outcome) ? 403 : 409;
}

const forbidden: ReadonlySet<IamOutcome> = new Set([
  ...(['excluded', 'not-named', 'not-yet', 'too-weak', 'no-break-glass', 'deployer', 'deployer-unknown'] as const),
]);

const decisionSchema = v.pipe(
  v.strictObject({
    request: v.pipe(v.string('expected the key of a request'), v.check(isRequestKey, 'expected the key of a request')),
    choice: v.picklist(
      ['approve', 'reject', 'withdraw', 'break-glass'],
      'expected "approve", "reject", "withdraw", "break-glass", "extend" or "close"',
    ),
    reason: v.optional(
      v.pipe(v.string(), v.transform(cleanLines), v.maxLength(maxReason, `expected at most ${maxReason} characters`)),
    ),
    /** What the caller has done of the gate's checklist, item by item as it is configured. */
    checklist: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(maxItemLength))), v.maxLength(maxItems))),
    /** The version that the caller has seen. With it, a request that has changed since is not decided; see `seenVersion`. */
    version: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  }),
  v.forward(
    v.check(
      ({ choice, reason }) => (choice !== 'reject' && choice !== 'break-glass') || Boolean(reason),
      'expected a reason: a rejection and break glass need one',
    ),
    ['reason'],
  ),
);

type WrongDecision = { status: 400 | 422; outcome: 'malformed' | 'invalid'; problem: string };

function readDecision(body: string): v.InferOutput<typeof decisionSchema> | WrongDecision {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    const problem = `the body is not valid JSON: ${formatValue(body)}; write {"request": "approvals/…", "choice": "approve"}`;
    return { status: 400, outcome: 'malformed', problem };
  }
  const parsed = v.safeParse(decisionSchema, json);
  if (parsed.success) return parsed.output;
  return { status: 422, outcome: 'invalid', problem: `the decision is not valid: ${formatIssues(parsed.issues)}` };
}

const whyOneVoter =
  'all sessions of a role are one person, because the caller chooses their names, and so are a mailbox and the IAM Identity Center user of that address';

const announcedFirst = 'Before that, everybody who was asked is notified of your break glass.';

type Explanation = Pick<IamAnswer, 'outcome' | 'message'>;

/** The result of a vote, in a sentence or two for the voter. */
export function explainVoteResult(result: VoteResult, request: ApprovalRequest, vote: Vote, now: Date): Explanation {
  const mine = voteWords[vote.choice].noun;
  const { decision } = request;
  if (result === 'changed') {
    return {
      outcome: 'changed',
      message: `the request has changed since you looked at it; your ${mine} was not recorded`,
    };
  }
  if (result === 'checks-changed') {
    const text = `the checks have found something else since you looked at them; your ${mine} was not recorded`;
    return { outcome: 'changed', message: text };
  }
  if (result === 'unread') {
    const text = `the reports of the checks cannot be read at the moment, and nobody can approve without them; try again. Your ${mine} was not recorded`;
    return { outcome: 'unavailable', message: text };
  }
  if (result === 'excluded') {
    const text = `the gate's configuration names ${voterOf(vote.by)} among those who may not decide; your ${mine} was not recorded`;
    return { outcome: 'excluded', message: text };
  }
  if (result === 'not-named') {
    const text = `no rule of this gate names ${voterOf(vote.by)}; it needs ${formatRules(request)
      .map(({ text }) => text)
      .join(', ')}. Your ${mine} was not recorded`;
    return { outcome: 'not-named', message: text };
  }
  if (result === 'not-yet') {
    const from = formatMoment(request, new Date(decidesFrom(request, vote.by) ?? ''), now);
    const text = `${voterOf(vote.by)} is a deputy, and can decide from ${from}; your ${mine} was not recorded`;
    return { outcome: 'not-yet', message: text };
  }
  if (result === 'too-weak') {
    const text = `you rejected this after you had signed in on the desk, in a group that your AWS identity does not prove; decide again there. Your ${mine} was not recorded`;
    return { outcome: 'too-weak', message: text };
  }
  if (result === 'deployer' || result === 'deployer-unknown') {
    const { title, text } = explainNoApproval(request, result, now);
    return { outcome: result, message: `${title}: ${text} Your ${mine} was not recorded` };
  }
  if (result === 'no-break-glass') {
    const text = `breakGlass of this gate does not name ${voterOf(vote.by)}; nothing was recorded`;
    return { outcome: 'no-break-glass', message: text };
  }
  if (result === 'no-vote') {
    const text = `${voterOf(vote.by)} has no vote that counts, so there is nothing to withdraw`;
    return { outcome: 'no-vote', message: text };
  }
  if (result === 'incomplete') {
    return { outcome: 'incomplete', message: `${formatMissing(request, vote)}; your ${mine} was not recorded` };
  }
  if (stands(request, vote)) {
    const own = latestVoteOf(request, vote.by);
    const note = ownNote(en, request, vote.by, now)?.text ?? '';
    if (own?.by === vote.by) {
      const loud = own.via === 'break-glass' ? ` ${announcedFirst}` : '';
      return { outcome: result === 'recorded' ? 'recorded' : 'repeated', message: `${note}${loud}` };
    }
    const why = `You count as ${voterOf(vote.by)}, who has decided as ${formatPeople(own?.by ?? '')}: ${whyOneVoter}.`;
    return { outcome: 'repeated', message: `${note} ${why}` };
  }
  if (!decision)
    return { outcome: 'decided', message: `${formatHandFlip(en, request)} Your ${mine} was not recorded.` };
  if (result === 'recorded') {
    // Our own write, found again after its response was lost; somebody else has decided since.
    return {
      outcome: 'recorded',
      message: `Your ${mine} is recorded. Afterwards it was ${formatOutcome(decision, now)}.`,
    };
  }
  const said = formatDecision(decision, now);
  if (decision.status === wantedBy[vote.choice]) {
    return {
      outcome: 'agreed',
      message: `This was already ${said}. Your ${mine} was not needed, and is not recorded.`,
    };
  }
  const remedy =
    decision.status === 'APPROVED' ? ` To stop the deployment of ${request.subject.service}, roll it back in ECS.` : '';
  const outcome = decision.status === 'EXPIRED' ? 'expired' : 'decided';
  return { outcome, message: `This was ${said}. Your ${mine} was not recorded.${remedy}` };
}

function formatMissing(request: ApprovalRequest, { reason, checklist }: Vote): string {
  const items = missingItems(termsOf(request), checklist).map((item) => `"${oneLine(item)}"`);
  const needed = [
    ...(needsReason(termsOf(request), 'APPROVE') && !reason ? ['a reason (--reason)'] : []),
    ...(items.length > 0 ? [`these items of its checklist (--confirm-checklist): ${items.join(', ')}`] : []),
  ];
  return `for an approval, this gate wants ${needed.join(' and ')}`;
}
