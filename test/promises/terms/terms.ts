import fc from 'fast-check';
import type { JsonObject } from '../../../src/hook/json.ts';
import {
  ana,
  anaByIam,
  anaReleasing,
  approverRole,
  ben,
  benByIam,
  build,
  cho,
  dan,
  del,
  delByIam,
  eli,
  eve,
  hal,
  halByIam,
  onCallRole,
  releaseRole,
  zoe,
} from './cast.ts';

/** A gate's configuration as somebody writes it, as far as these stories use it. */
export type Terms = {
  reviewers?: string[];
  approvals?: number;
  assurance?: 'sign-in';
  signInMaxAgeMinutes?: number;
  groups?: Record<string, string[]>;
  rules?: TermsRule[];
  excluded?: string[];
  deadlineMinutes: number;
  deputies?: TermsDeputies[];
  rejections?: number;
  requireReason?: 'approve' | 'reject' | 'both';
  reasonPattern?: string;
  checklist?: string[];
  reminders?: { everyMinutes: number; limit: number };
  businessHours?: Hours;
  onDeadline?: 'approve';
  allowFailOpen?: true;
  autoApprove?: { clusters: string[] };
  once?: true;
  breakGlass?: string[];
  selfApproval?: 'deny';
  unknownDeployer?: 'allow';
  deployers?: Record<string, string | string[]>;
};

export type TermsDeputies = { afterMinutes: number; from: string[] };
export type TermsRule = {
  name: string;
  from: string[];
  approvals?: number;
  assurance?: 'iam' | 'sign-in';
  deputies?: TermsDeputies[];
};
export type Hours = { timeZone: string; days?: string[]; from?: string; to?: string };

/** A call that started the deployment, as CloudTrail reports it some time later. */
export type StartOfDeployment = { by: string; sourceIdentity?: string };

const threeReviewers = [ana, ben, cho];

/** Whose approvals are needed: people and a number, rules that share people, that ask for IAM, a sign-in or a group, or one link for everybody. */
const asked = fc.constantFrom<Partial<Terms>>(
  { reviewers: threeReviewers, approvals: 2 },
  { reviewers: threeReviewers, approvals: 2 },
  { reviewers: threeReviewers, approvals: 3 },
  { reviewers: threeReviewers, approvals: 2, deputies: [{ afterMinutes: 3, from: [del, delByIam] }] },
  {
    ...{ reviewers: threeReviewers, approvals: 2 },
    deputies: [
      { afterMinutes: 3, from: [del, ana] },
      { afterMinutes: 15, from: [eli] },
    ],
  },
  {
    groups: { qa: [ana, ben], leads: [del] },
    rules: [
      { name: 'qa', from: ['qa'], deputies: [{ afterMinutes: 3, from: ['leads'] }] },
      { name: 'security', from: [ben, cho, approverRole] },
    ],
  },
  {
    rules: [
      { name: 'qa', from: [ana, cho], approvals: 1 },
      { name: 'security', from: [ana, ben, approverRole], assurance: 'iam' },
    ],
  },
  { rules: [{ name: 'release', from: [ana, ben, cho, dan], approvals: 2 }] },
  { reviewers: threeReviewers, approvals: 2, assurance: 'sign-in', deputies: [{ afterMinutes: 3, from: [del] }] },
  { reviewers: [ana, cho, hal], approvals: 2, assurance: 'sign-in', signInMaxAgeMinutes: 15 },
  { rules: [{ name: 'security', from: ['group:sec-team'], approvals: 2 }], signInMaxAgeMinutes: 15 },
  {
    rules: [
      { name: 'qa', from: ['group:qa-team', ben], deputies: [{ afterMinutes: 3, from: [del] }] },
      { name: 'security', from: ['group:sec-team', cho] },
    ],
  },
  {
    rules: [
      { name: 'qa', from: [ana, cho] },
      { name: 'security', from: [hal, ben, cho], assurance: 'sign-in' },
    ],
    signInMaxAgeMinutes: 15,
  },
  {},
);

/** One that ends ten minutes after the stories begin, a Sunday at 14:00 UTC; one that begins then; and one that is closed on Sundays. */
const businessHours = fc.constantFrom<Hours>(
  { timeZone: 'UTC', days: ['sun', 'mon', 'tue'], from: '00:00', to: '14:10' },
  { timeZone: 'Europe/Berlin', days: ['sun', 'mon'], from: '15:10', to: '24:00' },
  { timeZone: 'America/New_York' },
);

/** Each of these in one of several gates, so that most gates have two or three of them. */
const more = fc.record({
  excluded: seldom(fc.constantFrom<string[]>([zoe], [dan, cho], [benByIam])),
  rejections: seldom(fc.constant(2)),
  reason: seldom(
    fc.constantFrom<Partial<Terms>>(
      { requireReason: 'approve' },
      { requireReason: 'approve', reasonPattern: 'SHOP-[0-9]+' },
      { requireReason: 'both', reasonPattern: 'SHOP-[0-9]+' },
      { requireReason: 'reject', reasonPattern: 'SHOP-[0-9]+' },
    ),
  ),
  checklist: seldom(fc.constant<string[]>(['The data is backed up', 'Support is informed'])),
  reminders: seldom(fc.constantFrom({ everyMinutes: 5, limit: 2 }, { everyMinutes: 12, limit: 10 })),
  businessHours: seldom(businessHours),
  onDeadline: seldom(fc.constant<Partial<Terms>>({ onDeadline: 'approve', allowFailOpen: true })),
  autoApprove: fc.constantFrom<string[] | undefined>(
    undefined,
    undefined,
    undefined,
    undefined,
    ['dev-*', 'my-*'],
    ['dev-*'],
  ),
  once: seldom(fc.constant(true as const)),
  breakGlass: seldom(fc.constant<string[]>([onCallRole, dan])),
  deployer: seldom(
    fc.record({
      unknownDeployer: fc.constantFrom(undefined, 'allow' as const),
      deployers: fc.constantFrom<NonNullable<Terms['deployers']> | undefined>(
        undefined,
        { [releaseRole]: cho },
        { [releaseRole]: 'sourceIdentity' },
        { [releaseRole]: 'sessionName' },
        { [releaseRole]: 'sessionName', [build]: [ben, benByIam] },
      ),
    }),
  ),
});

function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** Configurations that the schema accepts, each of thirty minutes unless said otherwise. */
export function terms(changes: Partial<Terms> = {}): fc.Arbitrary<Terms> {
  return fc.tuple(asked, more).map(([people, { excluded, rejections, reason, deployer, ...rest }]) => {
    const { reviewers, rules } = people;
    const isNamed = reviewers !== undefined || rules !== undefined;
    const { checklist, reminders, businessHours: hours, onDeadline, autoApprove, once, breakGlass } = rest;
    // With reviewers, somebody who is excluded must not be one of them, and nobody who may break glass either.
    const out = (excluded ?? []).filter(
      (one) => (rules || ![ana, ben, cho, benByIam].includes(one)) && !(breakGlass ?? []).includes(one),
    );
    return {
      deadlineMinutes: 30,
      ...people,
      ...(isNamed && out.length > 0 && { excluded: out }),
      ...(isNamed && rejections && { rejections }),
      ...reason,
      ...(checklist && { checklist }),
      ...(reminders && { reminders }),
      ...(hours && { businessHours: hours }),
      ...onDeadline,
      ...(autoApprove && { autoApprove: { clusters: autoApprove } }),
      ...(once && { once }),
      ...(breakGlass && { breakGlass }),
      ...(isNamed && deployer && { selfApproval: 'deny' as const, ...defined(deployer) }),
      ...changes,
    };
  });
}

function defined<T extends object>(given: T): Partial<{ [Key in keyof T]: NonNullable<T[Key]> }> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<{
    [Key in keyof T]: NonNullable<T[Key]>;
  }>;
}

/** Whether somebody has to sign in, at a provider that a stack has to have then. */
export function needsProvider({ assurance, rules = [] }: Terms): boolean {
  const isForMembers = rules.some(({ from }) => from.some((one) => one.startsWith('group:')));
  return isForMembers || [assurance, ...rules.map((rule) => rule.assurance)].includes('sign-in');
}

/** What the hook gets. Errors of our own never use up its budget. */
export function hookDetailsOf(given: Terms): JsonObject {
  return { ...(JSON.parse(JSON.stringify(given)) as JsonObject), errorBudget: 1000 };
}

/** Nobody, a person, somebody behind a pipeline, and two calls of which either may have done it. */
export const starts = fc.constantFrom<StartOfDeployment[]>(
  [],
  [{ by: anaByIam }],
  [{ by: benByIam }],
  [{ by: build, sourceIdentity: cho }],
  [{ by: anaReleasing }],
  [{ by: eve }],
  [{ by: halByIam }],
  [{ by: anaByIam }, { by: build }],
);
