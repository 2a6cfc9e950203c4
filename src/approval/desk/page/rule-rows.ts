import { groupIn } from '../../request/assurance.ts';
import { whyNoSelfApproval } from '../../request/deployer/who-deployed.ts';
import { countApprovals, missingApprovers, missingDeputies, rulesCounting } from '../../request/progress.ts';
import type { ApprovalRequest, Vote } from '../../request/request.ts';
import { votesFor } from '../../request/standing.ts';
import { termsOf } from '../../request/terms.ts';
import type { Words } from '../language/en.ts';

/** What is needed under one rule, with those who have approved for it, and those who still can. The name is missing if there are no rules. */
type RuleRow = { name?: string; given: number; needed: number; votes: readonly Vote[]; missing: string };

/** Without rules, the one row of all approvals. */
export function ruleRows(words: Words, request: ApprovalRequest): RuleRow[] {
  const { given, needed, rules } = countApprovals(request);
  const approvals = votesFor(request, 'APPROVE').filter(({ by }) => whyNoSelfApproval(request, by) !== 'deployer');
  if (!rules) {
    const missing = given < needed ? formatMissing(words, request, { from: request.reviewers }) : '';
    return [{ given, needed, votes: approvals, missing }];
  }
  const votes = assignVotes(request, rules, approvals);
  const ruleOf = (name: string) => termsOf(request).rules?.find((one) => one.name === name);
  return rules.map((filled) => ({
    ...filled,
    votes: votes.get(filled.name) ?? [],
    missing: filled.given < filled.needed ? formatMissing(words, request, ruleOf(filled.name)) : '',
  }));
}

/**
 * Which approval to show with which rule. A person counts for one of them, so the rules with the fewest candidates choose first; only who is needed
 * and counts for nothing else appears twice.
 */
function assignVotes(
  request: ApprovalRequest,
  rules: readonly { name: string; given: number }[],
  approvals: readonly Vote[],
): ReadonlyMap<string, readonly Vote[]> {
  const counting = approvals.map((vote) => ({ vote, names: rulesCounting(request, vote) }));
  const candidates = rules.map(({ name, given }) => ({
    ...{ name, given },
    votes: counting.filter(({ names }) => names.includes(name)).map(({ vote }) => vote),
  }));
  const used = new Set<Vote>();
  const assigned = new Map<string, readonly Vote[]>();
  for (const { name, given, votes } of candidates.toSorted((one, other) => one.votes.length - other.votes.length)) {
    const free = votes.toSorted((one, other) => Number(used.has(one)) - Number(used.has(other))).slice(0, given);
    for (const vote of free) used.add(vote);
    assigned.set(name, free);
  }
  return assigned;
}

type Rule = NonNullable<ReturnType<typeof termsOf>['rules']>[number];

/** Those whose approval is still missing, and how they have to decide if that is not how everybody does. */
function formatMissing(
  words: Words,
  request: ApprovalRequest,
  { name, from = [], assurance = 'link' }: Partial<Rule> = {},
): string {
  const people = missingApprovers(request, from, name).map((one) => {
    const group = groupIn(one);
    return group === undefined ? words.say.people(one) : words.votes.members(group);
  });
  const said = [people.join(', '), ...words.say.deputies(request, missingDeputies(request, name))].filter(
    (part) => part !== '',
  );
  return said.length === 0 ? '' : `${said.join('; ')}${words.votes.proof[assurance]}`;
}
