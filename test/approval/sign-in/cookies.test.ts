import { describe, expect, test } from 'vitest';
import { attemptCookie, attemptsIn, cookiesIn, sessionCookie } from '../../../src/approval/sign-in/cookies.ts';

const attempt = attemptCookie('state-1');

describe('the cookies of a request', () => {
  test.each<[string | undefined, Record<string, string>]>([
    [undefined, { '': '' }],
    ['a=1', { a: '1' }],
    [`a=1;  ${sessionCookie}=v1.x ; b=2=3`, { a: '1', [sessionCookie]: 'v1.x', b: '2=3' }],
    ['a=1; a=2; b=3', { b: '3' }],
  ])('in %j are %j', (header, cookies) => {
    expect(Object.fromEntries(cookiesIn(header))).toEqual(cookies);
  });

  test('of attempts are found by their names, which do not grow with the state', () => {
    expect(attempt).toMatch(/^__Host-greenlight-sign-in-[\w-]{16}$/);
    expect(attemptsIn(cookiesIn(`${sessionCookie}=x; ${attempt}=y; a=1`))).toEqual([attempt]);
  });
});
