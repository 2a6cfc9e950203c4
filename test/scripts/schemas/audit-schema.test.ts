import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { auditSchema } from '../../../scripts/schemas/audit-schema.ts';
import { exported, filledLedger } from '../../cli/audit/audit-setup.ts';

const validate = new Ajv({ strict: true, allErrors: true, formats: { 'date-time': true }, strictTypes: false }).compile(
  auditSchema(),
);

describe('schemas/audit.schema.json', () => {
  test('accepts each line of an export, with a damaged request', async () => {
    const { store, bucket, keys } = filledLedger();
    store.edit(keys[0] ?? '', '{}');
    const { text } = await exported(bucket);

    for (const line of text.trimEnd().split('\n'))
      expect(validate(JSON.parse(line)), JSON.stringify(validate.errors)).toBe(true);
  });

  test('refuses a line with another key, or without one', async () => {
    const { text } = await exported(filledLedger().bucket);
    const record = JSON.parse(text.split('\n')[1] ?? '') as Record<string, unknown>;
    const { votes: _votes, ...without } = record;

    expect([validate({ ...record, more: 1 }), validate(without)]).toEqual([false, false]);
  });
});
