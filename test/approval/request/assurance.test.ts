import { describe, expect, test } from 'vitest';
import {
  type Assurance,
  assuranceOfRule,
  assurances,
  groupIn,
  groupsNamedBy,
  isFresh,
  isMailbox,
  isNamedBy,
  leastAssurance,
  provesEnough,
  type VoteProof,
} from '../../../src/approval/request/assurance.ts';
import { linkHolder } from '../../../src/approval/request/people.ts';

const ana = 'ana@example.com';
const account = 'https://login.example.com/shop#248289761001';
const at = '2026-11-22T14:10:00.000Z';
const identity = { groups: ['security'], authenticatedAt: '2026-11-22T14:00:00.000Z' };
const signedIn = { by: ana, via: 'sign-in', identity, at } as const;

describe('what a vote proves', () => {
  test.each<[string, VoteProof, number | undefined, Assurance]>([
    ['the link that everybody got', { by: linkHolder }, undefined, 'link'],
    ['a link of their own', { by: ana }, undefined, 'mailbox'],
    ['a link of their own, on the desk', { by: ana, via: 'desk' }, undefined, 'mailbox'],
    ['a Slack account that is mapped to them', { by: ana, via: 'slack' }, undefined, 'mailbox'],
    ['a sign-in', signedIn, undefined, 'sign-in'],
    ['a sign-in that is as old as allowed', signedIn, 10, 'sign-in'],
    ['a sign-in that is too old', signedIn, 9, 'mailbox'],
    ['a sign-in of such a name that is too old', { ...signedIn, by: linkHolder }, 9, 'mailbox'],
    ['IAM credentials', { by: 'arn:aws:iam::123456789012:user/ana', via: 'iam' }, undefined, 'iam'],
  ])('with %s', (_what, vote, signInMaxAgeMinutes, expected) => {
    const proved = assurances.filter((least) => provesEnough({ signInMaxAgeMinutes }, least, vote));

    expect(proved).toEqual(assurances.slice(0, assurances.indexOf(expected) + 1));
    expect(provesEnough({ signInMaxAgeMinutes }, undefined, vote)).toBe(true);
  });
});

describe('isFresh', () => {
  test.each<[string, number | undefined, VoteProof, boolean]>([
    ['if no age is asked for', undefined, { by: ana }, true],
    ['at the limit', 10, signedIn, true],
    ['after it', 9, signedIn, false],
    ['a minute before the vote, by another clock', 1, { ...signedIn, at: '2026-11-22T13:59:00.000Z' }, true],
    ['more than that before it', 1, { ...signedIn, at: '2026-11-22T13:58:59.999Z' }, false],
    ['if the provider gave no time', 10, { ...signedIn, identity: {} }, false],
    ['without an account', 10, { by: ana, at }, false],
    ['without a time of the vote', 10, { by: ana, identity }, false],
  ])('judges a sign-in %s', (_when, signInMaxAgeMinutes, vote, expected) => {
    expect(isFresh({ signInMaxAgeMinutes }, vote)).toBe(expected);
  });
});

describe('isMailbox', () => {
  test.each([
    [ana, true],
    ['barn:a@example.com', true],
    ['ana', false],
    [account, false],
    ['https://login.example.com/shop#ana@example.com', false],
    ['arn:aws:iam::123456789012:user/ana@example.com', false],
    ['group:ana@example.com', false],
    [linkHolder, false],
  ])('says of %s: %s', (name, expected) => {
    expect(isMailbox(name)).toBe(expected);
  });
});

describe('the groups of rules', () => {
  test('are named after their prefix', () => {
    expect(['group:security', 'security', 'my group:'].map(groupIn)).toEqual(['security', undefined, undefined]);
  });

  test('are listed once each', () => {
    const rules = [{ from: [ana, 'group:qa'] }, { from: ['group:security', 'group:qa'] }];

    expect(groupsNamedBy(rules)).toEqual(['qa', 'security']);
    expect(groupsNamedBy(undefined)).toEqual([]);
  });
});

describe('whom a rule names', () => {
  const security = { from: [ana, 'group:security'] };
  const byAccount = { ...signedIn, by: account };

  test.each<[string, Parameters<typeof isNamedBy>[0], VoteProof, boolean]>([
    ['a person', {}, { by: ana }, true],
    ['nobody else', {}, { by: 'ben@example.com' }, false],
    ['a member', {}, byAccount, true],
    ['nobody of another group', {}, { ...byAccount, identity: { groups: ['qa'] } }, false],
    ['nobody without groups', {}, { ...byAccount, identity: {} }, false],
    ['nobody without an account', {}, { by: account, via: 'sign-in' }, false],
    ['nobody whose groups are not a list', {}, { ...byAccount, identity: { groups: 'security' } }, false],
    ['no member who came by a link', {}, { ...byAccount, via: 'desk' }, false],
    ['no member whose sign-in is too old', { signInMaxAgeMinutes: 9 }, byAccount, false],
    ['a member whose sign-in is fresh', { signInMaxAgeMinutes: 10 }, byAccount, true],
    ['no account if a mailbox is needed', { needsMailbox: true }, byAccount, false],
    ['a mailbox of the group if one is needed', { needsMailbox: true }, { ...signedIn, by: 'cho@example.com' }, true],
    ['nobody who is called like the group', {}, { by: 'group:security' }, false],
  ])('is %s', (_whom, terms, vote, expected) => {
    expect(isNamedBy(terms, security, vote)).toBe(expected);
  });
});

describe('what rules ask for', () => {
  test.each<[Assurance | undefined, Assurance | undefined, Assurance]>([
    [undefined, undefined, 'link'],
    ['mailbox', undefined, 'mailbox'],
    [undefined, 'iam', 'iam'],
    ['sign-in', 'mailbox', 'sign-in'],
  ])('is the stronger of gate and rule: %s, %s', (assurance, own, expected) => {
    expect(assuranceOfRule({ assurance }, { assurance: own })).toBe(expected);
  });

  test.each<[string, Parameters<typeof leastAssurance>[0], Assurance]>([
    ['of a gate without any', {}, 'link'],
    ['of a gate without rules', { assurance: 'mailbox' }, 'mailbox'],
    ['of rules for people', { rules: [{ from: [ana] }] }, 'link'],
    ['of rules for groups', { rules: [{ from: ['group:qa', 'group:security'] }] }, 'sign-in'],
    ['of rules for both', { rules: [{ from: [ana, 'group:qa'] }] }, 'link'],
    ['of several rules', { rules: [{ from: [ana], assurance: 'iam' }, { from: ['group:qa'] }] }, 'sign-in'],
    ['of no rule', { assurance: 'mailbox', rules: [] }, 'mailbox'],
  ])('at least is that %s', (_of, terms, expected) => {
    expect(leastAssurance(terms)).toBe(expected);
  });
});
