import { describe, expect, test } from 'vitest';
import { readSecrets, type SecretReader } from '../../../../src/checks/smoke/variables/read-secrets.ts';
import { awsError } from '../../../deployment/fake-readers.ts';
import { storedSecrets } from './run-suite.ts';

const { signal } = new AbortController();
const place = 'secretsmanager:shop';

/** The result of reading one secret from a place that has this, or that throws it. */
async function readFrom(found: { stored?: string } | { thrown: unknown }, text = place) {
  const read = async () => {
    if ('thrown' in found) throw found.thrown;
    return found.stored;
  };
  const reader: SecretReader = { readSecret: read, readParameter: read };
  const result = await readSecrets({ token: text }, async () => reader, signal);
  return result.ok ? result.values.get('token') : result.reason;
}

describe('readSecrets', () => {
  test('needs nothing for a suite without secrets', async () => {
    expect(await readSecrets({}, undefined, signal)).toEqual({ ok: true, values: new Map() });
  });

  test('says so if secrets cannot be read at all', async () => {
    expect(await readSecrets({ token: place }, undefined, signal)).toEqual({
      ok: false,
      reason: 'secrets cannot be read here',
    });
    expect(await readSecrets({ token: place }, () => Promise.reject(new Error('no SDK')), signal)).toEqual({
      ok: false,
      reason: 'secrets could not be read: no SDK',
    });
  });

  test.each([
    ['whole', 'secretsmanager:greenlight/signing-key'],
    ['by a field', 'secretsmanager:arn:aws:secretsmanager:eu-central-1:111122223333:secret:greenlight-abc#k1'],
    ['as a parameter', 'ssm:/greenlight/signing-key:3'],
  ])('never returns the key that signs links, %s', async (_, text) => {
    const stored = JSON.stringify({ current: 'k2', k2: 'hunter2'.repeat(10), k1: 'hunter1'.repeat(10), old: 'x' });

    const reason = await readFrom({ stored }, text);

    expect(reason).toContain("has the form of the key that signs Greenlight's links, which no request may contain");
    expect(reason).not.toMatch(/hunter\d/);
  });

  test.each([
    '{"current":"k1"}',
    '{"current":"current"}',
    '{"k1":"abcdef"}',
    '{"current":5,"5":"abcdef"}',
    '"current"',
  ])('returns %s, which is another secret', async (stored) => expect(await readFrom({ stored })).toBe(stored));

  test('reads each place once, even if reading it fails', async () => {
    const { reader, reads } = storedSecrets({ shop: '{"a":"first","b":"second"}' });
    const read = (secrets: Record<string, string>) => readSecrets(secrets, async () => reader, signal);

    expect(await read({ a: `${place}#a`, b: `${place}#b` })).toEqual({
      ok: true,
      values: new Map([
        ['a', 'first'],
        ['b', 'second'],
      ]),
    });
    expect(await read({ a: 'ssm:/none', b: 'ssm:/none' })).toMatchObject({ ok: false });
    expect(reads).toEqual(['secretsmanager:shop', 'ssm:/none']);
  });

  test.each([
    [{ stored: 'abcd' }, place, 'abcd'],
    [{ stored: '{"pin":1234}' }, `${place}#pin`, '1234'],
    [{ stored: '{"pin":"1234"}' }, `${place}#pin`, '1234'],
  ])('reads %j from %s', async (found, text, value) => {
    expect(await readFrom(found, text)).toBe(value);
  });

  test.each([
    [{ stored: 'abc' }, place, `${place} has fewer than 4 characters, too few to be hidden in what is shown`],
    [{}, place, `${place} has no value that is a string`],
    [{}, `${place}#a`, 'shop is not a JSON object, so that it has no field a'],
    [{ stored: '["a"]' }, `${place}#0`, 'shop is not a JSON object, so that it has no field 0'],
    [{ stored: '{}' }, `${place}#toString`, 'shop has no field toString'],
    [{ stored: '{"a":true}' }, `${place}#a`, 'the field a of shop has no value that is a string'],
    [{ stored: '{"a":""}' }, `${place}#a`, 'the field a of shop is empty'],
    [{ stored: 'abcd' }, 'hunter2', 'it does not name a secret'],
    [
      { thrown: awsError('ResourceNotFoundException', 'refused') },
      place,
      `there is no ${place} in this account and Region`,
    ],
    [{ thrown: awsError('ThrottlingException', 'refused') }, place, `${place} could not be read: ThrottlingException`],
    [{ thrown: 'hunter2' }, place, `${place} could not be read: unknown problem`],
    [
      { thrown: awsError('AccessDenied', 'refused') },
      'ssm:/p',
      "access is denied: reading it needs ssm:GetParameter for the parameter /p (the hook's are in the template's SmokeSecrets)",
    ],
  ])('says why %j at %s is not a secret', async (found, text, problem) => {
    expect(await readFrom(found, text)).toBe(`secret token: ${problem}`);
  });
});
