import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAppTemplate, type TemplateParameter } from '../../src/cdk/app-template.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { Parameters } = readAppTemplate(`${root}/template.yaml`);

/** As the interface is written: one property a line. */
const props = Object.fromEntries(
  readFileSync(`${root}/src/cdk/greenlight-props.ts`, 'utf8')
    .matchAll(/^ {2}readonly (\w+)\?: (.+);$/gm)
    .map(([, name, type]) => [name, type]),
);

test('there is a prop for each parameter of the template, and no other', () => {
  const names = Object.keys(Parameters).map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);

  expect(Object.keys(props)).toEqual(names);
});

test.each(Object.entries(Parameters))('%s takes what the parameter takes', (name, parameter) => {
  const type = props[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];

  expect(typesFor(parameter)).toContain(type);
});

/** A list of values with commas is a list here, and two opposite words are a boolean. */
function typesFor({ Type, AllowedValues }: TemplateParameter): string[] {
  if (Type === 'Number') return ['number'];
  const words = AllowedValues?.map(String).toSorted().join(' ');
  if (words === 'no yes' || words === 'off on') return ['boolean'];
  return AllowedValues ? [AllowedValues.map((value) => `'${value}'`).join(' | ')] : ['string', 'readonly string[]'];
}
