import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApprovalRule, fillRules } from '../../../src/approval/request/fill-rules.ts';

const people = ['ana@example.com', 'ben@example.com', 'cho@example.com', 'dan@example.com'];
const [ana, ben, cho] = people as [string, string, string];

describe('fillRules', () => {
  test('counts a person who is in two rules where they are needed, no matter who voted first', () => {
    const rules = [
      { name: 'qa', from: [ana, ben], approvals: 1 },
      { name: 'security', from: [ana], approvals: 1 },
    ];

    const met = [
      { name: 'qa', given: 1, needed: 1 },
      { name: 'security', given: 1, needed: 1 },
    ];
    expect(fillRules(rules, [ana, ben])).toEqual(met);
    expect(fillRules(rules, [ben, ana])).toEqual(met);
  });

  test('does not count one person for two rules', () => {
    const rules = [
      { name: 'qa', from: [ana], approvals: 1 },
      { name: 'security', from: [ana], approvals: 1 },
    ];

    expect(fillRules(rules, [ana]).map(({ given }) => given)).toEqual([1, 0]);
  });

  test('moves people along a chain of rules', () => {
    const rules = [
      { name: 'first', from: [ana, ben], approvals: 1 },
      { name: 'second', from: [ben, cho], approvals: 1 },
      { name: 'third', from: [ana], approvals: 1 },
    ];

    expect(fillRules(rules, [ana, ben, cho]).map(({ given }) => given)).toEqual([1, 1, 1]);
  });

  test('knows a person by their mailbox and by their identity', () => {
    const identity = 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com';

    expect(fillRules([{ name: 'qa', from: ['Ana+qa@example.com'], approvals: 1 }], [identity])).toEqual([
      { name: 'qa', given: 1, needed: 1 },
    ]);
  });

  test('does not fill a rule from nobody', () => {
    expect(fillRules([{ name: 'qa', from: [ana], approvals: 2 }], [])).toEqual([{ name: 'qa', given: 0, needed: 2 }]);
  });

  const rules = fc.array(
    fc.record({ name: fc.constant('rule'), from: fc.subarray(people), approvals: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 1, maxLength: 4 },
  );

  test('is met exactly if some distribution of the people meets all rules', () => {
    fc.assert(
      fc.property(rules, fc.subarray(people), (drawn, approvers) => {
        const filled = fillRules(drawn, approvers);

        const isMet = filled.every(({ given, needed }) => given === needed);
        expect(isMet).toBe(distributions(drawn, approvers).some((counts) => isEnough(drawn, counts)));
      }),
      { numRuns: 2000 },
    );
  });

  test('fills as many places as any distribution can, and each from a different person', () => {
    fc.assert(
      fc.property(rules, fc.subarray(people), (drawn, approvers) => {
        const given = fillRules(drawn, approvers).map((rule) => rule.given);

        const most = Math.max(...distributions(drawn, approvers).map((counts) => sum(cap(drawn, counts))));
        expect(sum(given)).toBe(most);
        expect(distributions(drawn, approvers).map((counts) => cap(drawn, counts))).toContainEqual(given);
      }),
      { numRuns: 1000 },
    );
  });

  test('does not depend on the order of the votes, or on the order of the people in a rule', () => {
    const shuffled = fc
      .subarray(people)
      .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
    fc.assert(
      fc.property(rules, shuffled, (drawn, [one, other]) => {
        const turned = drawn.map((rule) => ({ ...rule, from: rule.from.toReversed() }));

        expect(fillRules(turned, other)).toEqual(fillRules(drawn, one));
      }),
    );
  });

  test('never loses a place when one more person approves', () => {
    fc.assert(
      fc.property(rules, fc.subarray(people), (drawn, approvers) => {
        const [, ...fewer] = approvers;

        expect(sum(fillRules(drawn, approvers).map(({ given }) => given))).toBeGreaterThanOrEqual(
          sum(fillRules(drawn, fewer).map(({ given }) => given)),
        );
      }),
    );
  });
});

/** How many people each rule gets, for every way to give each person to one of their rules or to none. */
function distributions(rules: readonly ApprovalRule[], approvers: readonly string[]): number[][] {
  const [first, ...rest] = approvers;
  if (first === undefined) return [rules.map(() => 0)];
  return distributions(rules, rest).flatMap((counts) => [
    counts,
    ...rules.flatMap(({ from }, at) =>
      from.includes(first) ? [counts.map((count, index) => (index === at ? count + 1 : count))] : [],
    ),
  ]);
}

function isEnough(rules: readonly ApprovalRule[], counts: readonly number[]): boolean {
  return rules.every(({ approvals }, at) => (counts[at] ?? 0) >= approvals);
}

/** More people than a rule asks for fill no further place. */
function cap(rules: readonly ApprovalRule[], counts: readonly number[]): number[] {
  return rules.map(({ approvals }, at) => Math.min(approvals, counts[at] ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
