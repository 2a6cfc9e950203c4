import { expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';

const own = 'arn:aws:lambda:eu-central-1:111122223333:function:own';
const role = 'arn:aws:iam::111122223333:role/own';
const hook = ['--hook', own, '--role', role, '--at', 'POST_SCALE_UP'];

test('attach --print ecspresso prints JSON alone, and says apart from it that ecspresso cannot read hookDetails', async () => {
  const { code, stdout, stderr } = await runCli(['attach', ...hook, '--details', '{"a":1}', '--print', 'ecspresso']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout).deploymentConfiguration.lifecycleHooks).toMatchObject([{ hookDetails: { a: 1 } }]);
  expect(stderr).toContain('docs/guides/ecspresso.md');
});

test.each([
  ['a hook without hookDetails', [...hook, '--print', 'ecspresso']],
  ['another form', [...hook, '--details', '{"a":1}', '--print', 'json']],
])('attach --print says nothing apart for %s', async (_, flags) => {
  expect(await runCli(['attach', ...flags])).toMatchObject({ code: 0, stderr: '' });
});

test('attach --print ecspresso writes a placeholder of a smoke request so that ecspresso renders it unchanged', async () => {
  const details = JSON.stringify({ requests: [{ path: '/orders/{{id}}', headers: { 'x-literal': '{{{{' } }] });
  const { stdout } = await runCli(['attach', ...hook, '--details', details, '--print', 'ecspresso']);

  // What is left for Go's text/template are raw strings alone.
  expect(stdout.replaceAll('{{`{{`}}', '')).not.toContain('{{');
  const [printed] = JSON.parse(stdout.replaceAll('{{`{{`}}', '{{')).deploymentConfiguration.lifecycleHooks;
  expect(printed.hookDetails).toEqual(JSON.parse(details));
});

test.each(['cli', 'terraform', 'cloudformation'])(
  '-o json is refused with --print %s, which is not JSON',
  async (form) => {
    const { code, stdout, stderr } = await runCli(['attach', '--pause', 'PRE_SCALE_UP', '--print', form, '-o', 'json']);

    expect([code, stderr]).toEqual([2, expect.stringContaining('next: leave out -o json, or write --print json')]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: `--print ${form} does not print JSON` } });
  },
);

test.each([
  [
    'attach',
    ['--at', 'PRE_SCALE_UP', '--at', 'POST_SCALE_UP'],
    'it is given twice\n  next: write all stages with commas',
  ],
  ['diff', ['--at', 'PRE_SCALE_UP', '--at', 'PRE_SCALE_UP'], 'it is given twice\n  next: write all stages with commas'],
  ['attach', ['--gate', 'a', '--gate', 'b'], 'this hook has it already\n  next: leave one of them out'],
  ['attach', ['--timeout', '5', '--timeout', '7'], 'this hook has it already\n  next: leave one of them out'],
  [
    'detach',
    ['--at', 'PRE_SCALE_UP', '--at', 'POST_SCALE_UP'],
    'it is given twice\n  next: write all stages with commas',
  ],
])('%s refuses %j of one hook, of which only the last would count', async (command, flags, said) => {
  const { code, stderr } = await runCli([command, 'my-cluster/basket', '--smoke', ...flags]);

  expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
});

test('each hook has its own stages', async () => {
  const { stdout } = await runCli([
    ...['attach', '--hook', own, '--role', role, '--at', 'PRE_SCALE_UP', '--gate', 'a'],
    ...['--hook', `${own}-2`, '--role', role, '--at', 'POST_SCALE_UP', '--gate', 'b', '--print', 'json'],
  ]);

  expect(JSON.parse(stdout).lifecycleHooks).toMatchObject([
    { lifecycleStages: ['PRE_SCALE_UP'] },
    { lifecycleStages: ['POST_SCALE_UP'] },
  ]);
});
