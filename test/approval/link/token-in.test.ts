import { describe, expect, test } from 'vitest';
import { isCutToken, tokenIn } from '../../../src/approval/link/link.ts';

const mac = 'm'.repeat(42);
const token = `v1.k1.${'p'.repeat(20)}.${mac}_`;
const id = `${'i'.repeat(21)}A`;

describe('the token in what somebody has opened', () => {
  test.each([
    ['itself', token],
    ['the shortest and the longest key', `v1.k.${'p'.repeat(20)}.${mac}-`],
    ['the longest key', `v1.${'k'.repeat(16)}.${'p'.repeat(2000)}.${mac}a`],
  ])('is %s', (_what, given) => {
    for (const after of ['', '.', ')', '">', ' and more']) expect(tokenIn(`${given}${after}`)).toBe(given);
  });

  test.each([
    ['with letters after it', `${token}x`],
    ['with something before it', `x${token}`],
    ['with a key that is too long', `v1.${'k'.repeat(17)}.${'p'.repeat(20)}.${mac}_`],
    ['without a key', `v1..${'p'.repeat(20)}.${mac}_`],
    ['with a key of other characters', `v1.k-1.${'p'.repeat(20)}.${mac}_`],
    ['with a payload that is too short', `v1.k1.${'p'.repeat(19)}.${mac}_`],
    ['with a payload of other characters', `v1.k1.${'p'.repeat(19)}=.${mac}_`],
    ['with a signature that is too short', `v1.k1.${'p'.repeat(20)}.${mac}`],
  ])('is all that is there %s', (_what, given) => {
    expect(tokenIn(`${given}.`)).toBe(`${given}.`);
  });

  test.each(['A', 'Q', 'g', 'w'])('may be an id that ends in %s', (last) => {
    const short = `${'-_'.repeat(10)}i${last}`;
    expect(tokenIn(`${short}.`)).toBe(short);
    expect(tokenIn(`${short}x`)).toBe(`${short}x`);
    expect(tokenIn(`(${short}.`)).toBe(`(${short}.`);
  });

  test('is no id with another end', () => {
    expect(tokenIn(`${'i'.repeat(21)}B.`)).toBe(`${'i'.repeat(21)}B.`);
  });
});

describe('what is cut', () => {
  const beginnings = Array.from({ length: token.length - 1 }, (_, end) => token.slice(0, end + 1));

  test.each(['', '.', ')', '">'])('is each beginning of a token, followed by "%s"', (after) => {
    expect(beginnings.filter((text) => !isCutToken(`${text}${after}`))).toEqual([]);
  });

  test.each([
    `${token.slice(0, -1)}a`,
    'x',
    'v2',
    'v1x',
    `v1.${'k'.repeat(17)}`,
    `v1.k-1.p`,
    `xv1.k1.p`,
    'v1.k1.p.m.m',
    'v1.k1.p=x',
  ])('is not %s', (text) => {
    expect(isCutToken(text)).toBe(false);
  });

  test('is each beginning of an id, if the path says that it is one', () => {
    for (let end = 0; end < 22; end += 1) {
      expect(isCutToken(id.slice(0, end), true)).toBe(true);
      expect(isCutToken(`${id.slice(0, end)}.`, true)).toBe(true);
    }
    expect(isCutToken(id, true)).toBe(false);
    expect(isCutToken(`=${id.slice(0, 5)}`, true)).toBe(false);
    expect(isCutToken(id.slice(0, 5))).toBe(false);
  });
});
