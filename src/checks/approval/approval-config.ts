import * as v from 'valibot';
import { groupsNamedBy } from '../../approval/request/assurance.ts';
import type { ApprovalRule } from '../../approval/request/fill-rules.ts';
import { findSamePerson, isAmong } from '../../approval/request/people.ts';
import { formatValue } from '../../wording/values.ts';
import { assuranceEntries } from './assurance-config.ts';
import { breakGlassEntries, whyWrongBreakGlass } from './break-glass-config.ts';
import { deployerEntries, hasLoneDeployers } from './deployer-config.ts';
import { whyTooLate, whyWrongDeputies, whyWrongRuleDeputies } from './deputies-config.ts';
import { plainEntries } from './plain-config.ts';
import {
  addressesOf,
  hasBothForms,
  personSchema,
  type RuleSettings,
  resolveDeputies,
  resolveRules,
  ruleEntries,
  whyWrongRules,
} from './rule-config.ts';
import { timeEntries } from './time-config.ts';
import { canReject, hasLonePattern, openEntries, voteEntries } from './vote-config.ts';

/** The message of a check that is made by the same function. */
function reasonOf<Config>(why: (config: Config) => string | undefined) {
  return ({ input }: { input: unknown }): string => why(input as Config) ?? '';
}

/** Without comparing times: a pause without `deadlineMinutes` waits for as long as ECS does. */
export const untimedConfigSchema = v.pipe(
  v.unknown(),
  v.check(
    (given) => !hasBothForms(given),
    'expected either rules or reviewers and approvals; remove one of the forms, in the defaults as well',
  ),
  v.check(
    (given) => !hasLonePattern(given),
    'expected requireReason next to reasonPattern: "approve", "reject" or "both"',
  ),
  v.check(
    (given) => !hasLoneDeployers(given),
    'expected selfApproval: "deny" next to unknownDeployer and deployers; without it they have no effect',
  ),
  v.strictObject({
    ...plainEntries,
    /**
     * People who may not decide, such as the author of the release: mail addresses, and ARNs of IAM users and roles. A mail address excludes the mailbox and
     * the IAM Identity Center user of that name. Needs `reviewers` or `rules`. Default: nobody.
     */
    excluded: v.optional(
      v.pipe(
        v.array(personSchema, 'expected a list of mail addresses and ARNs'),
        v.maxLength(50, 'expected at most 50 people'),
      ),
      [],
    ),
    ...ruleEntries,
    ...voteEntries,
    ...openEntries,
    ...assuranceEntries,
    ...timeEntries,
    ...deployerEntries,
    ...breakGlassEntries,
  }),
  v.forward(
    v.check((config) => whyWrongBreakGlass(config) === undefined, reasonOf(whyWrongBreakGlass)),
    ['breakGlass'],
  ),
  v.forward(
    v.check(
      ({ assurance, reviewers }) => assurance !== 'iam' || reviewers.length === 0,
      'expected rules instead of reviewers next to "iam": with reviewers, every identity that may decide by IAM counts, not only these people',
    ),
    ['assurance'],
  ),
  v.forward(
    v.check(
      (config) => config.selfApproval !== 'deny' || namesVoters(config),
      'expected reviewers, rules or the assurance "sign-in" next to "deny", because the one link to everybody does not show who uses it',
    ),
    ['selfApproval'],
  ),
  v.forward(
    v.check(
      ({ assurance, reviewers, rules }) => assurance !== 'mailbox' || reviewers.length > 0 || rules !== undefined,
      'expected reviewers or rules next to "mailbox", because the one link to everybody is in no one\'s own mailbox',
    ),
    ['assurance'],
  ),
  v.forward(
    v.check(
      (config) =>
        config.signInMaxAgeMinutes === undefined ||
        config.assurance === 'sign-in' ||
        config.rules?.some((rule) => rule.assurance === 'sign-in') ||
        namesGroups(config),
      'expected assurance "sign-in" of the gate or of a rule next to it; without it, people may decide who have not signed in at all',
    ),
    ['signInMaxAgeMinutes'],
  ),
  v.forward(
    v.check(
      ({ approvals, reviewers }) => approvals <= Math.max(1, reviewers.length),
      'expected no more approvals than reviewers; name more reviewers, because one link cannot distinguish two people',
    ),
    ['approvals'],
  ),
  v.forward(
    v.check((config) => config.rules !== undefined || whyWrongPeople(config) === undefined, reasonOf(whyWrongPeople)),
    ['reviewers'],
  ),
  v.forward(
    v.check((config) => whyWrongRules(config) === undefined, reasonOf(whyWrongRules)),
    ['rules'],
  ),
  v.forward(
    v.check((config) => whyWrongDeputies(config) === undefined, reasonOf(whyWrongDeputies)),
    ['deputies'],
  ),
  v.forward(
    v.check(
      // Wrong rules have their own message.
      (config) => whyWrongRules(config) !== undefined || whyWrongRuleDeputies(config) === undefined,
      reasonOf(whyWrongRuleDeputies),
    ),
    ['rules'],
  ),
  v.forward(
    v.check(
      // Wrong rules have their own message.
      (config) =>
        whyWrongRules(config) !== undefined ||
        namesGroups(config) ||
        canReject({ ...config, people: peopleOf(config) }),
      'expected no more rejections than people who may decide; otherwise nobody could ever reject',
    ),
    ['rejections'],
  ),
  v.forward(
    v.check(
      ({ onDeadline, allowFailOpen }) => onDeadline === 'reject' || allowFailOpen,
      'expected "reject"; to let deployments through that nobody has approved, set allowFailOpen to true as well',
    ),
    ['onDeadline'],
  ),
  v.transform(
    ({
      groups,
      rules: named,
      rejections,
      requireReason,
      checklist,
      assurance,
      onDeadline,
      allowFailOpen,
      selfApproval,
      unknownDeployer,
      deputies,
      once,
      ...plain
    }) => {
      const config = {
        ...plain,
        // What has its default is left out, so that a gate is the same whether it says so or not.
        ...(assurance !== 'link' && { assurance }),
        ...(rejections > 1 && { rejections }),
        ...(requireReason !== 'reject' && { requireReason }),
        ...(checklist.length > 0 && { checklist }),
        ...(onDeadline === 'approve' && { onDeadline, allowFailOpen }),
        ...(selfApproval === 'deny' && { selfApproval }),
        ...(unknownDeployer === 'allow' && { unknownDeployer }),
        ...(once && { once }),
        ...(deputies && { deputies: resolveDeputies(deputies, plain.reviewers, plain) }),
      };
      if (named === undefined) return config;
      const rules = resolveRules({ groups, rules: named, excluded: config.excluded, assurance });
      const approvals = rules.reduce((sum, rule) => sum + rule.approvals, 0);
      return { ...config, reviewers: addressesOf(rules), approvals, rules };
    },
  ),
);

/**
 * The keys of an approval gate's `hookDetails`. Groups are resolved: `rules` has people, `reviewers` the mail addresses among them, and
 * `approvals` the sum.
 */
export const approvalConfigSchema = v.pipe(
  untimedConfigSchema,
  v.forward(
    v.check((config) => whyTooLate(config) === undefined, reasonOf(whyTooLate)),
    ['deadlineMinutes'],
  ),
);

/** Whether rules name groups of the provider, whose members nobody knows here. */
function namesGroups(config: RuleSettings): boolean {
  return groupsNamedBy(resolveRules(config)).length > 0;
}

/** Everybody who may decide, as far as the configuration names them. */
function peopleOf(config: RuleSettings & { reviewers: readonly string[] }): readonly string[] {
  return config.rules ? resolveRules(config).flatMap(({ from }) => from) : config.reviewers;
}

/** Whether every vote shows whose it is. */
function namesVoters(config: RuleSettings & { reviewers: readonly string[]; assurance: string }): boolean {
  return peopleOf(config).length > 0 || config.assurance === 'sign-in' || config.assurance === 'iam';
}

type People = { approvals: number; reviewers: readonly string[]; excluded: readonly string[] };

/** Refuses settings that cannot be enforced: two different people, or the exclusion of somebody. */
function whyWrongPeople({ approvals, reviewers, excluded }: People): string | undefined {
  if (excluded.length > 0 && reviewers.length === 0) {
    return 'expected names, because the one link to everybody does not show who uses it';
  }
  const both = reviewers.find((reviewer) => isAmong(excluded, reviewer));
  if (both) return `expected nobody who is excluded, but ${formatValue(both)} is; remove it from one of the lists`;
  const [one, other] = (approvals > 1 && findSamePerson(reviewers)) || [];
  return one && `expected different people, but ${formatValue(one)} and ${formatValue(other)} are one mailbox`;
}

export type ApprovalConfig = Omit<v.InferOutput<typeof approvalConfigSchema>, 'rules'> & {
  rules?: ApprovalRule[] | undefined;
};
