import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { detailsTypes, detailsTypesFolder } from '../../../scripts/schemas/details-types.ts';
import { schemaFiles } from '../../../scripts/schemas/schema-files.ts';

test.each(Object.entries(schemaFiles))('schemas/%s is up to date; npm run schemas writes it again', (name, format) => {
  expect(readFileSync(fileURLToPath(new URL(`../../../schemas/${name}`, import.meta.url)), 'utf8')).toBe(format());
});

test.each(Object.entries(detailsTypes()))(
  'the types in %s are up to date; npm run schemas writes them again',
  (name, text) => {
    expect(
      readFileSync(fileURLToPath(new URL(`../../../${detailsTypesFolder}/${name}`, import.meta.url)), 'utf8'),
    ).toBe(text);
  },
);

test('there are no other types of hookDetails', () => {
  const folder = fileURLToPath(new URL(`../../../${detailsTypesFolder}`, import.meta.url));

  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(detailsTypes()).toSorted());
});
