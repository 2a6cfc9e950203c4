import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { approvalConfigSchema } from '../../../src/checks/approval/approval-config.ts';
import {
  findUnprovenDeputies,
  type SignInFacts,
  whyUnknowable,
  whyUnprovable,
} from '../../../src/checks/approval/why-unprovable.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@other.example'];
const role = 'arn:aws:iam::123456789012:role/security';
const issuer = 'https://login.example.com/shop';
const google = { issuer: 'https://accounts.google.com', mailDomains: ['example.com'] };
const entra = 'https://login.microsoftonline.com/7b5a/v2.0';
const shop = { issuer, mailDomains: ['example.com'], groupsClaim: 'groups' };
const configOf = (hookDetails: JsonObject) => v.parse(approvalConfigSchema, hookDetails);
const signIn = (from: string[], more: JsonObject = {}) => ({ name: 'ops', from, assurance: 'sign-in', ...more });
const iam = (from: string[], more: JsonObject = {}) => ({ name: 'ops', from, assurance: 'iam', ...more });
const qa = { name: 'qa', from: [ana, cho] };
const security = { name: 'security', from: ['group:security'] };

const nobodySignsIn =
  '"sign-in", and nobody can sign in on the desk of this stack; set its parameter OidcIssuer (docs/guides/sign-in.md), or ask for "mailbox" or "iam"';
const unrecognized = (given: string, domains = 'example.com') =>
  `"sign-in", but only ${given} needs can be recognized when they sign in; add the domains of their addresses to the stack's parameter OidcMailDomains (now: ${domains}), or name them as ${issuer}#<subject>`;
const withoutAws = (given: string) =>
  `"iam", but only ${given} needs can have an AWS identity; name IAM users and roles by their ARNs, and people of IAM Identity Center by the email address that is their user name`;
const unrecognizedAt = (at: string) => `no account at ${at} is recognized by its email address here`;

describe('a gate whose people can prove what it asks for', () => {
  test.each<[string, JsonObject, SignInFacts | undefined]>([
    ['asks for nothing', {}, undefined],
    ['asks everybody to sign in', { assurance: 'sign-in' }, shop],
    ['asks for a mailbox', { assurance: 'mailbox', reviewers: [cho] }, undefined],
    ['asks a reviewer of our domain to sign in', { assurance: 'sign-in', reviewers: [ana] }, shop],
    ['asks an account to sign in', { rules: [signIn([`${issuer}#AbC`, ana], { approvals: 2 })] }, shop],
    ['asks for an ARN or somebody who signs in', { rules: [signIn([role, cho])] }, undefined],
    [
      'asks for an ARN or somebody who signs in everywhere',
      { assurance: 'sign-in', rules: [{ name: 'ops', from: [role, cho] }] },
      undefined,
    ],
    ['asks for AWS identities', { assurance: 'iam', rules: [{ name: 'ops', from: [role, ana], approvals: 2 }] }, shop],
    ['names a group', { rules: [{ ...security, approvals: 3 }] }, shop],
    ['asks a group to sign in', { assurance: 'sign-in', rules: [{ ...security, approvals: 3 }] }, shop],
    ['denies members who deployed', { rules: [security], selfApproval: 'deny' }, shop],
    ['names a group, and nobody by mail', { rules: [security] }, { ...shop, mailDomains: [] }],
    ['names a group at Entra, and nobody by mail', { rules: [security] }, { ...shop, issuer: entra }],
    ['asks for a fresh sign-in', { assurance: 'sign-in', reviewers: [ana], signInMaxAgeMinutes: 5 }, shop],
    ['asks Google for a sign-in of any age', { assurance: 'sign-in', reviewers: [ana] }, google],
  ])('%s', (_what, hookDetails, facts) => {
    expect(whyUnprovable(configOf(hookDetails), facts)).toBeUndefined();
  });
});

describe('a gate that asks for more than its people can prove', () => {
  test.each<[JsonObject, SignInFacts | undefined, string]>([
    [{ assurance: 'sign-in' }, undefined, `hookDetails.assurance is ${nobodySignsIn}`],
    [{ assurance: 'sign-in', reviewers: [ana] }, undefined, `hookDetails.assurance is ${nobodySignsIn}`],
    [{ rules: [qa, signIn([ben])] }, undefined, `hookDetails.rules: "ops" asks for ${nobodySignsIn}`],
    [
      { assurance: 'sign-in', reviewers: [cho] },
      shop,
      `hookDetails.assurance is ${unrecognized('0 of the 1 people that "reviewers"')}`,
    ],
    [
      { assurance: 'sign-in', reviewers: [ana, 'ben@sub.example.com'], approvals: 2 },
      { ...shop, mailDomains: ['example.com', 'example.org'] },
      `hookDetails.assurance is ${unrecognized('1 of the 2 people that "reviewers"', 'example.com, example.org')}`,
    ],
    [
      { assurance: 'sign-in', rules: [qa, { name: 'ops', from: [ana] }] },
      { ...shop, mailDomains: [] },
      `hookDetails.assurance is ${unrecognized('0 of the 1 people that "qa"', 'none')}`,
    ],
    [
      { rules: [qa, signIn(['https://other.example.com#AbC', 'eve@other.example'])] },
      shop,
      `hookDetails.rules: "ops" asks for ${unrecognized('0 of the 1 people that "ops"')}`,
    ],
    [
      { rules: [signIn([ben]), iam([ana, `${issuer}#AbC`], { name: 'aws', approvals: 2 })] },
      shop,
      `hookDetails.rules: "aws" asks for ${withoutAws('1 of the 2 people that "aws"')}`,
    ],
    [
      { assurance: 'iam', rules: [security] },
      shop,
      `hookDetails.assurance is ${withoutAws('0 of the 1 people that "security"')}`,
    ],
  ])('is refused with what to do: %j', (hookDetails, facts, reason) => {
    expect(whyUnprovable(configOf(hookDetails), facts)).toBe(reason);
  });
});

describe('a group of the provider that could never count', () => {
  const alone = { rules: [security] };
  const amongDeputies = {
    rules: [{ name: 'ops', from: [ana], deputies: [{ afterMinutes: 5, from: [cho] }] }, security],
  };

  test.each<[JsonObject, SignInFacts | undefined, string]>([
    [
      alone,
      undefined,
      ', and nobody can sign in on the desk of this stack; set its parameter OidcIssuer (docs/guides/sign-in.md)',
    ],
    [
      alone,
      { ...google, groupsClaim: 'groups' },
      ', and Google does not say in which groups somebody is; name people (docs/guides/sign-in.md)',
    ],
    [
      alone,
      { issuer, mailDomains: ['example.com'] },
      ', and the stack does not know which claim names groups; set its parameter OidcGroupsClaim, such as "groups" (docs/guides/sign-in.md)',
    ],
    ...[{ rules: [qa, security] }, { ...alone, excluded: [cho] }, amongDeputies].flatMap((given) =>
      [issuer, entra].map((at): [JsonObject, SignInFacts, string] => [
        given,
        { ...shop, issuer: at, mailDomains: at === entra ? ['example.com'] : [] },
        ` next to email addresses, and ${unrecognizedAt(at)}, so one person could count twice; name everybody by groups, as ${at}#<subject> or by ARN (docs/guides/sign-in.md)`,
      ]),
    ),
    [
      { ...alone, selfApproval: 'deny' },
      { ...shop, mailDomains: [] },
      ` next to selfApproval "deny", and ${unrecognizedAt(issuer)}, so nobody could tell whether a member started the deployment; name people as ${issuer}#<subject> (docs/guides/sign-in.md)`,
    ],
  ])('is refused with what to do: %j %j', (hookDetails, facts, reason) => {
    expect(whyUnprovable(configOf(hookDetails), facts)).toBe(`hookDetails.rules names "group:security"${reason}`);
  });
});

test('a fresh sign-in is refused at Google, which does not say when somebody signed in', () => {
  const config = configOf({ assurance: 'sign-in', reviewers: [ana], signInMaxAgeMinutes: 5 });

  expect(whyUnprovable(config, google)).toBe(
    'hookDetails.signInMaxAgeMinutes is 5, and Google does not say when somebody signed in; remove it (docs/guides/sign-in.md)',
  );
  expect(whyUnprovable(config, undefined)).toBe(`hookDetails.assurance is ${nobodySignsIn}`);
});

describe('the deputies whose votes would never count', () => {
  const deputies = [{ afterMinutes: 5, from: [ben, cho] }];

  test.each<[string, JsonObject, SignInFacts | undefined, string[]]>([
    ['without deputies', { assurance: 'sign-in', reviewers: [cho] }, shop, []],
    ['if a link is enough', { reviewers: [ana], deputies }, undefined, []],
    ['of a gate', { assurance: 'sign-in', reviewers: [ana], deputies }, shop, [cho]],
    ['if nobody can sign in', { assurance: 'sign-in', reviewers: [ana], deputies }, undefined, [ben, cho]],
    [
      'of a rule as its gate asks',
      { assurance: 'sign-in', rules: [{ name: 'qa', from: [ana], deputies }] },
      shop,
      [cho],
    ],
    [
      'of rules that ask for more, each once',
      {
        rules: [
          qa,
          signIn([ana], { deputies }),
          signIn([ben], { name: 'two', deputies: [{ afterMinutes: 9, from: [cho] }] }),
        ],
      },
      shop,
      [cho],
    ],
    [
      'not those of a rule that asks for less',
      { rules: [{ name: 'qa', from: [ana], deputies }, signIn([ben])] },
      shop,
      [],
    ],
  ])('%s', (_what, hookDetails, facts, people) => {
    expect(findUnprovenDeputies(configOf(hookDetails), facts)).toEqual(people);
  });
});

describe('who started a deployment', () => {
  const unknowable =
    'hookDetails.selfApproval is "deny", and this stack does not record who starts deployments; set its parameter Deployers to "cloudtrail" or "tag" (docs/guides/approval-rules.md), or name the people who may not approve in "excluded"';

  test.each<['deny' | 'allow', boolean | undefined, string | undefined]>([
    ['deny', undefined, unknowable],
    ['deny', false, unknowable],
    ['deny', true, undefined],
    ['allow', false, undefined],
  ])('matters under selfApproval %s; recorded: %s', (selfApproval, recordsDeployers, reason) => {
    expect(whyUnknowable(configOf({ reviewers: [ana], selfApproval }), recordsDeployers)).toBe(reason);
  });
});
