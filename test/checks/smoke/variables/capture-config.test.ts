import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import { type Capture, captureSchema } from '../../../../src/checks/smoke/variables/capture-config.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';
import { contextFor, whatIsWrongWith } from '../../check-context.ts';

const check = smokeCheck({
  probe: httpProbe(),
  discover: async () => ({ found: false, looked: true, reason: 'not part of these tests' }),
});
const capturing = (capture: JsonValue) => ({ requests: [{ path: '/', capture }] });

const plainPath = { of: 'json', path: '$.id' } as const;
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, '$']));

describe('what a request captures', () => {
  test.each<[string, JsonValue, Omit<Capture, 'name'>]>([
    ['id', '$.id', { isSecret: false, from: plainPath }],
    ['id', { json: '$.id' }, { isSecret: false, from: plainPath }],
    ['id', { json: '$.id', secret: true }, { isSecret: true, from: plainPath }],
    ['id', { json: '$.id', secret: false }, { isSecret: false, from: plainPath }],
    ['id', { header: 'ETag' }, { isSecret: false, from: { of: 'header', name: 'etag' } }],
    ['id', { cookie: 'Theme' }, { isSecret: true, from: { of: 'cookie', name: 'Theme' } }],
    ['id', { matches: 'v(\\d)' }, { isSecret: false, from: { of: 'matches', pattern: { text: 'v(\\d)' } } }],
    ['token', '$.id', { isSecret: true, from: plainPath }],
    ['id', '$.token', { isSecret: true, from: { of: 'json', path: '$.token' } }],
    ['id', { header: 'X-Api-Key' }, { isSecret: true, from: { of: 'header', name: 'x-api-key' } }],
    ['id', { matches: 'token=(.+)' }, { isSecret: true, from: { of: 'matches', pattern: { text: 'token=(.+)' } } }],
  ])('understands %s from %j, and whether it is secret', async (name, source, expected) => {
    const { config } = await contextFor(check, capturing({ [name]: source }));

    expect(config.requests[0]?.capture).toEqual([{ name, ...expected }]);
  });

  test('may be twenty values', async () => {
    expect(await whatIsWrongWith(check, capturing(many(20)))).toBeUndefined();
  });

  const wanted = 'expected a JSON path such as "$.id", or an object with one of json, header, cookie and matches';
  const pathWanted =
    'expected a path to one value, such as "$.version" or "$.items[0][\'build-id\']"; wildcards, filters, slices and ".." are not supported';
  test.each<JsonValue>(['$.id', ['$.id']])('says what it wants instead of %j', (capture) => {
    const { issues = [] } = v.safeParse(captureSchema, capture);

    expect(issues.map(({ message }) => message)).toEqual([
      'expected an object of names and where their values are in the answer',
    ]);
  });

  test.each<[JsonValue, string]>([
    ['$.id', ': expected an object of names and where their values are in the answer, not "$.id"'],
    [{ '1a': '$.id' }, '.1a: expected a name of letters, digits, "_" and "-" that begins with a letter'],
    [{ a: 1 }, `.a: ${wanted}, not 1`],
    [{ a: 'id' }, `.a: ${pathWanted}, not "id"`],
    [{ a: '$..id' }, `.a: ${pathWanted}, not "$..id"`],
    [{ a: { json: 1 } }, `.a.json: ${wanted}, not 1`],
    [{ a: { json: '$[*]' } }, `.a.json: ${pathWanted}, not "$[*]"`],
    [{ a: { header: 1 } }, '.a.header: expected a string, not 1'],
    [{ a: { header: '' } }, '.a.header: expected a string that is not empty, not an empty string'],
    [{ a: { matches: 'x'.repeat(501) } }, '.a.matches: expected at most 500 characters, not 501'],
    [{ a: { json: '$.id', secret: 'yes' } }, '.a.secret: expected true or false'],
    [{ a: {} }, '.a: expected exactly one of json, header, cookie and matches'],
    [{ a: { json: '$', header: 'b' } }, '.a: expected exactly one of json, header, cookie and matches'],
    [{ a: { xpath: '/' } }, '.a.xpath: unknown key, remove it or correct its spelling'],
    [many(21), ': expected at most 20 captures'],
  ])('is refused if it is wrong: %j', async (capture, problem) => {
    expect(await whatIsWrongWith(check, capturing(capture))).toBe(`hookDetails.requests[0].capture${problem}`);
  });
});
