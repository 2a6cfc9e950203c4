import {
  type Assurance,
  assuranceOfRule,
  countsFor,
  groupsNamedBy,
  isMailbox,
  isNamedBy,
  leastAssurance,
  provesEnough,
  type VoteProof,
} from './assurance.ts';
import { isBlockedByUnknown } from './deployer/format-deployer.ts';
import { whyNoSelfApproval } from './deployer/who-deployed.ts';
import { type FilledRule, fillRules } from './fill-rules.ts';
import { formatPeople, isAmong } from './people.ts';
import type { ApprovalRequest, Vote } from './request.ts';
import { approversOf, formatApprovals, isExcluded, latestVoteOf, votersFor, votesFor } from './standing.ts';
import { termsOf } from './terms.ts';
import { type DeputyTerm, decidesFrom, deputiesOf, linkedPeople, rulesAt } from './timing/deputies.ts';
import { formatMoment } from './timing/format-deadline.ts';

/** How many approvals a request has and needs, also as `-o json` shows it. With rules, only approvals that count for one are given. */
export type ApprovalCount = { given: number; needed: number; rules?: FilledRule[] };

/** What a vote has to prove. */
function proofTermsOf(request: ApprovalRequest) {
  const terms = termsOf(request);
  const named = [...(request.excluded ?? []), ...(rulesAt(request, undefined) ?? []).flatMap(({ from }) => from)];
  return { ...terms, needsMailbox: terms.selfApproval === 'deny' || named.some(isMailbox) };
}

/** The groups of the provider that the rules name. */
export function groupsAsked(request: Pick<ApprovalRequest, 'asked'>): string[] {
  return groupsNamedBy(termsOf(request).rules);
}

/**
 * The people whose latest vote is an approval that counts, in the order in which they cast it: nobody who is excluded, and nobody who is known to
 * have started the deployment by now, if the gate denies that.
 */
export function countedApprovers(request: ApprovalRequest): string[] {
  return approversOf(request).filter((by) => whyNoSelfApproval(request, by) !== 'deployer');
}

/** @param more - approvals that nobody has cast, each with the rules for which it would count */
export function countApprovals(
  request: ApprovalRequest,
  more: readonly { by: string; names: readonly string[] }[] = [],
): ApprovalCount {
  const { rules } = termsOf(request);
  if (!rules) return { given: countedApprovers(request).length, needed: request.approvals };
  const approvals = votesFor(request, 'APPROVE').filter(({ by }) => whyNoSelfApproval(request, by) !== 'deployer');
  const counting = [...approvals.map((vote) => ({ by: vote.by, names: rulesCounting(request, vote) })), ...more];
  const namesFor = ({ name }: (typeof rules)[number]) =>
    counting.filter(({ names }) => names.includes(name)).map(({ by }) => by);
  const filled = fillRules(
    rules.map((rule) => ({ ...rule, from: namesFor(rule) })),
    counting.map(({ by }) => by),
  );
  const sum = (part: 'given' | 'needed') => filled.reduce((total, rule) => total + rule[part], 0);
  return { given: sum('given'), needed: sum('needed'), rules: filled };
}

/**
 * Of these people and groups, those whose approval would count and is missing. The approval of a person for one rule says nothing about another rule,
 * which may ask them to sign in first.
 *
 * @param rule - the name of the rule that names them; undefined for the reviewers
 */
export function missingApprovers(request: ApprovalRequest, from: readonly string[], rule?: string): string[] {
  const given = votesFor(request, 'APPROVE').filter(
    (vote) => rule === undefined || rulesCounting(request, vote).includes(rule),
  );
  const isGiven = (one: string) => given.some(({ by }) => isAmong([one], by));
  return from.filter(
    (one) => !isGiven(one) && !isExcluded(request, one) && whyNoSelfApproval(request, one) !== 'deployer',
  );
}

export function isApproved(request: ApprovalRequest): boolean {
  const { given, needed } = countApprovals(request);
  return given >= needed;
}

/**
 * Whether one more approval, by this person, would bring the request nearer to being approved, however they prove who they are.
 *
 * @param at - ISO 8601 in UTC
 */
export function canHelp(request: ApprovalRequest, by: string, at: string): boolean {
  if (isApproved(request)) return false;
  const approval = { id: '', choice: 'APPROVE', by, via: 'iam', at } as const;
  return countApprovals({ ...request, votes: [...request.votes, approval] }).given > countApprovals(request).given;
}

/** The same for one more of the members of the provider's groups. Nobody knows them, so that member may be in any of the groups. */
export function canMembersHelp(request: ApprovalRequest): boolean {
  const { rules = [] } = termsOf(request);
  const names = rules.filter((rule) => groupsNamedBy([rule]).length > 0).map(({ name }) => name);
  return countApprovals(request, [{ by: 'a member', names }]).given > countApprovals(request).given;
}

/** `1 of 2 rejections`; undefined if one rejects. */
function formatRejections(request: ApprovalRequest): string | undefined {
  const { rejections = 1 } = termsOf(request);
  return rejections === 1 ? undefined : `${votersFor(request, 'REJECT').length} of ${rejections} rejections`;
}

/** How many rejections end it: `a single rejection rolls back`. */
export function formatRejecting(request: ApprovalRequest): string {
  const { rejections = 1 } = termsOf(request);
  return rejections === 1 ? 'a single rejection rolls back' : `${rejections} different people must reject to end it`;
}

export function isRejected(request: ApprovalRequest): boolean {
  return votersFor(request, 'REJECT').length >= (termsOf(request).rejections ?? 1);
}

/**
 * Whether a request that nobody has decided by then is approved by that: never before its deadline, and not if anybody has rejected it, even if
 * more rejections are needed to end it.
 *
 * @param at - ISO 8601 in UTC
 */
export function isApprovedAt(request: ApprovalRequest, at: string): boolean {
  const { onDeadline } = termsOf(request);
  return onDeadline === 'approve' && at >= request.deadline && votersFor(request, 'REJECT').length === 0;
}

/** Whether the request asks somebody who has signed in: as a reviewer, or because there are none. With rules, see {@link isNamed}. */
export function isInvited(request: Pick<ApprovalRequest, 'asked' | 'createdAt' | 'reviewers'>, by: string): boolean {
  const isForAll = request.reviewers.length === 0 || termsOf(request).rules !== undefined;
  return isForAll || isAmong(linkedPeople(request), by);
}

/** Whether this person is named by a rule, if there are rules. Otherwise the way in which they vote decides. */
export function isNamed(request: ApprovalRequest, vote: VoteProof): boolean {
  return rulesNaming(request, vote, undefined).rules?.length !== 0;
}

/** The rules that name this person at that moment, or ever. */
function rulesNaming(request: ApprovalRequest, vote: VoteProof, at: string | undefined) {
  const terms = proofTermsOf(request);
  return { terms, rules: rulesAt(request, at)?.filter((rule) => isNamedBy(terms, rule, vote)) };
}

/** The names of the rules for which a vote counts; without a time, as if it were cast at the very end. */
export function rulesCounting(request: ApprovalRequest, vote: VoteProof & { at?: string }): string[] {
  const terms = proofTermsOf(request);
  return (rulesAt(request, vote.at) ?? []).filter((rule) => countsFor(terms, rule, vote)).map(({ name }) => name);
}

/** From when on somebody may decide who is only a deputy, and whose time has not come; undefined if their vote counts for a rule by now. */
export function waitsUntil(request: ApprovalRequest, vote: VoteProof & { at: string }): string | undefined {
  const from = decidesFrom(request, vote.by);
  return from !== undefined && vote.at < from && rulesCounting(request, vote).length === 0 ? from : undefined;
}

/** Whether a vote proves what the gate asks for and, with rules, what one of them does that names the person. */
export function isProved(request: ApprovalRequest, vote: VoteProof & { at?: string }): boolean {
  const terms = proofTermsOf(request);
  const { assurance, rules } = terms;
  return rules ? rulesCounting(request, vote).length > 0 : provesEnough(terms, assurance, vote);
}

/** Whether the same person has cast the same vote before, for every rule for which this one counts. */
export function isRepeated(request: ApprovalRequest, vote: Vote): boolean {
  const earlier = latestVoteOf(request, vote.by);
  return earlier?.choice === vote.choice && isSubset(rulesCounting(request, vote), rulesCounting(request, earlier));
}

/** Whether a vote would take back a rejection by the same person that proved more: a forwarded link must not undo what somebody decided signed in. */
export function liftsRejection(request: ApprovalRequest, vote: Vote): boolean {
  const earlier = latestVoteOf(request, vote.by);
  if (earlier?.choice !== 'REJECT' || vote.choice === 'REJECT') return false;
  return !isSubset(rulesCounting(request, earlier), rulesCounting(request, vote));
}

function isSubset(names: readonly string[], of: readonly string[]): boolean {
  return names.every((name) => of.includes(name));
}

/** The names of the rules that name somebody by now and ask for this, which the vote does not prove. */
export function rulesBeyond(request: ApprovalRequest, vote: VoteProof & { at: string }, wanted: Assurance): string[] {
  const { terms, rules = [] } = rulesNaming(request, vote, vote.at);
  return rules
    .filter((rule) => assuranceOfRule(terms, rule) === wanted && !countsFor(terms, rule, vote))
    .map(({ name }) => name);
}

/** The least that somebody has to prove, so that their vote counts for anything by now. */
export function leastFor(request: ApprovalRequest, vote: VoteProof & { at: string }): Assurance {
  const { terms, rules } = rulesNaming(request, vote, vote.at);
  return leastAssurance({ ...terms, rules });
}

/**
 * `1 of 2 approvals`, or by rules `qa: 1 of 1, security: 0 of 1`; `0 of 2 rejections` if several are needed; and whether nobody can approve,
 * because it is not known who started the deployment.
 */
export function formatProgress(request: ApprovalRequest): string {
  const counted = countedApprovers(request);
  const simple = () => formatApprovals({ ...request, votes: request.votes.filter(({ by }) => counted.includes(by)) });
  const approvals = countApprovals(request).rules?.map(formatFilled) ?? [simple()];
  const blocked = isBlockedByUnknown(request)
    ? 'nobody can approve while it is not known who started the deployment'
    : [];
  return [...approvals, formatRejections(request) ?? [], blocked].flat().join(', ');
}

/** `qa: 1 of 2` */
export function formatFilled({ name, given, needed }: FilledRule): string {
  return `${name}: ${given} of ${needed}`;
}

/**
 * Those of the deputies of a rule, or of the reviewers, whose approval is missing.
 *
 * @param rule - its name; undefined for the reviewers
 */
export function missingDeputies(request: ApprovalRequest, rule?: string): DeputyTerm[] {
  return deputiesOf(request, rule)
    .map((term) => ({ ...term, from: missingApprovers(request, term.from, rule) }))
    .filter(({ from }) => from.length > 0);
}

/**
 * Deputies by the time from which they may decide: `from 2026-11-22 15:00 UTC also dan@example.com`.
 *
 * @param terms - default: those of the reviewers
 */
export function formatDeputies(request: ApprovalRequest, terms = deputiesOf(request, undefined)): string[] {
  return terms.map(
    ({ from, dueAt }) => `from ${formatMoment(request, new Date(dueAt))} also ${from.map(formatPeople).join(', ')}`,
  );
}

/** Whether this person has a vote that counts, and could withdraw it. */
export function hasVote(request: ApprovalRequest, by: string): boolean {
  return ['APPROVE', 'REJECT'].includes(latestVoteOf(request, by)?.choice ?? '');
}
