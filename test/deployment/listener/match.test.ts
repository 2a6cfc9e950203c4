import { describe, expect, test } from 'vitest';
import { allOf, anyOf, isDoubt, type Match, sameInAll } from '../../../src/deployment/listener/match.ts';

const doubt = { because: 'the first doubt' };
const other = { because: 'another doubt' };

test.each<[Match[], Match, Match]>([
  [[], true, false],
  [[true, true], true, true],
  [[false, false], false, false],
  [[true, false], false, true],
  [[doubt, true], doubt, true],
  [[doubt, false], false, doubt],
  [[true, doubt, other], doubt, true],
  [[false, doubt, other], false, doubt],
  [[doubt, true, false], false, true],
])('for %j, allOf returns %j and anyOf returns %j', (matches, all, any) => {
  expect([allOf(matches), anyOf(matches)]).toEqual([all, any]);
});

describe('several readings', () => {
  const because = 'it can be read in several ways';

  test.each<[Match[], Match]>([
    [[true], true],
    [[false, false], false],
    [[true, false], { because }],
    [[false, true], { because }],
    [[true, doubt], { because }],
    [[doubt, true], doubt],
    [[doubt, doubt], doubt],
    [[], { because }],
  ])('of %j amount to %j', (readings, match) => {
    expect(sameInAll(readings, because)).toEqual(match);
  });
});

test.each<[Match, boolean]>([
  [true, false],
  [false, false],
  [doubt, true],
])('isDoubt of %j is %s', (match, is) => {
  expect(isDoubt(match)).toBe(is);
});
