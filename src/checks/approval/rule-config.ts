import * as v from 'valibot';
import { type Assurance, assuranceOfRule, groupIn, groupsNamedBy } from '../../approval/request/assurance.ts';
import { type ApprovalRule, type Deputies, fillRules, isMet } from '../../approval/request/fill-rules.ts';
import { isAmong, readSignInName, voterOf } from '../../approval/request/people.ts';
import { isJsonObject } from '../../hook/json.ts';
import { isOneLine } from '../../wording/lines.ts';
import { formatValue } from '../../wording/values.ts';
import { findRepeated } from '../find-repeated.ts';
import { assuranceSchema } from './assurance-config.ts';
import { mailAddressSchema } from './plain-config.ts';
import { deputiesSchema } from './time-config.ts';

const identity = 'expected mail addresses and ARNs of IAM users and roles; instead of a permission set name its people';
/**
 * A person. Not a permission set, because its sessions are named after people. Not a name that nobody can have, such as one with a wildcard: it
 * would exclude nobody, and nobody could approve with it.
 */
export const personSchema = v.pipe(v.string(identity), v.trim(), v.check(isPerson, identity));

const member =
  'expected mail addresses, ARNs of IAM users and roles, and group:<name> for groups of the provider; instead of a permission set name its people';
/** Of a rule: a person, or a group of the provider at which people sign in. */
const memberSchema = v.pipe(
  v.string(member),
  v.trim(),
  v.check((given) => isPerson(given) || isGroup(given), member),
);

/** A name of one line. What it means is up to the provider; it is compared character by character. */
function isGroup(given: string): boolean {
  const group = groupIn(given) ?? '';
  return group !== '' && group.length <= 128 && isOneLine(group);
}

function isPerson(given: string): boolean {
  return v.is(mailAddressSchema, given) || identityArn.test(given) || readSignInName(given) !== undefined;
}

const identityArn =
  /^arn:[a-z0-9-]+:(iam::\d{12}:(user|role)|sts::\d{12}:(assumed-role|federated-user))\/(?!\S*AWSReservedSSO_[^/]*$)[\w+=,.@/-]+$/;

const arn = 'expected the ARN of an IAM user, a role or one of its sessions';
/** An IAM identity. Not a permission set, for the same reason. */
export const identityArnSchema = v.pipe(v.string(arn), v.trim(), v.regex(identityArn, arn));

const name = 'expected a letter and up to 39 letters, digits, - and _, such as "security"';
const nameSchema = v.pipe(v.string(name), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, name));
const count = 'expected a whole number of people, 1 or more';
const from = 'expected a list of people and names of groups';
const groupsWanted = 'expected an object of names and lists of people';

/** The keys of `hookDetails` for a gate that several kinds of people have to approve. */
export const ruleEntries = {
  /** Lists of people by name, for `from` in `rules`: `{ "qa": ["ana@example.com"] }`. Default: none. */
  groups: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, groupsWanted),
      v.record(
        nameSchema,
        v.pipe(
          v.array(memberSchema, 'expected a list of mail addresses and ARNs'),
          v.minLength(1, 'expected at least one person'),
          v.maxLength(50, 'expected at most 50 people'),
        ),
      ),
    ),
  ),
  /**
   * Instead of `reviewers` and `approvals`: whose approvals are needed, all of them, each as `{ "name", "from", "approvals" }`. `from` has mail
   * addresses, ARNs of IAM users and roles, `<issuer>#<subject>` of people who sign in, names of `groups`, and `group:<name>` for
   * those who are in that group of the provider when they sign in. A person counts for one rule only. Only the
   * people named here may decide. `assurance` of a rule is the least that a vote must prove to count for it; default: as for the gate. `deputies` of a rule
   * is a list of `{ "afterMinutes", "from" }`: who may decide for it in addition, once that time has passed.
   */
  rules: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          name: nameSchema,
          from: v.pipe(
            v.array(v.pipe(v.string(from), v.trim()), from),
            v.minLength(1, 'expected at least one person or group'),
            v.maxLength(50, 'expected at most 50 people and groups'),
          ),
          approvals: v.optional(v.pipe(v.number(count), v.integer(count), v.minValue(1, count)), 1),
          assurance: v.optional(assuranceSchema),
          deputies: v.optional(deputiesSchema),
        }),
        'expected a list of rules',
      ),
      v.minLength(1, 'expected at least one rule'),
      v.maxLength(10, 'expected at most 10 rules'),
    ),
  ),
};

type Groups = Readonly<Record<string, readonly string[]>>;
export type RuleSettings = {
  groups?: Groups | undefined;
  rules?: ApprovalRule[] | undefined;
  excluded: readonly string[];
  /** Of the gate. */
  assurance?: Assurance | undefined;
};

/** Whether the simple form is configured next to rules: afterwards nobody can see that, because its keys have defaults. */
export function hasBothForms(given: unknown): boolean {
  return isJsonObject(given) && 'rules' in given && ('reviewers' in given || 'approvals' in given);
}

/** Rules that nobody could ever fulfil, or that name nobody who could be asked; undefined if there are none. */
export function whyWrongRules(settings: RuleSettings): string | undefined {
  const { groups = {}, rules } = settings;
  if (!rules)
    return Object.keys(groups).length > 0
      ? 'expected rules, not groups alone; add rules that use them, or remove the groups'
      : undefined;
  const names = rules.map((rule) => rule.name);
  const twice = findRepeated(names);
  if (twice !== undefined) return `expected a different name for each rule, but ${formatValue(twice)} is used twice`;
  const strange =
    whyStranger(
      rules.flatMap(({ from }) => from.filter((one) => !isGroup(one))),
      groups,
      providersGroups,
    ) ??
    whyStranger(
      rules.flatMap(({ deputies = [] }) => deputies.flatMap(({ from }) => from)),
      groups,
    );
  if (strange !== undefined) return strange;
  const weak = rules.find(({ assurance }) => assurance && assuranceOfRule(settings, { assurance }) !== assurance);
  if (weak) {
    return `expected each rule to ask for no less than the gate, but ${formatValue(weak.name)} asks for ${formatValue(weak.assurance)} and the gate for ${formatValue(settings.assurance)}; give the gate the lower assurance, and the higher one to the rules that need it`;
  }
  const resolved = resolveRules(settings);
  const enough = withMembers(resolved);
  const everybody = new Map(enough.flatMap((rule) => rule.from).map((one) => [voterOf(one), one]));
  const short = fillRules(enough, [...everybody.values()]).find((filled) => !isMet(filled));
  if (short) {
    return `expected enough different people who are not excluded, but with everybody's approval ${formatValue(short.name)} still has only ${short.given} of ${short.needed}; a person counts for one rule only`;
  }
  const addresses = addressesOf(resolved).length;
  const providers = groupsNamedBy(resolved);
  if (addresses === 0 && providers.length === 0) {
    return 'expected at least one mail address, because nobody else can be asked';
  }
  if (providers.length > 20 || Buffer.byteLength(providers.join('')) > maxGroupBytes) {
    return `expected at most 20 groups of the provider in all rules, and names of ${maxGroupBytes} bytes together, because a cookie has to hold them; there are ${providers.length}`;
  }
  return addresses > 50 ? `expected at most 50 mail addresses in all rules, but there are ${addresses}` : undefined;
}

const maxGroupBytes = 1000;

/** The rules with enough members instead of each of the provider's groups: how many a group has is not known here. */
export function withMembers(rules: readonly ApprovalRule[]): ApprovalRule[] {
  return rules.map((rule) => ({
    ...rule,
    from: rule.from.flatMap((one) =>
      groupIn(one) === undefined
        ? [one]
        : Array.from({ length: rule.approvals }, (_, number) => `${memberPrefix}${number} of ${rule.name}`),
    ),
  }));
}

const memberPrefix = 'member ';

export function isMember(name: string): boolean {
  return name.startsWith(memberPrefix);
}

const providersGroups = ', "group:" with the name of a group of the provider';

/** Undefined if all of these are people or groups. */
export function whyStranger(names: readonly string[], groups: Groups, more = ''): string | undefined {
  const stranger = names.find((one) => !Object.hasOwn(groups, one) && !isPerson(one));
  if (stranger === undefined) return undefined;
  const known = Object.keys(groups).length > 0 ? ` (${Object.keys(groups).join(', ')})` : '';
  return `expected mail addresses, ARNs of IAM users and roles${more}, and names of groups${known}, but ${formatValue(stranger)} is none of them`;
}

/** The rules with people instead of groups, without those who are excluded. Asking for as much as the gate is not repeated. */
export function resolveRules(settings: RuleSettings): ApprovalRule[] {
  const { rules = [], assurance } = settings;
  return rules.map(({ assurance: own = 'link', deputies, ...rule }) => {
    const from = resolvePeople(rule.from, settings);
    return {
      ...rule,
      ...(own !== 'link' && own !== assurance && { assurance: own }),
      from,
      ...(deputies && { deputies: resolveDeputies(deputies, from, settings) }),
    };
  });
}

/** Deputies with people instead of groups, without those who may decide anyway. */
export function resolveDeputies(
  deputies: readonly Deputies[],
  asked: readonly string[],
  settings: Pick<RuleSettings, 'groups' | 'excluded'>,
): Deputies[] {
  return deputies.map(({ afterMinutes, from }) => ({
    afterMinutes,
    from: resolvePeople(from, settings).filter((one) => !isAmong(asked, one)),
  }));
}

function resolvePeople(
  names: readonly string[],
  { groups = {}, excluded }: Pick<RuleSettings, 'groups' | 'excluded'>,
): string[] {
  const known = new Map(Object.entries(groups));
  return [...new Set(names.flatMap((one) => known.get(one) ?? [one]))]
    .map((one) => (v.is(mailAddressSchema, one) ? v.parse(mailAddressSchema, one) : one))
    .filter((one) => !isAmong(excluded, one));
}

/** Who gets a link. */
export function addressesOf(rules: readonly Pick<ApprovalRule, 'from'>[]): string[] {
  return [...new Set(rules.flatMap(({ from }) => from).filter((one) => v.is(mailAddressSchema, one)))];
}
