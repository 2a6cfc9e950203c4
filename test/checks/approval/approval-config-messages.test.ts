import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { approvalCheck } from '../../../src/checks/approval/approval-check.ts';
import { approvalConfigSchema } from '../../../src/checks/approval/approval-config.ts';
import type { Check } from '../../../src/hook/check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { whatIsWrongWith } from '../check-context.ts';

const check = approvalCheck({
  ledger: { read: async () => undefined },
  rareSteps: () => Promise.reject(new Error('not needed')),
}) as Check<unknown>;
const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const role = 'arn:aws:iam::123456789012:role/security';
const reviewers = [ana];
const deny = { reviewers, selfApproval: 'deny' };
const qa = { name: 'qa', from: [ana] };
const list = (length: number, one = (index: number) => `r${index}@example.com`) =>
  Array.from({ length }, (_, index) => one(index));
const deputy = (more: JsonObject) => ({ reviewers, deputies: [{ afterMinutes: 5, from: [ben], ...more }] });
const hours = (more: JsonObject) => ({ businessHours: { timeZone: 'Europe/Berlin', ...more } });
const clusters = (given: unknown) => ({ autoApprove: { clusters: given } }) as JsonObject;
const behind = (given: unknown) => ({ ...deny, deployers: { [role]: given } }) as JsonObject;
const deployers = (length: number) =>
  Object.fromEntries(list(length, (index) => `${role}${index}`).map((one) => [one, ana]));

const namesOfDeployer = `hookDetails.deployers.${role}: expected a mail address, an ARN, a list of one person's names, "sessionName" or "sourceIdentity" for each IAM identity`;
const clusterWanted =
  'hookDetails.autoApprove.clusters[0]: expected the name of a cluster, or a pattern with at least 3 characters next to *, such as "dev-*", not';
const laterHour =
  'hookDetails.businessHours.to: expected a time of the same day after "from"; hours over midnight cannot be set, not "09:00"';

/** Every key except `reviewers`, `rules` and those that most gates have. */
const refused: [JsonObject, string][] = [
  [
    { reasonPattern: 'SHOP-[0-9]+' },
    'hookDetails: expected requireReason next to reasonPattern: "approve", "reject" or "both"',
  ],
  ...[{ unknownDeployer: 'allow' }, { deployers: {} }, { selfApproval: 'allow', deployers: {} }].map(
    (given): [JsonObject, string] => [
      given,
      'hookDetails: expected selfApproval: "deny" next to unknownDeployer and deployers; without it they have no effect',
    ],
  ),
  [{ reviewers, excluded: list(51) }, 'hookDetails.excluded: expected at most 50 people, not 51'],
  [
    { reviewers, breakGlass: role },
    `hookDetails.breakGlass: expected a list of ARNs of IAM users and roles, not "${role}"`,
  ],
  [{ reviewers, breakGlass: [] }, 'hookDetails.breakGlass: expected at least one identity, not a list of 0'],
  [
    { reviewers, breakGlass: list(21, (index) => `${role}${index}`) },
    'hookDetails.breakGlass: expected at most 20 identities, not 21',
  ],
  [
    { reviewers, breakGlass: [ana] },
    'hookDetails.breakGlass[0]: expected the ARN of an IAM user, a role or one of its sessions, not "ana@example.com"',
  ],
  [
    { reviewers, breakGlass: [role], excluded: [role] },
    `hookDetails.breakGlass: expected nobody who is excluded, but "${role}" is; remove it from one of the lists`,
  ],
  [{ assurance: 'password' }, 'hookDetails.assurance: expected "link", "mailbox", "sign-in" or "iam", not "password"'],
  [
    { reviewers, assurance: 'iam' },
    'hookDetails.assurance: expected rules instead of reviewers next to "iam": with reviewers, every identity that may decide by IAM counts, not only these people',
  ],
  [
    { assurance: 'mailbox' },
    `hookDetails.assurance: expected reviewers or rules next to "mailbox", because the one link to everybody is in no one's own mailbox`,
  ],
  ...[{}, { rules: [qa] }, { rules: [{ ...qa, assurance: 'iam' }] }].map((given): [JsonObject, string] => [
    { ...given, signInMaxAgeMinutes: 5 },
    'hookDetails.signInMaxAgeMinutes: expected assurance "sign-in" of the gate or of a rule next to it; without it, people may decide who have not signed in at all, not 5',
  ]),
  ...[0, 1.5, 1441].map((signInMaxAgeMinutes): [JsonObject, string] => [
    { assurance: 'sign-in', signInMaxAgeMinutes },
    `hookDetails.signInMaxAgeMinutes: expected a whole number of minutes from 1 to 1440, not ${signInMaxAgeMinutes}`,
  ]),
  [
    { approvals: 2 },
    'hookDetails.approvals: expected no more approvals than reviewers, not 2; name more reviewers, because one link cannot distinguish two people',
  ],
  [{ rejections: 0 }, 'hookDetails.rejections: expected a whole number of people, 1 or more, not 0'],
  [
    { reviewers, rejections: 2 },
    'hookDetails.rejections: expected no more rejections than people who may decide, not 2; otherwise nobody could ever reject',
  ],
  [{ onDeadline: 'pass' }, 'hookDetails.onDeadline: expected "reject" or "approve", not "pass"'],
  [
    { onDeadline: 'approve' },
    'hookDetails.onDeadline: expected "reject"; to let deployments through that nobody has approved, set allowFailOpen to true as well, not "approve"',
  ],
  [{ allowFailOpen: 'yes' }, 'hookDetails.allowFailOpen: expected true or false, not "yes"'],
  [{ once: 'yes' }, 'hookDetails.once: expected true or false, not "yes"'],

  [
    { reviewers, deputies: ben },
    'hookDetails.deputies: expected a list such as [{ "afterMinutes": 60, "from": ["lead@example.com"] }], not "ben@example.com"',
  ],
  [{ reviewers, deputies: [] }, 'hookDetails.deputies: expected at least one entry, not a list of 0'],
  [
    { reviewers, deputies: [1, 2, 3, 4, 5, 6].map((afterMinutes) => ({ afterMinutes, from: [ben] })) },
    'hookDetails.deputies: expected at most 5 entries, not 6',
  ],
  [
    deputy({ afterMinutes: 0 }),
    'hookDetails.deputies[0].afterMinutes: expected a whole number of minutes, from 1 to 20160, not 0',
  ],
  [
    deputy({ from: ben }),
    'hookDetails.deputies[0].from: expected a list of people and names of groups, not "ben@example.com"',
  ],
  [deputy({ from: [5] }), 'hookDetails.deputies[0].from[0]: expected a list of people and names of groups, not 5'],
  [
    deputy({ from: [] }),
    'hookDetails.deputies[0].from: expected at least one person or group, not a list of 0, hookDetails.deputies: expected at least one mail address among the deputies after 5 minutes, of somebody who is not excluded and not asked anyway',
  ],
  [deputy({ from: list(51) }), 'hookDetails.deputies[0].from: expected at most 50 people and groups, not 51'],
  [
    deputy({ from: ['qa'] }),
    'hookDetails.deputies: expected mail addresses, ARNs of IAM users and roles, and names of groups, but "qa" is none of them',
  ],
  [
    deputy({ from: [ana, role] }),
    'hookDetails.deputies: expected at least one mail address among the deputies after 5 minutes, of somebody who is not excluded and not asked anyway',
  ],
  [
    { deputies: [{ afterMinutes: 5, from: [ben] }] },
    'hookDetails.deputies: expected reviewers, because the one link to everybody leaves nobody to ask later',
  ],
  [
    { rules: [qa], deputies: [{ afterMinutes: 5, from: [ben] }] },
    'hookDetails.deputies: expected deputies in each rule that has some, not next to the rules',
  ],
  [
    { ...deputy({ afterMinutes: 30 }), deadlineMinutes: 30 },
    'hookDetails.deadlineMinutes: expected more than 30 minutes, after which deputies are asked, not 30',
  ],
  [
    { reviewers, deadlineMinutes: 30, reminders: { everyMinutes: 30 } },
    'hookDetails.deadlineMinutes: expected more than 30 minutes, after which the first reminder is sent, not 30',
  ],
  [
    { reviewers, reminders: { everyMinutes: 4 } },
    'hookDetails.reminders.everyMinutes: expected a whole number of minutes, from 5 to 20160, not 4',
  ],
  [
    { reviewers, reminders: { everyMinutes: 5, limit: 11 } },
    'hookDetails.reminders.limit: expected a whole number of reminders, from 1 to 10, not 11',
  ],
  ...['9:00', '09:00x', 'x09:00', '24:00', '24:01'].map((from): [JsonObject, string] => [
    hours({ from, to: '24:00' }),
    `hookDetails.businessHours.from: expected a time of day such as "09:00", not "${from}"`,
  ]),
  [hours({ from: '09:00', to: '09:00' }), laterHour],
  [hours({ from: '23:59', to: '09:00' }), laterHour],

  [{ ...deny, selfApproval: 'no' }, 'hookDetails.selfApproval: expected "allow" or "deny", not "no"'],
  [
    { selfApproval: 'deny' },
    'hookDetails.selfApproval: expected reviewers, rules or the assurance "sign-in" next to "deny", because the one link to everybody does not show who uses it',
  ],
  [{ ...deny, unknownDeployer: 'ask' }, 'hookDetails.unknownDeployer: expected "deny" or "allow", not "ask"'],
  [{ ...deny, deployers: ana }, 'hookDetails.deployers: expected an object of ARNs and people, not "ana@example.com"'],
  [{ ...deny, deployers: [] }, 'hookDetails.deployers: expected an object of ARNs and people, not a list of 0'],
  [
    { ...deny, deployers: { dan: ana } },
    'hookDetails.deployers.dan: expected the ARN of an IAM user, a role or one of its sessions',
  ],
  [{ ...deny, deployers: deployers(51) }, 'hookDetails.deployers: expected at most 50 IAM identities'],
  [behind('dan'), `${namesOfDeployer}, not "dan"`],
  [behind(5), `${namesOfDeployer}, not 5`],
  ...[[], [ana, 'dan'], ['sessionName', ana], ['sessionName', 'sourceIdentity'], list(11)].map(
    (given): [JsonObject, string] => [behind(given), namesOfDeployer],
  ),

  [{ requireReason: 'never' }, 'hookDetails.requireReason: expected "approve", "reject" or "both", not "never"'],
  ...(
    [
      [5, 'expected a string, not 5'],
      ['', 'expected a string that is not empty, not an empty string'],
      ['x'.repeat(201), 'expected at most 200 characters, not 201'],
      ['a\nb', 'expected one line without control characters, not "a b"'],
    ] as const
  ).map(([reasonPattern, message]): [JsonObject, string] => [
    { requireReason: 'both', reasonPattern },
    `hookDetails.reasonPattern: ${message}`,
  ]),
  [{ checklist: 'a' }, 'hookDetails.checklist: expected a list of strings, not "a"'],
  [{ checklist: list(11) }, 'hookDetails.checklist: expected at most 10 items, not 11'],
  [{ checklist: ['a', 'b', 'a'] }, 'hookDetails.checklist: expected each item once, but "a" is there twice'],

  [clusters('dev'), 'hookDetails.autoApprove.clusters: expected a list of names of clusters, not "dev"'],
  [clusters([]), 'hookDetails.autoApprove.clusters: expected at least one cluster, not a list of 0'],
  [
    clusters(list(21, (index) => `dev-${index}`)),
    'hookDetails.autoApprove.clusters: expected at most 20 clusters, not 21',
  ],
  ...['*', '*a*b*', 'a b'].map((given): [JsonObject, string] => [clusters([given]), `${clusterWanted} "${given}"`]),
  [clusters([5]), `${clusterWanted} 5`],
];

describe('a wrong configuration', () => {
  test.each(refused)('gets one message, which says what to write: %j', async (hookDetails, message) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBe(message);
  });

  test('is not explained twice: wrong rules hide what is wrong with their deputies and with the rejections', () => {
    const deputies = [{ afterMinutes: 5, from: [ana] }];
    const { issues } = v.safeParse(approvalConfigSchema, { rules: [{ ...qa, deputies }, qa], rejections: 5 });

    expect(issues?.map(({ message }) => message)).toEqual([
      'expected a different name for each rule, but "qa" is used twice',
    ]);
  });
});

/** `hookDetails`, and what the gate makes of them in addition to the defaults. */
const accepted: [JsonObject, JsonObject][] = [
  [{ assurance: 'iam' }, { assurance: 'iam' }],
  [{ reviewers, assurance: 'mailbox' }, { assurance: 'mailbox' }],
  [{ assurance: 'sign-in', signInMaxAgeMinutes: 1 }, { signInMaxAgeMinutes: 1 }],
  [{ assurance: 'sign-in', signInMaxAgeMinutes: 1440 }, { signInMaxAgeMinutes: 1440 }],
  [{ assurance: 'sign-in', selfApproval: 'deny' }, { selfApproval: 'deny' }],
  [{ assurance: 'iam', selfApproval: 'deny' }, { selfApproval: 'deny' }],
  [
    { reviewers: ['ana+x@example.com', ana], requireReason: 'both' },
    { reviewers: ['ana+x@example.com', ana], requireReason: 'both' },
  ],
  [{ requireReason: 'approve', reasonPattern: 'x'.repeat(200) }, { requireReason: 'approve' }],
  [{ checklist: list(10) }, { checklist: list(10) }],
  [clusters(['ab', 'abc*']), clusters(['ab', 'abc*'])],
  [clusters(list(20, (index) => `*dev${index}`)), clusters(list(20, (index) => `*dev${index}`))],
  [
    { onDeadline: 'approve', allowFailOpen: true },
    { onDeadline: 'approve', allowFailOpen: true },
  ],
  [{ reviewers, breakGlass: list(20, (index) => `${role}${index}`) }, {}],
  [
    { ...deputy({ afterMinutes: 29 }), deadlineMinutes: 30, reminders: { everyMinutes: 29, limit: 10 } },
    { deputies: [{ afterMinutes: 29, from: [ben] }], reminders: { everyMinutes: 29, limit: 10 } },
  ],
  [hours({ from: '00:00', to: '24:00' }), hours({ from: '00:00', to: '24:00' })],
  [behind('sessionName'), behind(['sessionName'])],
  [behind([' sourceIdentity ']), behind(['sourceIdentity'])],
  [behind(` ${ana} `), behind([ana])],
  [behind(list(10)), behind(list(10))],
  [{ ...deny, unknownDeployer: 'allow', deployers: deployers(50) }, { unknownDeployer: 'allow' }],
];

test('a gate without settings has these', () => {
  expect(v.parse(approvalConfigSchema, {})).toStrictEqual({
    ...{ deadlineMinutes: 240, reviewers: [], approvals: 1, excluded: [], firstDeployment: 'ask' },
  });
});

test.each(accepted)('a gate may be configured as %j', (hookDetails, config) => {
  expect(v.parse(approvalConfigSchema, hookDetails)).toMatchObject(config);
});
