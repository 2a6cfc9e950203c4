import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { schemaFiles } from '../../../scripts/schemas/schema-files.ts';

test.each(Object.entries(schemaFiles))('schemas/%s is up to date; npm run schemas writes it again', (name, format) => {
  expect(readFileSync(fileURLToPath(new URL(`../../../schemas/${name}`, import.meta.url)), 'utf8')).toBe(format());
});
