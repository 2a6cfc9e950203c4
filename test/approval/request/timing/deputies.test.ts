import { describe, expect, test } from 'vitest';
import { decidesFrom } from '../../../../src/approval/request/timing/deputies.ts';
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
