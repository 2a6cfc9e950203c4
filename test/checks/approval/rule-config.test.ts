import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type ApprovalConfig, approvalConfigSchema } from '../../../src/checks/approval/approval-config.ts';
import { polledConfigSchema } from '../../../src/checks/approval/polled-config.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { approvalSetup } from '../../helpers/approval.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const role = 'arn:aws:iam::123456789012:role/security';
const qa = { name: 'qa', from: [ana] };
const security = { name: 'security', from: ['group:security'] };
const list = (length: number, one = (index: number) => `r${index}@example.com`) =>
  Array.from({ length }, (_, index) => one(index));
const deputies = (...from: string[]) => [{ afterMinutes: 5, from }];
/** Two rules that name people, groups of the provider or something else. */
const split = (from: readonly string[]) => ({
  rules: [
    { name: 'one', from: from.slice(0, from.length / 2) },
    { name: 'two', from: from.slice(from.length / 2) },
  ],
});
/** This many groups of the provider, whose names have so many bytes together. */
const groupsOf = (count: number, bytes: number) =>
  list(
    count,
    (index) =>
      `group:${String(index).padStart(2, '0')}${'x'.repeat(Math.floor(bytes / count) - 2)}${index < bytes % count ? 'y' : ''}`,
  );

const bothForms =
  'hookDetails: expected either rules or reviewers and approvals; remove one of the forms, in the defaults as well';
const ruleName =
  'hookDetails.rules[0].name: expected a letter and up to 39 letters, digits, - and _, such as "security", not';
const stranger = (groups: string, one: string) =>
  `hookDetails.rules: expected mail addresses, ARNs of IAM users and roles, "group:" with the name of a group of the provider, and names of groups${groups}, but "${one}" is none of them`;
const strangeDeputy = (groups: string, one: string) =>
  `hookDetails.rules: expected mail addresses, ARNs of IAM users and roles, and names of groups${groups}, but "${one}" is none of them`;
const tooFew = (rule: string, found: string) =>
  `hookDetails.rules: expected enough different people who are not excluded, but with everybody's approval "${rule}" still has only ${found}; a person counts for one rule only`;
const nobodyLater =
  'hookDetails.rules: expected at least one mail address among the deputies of "qa" after 5 minutes, of somebody who is not excluded and not asked anyway';
const tooManyGroups = (count: number) =>
  `hookDetails.rules: expected at most 20 groups of the provider in all rules, and names of 1000 bytes together, because a cookie has to hold them; there are ${count}`;

const refused: [JsonObject, string][] = [
  [{ rules: [qa], approvals: 1 }, bothForms],
  [{ rules: [qa], reviewers: [] }, bothForms],
  [{ rules: [] }, 'hookDetails.rules: expected at least one rule, not a list of 0'],
  [{ rules: qa }, 'hookDetails.rules: expected a list of rules, not an object'],
  [
    { rules: list(11, (n) => `r${n}`).map((name) => ({ name, from: [`${name}@example.com`] })) },
    'hookDetails.rules: expected at most 10 rules, not 11',
  ],
  [
    { rules: [qa, { name: 'qa', from: [ben] }] },
    'hookDetails.rules: expected a different name for each rule, but "qa" is used twice',
  ],
  [{ rules: [{ ...qa, name: 'two words' }] }, `${ruleName} "two words"`],
  [{ rules: [{ ...qa, name: 5 }] }, `${ruleName} 5`],
  [
    { rules: [{ ...qa, from: ana }] },
    'hookDetails.rules[0].from: expected a list of people and names of groups, not "ana@example.com"',
  ],
  [
    { rules: [{ ...qa, from: [5] }] },
    'hookDetails.rules[0].from[0]: expected a list of people and names of groups, not 5',
  ],
  [{ rules: [{ name: 'qa' }] }, 'hookDetails.rules[0].from: missing'],
  [
    { rules: [{ ...qa, from: [] }] },
    `hookDetails.rules[0].from: expected at least one person or group, not a list of 0, ${tooFew('qa', '0 of 1')}`,
  ],
  [
    { rules: [{ ...qa, from: list(51, () => ana) }] },
    'hookDetails.rules[0].from: expected at most 50 people and groups, not 51',
  ],
  [
    { rules: [{ ...qa, approvals: 0 }] },
    'hookDetails.rules[0].approvals: expected a whole number of people, 1 or more, not 0',
  ],
  [{ rules: [{ ...qa, form: [ana] }] }, 'hookDetails.rules[0].form: unknown key, remove it or correct its spelling'],
  [
    { rules: [{ ...qa, assurance: 'password' }] },
    'hookDetails.rules[0].assurance: expected "link", "mailbox", "sign-in" or "iam", not "password"',
  ],
  [
    {
      assurance: 'sign-in',
      rules: [
        { ...qa, assurance: 'iam' },
        { name: 'ops', from: [ben], assurance: 'link' },
      ],
    },
    'hookDetails.rules: expected each rule to ask for no less than the gate, but "ops" asks for "link" and the gate for "sign-in"; give the gate the lower assurance, and the higher one to the rules that need it',
  ],

  [{ rules: [{ name: 'qa', from: ['QA'] }], groups: { qa: [ana], ops: [ben] } }, stranger(' (qa, ops)', 'QA')],
  [{ rules: [{ name: 'qa', from: ['qa'] }] }, stranger('', 'qa')],
  [{ rules: [{ name: 'qa', from: ['*@example.com'] }] }, stranger('', '*@example.com')],
  [{ rules: [{ name: 'qa', from: ['constructor'] }], groups: {} }, stranger('', 'constructor')],
  [{ rules: [{ name: 'qa', from: ['group:'] }] }, stranger('', 'group:')],
  [{ rules: [{ name: 'qa', from: ['group:a\nb'] }] }, stranger('', 'group:a b')],
  [
    { rules: [{ name: 'qa', from: [`group:${'x'.repeat(129)}`] }] },
    `${stranger('', `group:${'x'.repeat(69)}…`).slice(0, 218)}…`,
  ],
  [
    { groups: { qa: [ana] } },
    'hookDetails.rules: expected rules, not groups alone; add rules that use them, or remove the groups',
  ],
  [
    { rules: [qa], groups: ana },
    'hookDetails.groups: expected an object of names and lists of people, not "ana@example.com"',
  ],
  [{ rules: [qa], groups: [] }, 'hookDetails.groups: expected an object of names and lists of people, not a list of 0'],
  [
    { rules: [qa], groups: { qa: ana } },
    'hookDetails.groups.qa: expected a list of mail addresses and ARNs, not "ana@example.com"',
  ],
  [{ rules: [qa], groups: { qa: [] } }, 'hookDetails.groups.qa: expected at least one person, not a list of 0'],
  [{ rules: [qa], groups: { qa: list(51) } }, 'hookDetails.groups.qa: expected at most 50 people, not 51'],
  [
    { rules: [qa], groups: { qa: ['ana'] } },
    `hookDetails.groups.qa[0]: expected mail addresses, ARNs of IAM users and roles, and group:<name> for groups of the provider, not "ana"; instead of a permission set name its people`,
  ],
  [
    { rules: [qa], groups: { 'a b': [ana] } },
    'hookDetails.groups.a b: expected a letter and up to 39 letters, digits, - and _, such as "security"',
  ],

  [{ rules: [{ ...qa, approvals: 2 }] }, tooFew('qa', '1 of 2')],
  [{ rules: [qa, { name: 'security', from: [ana] }] }, tooFew('security', '0 of 1')],
  [{ rules: [{ name: 'qa', from: [ana, 'Ana+qa@example.com'], approvals: 2 }] }, tooFew('qa', '1 of 2')],
  [{ rules: [{ name: 'qa', from: [ana, ben], approvals: 2 }], excluded: ['BEN@example.com'] }, tooFew('qa', '1 of 2')],
  [
    { rules: [{ name: 'security', from: [role] }] },
    'hookDetails.rules: expected at least one mail address, because nobody else can be asked',
  ],
  [split(list(52)), 'hookDetails.rules: expected at most 50 mail addresses in all rules, but there are 52'],
  [split(groupsOf(21, 800)), tooManyGroups(21)],
  [split(groupsOf(10, 1001)), tooManyGroups(10)],

  [{ rules: [{ ...qa, deputies: deputies('grp', ben) }], groups: { ops: [ben] } }, strangeDeputy(' (ops)', 'grp')],
  [{ rules: [qa, { name: 'ops', from: [ben], deputies: deputies('grp', cho) }] }, strangeDeputy('', 'grp')],
  [{ rules: [{ ...qa, deputies: deputies('group:security') }] }, strangeDeputy('', 'group:security')],
  [
    { rules: [{ ...qa, deputies: deputies('sec', ben) }], groups: { sec: ['group:security'] } },
    'hookDetails.rules: expected no group of the provider among the deputies of "qa", because its members have no address, but "group:security" is one; name people, or put the group into the rule itself',
  ],
  [{ rules: [security, { ...qa, deputies: deputies(ana, role) }] }, nobodyLater],
  [{ rules: [{ ...qa, deputies: deputies(ben) }], excluded: [ben] }, nobodyLater],
];

describe('the rules of a gate', () => {
  test.each(refused)('are refused if they are %j', async (hookDetails, reason) => {
    const { gate, store } = approvalSetup();

    const answer = await gate(hookDetails)();

    expect(answer).toEqual({ hookStatus: 'FAILED', reason: `wrong configuration: ${reason}` });
    expect(Object.keys(store.contents()).filter((key) => key.startsWith('approvals/'))).toEqual([]);
  });

  test('have people instead of groups, and ask everybody with a mail address', () => {
    const groups = { qa: [' Ana@Example.com', ben], security: [role, cho] };
    const rules = [
      { name: 'qa', from: ['qa'], approvals: 2 },
      { name: 'security', from: ['security', ben] },
    ];

    expect(v.parse(approvalConfigSchema, { groups, rules })).toEqual({
      ...v.parse(approvalConfigSchema, {}),
      reviewers: [ana, ben, cho],
      approvals: 3,
      rules: [
        { name: 'qa', from: [ana, ben], approvals: 2 },
        { name: 'security', from: [role, cho, ben], approvals: 1 },
      ],
    });
  });

  test('leave out an assurance that is as for the gate, and resolve the groups of their deputies', () => {
    const config: ApprovalConfig = v.parse(approvalConfigSchema, {
      assurance: 'sign-in',
      groups: { leads: [cho, ben] },
      rules: [
        { ...qa, assurance: 'sign-in', deputies: deputies('leads', ana, cho) },
        { name: 'ops', from: [ben], assurance: 'iam' },
        { name: 'all', from: [cho] },
      ],
    });

    expect(config.rules).toStrictEqual([
      { ...qa, approvals: 1, deputies: deputies(cho, ben) },
      { name: 'ops', from: [ben], approvals: 1, assurance: 'iam' },
      { name: 'all', from: [cho], approvals: 1 },
    ]);
  });

  test('leave out an assurance that is the default', () => {
    const { rules }: ApprovalConfig = v.parse(approvalConfigSchema, { rules: [{ ...qa, assurance: 'link' }] });

    expect(rules).toStrictEqual([{ ...qa, approvals: 1 }]);
  });

  test.each<[string, JsonObject]>([
    ['50 mail addresses', split(list(50))],
    ['20 groups of the provider', split(groupsOf(20, 800))],
    ['names of groups of 1000 bytes', split(groupsOf(10, 1000))],
    ['a name of a group of 128 characters', { rules: [{ name: 'qa', from: [`group:${'x'.repeat(128)}`] }] }],
    ['a group with as many members as are needed', { rules: [{ ...security, approvals: 3 }], rejections: 5 }],
    ['somebody who signs in', { rules: [{ ...qa, from: [ana, 'https://login.example.com/shop#AbC'], approvals: 2 }] }],
    [
      'somebody who is asked to sign in recently',
      { rules: [qa, { name: 'ops', from: [ben], assurance: 'sign-in' }], signInMaxAgeMinutes: 5 },
    ],
    ['members who are asked to sign in recently', { rules: [security], signInMaxAgeMinutes: 5 }],
    ['a mailbox for each', { assurance: 'mailbox', rules: [qa] }],
    ['a deployer who must not approve', { selfApproval: 'deny', rules: [qa] }],
    ['deputies of the second rule', { rules: [qa, { name: 'ops', from: [ben], deputies: deputies(cho) }] }],
  ])('may have %s', async (_what, hookDetails) => {
    expect(v.safeParse(approvalConfigSchema, hookDetails).issues).toBeUndefined();
  });

  test('leave out who is excluded, and do not ask them', () => {
    const config = v.parse(approvalConfigSchema, {
      rules: [{ name: 'qa', from: [ana, ben] }],
      excluded: ['Ben+x@example.com'],
    });

    expect(config).toMatchObject({ reviewers: [ana], rules: [{ name: 'qa', from: [ana] }] });
  });
});

describe('the configuration that a poll reads', () => {
  const value = fc.oneof(
    fc.constantFrom(undefined, null, 0, 1, 2, 30, 'ask', 'pass', 'The cart', ana, {}),
    fc.jsonValue(),
  );
  const people = fc.oneof(value, fc.subarray([ana, ben, 'Ana+x@example.com', 'ben']));
  const details = fc.record(
    {
      ...{ deadlineMinutes: value, reviewers: people, approvals: value, excluded: people, firstDeployment: value },
      ...{ testUrl: value, title: value, notes: value, stranger: value },
      rules: fc.constantFrom([qa], [{ name: 'qa', from: ['all'] }], undefined),
      groups: fc.constantFrom({ all: [ana, ben] }, undefined),
    },
    { requiredKeys: [] },
  );

  test('is the same as by the whole schema, with the same messages', async () => {
    await fc.assert(
      fc.asyncProperty(details, async (given) => {
        const polled = await polledConfigSchema['~standard'].validate(given);
        const whole = await approvalConfigSchema['~standard'].validate(given);

        expect(polled).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });
});
