import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { readConfiguration, readKitConfiguration } from '../../src/hook/configuration.ts';

const schema = v.strictObject({
  paths: v.array(v.strictObject({ path: v.string(), status: v.number() })),
  token: v.optional(v.number()),
});

describe('readConfiguration', () => {
  test("returns the kit's own keys and the configuration of the check, with defaults", async () => {
    const read = await readConfiguration({ gate: 'release', paths: [] }, {}, schema);

    expect(read).toEqual({ ok: true, kit: { gate: 'release', errorBudget: 10 }, config: { paths: [] } });
  });

  test('lets a configured key replace its default completely', async () => {
    const defaults = { errorBudget: 3, paths: [{ path: '/a', status: 200 }] };

    const read = await readConfiguration({ paths: [{ path: '/b', status: 204 }] }, defaults, schema);

    expect(read).toMatchObject({ kit: { errorBudget: 3 }, config: { paths: [{ path: '/b', status: 204 }] } });
  });

  test('passes the configured keys unchanged to a check without a schema', async () => {
    const read = await readConfiguration({ gate: 'release', anything: [1, { goes: true }] }, {}, undefined);

    expect(read).toMatchObject({ ok: true, config: { anything: [1, { goes: true }] } });
  });

  test.each([
    [{ paths: [{ path: '/a', status: '200' }] }, 'hookDetails.paths[0].status: expected a number, not "200"'],
    [{}, 'hookDetails.paths: missing'],
    [{ paths: [], pahts: [] }, 'hookDetails.pahts: unknown key, remove it or correct its spelling'],
    [{ paths: [], errorBudget: 2.5 }, 'hookDetails.errorBudget: expected a whole number from 0 to 1000'],
    [{ paths: [], errorBudget: '5' }, 'hookDetails.errorBudget: expected a whole number from 0 to 1000'],
    [{ paths: [], errorBudget: -1 }, 'hookDetails.errorBudget: expected a whole number from 0 to 1000'],
    [{ paths: [], errorBudget: 1001 }, 'hookDetails.errorBudget: expected a whole number from 0 to 1000'],
    [{ paths: [], gate: '../x' }, 'hookDetails.gate: expected '],
    [{ paths: [], gate: null }, 'hookDetails.gate: '],
  ])('refuses %j with the path of the wrong field', async (configured, reason) => {
    const read = await readConfiguration(configured, {}, schema);

    expect(read).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('does not repeat the value of a setting with a name that suggests a secret', async () => {
    const read = await readConfiguration({ paths: [], token: 'hunter2' }, {}, schema);

    expect(read).toEqual({ ok: false, reason: 'hookDetails.token: expected a number' });
  });

  test('reads nothing from a key named __proto__', async () => {
    const read = await readConfiguration(JSON.parse('{"__proto__":{"errorBudget":1000},"paths":[]}'), {}, undefined);

    expect(read).toMatchObject({ ok: true, kit: { errorBudget: 10 } });
  });

  test('stays short for a thousand errors', async () => {
    const paths = Array.from({ length: 1000 }, () => 'x'.repeat(10_000));

    const read = await readConfiguration({ paths }, {}, schema);

    expect(read.ok || read.reason).toMatch(/ and 997 more$/);
    expect(read.ok || read.reason.length).toBeLessThan(700);
  });
});

describe('readKitConfiguration', () => {
  test.each([
    [{}, { gate: undefined, errorBudget: 10 }],
    [
      { gate: 'release', errorBudget: 0 },
      { gate: 'release', errorBudget: 0 },
    ],
    [
      { gate: 7, errorBudget: 4 },
      { gate: undefined, errorBudget: 4 },
    ],
    [
      { gate: 'release', errorBudget: -1 },
      { gate: 'release', errorBudget: 10 },
    ],
  ])('reads from %j what can be read', (configured, read) => {
    expect(readKitConfiguration(configured)).toEqual(read);
  });
});
