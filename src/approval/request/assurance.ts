import { isAmong, linkHolder } from './people.ts';
import type { Vote } from './request.ts';

/**
 * How well a vote proves who cast it, from the least to the most: it came with the one link that everybody got, with the link in a reviewer's own
 * mailbox, from somebody who signed in, or with the credentials of an IAM identity.
 */
export const assurances = ['link', 'mailbox', 'sign-in', 'iam'] as const;

export type Assurance = (typeof assurances)[number];

/** What a vote says about who cast it. */
export type VoteProof = Pick<Vote, 'by' | 'via'>;

type RuleTerms = { from: readonly string[]; assurance?: Assurance | undefined };
type ProofTerms = { assurance?: Assurance | undefined; rules?: readonly RuleTerms[] | undefined };

function assuranceOf({ by, via }: VoteProof): Assurance {
  if (via === 'sign-in' || via === 'iam') return via;
  return by === linkHolder ? 'link' : 'mailbox';
}

/**
 * Whether a vote proves as much as a gate asks for.
 *
 * @param least - what the gate asks for; undefined means a link
 */
export function provesEnough(least: Assurance = 'link', vote: VoteProof): boolean {
  return assurances.indexOf(assuranceOf(vote)) >= assurances.indexOf(least);
}

/** What a rule asks for: as much as its gate at least. */
export function assuranceOfRule({ assurance: ofGate }: ProofTerms, { assurance: own }: RuleTerms): Assurance {
  return strongest([ofGate, own]);
}

/** Whether a rule names the person who cast a vote. */
export function isNamedBy({ from }: RuleTerms, { by }: VoteProof): boolean {
  return isAmong(from, by);
}

/** Whether a vote counts for a rule: it names the person, and the vote proves what the rule and its gate ask for. */
export function countsFor(terms: ProofTerms, rule: RuleTerms, vote: VoteProof): boolean {
  return isNamedBy(rule, vote) && provesEnough(assuranceOfRule(terms, rule), vote);
}

/** The least that a vote has to prove to count for anything: that of the gate or, with rules, of the rule that asks for the least. */
export function leastAssurance(terms: ProofTerms): Assurance {
  const { assurance = 'link', rules } = terms;
  const asked = rules?.map((rule) => assuranceOfRule(terms, rule)) ?? [assurance];
  return assurances.find((one) => asked.includes(one)) ?? assurance;
}

function strongest(given: readonly (Assurance | undefined)[]): Assurance {
  return assurances.findLast((one) => given.includes(one)) ?? 'link';
}
