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
