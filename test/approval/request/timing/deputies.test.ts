import { describe, expect, test } from 'vitest';
import { decidesFrom, rulesAt } from '../../../../src/approval/request/timing/deputies.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { newRequest } from '../../../helpers/approval.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const deputies = [
  { afterMinutes: 20, from: [ben, cho] },
  { afterMinutes: 5, from: [ben, ana] },
];

describe('decidesFrom', () => {
  test.each<[string, JsonObject]>([
    ['reviewers', { deputies }],
    ['a rule', { rules: [{ name: 'qa', from: [ana], approvals: 1, deputies }] }],
  ])('is the earliest time of a deputy of %s, and undefined for everybody else', (_of, asked) => {
    const request = newRequest({ reviewers: [ana], asked });

    expect([ana, ben, cho, 'dan@example.com'].map((by) => decidesFrom(request, by))).toEqual([
      undefined,
      '2026-11-22T14:05:00.000Z',
      '2026-11-22T14:20:00.000Z',
      undefined,
    ]);
  });
});

describe('rulesAt', () => {
  const rules = [
    { name: 'qa', from: [ana], approvals: 1, deputies },
    { name: 'ops', from: ['dan@example.com'], approvals: 1 },
  ];
  const peopleAt = (at: string | undefined) => rulesAt(newRequest({ asked: { rules } }), at)?.map(({ from }) => from);

  test.each([
    ['2026-11-22T14:04:59.999Z', [ana]],
    ['2026-11-22T14:05:00.000Z', [ana, ben, ana]],
    ['2026-11-22T14:20:00.000Z', [ana, ben, ben, cho]],
    [undefined, [ana, ben, ben, cho]],
  ])('names at %s the deputies whose time has come, in their own rule', (at, people) => {
    const [qa, ops] = peopleAt(at) ?? [];

    expect(new Set(qa)).toEqual(new Set(people));
    expect(ops).toEqual(['dan@example.com']);
  });
});
