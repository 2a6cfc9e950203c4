import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/hook/check.ts';
import { composedSchema, refuseNames } from '../../../src/hook/compose/composed-config.ts';

const part = (name: string, configSchema?: Check<unknown>['configSchema']): Check<unknown> => ({
  name,
  run: () => ({ kind: 'pass', reason: 'fine' }),
  ...(configSchema && { configSchema }),
});

describe('composedSchema', () => {
  test('is a Standard Schema of version 1', () => {
    expect(composedSchema([part('a')])['~standard']).toMatchObject({ version: 1, vendor: 'greenlight' });
  });

  test.each(['x', null, 7, [1]])(
    'does not accept %j as the configuration of a part, not even of one without a schema',
    async (given) => {
      const result = await composedSchema([part('plain')])['~standard'].validate({ plain: given });

      expect(result.issues).toEqual([{ message: expect.stringContaining('expected an object'), path: ['plain'] }]);
    },
  );

  test('puts the name of the part before an issue without a path', async () => {
    const picky = part('picky', {
      '~standard': { version: 1, vendor: 'another', validate: () => ({ issues: [{ message: 'no' }] }) },
    });

    const result = await composedSchema([picky])['~standard'].validate({});

    expect(result.issues).toEqual([{ message: 'no', path: ['picky'] }]);
  });
});

describe('refuseNames', () => {
  test.each(['a/b', 'a b', 'a.', `a${'b'.repeat(40)}`, '1a', 'gate', 'errorBudget', 'greenlight'])(
    'rejects a part that is named %j',
    (name) => {
      expect(() => refuseNames('release', [part(name)])).toThrow(TypeError);
    },
  );

  test.each(['a', 'A-b_1', `a${'b'.repeat(39)}`])('accepts a part that is named %j', (name) => {
    expect(() => refuseNames('release', [part(name)])).not.toThrow();
  });
});
