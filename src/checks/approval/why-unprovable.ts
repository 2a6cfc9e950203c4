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
  if (assurance !== 'sign-in') return undefined;
  if (!signIn) {
    return 'hookDetails.assurance is "sign-in", and nobody can sign in on the desk of this stack; set its parameter OidcIssuer (docs/guides/sign-in.md), or ask for "mailbox" or "iam"';
  }
  const one = { name: 'reviewers', from: reviewers, approvals };
  const rules: readonly ApprovalRule[] = config.rules ?? (reviewers.length > 0 ? [one] : []);
  const able = rules.flatMap(({ from }) => from).filter((person) => canProve(person, signIn));
  const short = fillRules(rules, [...new Set(able)]).find((rule) => !isMet(rule));
  if (!short) return undefined;
  const domains = signIn.mailDomains.length > 0 ? signIn.mailDomains.join(', ') : 'none';
  return `hookDetails.assurance is "sign-in", but only ${short.given} of the ${short.needed} people that ${formatValue(short.name)} needs can be recognised when they sign in; add the domains of their addresses to the stack's parameter OidcMailDomains (now: ${domains}), or name them as ${signIn.issuer}#<subject>`;
}

/** IAM identities prove more, with `greenlight approve`. */
function canProve(person: string, { issuer, mailDomains }: SignInFacts): boolean {
  if (person.startsWith('arn:')) return true;
  const identity = readSignInName(person);
  return identity ? identity.iss === issuer : mailDomains.includes(person.slice(person.lastIndexOf('@') + 1));
}
