import { type Assurance, assuranceOfRule } from '../../approval/request/assurance.ts';
import { type ApprovalRule, fillRules, isMet } from '../../approval/request/fill-rules.ts';
import { readSignInName } from '../../approval/request/people.ts';
import { formatValue } from '../../wording/values.ts';
import type { ApprovalConfig } from './approval-config.ts';

/** What the desk of the stack knows about people who sign in. */
export type SignInFacts = {
  /** The provider's issuer. */
  issuer: string;
  /** Whose mail addresses this provider is believed, in lower case: `example.com`. Empty: nobody is recognised by a mail address. */
  mailDomains: readonly string[];
};

type Asking = Pick<ApprovalConfig, 'approvals' | 'assurance' | 'reviewers' | 'rules'>;

/**
 * Why a gate asks for more than anybody could prove to this stack.
 *
 * @param signIn - undefined if nobody can sign in on the stack's desk
 * @returns what is wrong and what to do about it; undefined if enough people can prove who they are
 */
export function whyUnprovable(config: Asking, signIn: SignInFacts | undefined): string | undefined {
  const { assurance, reviewers, approvals } = config;
  const simple = { name: 'reviewers', from: reviewers, approvals };
  const rules: readonly ApprovalRule[] = config.rules ?? (reviewers.length > 0 ? [simple] : []);
  const able = rules.map((rule) => ableOf(rule, assuranceOfRule({ assurance }, rule), signIn));
  const short = fillRules(able, [...new Set(able.flatMap(({ from }) => from))]).find((rule) => !isMet(rule));
  if (!short && (rules.length > 0 || assurance !== 'sign-in' || signIn)) return undefined;
  const wanted = rules.find(({ name }) => name === short?.name);
  const asked = config.rules && wanted ? assuranceOfRule({ assurance }, wanted) : assurance;
  const where = wanted?.assurance
    ? `hookDetails.rules: ${formatValue(wanted.name)} asks for`
    : 'hookDetails.assurance is';
  if (asked === 'sign-in' && !signIn) {
    return `${where} "sign-in", and nobody can sign in on the desk of this stack; set its parameter OidcIssuer (docs/guides/sign-in.md), or ask for "mailbox" or "iam"`;
  }
  if (!short) return undefined;
  const people = `only ${short.given} of the ${short.needed} people that ${formatValue(short.name)} needs`;
  if (asked === 'iam') {
    return `${where} "iam", but ${people} can have an AWS identity; name IAM users and roles by their ARNs, and people of IAM Identity Center by the email address that is their user name`;
  }
  if (!signIn) return `${people} can prove as much as is asked for; name more people`;
  const domains = signIn.mailDomains.length > 0 ? signIn.mailDomains.join(', ') : 'none';
  return `${where} "sign-in", but ${people} can be recognised when they sign in; add the domains of their addresses to the stack's parameter OidcMailDomains (now: ${domains}), or name them as ${signIn.issuer}#<subject>`;
}

/** The rule with the people who can prove what it asks for. */
function ableOf(rule: ApprovalRule, assurance: Assurance, signIn: SignInFacts | undefined): ApprovalRule {
  return { ...rule, from: rule.from.filter((person) => canProve(person, assurance, signIn)) };
}

/** A mail address may be the name of a user of IAM Identity Center, which cannot be seen here. */
function canProve(person: string, assurance: Assurance, signIn: SignInFacts | undefined): boolean {
  if (person.startsWith('arn:') || assurance === 'link' || assurance === 'mailbox') return true;
  const account = readSignInName(person);
  if (assurance === 'iam') return account === undefined;
  if (!signIn) return false;
  return account
    ? account.iss === signIn.issuer
    : signIn.mailDomains.includes(person.slice(person.lastIndexOf('@') + 1));
}
