import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { lambdaRicFolder } from '../../../scripts/lambda-ric.ts';
import { writeBundle } from '../../controller/lambda/bundle.ts';
import { obtainRuntimeClient } from '../../controller/lambda/runtime-clients.ts';
import { startDevProcess } from '../run-dev.ts';

test("runs hooks under Lambda's runtime client if it is installed, and ends its processes", async ({ skip }) => {
  skip((await obtainRuntimeClient()) === undefined, 'it is not available here');
  const bundle = await writeBundle(
    `export const handler = async () => { console.log('pid', process.pid); return { hookStatus: 'SUCCEEDED' }; };`,
  );
  const modules = join(dirname(bundle.path), 'node_modules');
  await mkdir(modules);
  await symlink(join(lambdaRicFolder(), 'node_modules/aws-lambda-ric'), join(modules, 'aws-lambda-ric'));
  const dev = await startDevProcess('--hook', bundle.path);

  await dev.deploy();
  await dev.says('deployment SUCCESSFUL');
  const code = await dev.end('Ctrl-C');

  expect(dev.stdout()).toMatch(/index\.mjs, in aws-lambda-ric \d+\.\d+\.\d+/);
  // As Lambda's own client writes it: time, request, level.
  expect(dev.stdout()).toMatch(/│ \S+Z {2}[0-9a-f-]{36} {2}INFO {2}pid \d+\n/);
  const pid = Number(/ pid (\d+)/.exec(dev.stdout())?.[1]);
  expect(code).toBe(0);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
