import { describe, expect, test } from 'vitest';
import { makeSuiteValues } from '../../../../src/checks/smoke/variables/suite-values.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';

describe('the values of a suite', () => {
  test('are found by their names, and none is secret unless that is said', () => {
    const values = makeSuiteValues();
    values.set('id', 42, false);

    expect([values.get('id'), values.isSecret('id'), values.get('other')]).toEqual([42, false, undefined]);
    expect(values.secrets).toEqual([]);
  });

  test.each<[string, JsonValue, readonly string[]]>([
    ['as it is', 'hunter2', ['hunter2']],
    ['as a form encodes it', 'hunter 2&', ['hunter 2&', 'hunter+2%26']],
    ['line by line', 'first\r\nnext\nlast', ['first\r\nnext\nlast', 'first', 'next', 'last', 'first%0D%0Anext%0Alast']],
    ['with four characters', 'abcd', ['abcd']],
    ['but not with three', 'abc', []],
    ['but none of its short lines', 'abcd\nabc', ['abcd\nabc', 'abcd', 'abcd%0Aabc']],
    ['as JSON', { a: 1 }, ['{"a":1}', '%7B%22a%22%3A1%7D']],
  ])('hide a secret %s', (_how, secret, forms) => {
    const values = makeSuiteValues();
    values.set('token', secret, true);
    values.set('again', secret, true);

    expect(values.isSecret('token')).toBe(true);
    expect(values.secrets).toEqual(forms);
  });

  test.each<[JsonValue, boolean]>([
    ['Bearer hunter2-abc', true],
    [{ token: 'hunter2-abc' }, true],
    ['hunter2-', true],
    ['-abc', true],
    ['abc', false],
    ['', false],
    ['hunter3', false],
    [12_345_678, true],
    [1234, true],
    [123, false],
  ])('know that %j is secret if it contains a secret or is part of one: %s', (value, isSecret) => {
    const values = makeSuiteValues();
    values.set('token', 'hunter2-abc', true);
    values.addSecret('12345678');
    values.set('captured', value, false);

    expect(values.isSecret('captured')).toBe(isSecret);
    expect(values.secrets.includes(typeof value === 'string' ? value : JSON.stringify(value))).toBe(isSecret);
  });

  test('of another load balancer begin with the same ones, are captured apart, and share the secrets', () => {
    const values = makeSuiteValues();
    values.set('user', 'smoke', false);
    values.set('password', 'hunter2', true);
    const fork = values.fork();
    fork.set('id', 'first', false);
    fork.set('token', 'other-token', true);
    values.set('id', 'second', false);

    expect([fork.get('user'), fork.get('id'), values.get('id')]).toEqual(['smoke', 'first', 'second']);
    expect([fork.isSecret('password'), values.isSecret('token')]).toEqual([true, false]);
    expect(fork.secrets).toBe(values.secrets);
    expect(values.secrets).toEqual(['hunter2', 'other-token']);
  });
});
