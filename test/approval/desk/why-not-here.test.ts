import { describe, expect, test } from 'vitest';
import type { DeskParts, OpenedLink, Voter } from '../../../src/approval/desk/desk-parts.ts';
import { en } from '../../../src/approval/desk/language/en.ts';
import {
  isAsked,
  isDecidable,
  mayVote,
  needsSignIn,
  signInFirst,
  whyNotHere,
} from '../../../src/approval/desk/why-not-here.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import type { Session } from '../../../src/approval/sign-in/session.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { newRequest, wordsOn } from '../../helpers/approval.ts';

const [ana, ben, eve] = ['ana@example.com', 'ben@example.com', 'eve@example.com'];
const now = new Date('2026-11-22T14:05:00.000Z');
const at = now.toISOString();
const iss = 'https://login.example.com';
const asking = (asked: JsonObject, changes: Partial<Parameters<typeof newRequest>[0]> = {}) =>
  newRequest({ reviewers: [ana, ben], asked, ...changes });
const link = (by: string): Voter => ({ by, at });
const signedIn = (by: string, identity: JsonObject = {}): Voter => ({
  ...{ by, at, via: 'sign-in' },
  identity: { iss, sub: by, ...identity },
});
const session = (more: Partial<Session> = {}): Session => ({ id: 's', iss, sub: 'x', groups: [], until: 0, ...more });

/** What a link opens, on a desk on which people can sign in. */
const opened = (request: ApprovalRequest, voter: Voter, more: { session?: Session; now?: Date } = {}) => ({
  ...{ token: 'v1.token', voter, now, words: en, stored: { request, etag: '"1"', lastModified: now } },
  ...more,
});
const desk = { signIn: async () => Promise.reject(new Error('not needed')) };

const rule = { name: 'qa', from: [ana], approvals: 1 };
const group = { name: 'ops', from: ['group:ops'], approvals: 1 };
const groups = { name: 'ops', from: ['group:ops', 'group:sre'], approvals: 1 };
const deputy = { deputies: [{ afterMinutes: 10, from: [eve] }] };
const fresh = { assurance: 'sign-in', signInMaxAgeMinutes: 5 };
const seconds = (time: string) => Date.parse(`2026-11-22T${time}Z`) / 1000;

type Said = [title: string, text: string, button?: string];
type Case = [string, ApprovalRequest, Voter, { session?: Session; now?: Date }, Said | undefined];
const cases: Case[] = [
  ['a reviewer', asking({}), link(ana), {}, undefined],
  ['a reviewer who has signed in', asking({}), signedIn(ana), {}, undefined],
  ['a link whose reviewer is not asked', asking({}), link(eve), {}, undefined],
  [
    'somebody who is excluded',
    asking({}, { excluded: [ana] }),
    link(ana),
    {},
    [
      'You may not decide about this',
      'The configuration of this gate names you among those who may not decide. Another reviewer has to decide.',
    ],
  ],
  [
    'somebody else who has signed in',
    asking({}),
    signedIn(eve),
    {},
    [
      'You are not asked about this',
      'The account eve@example.com is not among those who are asked. Sign out to use another one, or ask your platform team who decides.',
    ],
  ],
  [
    'a deputy whose time has not come',
    asking(deputy),
    link(eve),
    {},
    [
      'You cannot decide yet',
      'You are a deputy: you can decide from 2026-11-22 14:10 UTC, if the others have not done so by then.',
    ],
  ],
  ['a deputy whose time has come', asking(deputy), link(eve), { now: new Date('2026-11-22T14:10:00.000Z') }, undefined],
  [
    'a deputy of a gate with sign-in',
    asking({ ...deputy, assurance: 'sign-in' }),
    link(eve),
    {},
    [
      'You cannot decide yet',
      'You are a deputy: you can decide from 2026-11-22 14:10 UTC, if the others have not done so by then.',
    ],
  ],
  [
    'a deputy who has signed in',
    asking({ ...deputy, assurance: 'sign-in' }),
    signedIn(eve),
    {},
    [
      'You cannot decide yet',
      'You are a deputy: you can decide from 2026-11-22 14:10 UTC, if the others have not done so by then.',
    ],
  ],
  [
    'a deputy who is in a group of another rule',
    asking({ rules: [{ ...rule, ...deputy }, group] }),
    signedIn(eve, { groups: ['ops'] }),
    {},
    undefined,
  ],
  [
    'a deputy whom another rule wants to sign in',
    asking({
      rules: [
        { ...rule, ...deputy },
        { ...rule, name: 'ops', from: [eve], assurance: 'sign-in' },
      ],
    }),
    link(eve),
    {},
    ['Sign in to decide', 'Your decision counts only after you have signed in.', 'Sign in'],
  ],
  [
    'a link of a gate with sign-in',
    asking({ assurance: 'sign-in' }),
    link(ana),
    {},
    ['Sign in to decide', 'Your decision counts only after you have signed in.', 'Sign in'],
  ],
  [
    'a link of a gate with IAM',
    asking({ assurance: 'iam' }),
    link(ana),
    {},
    [
      'Only an AWS identity can decide',
      'Your decision from this page would not count. Decide with greenlight approve or reject, and the name of the service; your AWS identity needs permission to invoke the output DecideArn.',
    ],
  ],
  [
    'everybody’s link of a gate with mailboxes',
    asking({ assurance: 'mailbox' }, { reviewers: [] }),
    link('link holder'),
    {},
    [
      'This link cannot decide',
      'This gate counts only decisions with a link that was mailed to one person. Use the link in your own mail.',
    ],
  ],
  [
    'a link whose reviewer no rule names',
    asking({ rules: [rule] }),
    link(ben),
    {},
    ['Sign in to decide', 'Your decision counts only after you have signed in.', 'Sign in'],
  ],
  ['somebody of a rule', asking({ rules: [rule] }), link(ana), {}, undefined],
  [
    'somebody of a rule with sign-in',
    asking({ rules: [{ ...rule, assurance: 'sign-in' }] }),
    link(ana),
    {},
    ['Sign in to decide', 'Your decision counts only after you have signed in.', 'Sign in'],
  ],
  [
    'somebody in no group',
    asking({ rules: [group] }),
    signedIn(eve),
    {},
    [
      'You are not asked about this',
      'The account eve@example.com is not among those who are asked, and was not in the group ops when you signed in. If it is now, sign in again. Sign out to use another one, or ask your platform team who decides.',
      'Sign in again',
    ],
  ],
  [
    'somebody in neither group',
    asking({ rules: [groups] }),
    signedIn(eve),
    { session: session() },
    [
      'You are not asked about this',
      'The account eve@example.com is not among those who are asked, and was not in the groups ops, sre when you signed in. If it is now, sign in again. Sign out to use another one, or ask your platform team who decides.',
      'Sign in again',
    ],
  ],
  [
    'somebody in no group, too late',
    asking({ rules: [group] }),
    signedIn(eve),
    { session: session(), now: new Date('2026-11-22T14:30:00.000Z') },
    [
      'You are not asked about this',
      'The account eve@example.com is not among those who are asked, and was not in the group ops when you signed in. If it is now, sign in again. Sign out to use another one, or ask your platform team who decides.',
    ],
  ],
  [
    'somebody in too many groups',
    asking({ rules: [group] }),
    signedIn(eve),
    { session: session({ groupsUnknown: 'too-many' }) },
    [
      'Your groups are not known here',
      'The sign-in provider did not list all groups of your account (it is in too many), and the group ops would have to be among them. Tell your platform team.',
    ],
  ],
  [
    'somebody with unreadable groups',
    asking({ rules: [group] }),
    signedIn(eve),
    { session: session({ groupsUnknown: 'unreadable' }) },
    [
      'Your groups are not known here',
      'The sign-in provider did not list all groups of your account (they have an unknown form), and the group ops would have to be among them. Tell your platform team.',
    ],
  ],
  [
    'somebody in a group with no confirmed address',
    asking({ rules: [group, rule] }),
    signedIn(`${iss}#x`, { groups: ['ops'] }),
    { session: session({ groups: ['ops'] }) },
    [
      'Your account cannot decide',
      'Your account is in the group ops, but the provider does not confirm its email address. Others are asked by email, so you might count twice. Tell your platform team.',
    ],
  ],
  [
    'somebody who signed in long ago',
    asking(fresh),
    signedIn(ana, { authenticatedAt: '2026-11-22T13:59:00.000Z' }),
    { session: session({ authenticatedAt: seconds('13:59:00') }) },
    [
      'Sign in again to decide',
      'Here a decision counts within 5 minutes of signing in at your sign-in provider. You signed in there at 13:59 UTC.',
      'Sign in again',
    ],
  ],
  [
    'somebody who signed in a minute too early',
    asking({ ...fresh, signInMaxAgeMinutes: 1 }),
    signedIn(ana, { authenticatedAt: '2026-11-22T13:59:00.000Z' }),
    { session: session({ authenticatedAt: seconds('13:59:00') }) },
    [
      'Sign in again to decide',
      'Here a decision counts within 1 minute of signing in at your sign-in provider. You signed in there at 13:59 UTC.',
      'Sign in again',
    ],
  ],
  [
    'somebody whose provider says nothing',
    asking(fresh),
    signedIn(ana),
    {},
    [
      'Your sign-in cannot decide',
      'Here a decision counts within 5 minutes of signing in at your sign-in provider. The provider did not say when you signed in there. Tell your platform team.',
    ],
  ],
];
/** A note as a row: title, text, and the label of its button, which leads to the sign-in for this link. */
const note = (words: Said | undefined) =>
  words && {
    ...{ tone: 'waiting', title: words[0], text: words[1] },
    ...(words[2] !== undefined && { action: { href: '/sign-in/v1.token', label: words[2] } }),
  };

describe('why somebody cannot decide here', () => {
  test.each(cases)('is said to %s', (_who, request, voter, more, words) => {
    expect(whyNotHere(desk, opened(request, voter, more))).toEqual(note(words));
  });

  const byCommand =
    'Decide with greenlight approve or reject, and the name of the service; your AWS identity needs permission to invoke the output DecideArn.';
  test.each<[string, ApprovalRequest, Voter, Said | undefined]>([
    [
      'a link of a gate with sign-in',
      asking({ assurance: 'sign-in' }),
      link(ana),
      ['Only people who have signed in can decide', `This gate counts no decision with a link alone. ${byCommand}`],
    ],
    ['a link whose reviewer no rule names', asking({ rules: [rule] }), link(ben), undefined],
  ])('on a desk on which nobody can sign in is said to %s', (_who, request, voter, words) => {
    expect(whyNotHere({ signIn: undefined }, opened(request, voter))).toEqual(note(words));
  });

  test('is that they rejected it with more proof', () => {
    expect(en.who.stronger).toEqual([
      'Your rejection cannot be taken back like this',
      'You rejected this after you had signed in, or with an AWS identity. To change that, decide again in the same way.',
    ]);
  });
});

describe('who is asked', () => {
  test.each<[string, ApprovalRequest, string, boolean]>([
    ['a reviewer', asking({}), ana, true],
    ['a deputy', asking(deputy), eve, true],
    ['somebody else', asking({}), eve, false],
    ['everybody’s link, if reviewers are named', asking({}), 'link holder', false],
    ['everybody’s link', asking({}, { reviewers: [] }), 'link holder', true],
    ['a custom link, if everybody has the same', asking({}, { reviewers: [] }), ana, false],
  ])('includes or leaves out %s', (_who, request, by, expected) => {
    expect(isAsked(request, by)).toBe(expected);
    expect(mayVote(request, link(by))).toBe(expected);
  });

  test.each<[string, ApprovalRequest, string, boolean]>([
    ['a reviewer', asking({}), ana, true],
    ['somebody else', asking({}), eve, false],
    ['anybody, if no reviewer is named', asking({}, { reviewers: [] }), eve, true],
    ['somebody of a rule', asking({ rules: [rule] }), ana, true],
    ['a reviewer whom no rule names', asking({ rules: [rule] }), ben, false],
  ])('after signing in: %s', (_who, request, by, expected) => {
    expect(mayVote(request, signedIn(by))).toBe(expected);
  });
});

test.each<[string, Partial<ApprovalRequest>, string, boolean]>([
  ['an open request', {}, '2026-11-22T14:29:59.999Z', true],
  ['an open request at its deadline', {}, '2026-11-22T14:30:00.000Z', false],
  ['a closed request', { status: 'SUPERSEDED' }, at, false],
])('%s can be decided, %j at %s: %s', (_what, change, when, expected) => {
  expect(isDecidable({ ...asking({}), ...change }, new Date(when))).toBe(expected);
});

describe('a page that is shown only after signing in', () => {
  const parts = (signIn: DeskParts['signIn']) => ({ signIn }) as DeskParts;
  const withClaims = (request: ApprovalRequest, voter: Voter, reviewer = ana) =>
    ({ ...opened(request, voter), claims: { key: 'k', reviewer, expiresAt: now } }) as unknown as OpenedLink;
  const strict = asking({ assurance: 'sign-in' });

  test.each<[string, OpenedLink, boolean]>([
    ['an ordinary gate', withClaims(asking({}), link(ana)), false],
    ['a gate that counts only those', withClaims(strict, link(ana)), true],
    ['such a gate, to those', withClaims(strict, signedIn(ana)), false],
    ['a link that asks for it', withClaims(asking({}), link(ana), 'somebody who has signed in'), true],
  ])('is that of %s', (_what, shown, expected) => {
    expect(needsSignIn(parts(desk.signIn), shown)).toBe(expected);
    expect(needsSignIn(parts(undefined), shown)).toBe(false);
  });

  test.each([
    [200, 'asked somebody to sign in', ''],
    [403, 'refused a form without a sign-in', 'You are no longer signed in, so nothing was recorded. '],
  ] as const)('asks for it with status %d', async (status, did, first) => {
    const answer = signInFirst(withClaims(strict, link(ana)), status);

    expect([answer.status, answer.did]).toEqual([status, did]);
    const page = String(await answer.page);
    expect(wordsOn(page)).toContain(
      `Sign in to decide ${first}Only people who have signed in can read this request and decide about it. Sign in`,
    );
    expect(page).toContain('href="/sign-in/v1.token"');
  });
});
