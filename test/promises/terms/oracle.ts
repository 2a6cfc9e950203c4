import type { Vote } from '../../../src/approval/request/request.ts';
import { everybodysLink, isOneOf, personOf } from './cast.ts';
import type { Hours, Terms, TermsDeputies } from './terms.ts';

/**
 * What a configuration and these votes give, from docs/guides/approval-rules.md: slow, and with nothing of the program. It tries every way to
 * distribute people over rules, and counts business hours minute by minute.
 */

/** A gate that was asked at that time. */
export type Asked = {
  terms: Terms;
  /** ISO 8601 in UTC, as all times here. */
  createdAt: string;
  /** The calls that are known to have started the deployment, each from a time on. */
  calls: readonly KnownCall[];
};

export type KnownCall = {
  by: string;
  sourceIdentity?: string | undefined;
  recordedAt: string;
  /** Nobody can read it before. */
  writtenAt: string;
};

export type Cast = Pick<Vote, 'by' | 'choice' | 'via' | 'reason' | 'checklist' | 'at' | 'identity'>;

/** Why a vote must not be stored, given those before it. Undefined if it has to be. */
export type WhyNot =
  | ('not-named' | 'not-yet' | 'too-weak' | 'excluded' | 'incomplete' | 'no-break-glass')
  | ('deployer' | 'deployer-unknown' | 'repeated' | 'no-vote');

export function whyNotStored(asked: Asked, before: readonly Cast[], vote: Cast): WhyNot | undefined {
  const { terms } = asked;
  const earlier = before.findLast(({ by }) => personOf(by) === personOf(vote.by));
  if (isOneOf(terms.excluded ?? [], vote.by)) return 'excluded';
  if (vote.via === 'break-glass')
    return isOneOf(terms.breakGlass ?? [], vote.by) && vote.reason ? undefined : 'no-break-glass';
  const place = whyNotAsked(asked, vote);
  if (place) return place;
  if (earlier?.choice === 'REJECT' && vote.choice !== 'REJECT' && !includesAll(asked, vote, earlier)) return 'too-weak';
  if (vote.choice === 'APPROVE') {
    const starter = whyNotByStarter(asked, vote);
    if (starter) return starter;
  }
  if (earlier?.choice === vote.choice && includesAll(asked, earlier, vote)) return 'repeated';
  if (vote.choice === 'WITHDRAW' && (!earlier || earlier.choice === 'WITHDRAW')) return 'no-vote';
  return isComplete(terms, vote) ? undefined : 'incomplete';
}

/** What the last of these votes decides. Undefined if nothing. */
export function decidedBy(
  asked: Asked,
  votes: readonly Cast[],
): { status: 'APPROVED' | 'REJECTED'; by: string[] } | undefined {
  const last = votes.at(-1);
  if (!last) return undefined;
  if (last.via === 'break-glass') return { status: 'APPROVED', by: [last.by] };
  const rejecting = latest(votes).filter(({ choice }) => choice === 'REJECT');
  if (last.choice === 'REJECT' && rejecting.length >= (asked.terms.rejections ?? 1))
    return { status: 'REJECTED', by: rejecting.map(({ by }) => by) };
  const approving = countedApprovals(asked, votes, last.at);
  if (last.choice === 'APPROVE' && areEnough(asked, approving))
    return { status: 'APPROVED', by: approving.map(({ by }) => by) };
  return undefined;
}

/** Whether a request that nobody decides is approved at its end. */
export function opensAtDeadline({ terms }: Asked, votes: readonly Cast[]): boolean {
  return terms.onDeadline === 'approve' && latest(votes).every(({ choice }) => choice !== 'REJECT');
}

/** A pattern of these stories ends with `*`. */
export function isUnasked({ autoApprove }: Terms, cluster: string): boolean {
  return (autoApprove?.clusters ?? []).some((pattern) => cluster.startsWith(pattern.replace('*', '')));
}

/** The mail addresses that get the first mail; the subscribers of the topic if there are none. */
export function askedByMail({ reviewers, rules, groups = {}, excluded = [] }: Terms): string[] {
  const named = reviewers ?? (rules ?? []).flatMap(({ from }) => expand(from, groups));
  const addresses = [...new Set(named)].filter((name) => isAddress(name) && !isOneOf(excluded, name));
  // Nobody knows the addresses of the members of a group.
  return addresses.length > 0 && !named.some(isGroup) ? addresses : [...addresses, 'everybody'];
}

/** When the deputies with a mail address may decide. */
export function deputiesByMail({ terms, createdAt }: Asked): { to: string; dueAt: string }[] {
  const { groups = {}, excluded = [], reviewers = [] } = terms;
  return deputiesOf(terms).flatMap(({ afterMinutes, from, rule }) =>
    expand(from, groups)
      .filter((to) => isAddress(to) && !isOneOf(excluded, to) && !isOneOf(peopleIn(rule ?? reviewers), to))
      .map((to) => ({ to, dueAt: minutesAfter(terms.businessHours, createdAt, afterMinutes) })),
  );
}

const aDay = 1430;

/** The end of a gate's time: of these minutes on a clock that stands still outside of business hours, and 1430 minutes later at most. */
export function deadlineOf({ businessHours, deadlineMinutes }: Terms, createdAt: string, mostMinutes = aDay): string {
  return minutesAfter(businessHours, createdAt, deadlineMinutes, mostMinutes);
}

const minuteMs = 60_000;

function minutesAfter(hours: Hours | undefined, from: string, minutes: number, mostMinutes = 3 * aDay): string {
  const start = Date.parse(from);
  const latestEnd = start + mostMinutes * minuteMs;
  let left = minutes * minuteMs;
  for (let at = start; at < latestEnd; ) {
    const next = Math.floor(at / minuteMs) * minuteMs + minuteMs;
    if (isOpen(hours, at)) {
      if (left <= next - at) return new Date(Math.min(at + left, latestEnd)).toISOString();
      left -= next - at;
    }
    at = next;
  }
  return new Date(latestEnd).toISOString();
}

/** In winter, in which these stories play. */
const hoursAheadOfUtc: Readonly<Record<string, number>> = { UTC: 0, 'Europe/Berlin': 1, 'America/New_York': -5 };

function isOpen(hours: Hours | undefined, at: number): boolean {
  if (!hours) return true;
  const { days = ['mon', 'tue', 'wed', 'thu', 'fri'], from = '09:00', to = '17:00', timeZone } = hours;
  const local = new Date(at + (hoursAheadOfUtc[timeZone] ?? Number.NaN) * 60 * minuteMs);
  const day = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][local.getUTCDay()] ?? '';
  const time = local.toISOString().slice(11, 16);
  return days.includes(day) && time >= from && time < to;
}

/** Everybody who may decide in addition, with the people of the rule to which they belong. */
function deputiesOf({ deputies = [], rules = [], groups = {} }: Terms): (TermsDeputies & { rule?: string[] })[] {
  return [
    ...deputies,
    ...rules.flatMap((rule) => (rule.deputies ?? []).map((one) => ({ ...one, rule: expand(rule.from, groups) }))),
  ];
}

function whyNotAsked(asked: Asked, vote: Cast): 'not-named' | 'not-yet' | 'too-weak' | undefined {
  const { terms, createdAt } = asked;
  const { reviewers, rules, groups = {}, businessHours, excluded = [] } = terms;
  const isLink = vote.via === undefined;
  const own = reviewers ?? (rules ?? []).flatMap(({ from }) => expand(from, groups));
  const deputies = deputiesOf(terms);
  const linked = [...own, ...deputies.flatMap(({ from }) => expand(from, groups))];
  // Everybody who is mapped to a person in Slack is somebody whom the operator has chosen.
  if (!reviewers && !rules) return !isLink || vote.by === everybodysLink ? undefined : 'not-named';
  if (isLink && !linked.includes(vote.by)) return 'not-named';
  if (rules && !isNamedIn(asked, linked, vote)) return 'not-named';
  if (reviewers && (vote.via === 'sign-in' || vote.via === 'slack') && !isOneOf(linked, vote.by)) return 'not-named';
  if (!isOneOf(peopleIn(own), vote.by)) {
    const due = deputies
      .filter(({ from }) => isOneOf(expand(from, groups), vote.by) && !isOneOf(excluded, vote.by))
      .map(({ afterMinutes }) => minutesAfter(businessHours, createdAt, afterMinutes));
    const counts = rules !== undefined && rulesFor(asked, vote).length > 0;
    if (due.length > 0 && due.every((one) => vote.at < one) && !counts) return 'not-yet';
  }
  const counts = rules ? rulesFor(asked, vote).length > 0 : provesEnough(asked, vote, terms.assurance);
  return counts ? undefined : 'too-weak';
}

/** From the least to the most. */
const proofs = ['link', 'mailbox', 'sign-in', 'iam'];

function provesEnough({ terms }: Asked, vote: Cast, ...wanted: (string | undefined)[]): boolean {
  return wanted.every((one = 'link') => proofs.indexOf(proofOf(terms, vote)) >= proofs.indexOf(one));
}

function proofOf(terms: Terms, vote: Cast): string {
  if (vote.via === 'iam') return 'iam';
  if (vote.via === 'sign-in') return isFresh(terms, vote) ? 'sign-in' : 'mailbox';
  return vote.by === everybodysLink ? 'link' : 'mailbox';
}

/** The provider's clock may be a minute ahead. */
function isFresh({ signInMaxAgeMinutes }: Terms, { identity, at }: Cast): boolean {
  if (signInMaxAgeMinutes === undefined) return true;
  const age = Date.parse(at) - Date.parse(String(identity?.['authenticatedAt']));
  return age >= -minuteMs && age <= signInMaxAgeMinutes * minuteMs;
}

/** By name, or as a member of a group of the provider. */
function isNamedIn(asked: Asked, names: readonly string[], vote: Cast): boolean {
  return isOneOf(peopleIn(names), vote.by) || groupsOf(asked, vote).some((group) => names.includes(`group:${group}`));
}

/** Next to mail addresses, and where the deployer may not approve, an account counts for a group only by its own address. */
function groupsOf({ terms }: Asked, vote: Cast): string[] {
  const { rules = [], groups = {}, excluded = [], selfApproval } = terms;
  const from = [...rules, ...deputiesOf(terms)].flatMap((one) => expand(one.from, groups));
  const isByAddress = selfApproval === 'deny' || [...from, ...excluded].some(isAddress);
  if (vote.via !== 'sign-in' || !isFresh(terms, vote) || (isByAddress && !isAddress(vote.by))) return [];
  return (vote.identity?.['groups'] ?? []) as string[];
}

function isGroup(name: string): boolean {
  return name.startsWith('group:');
}

function peopleIn(names: readonly string[]): string[] {
  return names.filter((name) => !isGroup(name));
}

/** The names of the rules for which a vote counts at its time. */
function rulesFor(asked: Asked, vote: Cast): string[] {
  const { terms, createdAt } = asked;
  const { rules = [], groups = {}, businessHours } = terms;
  const counting = rules.filter(({ from, deputies = [], assurance }) => {
    const due = deputies.filter(({ afterMinutes }) => vote.at >= minutesAfter(businessHours, createdAt, afterMinutes));
    const people = [...from, ...due.flatMap((one) => one.from)];
    return isNamedIn(asked, expand(people, groups), vote) && provesEnough(asked, vote, assurance, terms.assurance);
  });
  return counting.map(({ name }) => name);
}

function includesAll(asked: Asked, vote: Cast, other: Cast): boolean {
  const names = rulesFor(asked, vote);
  return rulesFor(asked, other).every((name) => names.includes(name));
}

function isComplete({ requireReason = 'reject', reasonPattern = '', checklist = [] }: Terms, vote: Cast): boolean {
  const { choice, reason = '', checklist: ticked = [] } = vote;
  if (choice === 'WITHDRAW') return true;
  const isAskedFor = requireReason === 'both' || requireReason === choice.toLowerCase();
  if ((choice === 'REJECT' || isAskedFor) && reason === '') return false;
  if (isAskedFor && !new RegExp(reasonPattern).test(reason)) return false;
  return choice === 'REJECT' || checklist.every((item) => ticked.includes(item));
}

/** Each person's last vote, in the order of the first. */
function latest(votes: readonly Cast[]): Cast[] {
  const people = [...new Set(votes.map(({ by }) => personOf(by)))];
  return people.flatMap((person) => votes.findLast(({ by }) => personOf(by) === person) ?? []);
}

function countedApprovals(asked: Asked, votes: readonly Cast[], at: string): Cast[] {
  const approving = latest(votes).filter(({ choice }) => choice === 'APPROVE');
  if (asked.terms.selfApproval !== 'deny') return approving;
  const { names } = whoStarted(asked, at);
  return approving.filter(({ by }) => !isOneOf(names, by));
}

function areEnough(asked: Asked, approving: readonly Cast[]): boolean {
  const { rules, approvals = 1 } = asked.terms;
  if (!rules) return approving.length >= approvals;
  const places = rules.flatMap(({ name, approvals: wanted = 1 }) => Array.from({ length: wanted }, () => name));
  return canFill(
    places,
    approving.map((vote) => rulesFor(asked, vote)),
  );
}

/** Whether each place can get a voter of its own, by trying all of them. */
function canFill(places: readonly string[], voters: readonly string[][]): boolean {
  const [place, ...others] = places;
  if (place === undefined) return true;
  return voters.some((names, at) => names.includes(place) && canFill(others, voters.toSpliced(at, 1)));
}

function whyNotByStarter(asked: Asked, { by, at }: Cast): 'deployer' | 'deployer-unknown' | undefined {
  const { selfApproval, unknownDeployer } = asked.terms;
  if (selfApproval !== 'deny') return undefined;
  const { names, isKnown } = whoStarted(asked, at);
  if (isOneOf(names, by)) return 'deployer';
  return isKnown || unknownDeployer === 'allow' ? undefined : 'deployer-unknown';
}

/** By what was recorded until then. */
function whoStarted({ terms, calls }: Asked, at: string): { names: string[]; isKnown: boolean } {
  const known = calls.filter(({ recordedAt }) => recordedAt <= at);
  const people = known.map((call) => personBehind(call, terms.deployers ?? {}));
  return {
    names: [...known.map(({ by }) => by), ...people.flat()],
    isKnown: known.length > 0 && people.every((names) => names.length > 0),
  };
}

function personBehind({ by, sourceIdentity = '' }: KnownCall, deployers: NonNullable<Terms['deployers']>): string[] {
  if (!/assumed-role/.test(by) || by.includes('AWSReservedSSO_')) return [by];
  const [, roleName = '', session = ''] = by.split('/');
  const said = deployers[by] ?? deployers[`arn:aws:iam::123456789012:role/${roleName}`] ?? [];
  if (said === 'sessionName') return isAddress(session) ? [session] : [];
  if (said === 'sourceIdentity') return isAddress(sourceIdentity) ? [sourceIdentity] : [];
  return typeof said === 'string' ? [said] : said;
}

function isAddress(name: string): boolean {
  return name.includes('@') && !name.startsWith('arn:');
}

function expand(names: readonly string[], groups: Readonly<Record<string, readonly string[]>>): string[] {
  return names.flatMap((name) => groups[name] ?? [name]);
}
