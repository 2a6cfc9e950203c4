import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { profileSchema } from '../../../scripts/schemas/profile-schema.ts';
import { defaultSwitches } from '../../../src/controller/switches.ts';

const validate = new Ajv({ strict: true, formats: { date: true } }).compile(profileSchema());
const profile = { schemaVersion: 1, observedAt: '2026-11-27', observedOn: 'aws', switches: defaultSwitches };

test('schemas/profile.schema.json accepts every switch, and a profile that knows only some', () => {
  expect([validate(profile), validate({ ...profile, switches: {} })]).toEqual([true, true]);
});

test.each([
  ['another reading', { ...profile, switches: { executionId: 'sometimes' } }],
  ['another switch', { ...profile, switches: { weather: 'fine' } }],
  ['another key', { ...profile, account: '111122223333' }],
  ['no switches', { schemaVersion: 1, observedAt: '2026-11-27', observedOn: 'aws' }],
])('schemas/profile.schema.json refuses %s', (_what, wrong) => {
  expect(validate(wrong)).toBe(false);
});
