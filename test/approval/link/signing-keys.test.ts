import { describe, expect, test } from 'vitest';
import { parseSigningKeys } from '../../../src/approval/link/signing-keys.ts';

const [one, two] = ['first-secret-'.padEnd(64, 'a'), 'second-secret-'.padEnd(64, 'b')];

describe('parseSigningKeys', () => {
  test('reads the value that the template generates', () => {
    expect(parseSigningKeys(`{"current":"k1","k1":"${one}"}`)).toEqual({
      current: 'k1',
      secrets: new Map([['k1', one]]),
    });
  });

  test('reads two live keys', () => {
    const keys = parseSigningKeys(JSON.stringify({ k1: one, k2: two, current: 'k2' }));

    expect(keys.current).toBe('k2');
    expect([...keys.secrets]).toEqual([
      ['k1', one],
      ['k2', two],
    ]);
  });

  test('accepts a key of 32 characters', () => {
    const key = 'a'.repeat(32);

    expect(parseSigningKeys(JSON.stringify({ current: 'k1', k1: key })).secrets.get('k1')).toBe(key);
  });

  test.each([
    [undefined, 'it is not a JSON object of strings'],
    ['', 'it is not a JSON object of strings'],
    [one, 'it is not a JSON object of strings'],
    ['[]', '"current" names none of its keys'],
    ['{"current":1}', 'it is not a JSON object of strings'],
    [`{"k1":"${one}"}`, '"current" names none of its keys'],
    [`{"undefined":"${one}"}`, '"current" names none of its keys'],
    [`{"current":"k2","k1":"${one}"}`, '"current" names none of its keys'],
    [`{"current":"constructor","k1":"${one}"}`, '"current" names none of its keys'],
    [`{"current":"k.1","k.1":"${one}"}`, 'a key id must be 1 to 16 letters and digits'],
    [`{"current":"k1","k1":"${one}","${two}":"k2"}`, 'a key id must be 1 to 16 letters and digits'],
    ['{"current":"k1","k1":"short-secret"}', 'the key k1 is shorter than 32 characters'],
    [JSON.stringify({ current: 'k1', k1: one, k2: 'b'.repeat(31) }), 'the key k2 is shorter than 32 characters'],
  ])('refuses %j without repeating any of it', (text, why) => {
    expect(() => parseSigningKeys(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_SIGNING_KEY',
        message: `the signing key cannot be used: ${why}; write {"current":"k1","k1":"<64 random characters>"}`,
      }),
    );
  });
});
