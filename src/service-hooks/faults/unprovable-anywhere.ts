import { readSignInName } from '../../approval/request/people.ts';
import type { ApprovalConfig } from '../../checks/approval/approval-config.ts';
import { type SignInFacts, whyUnknowable, whyUnprovable } from '../../checks/approval/why-unprovable.ts';

/** Whether a gate can be proved, if nothing is known of its stack. */
type ProofWithoutStack =
  /** On no stack whatsoever. */
  | { problem: string }
  /** It depends on the stack: what would be wrong on one without a sign-in and without a record of who deploys. */
  | { depends: string };

/** @returns undefined if every stack will do */
export function judgeProofWithoutStack(config: ApprovalConfig): ProofWithoutStack | undefined {
  const depends = whyUnprovable(config, undefined) ?? whyUnknowable(config, false);
  if (depends === undefined) return undefined;
  const problems = bestSignIns(config).map((signIn) => whyUnprovable(config, signIn));
  const [problem] = problems;
  return problem !== undefined && problems.every((one) => one !== undefined) ? { problem } : { depends };
}

/** Stacks that recognize as many of the gate's people as any stack can: each person who signs in is known at one issuer. */
function bestSignIns({ reviewers, rules = [] }: ApprovalConfig): readonly SignInFacts[] {
  const people = [...reviewers, ...rules.flatMap(({ from }) => from)];
  const issuers = people.flatMap((person) => readSignInName(person)?.iss ?? []);
  const mailDomains = people.map((person) => person.slice(person.lastIndexOf('@') + 1).toLowerCase());
  return [...new Set([...issuers, 'https://sign-in.invalid'])].map((issuer) => ({
    issuer,
    mailDomains,
    groupsClaim: 'groups',
  }));
}
