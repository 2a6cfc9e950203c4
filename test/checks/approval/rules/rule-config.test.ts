import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { approvalConfigSchema } from '../../../../src/checks/approval/approval-config.ts';
import { polledConfigSchema } from '../../../../src/checks/approval/polled-config.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup } from '../../../helpers/approval.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const role = 'arn:aws:iam::123456789012:role/security';
const qa = { name: 'qa', from: [ana] };
const refused: [JsonObject, string][] = [
  [{ rules: [qa], approvals: 1 }, 'expected either rules or reviewers and approvals; remove one of the forms'],
  [{ rules: [qa], reviewers: [] }, 'expected either rules or reviewers and approvals; remove one of the forms'],
  [{ rules: [] }, 'hookDetails.rules: expected at least one rule, not a list of 0'],
  [{ rules: qa }, 'hookDetails.rules: expected a list of rules, not an object'],
  [
    { rules: Array.from({ length: 11 }, (_, n) => ({ name: `r${n}`, from: [`r${n}@example.com`] })) },
    'at most 10 rules',
  ],
  [
    { rules: [qa, { name: 'qa', from: [ben] }] },
    'hookDetails.rules: expected a different name for each rule, but "qa"',
  ],
  [{ rules: [{ name: 'two words', from: [ana] }] }, 'hookDetails.rules[0].name: expected a letter and up to 39'],
  [{ rules: [{ name: 'qa', from: [] }] }, 'hookDetails.rules[0].from: expected at least one person or group'],
  [{ rules: [{ name: 'qa' }] }, 'hookDetails.rules[0].from: missing'],
  [{ rules: [{ ...qa, approvals: 0 }] }, 'hookDetails.rules[0].approvals: expected a whole number of people'],
  [{ rules: [{ ...qa, form: [ana] }] }, 'hookDetails.rules[0].form: unknown key'],
  [
    { rules: [{ name: 'qa', from: ['QA'] }], groups: { qa: [ana] } },
    'and names of groups (qa), but "QA" is none of them',
  ],
  [{ rules: [{ name: 'qa', from: ['qa'] }] }, 'and names of groups, but "qa" is none of them'],
  [{ rules: [{ name: 'qa', from: ['*@example.com'] }] }, 'but "*@example.com" is none of them'],
  [{ rules: [{ name: 'qa', from: ['constructor'] }], groups: {} }, 'but "constructor" is none of them'],
  [{ groups: { qa: [ana] } }, 'hookDetails.rules: expected rules that use the groups'],
  [{ rules: [qa], groups: { qa: [] } }, 'hookDetails.groups.qa: expected at least one person'],
  [{ rules: [qa], groups: { qa: ['ana'] } }, 'hookDetails.groups.qa[0]: expected mail addresses and ARNs'],
  [{ rules: [qa], groups: { 'a b': [ana] } }, 'expected a letter and up to 39 letters'],
  [{ rules: [{ ...qa, approvals: 2 }] }, '"qa" still has only 1 of 2; a person counts for one rule only'],
  [{ rules: [qa, { name: 'security', from: [ana] }] }, '"security" still has only 0 of 1'],
  [{ rules: [{ name: 'qa', from: [ana, 'Ana+qa@example.com'], approvals: 2 }] }, '"qa" still has only 1 of 2'],
  [{ rules: [{ name: 'qa', from: [ana, ben], approvals: 2 }], excluded: ['BEN@example.com'] }, 'still has only 1 of 2'],
  [
    { rules: [{ name: 'security', from: [role] }] },
    'expected at least one mail address, because nobody else can be asked',
  ],
  [
    {
      rules: [0, 1].map((n) => ({
        name: `r${n}`,
        from: Array.from({ length: 26 }, (_, i) => `r${n}-${i}@example.com`),
      })),
    },
    'expected at most 50 mail addresses in all rules, but there are 52',
  ],
];

describe('the rules of a gate', () => {
  test.each(refused)('are refused if they are %j', async (hookDetails, reason) => {
    const { gate, store } = approvalSetup();

    const answer = await gate(hookDetails)();

    expect(answer).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
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
