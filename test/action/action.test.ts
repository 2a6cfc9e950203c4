import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readAction, readCommand, readOutputs } from './simulated-runner.ts';

const action = await readAction();
const { steps } = action.runs;
const script = steps.find(({ run }) => run !== undefined);

test('action.yml describes itself, each input and each output', () => {
  expect(action.runs.using).toBe('composite');
  for (const { description } of [action, ...Object.values(action.inputs), ...Object.values(action.outputs)])
    expect(description).toMatch(/^.{10,}\.$/);
});

test('action.yml declares every input that it uses, and uses every one', () => {
  const used = Object.values(script?.env ?? {}).flatMap(
    (value) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? [],
  );

  expect(used.toSorted()).toEqual(Object.keys(action.inputs).toSorted());
  for (const name of Object.keys(script?.env ?? {})) expect(script?.run).toContain(`$${name}`);
});

test('action.yml has no expression in its script', () => {
  for (const { run = '' } of steps) expect(run).not.toContain('${{');
});

test('action.yml pins each action that it uses by a commit, with its version as a comment', async () => {
  const text = await readFile(new URL('../../action.yml', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => /^\s*-? *uses:/.test(line));

  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('action.yml runs the version of the package that it belongs to', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));

  expect(String(action.inputs['version']?.default)).toBe(version);
});

test('the guide has every input and output, and pins the same version', async () => {
  const guide = await readFile(new URL('../../docs/guides/pipelines.md', import.meta.url), 'utf8');
  const [, section = '', rest = ''] = /## GitHub Actions\n(.*?)## GitLab\n(.*)/s.exec(guide) ?? [];
  const names = [...Object.keys(action.inputs), ...Object.keys(action.outputs)];

  expect(names.filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  expect(new Set(rest.match(/ecs-greenlight@[\d.]+/g))).toEqual(
    new Set([`ecs-greenlight@${action.inputs['version']?.default}`]),
  );
});

test('action.yml returns outputs of its own step', () => {
  for (const [name, { value }] of Object.entries(action.outputs))
    expect(value).toBe(`\${{ steps.watch.outputs.${name} }}`);
  expect(script?.id).toBe('watch');
});

test('the simulated runner reads commands and outputs as a runner does', () => {
  expect(readCommand('  ::error title=a%3A%2Cb::c%0Ad: e')).toEqual({
    name: 'error',
    properties: { title: 'a:,b' },
    message: 'c\nd: e',
  });
  expect(readCommand('::set-output name=a::b')?.name).toBe('set-output');
  expect(readCommand('said ##[add-mask]x')?.name).toBe('add-mask');
  expect(readCommand('12 :: 13')).toBeUndefined();
  expect(readOutputs('a=1\nb<<E\n2\na=3\nE\n')).toEqual({ a: '1', b: '2\na=3' });
});
