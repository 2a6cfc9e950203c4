import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { describeKeys } from '../../../scripts/docs/pages/describe-schema.ts';
import { everything, everythingPage } from '../../../scripts/docs/pages/everything/everything-page.ts';
import { keysSections } from '../../../scripts/docs/pages/keys-sections.ts';
import { readTemplate } from '../../../scripts/docs/read-template.ts';
import { createProgram } from '../../../src/cli/program.ts';

const template = readTemplate(fileURLToPath(new URL('../../..', import.meta.url)));
const page = everythingPage(template);
const headings = [...page.matchAll(/^#{2,} (.+)$/gm)].map(([, heading = '']) => heading);

test('each heading has an anchor of its own', () => {
  const anchors = headings.map((heading) => heading.toLowerCase().replaceAll(/[^\w\s-]/g, ''));

  expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
});

test('each command has a heading, and each of its flags and arguments', () => {
  expect(headingsOf(createProgram(), '')).toContain('greenlight simulate --replay');
  expect(headingsOf(createProgram(), '').filter((heading) => !headings.includes(heading))).toEqual([]);
});

test('each key of hookDetails has a heading', () => {
  const names = keysSections.flatMap(([, , schema]) => describeKeys(schema).map(({ name }) => name));

  expect(names).toContain('deadlineMinutes');
  expect(names.filter((name) => !headings.some((heading) => heading.endsWith(`: ${name}`)))).toEqual([]);
});

test('each parameter and output of the template has a heading', () => {
  const names = [...Object.keys(template.Parameters), ...Object.keys(template.Outputs)];

  expect(names.filter((name) => !headings.some((heading) => heading.endsWith(`: ${name}`)))).toEqual([]);
});

test('each entry says what it means', () => {
  const { commands, keys, stack } = everything(template);
  const silent = [...commands, ...keys, ...stack].flatMap(({ entries }) =>
    entries.filter(({ meaning }) => meaning === ''),
  );

  // Of documents that programs write, the name of a key may say it all.
  const own = silent.filter(({ heading }) => !/^(?:audit|announcement|question|answer|profile): /.test(heading));
  expect(own.map(({ heading }) => heading)).toEqual([]);
});

function headingsOf(command: Command, parents: string): string[] {
  const name = `${parents}${command.name()}`;
  const own = command.options.filter(({ hidden, long }) => !hidden && long !== '--version');
  return [
    ...(parents === '' ? [] : [name, ...own.map(({ long, short }) => `${name} ${long ?? short}`)]),
    ...(parents === '' ? [] : command.registeredArguments.map((argument) => `${name}: ${argument.name()}`)),
    ...command.commands.flatMap((inner) => headingsOf(inner, `${name} `)),
  ];
}
