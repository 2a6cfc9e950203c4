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
