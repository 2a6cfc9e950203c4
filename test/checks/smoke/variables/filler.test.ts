import { describe, expect, test } from 'vitest';
import { FillError, fillJson, fillText, makeFiller } from '../../../../src/checks/smoke/variables/filler.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';

/** Every placeholder has this value. */
const filling = (value: JsonValue | undefined) => makeFiller(() => value);

/** What it throws. */
function refusalOf(fill: () => unknown): unknown {
  try {
    return fill();
  } catch (error) {
    return error;
  }
}

describe('a placeholder in a path', () => {
  test.each<[string, JsonValue, string]>([
    ['/a', 'x', '/a'],
    ['/a/{{id}}', 'x/y?z', '/a/x%2Fy%3Fz'],
    ['/a/x{{id}}', '..', '/a/x..'],
    ['/a?b={{id}}', '', '/a?b='],
    ['/a?{{id}}', '..', '/a?..'],
    ['/a?b/{{id}}/c', '..', '/a?b/../c'],
    ['/{{{{a/{{id}}', 'x', '/%7B%7Ba/x'],
    ['/../{{id}}', 'x', '/../x'],
    ['/{{id}}', '...', '/...'],
  ])('makes %s with %j %s', (path, value, filled) => {
    expect(filling(value).path(path)).toBe(filled);
  });

  test.each<[string, JsonValue]>([
    ['/a/{{id}}', '..'],
    ['/a/{{id}}', '.'],
    ['/a/{{id}}', ''],
    ['/a/{{id}}/b', '..'],
    ['/a/{{id}}?b=c', '..'],
    ['/a/{{id}}{{id}}', '.'],
    ['/a/.{{id}}', '.'],
    ['/a/%2E{{id}}', '.'],
    ['/a/{{id}}/b?c={{other}}', ''],
  ])('is refused in %s with %j, which would change the path', (path, value) => {
    expect(refusalOf(() => filling(value).path(path))).toEqual(
      new FillError('the value of {{id}} would change the path'),
    );
  });
});

describe('a placeholder in a string', () => {
  test('may make it as long as the longest body, and not longer', () => {
    const longest = 'x'.repeat(256 * 1024);

    expect(fillText('{{a}}', () => longest)).toBe(longest);
    expect(refusalOf(() => fillText('{{a}}x', () => longest))).toEqual(
      new FillError('the values of the placeholders are too long'),
    );
  });

  test.each<[JsonValue, string]>([
    [null, 'null'],
    [[1], 'a list'],
    [{ a: 1 }, 'an object'],
  ])('cannot be %j', (value, what) => {
    expect(refusalOf(() => fillText('x{{a}}', () => value))).toEqual(
      new FillError(`{{a}} is ${what}, which only a whole value of a JSON body can be`),
    );
  });

  test('that was not captured yet is missing, which is not final', () => {
    const refusal = refusalOf(() => filling(undefined).text('x{{a}}'));

    expect(refusal).toEqual(new FillError('{{a}} was not captured', true));
    expect(refusal).toMatchObject({ isMissing: true });
    expect(new FillError('x').isMissing).toBe(false);
  });

  test('is refused if it cannot be read', () => {
    expect(refusalOf(() => filling('x').text('a{{b'))).toMatchObject({
      ...{ name: 'FillError', isMissing: false },
      message: expect.stringMatching(/^expected a placeholder such as .*, at character 2$/),
    });
  });
});

describe('a placeholder in a JSON body', () => {
  test.each<[JsonValue, JsonValue]>([
    ['{{a}}', [1]],
    ['', ''],
    ['{{{{', '{{'],
    [
      [1, true, null, { b: 'c' }],
      [1, true, null, { b: 'c' }],
    ],
    [{ b: [{ c: '{{a}}' }] }, { b: [{ c: [1] }] }],
  ])('makes %j %j', (written, filled) => {
    expect(fillJson(written, () => [1])).toEqual(filled);
  });

  test.each(['{{a}}b', 'b{{a}}', '{{a}}{{a}}'])('next to others in %s becomes a string', (text) => {
    expect(fillJson(text, () => 42)).toBe(text.replaceAll('{{a}}', '42'));
  });
});
