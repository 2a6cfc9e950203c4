import { type Assurance, assuranceOfRule, groupsNamedBy, isMailbox } from '../../approval/request/assurance.ts';
import { type ApprovalRule, fillRules, isMet } from '../../approval/request/fill-rules.ts';
import { readSignInName } from '../../approval/request/people.ts';
import { isEntra, isGoogle } from '../../approval/sign-in/identity.ts';
import { formatValue } from '../../wording/values.ts';
import type { ApprovalConfig } from './approval-config.ts';
import { isMember, withMembers } from './rule-config.ts';

/** What the desk of the stack knows about people who sign in. */
export type SignInFacts = {
  /** The provider's issuer. */
  issuer: string;
  /** Whose mail addresses this provider is believed, in lower case: `example.com`. Empty: nobody is recognized by a mail address. */
  mailDomains: readonly string[];
  /** The claim that names the groups of an account. Undefined: no groups count. */
  groupsClaim?: string | undefined;
};

type Asking = Pick<
  ApprovalConfig,
  'approvals' | 'assurance' | 'reviewers' | 'rules' | 'signInMaxAgeMinutes' | 'excluded' | 'selfApproval'
>;

/**
 * Why a gate asks for more than anybody could prove to this stack.
 *
 * @param signIn - undefined if nobody can sign in on the stack's desk
 * @returns what is wrong and what to do about it; undefined if enough people can prove who they are
 */
export function whyUnprovable(config: Asking, signIn: SignInFacts | undefined): string | undefined {
  const { assurance, reviewers, approvals } = config;
  const unknown = whyGroupsUnknown(config, signIn) ?? whyAgeUnknown(config, signIn);
  if (unknown !== undefined) return unknown;
  const simple = { name: 'reviewers', from: reviewers, approvals };
  const rules: readonly ApprovalRule[] = config.rules ?? (reviewers.length > 0 ? [simple] : []);
  const able = withMembers(rules).map((rule) => ableOf(rule, assuranceOfRule({ assurance }, rule), signIn));
  const short = fillRules(able, [...new Set(able.flatMap(({ from }) => from))]).find((rule) => !isMet(rule));
  if (!short) {
    const isAnybody = rules.length === 0 && assurance === 'sign-in';
    return isAnybody && !signIn ? `hookDetails.assurance is ${noSignIn}` : undefined;
  }
  const own = rules.find(({ name }) => name === short.name)?.assurance;
  const where = own ? `hookDetails.rules: ${formatValue(short.name)} asks for` : 'hookDetails.assurance is';
  const people = `only ${short.given} of the ${short.needed} people that ${formatValue(short.name)} needs`;
  if (assuranceOfRule({ assurance }, { assurance: own }) === 'iam') {
    return `${where} "iam", but ${people} can have an AWS identity; name IAM users and roles by their ARNs, and people of IAM Identity Center by the email address that is their user name`;
  }
  // It is "sign-in": everybody can prove a link or a mailbox.
  if (!signIn) return `${where} ${noSignIn}`;
  const domains = signIn.mailDomains.length > 0 ? signIn.mailDomains.join(', ') : 'none';
  return `${where} "sign-in", but ${people} can be recognized when they sign in; add the domains of their addresses to the stack's parameter OidcMailDomains (now: ${domains}), or name them as ${signIn.issuer}#<subject>`;
}

const guide = 'docs/guides/sign-in.md';
const noSignIn = `"sign-in", and nobody can sign in on the desk of this stack; set its parameter OidcIssuer (${guide}), or ask for "mailbox" or "iam"`;

/** The rule with the people who can prove what it asks for. */
function ableOf(rule: ApprovalRule, assurance: Assurance, signIn: SignInFacts | undefined): ApprovalRule {
  return { ...rule, from: rule.from.filter((person) => canProve(person, assurance, signIn)) };
}

/** Why no group of the provider could ever count; undefined if none is named. */
function whyGroupsUnknown(config: Asking, signIn: SignInFacts | undefined): string | undefined {
  const everybody = (config.rules ?? []).flatMap(({ from, deputies = [] }) => [{ from }, ...deputies]);
  const [group] = groupsNamedBy(everybody);
  if (group === undefined) return undefined;
  const named = `hookDetails.rules names ${formatValue(`group:${group}`)}`;
  if (!signIn)
    return `${named}, and nobody can sign in on the desk of this stack; set its parameter OidcIssuer (${guide})`;
  if (isGoogle(signIn.issuer))
    return `${named}, and Google does not say in which groups somebody is; name people (${guide})`;
  if (signIn.groupsClaim === undefined) {
    return `${named}, and the stack does not know which claim names groups; set its parameter OidcGroupsClaim, such as "groups" (${guide})`;
  }
  if (signIn.mailDomains.length > 0 && !isEntra(signIn.issuer)) return undefined;
  const unrecognized = `no account at ${signIn.issuer} is recognized by its email address here`;
  if ([...config.excluded, ...everybody.flatMap(({ from }) => from)].some(isMailbox)) {
    return `${named} next to email addresses, and ${unrecognized}, so one person could count twice; name everybody by groups, as ${signIn.issuer}#<subject> or by ARN (${guide})`;
  }
  if (config.selfApproval !== 'deny') return undefined;
  return `${named} next to selfApproval "deny", and ${unrecognized}, so nobody could tell whether a member started the deployment; name people as ${signIn.issuer}#<subject> (${guide})`;
}

/** Why nobody's sign-in would ever be known to be fresh. */
function whyAgeUnknown({ signInMaxAgeMinutes }: Asking, signIn: SignInFacts | undefined): string | undefined {
  if (signInMaxAgeMinutes === undefined || !signIn || !isGoogle(signIn.issuer)) return undefined;
  return `hookDetails.signInMaxAgeMinutes is ${signInMaxAgeMinutes}, and Google does not say when somebody signed in; remove it (${guide})`;
}

/**
 * The deputies who could not prove what is asked of them, so that their votes never count.
 *
 * @param signIn - undefined if nobody can sign in on the stack's desk
 */
export function findUnprovenDeputies(
  { assurance, rules, deputies }: Pick<ApprovalConfig, 'assurance' | 'rules' | 'deputies'>,
  signIn: SignInFacts | undefined,
): readonly string[] {
  const all: readonly Pick<ApprovalRule, 'assurance' | 'deputies'>[] = [...(rules ?? []), { deputies }];
  const unproven = all.flatMap((rule) =>
    (rule.deputies ?? [])
      .flatMap(({ from }) => from)
      .filter((person) => !canProve(person, assuranceOfRule({ assurance }, rule), signIn)),
  );
  return [...new Set(unproven)];
}

/** A member of a group has signed in, and nothing more. A mail address may be the name of a user of IAM Identity Center, which cannot be seen here. */
function canProve(person: string, assurance: Assurance, signIn: SignInFacts | undefined): boolean {
  if (person.startsWith('arn:')) return true;
  if (assurance === 'link' || assurance === 'mailbox') return true;
  const account = readSignInName(person);
  if (isMember(person)) return assurance !== 'iam';
  if (assurance === 'iam') return account === undefined;
  if (!signIn) return false;
  return account
    ? account.iss === signIn.issuer
    : signIn.mailDomains.includes(person.slice(person.lastIndexOf('@') + 1));
}

/**
 * Why a gate asks who started a deployment although nobody can know that.
 *
 * @param recordsDeployers - whether the stack records it; undefined counts as no
 * @returns what is wrong and what to do about it; undefined if it can be known, or need not be
 */
export function whyUnknowable(
  { selfApproval }: Pick<ApprovalConfig, 'selfApproval'>,
  recordsDeployers: boolean | undefined,
): string | undefined {
  if (selfApproval !== 'deny' || recordsDeployers) return undefined;
  return 'hookDetails.selfApproval is "deny", and this stack does not record who starts deployments; set its parameter Deployers to "cloudtrail" or "tag" (docs/guides/approval-rules.md), or name the people who may not approve in "excluded"';
}
