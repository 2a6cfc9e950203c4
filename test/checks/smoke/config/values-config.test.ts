import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';

const many = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, value]));

describe('the names of values', () => {
  test.each<JsonObject>([
    { variables: many(50, 'x') },
    { variables: { text: 'x'.repeat(4000), number: 1.5, flag: false } },
    { secrets: many(20, 'ssm:/shop/token') },
  ])('may be %j', async (details) => {
    expect(await wrong(details)).toBeUndefined();
  });

  test.each<[string, JsonValue, string]>([
    ['variables', 'a=1', ': expected an object of names and values, not "a=1"'],
    ['variables', [], ': expected an object of names and values, not a list of 0'],
    ['variables', { a: null }, '.a: expected a string, a number, true or false, not null'],
    ['variables', { a: 'x'.repeat(4001) }, '.a: expected at most 4000 characters, not 4001'],
    ['variables', many(51, 'x'), ': expected at most 50 variables'],
    ['secrets', null, ': expected an object of names and places of secrets'],
    ['secrets', [], ': expected an object of names and places of secrets, not a list of 0'],
    ['secrets', many(21, 'ssm:/shop/token'), ': expected at most 20 secrets'],
  ])('are refused if %s is wrong: %j', async (key, value, reason) => {
    expect(await wrong({ [key]: value })).toBe(`hookDetails.${key}${reason}`);
  });
});

/** The reason why the configuration is refused; undefined if it is valid. */
async function wrong(details: JsonObject): Promise<string | undefined> {
  const read = await readConfiguration(details, {}, smokeConfigSchema);
  return read.ok ? undefined : read.reason;
}
