import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { gateSchema } from '../../../scripts/schemas/gate-schema.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { gateSchemas } from '../../../src/service-hooks/details-schemas.ts';
import { readHookConfiguration } from '../../../src/service-hooks/hook-configuration.ts';
import { readGuide } from '../../docs/guide-examples.ts';

const schema = gateSchema();
const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
const definitions = schema['definitions'] as Record<string, { properties?: Record<string, { description?: string }> }>;

const guides = [
  'gate-hook',
  'metrics',
  'load',
  'http-gate',
  'change-windows',
  'image-policy',
  'revision-diff',
  'target-health',
];

/** Every gate in the guides. */
const gates = guides.flatMap((name) =>
  readGuide(name)
    .examples.filter(({ hookDetails }) => 'checks' in hookDetails)
    .map(({ need, hookDetails }): [string, JsonObject] => [`${name}: ${need}`, hookDetails]),
);

/** What the hook says about it; undefined if it accepts it. */
const problemOf = async (details: JsonObject) => (await readHookConfiguration('gate', details, {})).problem;

describe('schemas/gate.schema.json', () => {
  test('has every check that a gate can run, with the keys that all of them take', () => {
    const entry = Object.keys(definitions['entry']?.properties ?? {});

    expect(entry.toSorted()).toEqual([...Object.keys(gateSchemas), 'all', 'any', 'sequence'].toSorted());
    for (const name of Object.keys(gateSchemas))
      expect(Object.hasOwn(definitions[name]?.properties ?? {}, 'dryRun'), name).toBe(name !== 'approval');
  });

  test('describes every key of every check', () => {
    for (const name of Object.keys(gateSchemas))
      for (const [key, { description }] of Object.entries(definitions[name]?.properties ?? {}))
        expect(description, `${name}.${key}`).toMatch(/\w/);
  });
});

describe('the JSON Schema and the gate hook', () => {
  test.each(gates)('both accept the example in %s', async (_, details) => {
    validate(details);

    expect(validate.errors).toBeNull();
    expect(await problemOf(details)).toBeUndefined();
  });

  test.each<[string, JsonObject]>([
    ['no list of checks', {}],
    ['an empty list', { checks: [] }],
    ['an unknown check', { checks: [{ smok: {} }] }],
    ['two checks in one entry', { checks: [{ smoke: {}, alarms: {} }] }],
    ['an unknown key next to the list', { checks: [{ smoke: {} }], dryRun: true }],
    ['an unknown key of a check', { checks: [{ alarms: { alarm: ['a'] } }] }],
    ['a wrong value deep in nested lists', { checks: [{ any: [{ all: [{ smoke: { attempts: 0 } }] }] }] }],
    ['a wrong value of what all checks take', { checks: [{ alarms: { dryRun: 'yes' } }] }],
    ['too long a watch', { checks: [{ metrics: { compare: ['errorRate'], baseline: 'before', watchMinutes: 1441 } }] }],
    ['a stage that is no change window', { checks: [{ 'change-window': { windows: [] } }] }],
    ['too fast a load', { checks: [{ load: { requestsPerSecond: 51, seconds: 10 } }] }],
    ['a wrong key of whom to ask', { checks: [{ smoke: {} }], ask: { reviewer: ['ana@example.com'] } }],
  ])('both refuse %s', async (_, details) => {
    expect(validate(details)).toBe(false);
    expect(await problemOf(details)).toBeDefined();
  });
});
