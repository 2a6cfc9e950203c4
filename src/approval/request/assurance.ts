import { isAmong, linkHolder, readSignInName } from './people.ts';
import type { Vote } from './request.ts';

/**
 * How well a vote proves who cast it, from the least to the most: it came with the one link that everybody got; with the link in a reviewer's own
 * mailbox, or from the Slack account that the operator has mapped to them; from somebody who signed in; or with the credentials of an IAM identity.
 */
export const assurances = ['link', 'mailbox', 'sign-in', 'iam'] as const;

export type Assurance = (typeof assurances)[number];

/** What a vote says about who cast it, and when. */
export type VoteProof = Pick<Vote, 'by' | 'via' | 'identity'> & { at?: string };

type RuleTerms = { from: readonly string[]; assurance?: Assurance | undefined };
type ProofTerms = {
  assurance?: Assurance | undefined;
  rules?: readonly RuleTerms[] | undefined;
  signInMaxAgeMinutes?: number | undefined;
  /** Whether an account has to be known by its mail address to count for a group. */
  needsMailbox?: boolean | undefined;
};

/** What a vote proves. A sign-in that is too old for the gate proves no more than a link in the person's mailbox. */
export function assuranceOf(terms: ProofTerms, vote: VoteProof): Assurance {
  const { by, via } = vote;
  if (via === 'iam' || (via === 'sign-in' && isFresh(terms, vote))) return via;
  return via !== 'sign-in' && by === linkHolder ? 'link' : 'mailbox';
}

/** Whether somebody signed in no longer ago than the gate allows. If the provider did not say when, it is not known, and not fresh. */
export function isFresh({ signInMaxAgeMinutes: max }: ProofTerms, { identity, at }: VoteProof): boolean {
  if (max === undefined) return true;
  const minutes = (Date.parse(at ?? '') - Date.parse(String(identity?.['authenticatedAt']))) / 60_000;
  return minutes >= -clockToleranceMinutes && minutes <= max;
}

/** How far the clock of the provider may be ahead of ours. */
const clockToleranceMinutes = 1;

/** Whether a vote proves as much as this; a link if it is undefined. */
export function provesEnough(terms: ProofTerms, least: Assurance = 'link', vote: VoteProof): boolean {
  return assurances.indexOf(assuranceOf(terms, vote)) >= assurances.indexOf(least);
}

const groupPrefix = 'group:';

/** The provider's group that an element of a rule's `from` names: `security` of `group:security`. Undefined for people. */
export function groupIn(from: string): string | undefined {
  return from.startsWith(groupPrefix) ? from.slice(groupPrefix.length) : undefined;
}

/** The provider's groups that these rules name, each once. */
export function groupsNamedBy(rules: readonly Pick<RuleTerms, 'from'>[] = []): string[] {
  return [...new Set(rules.flatMap(({ from }) => from.flatMap((one) => groupIn(one) ?? [])))];
}

/**
 * The groups that a vote proves, by what the desk recorded when it was cast. If somebody is named by a mailbox, or may not decide because of what
 * they did, an account has to be known by its own: otherwise one person could count twice, or be excluded and decide.
 */
function groupsOf(terms: ProofTerms, vote: VoteProof): readonly unknown[] {
  const groups = vote.identity?.['groups'];
  if (!Array.isArray(groups) || vote.via !== 'sign-in' || !isFresh(terms, vote)) return [];
  return terms.needsMailbox && !isMailbox(vote.by) ? [] : groups;
}

/** Whether somebody's name is a mail address. */
export function isMailbox(name: string): boolean {
  const isOther = name.startsWith('arn:') || groupIn(name) !== undefined || readSignInName(name) !== undefined;
  return name.includes('@') && !isOther;
}

/** What a rule asks for: as much as its gate at least. */
export function assuranceOfRule(
  { assurance: ofGate }: Pick<ProofTerms, 'assurance'>,
  { assurance: own }: Pick<RuleTerms, 'assurance'>,
): Assurance {
  return strongest([ofGate, own]);
}

/** Whether a rule names the person who cast a vote, or a group of theirs. */
export function isNamedBy(terms: ProofTerms, { from }: RuleTerms, vote: VoteProof): boolean {
  const people = from.filter((one) => groupIn(one) === undefined);
  return isAmong(people, vote.by) || groupsOf(terms, vote).some((group) => from.includes(`${groupPrefix}${group}`));
}

/** Whether a vote counts for a rule: it names the person, and the vote proves what the rule and its gate ask for. */
export function countsFor(terms: ProofTerms, rule: RuleTerms, vote: VoteProof): boolean {
  return isNamedBy(terms, rule, vote) && provesEnough(terms, assuranceOfRule(terms, rule), vote);
}

/** The least that a vote has to prove to count for anything: that of the gate or, with rules, of the rule that asks for the least. */
export function leastAssurance(terms: ProofTerms): Assurance {
  const { assurance = 'link', rules } = terms;
  const asked = rules?.map((rule) => {
    const isGroupsOnly = rule.from.every((one) => groupIn(one) !== undefined);
    return strongest([assuranceOfRule(terms, rule), isGroupsOnly ? 'sign-in' : undefined]);
  });
  return assurances.find((one) => asked?.includes(one)) ?? assurance;
}

function strongest(given: readonly (Assurance | undefined)[]): Assurance {
  return assurances.findLast((one) => given.includes(one)) ?? 'link';
}
