import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeCdkConfig } from '../../scripts/package/cdk-packages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the construct and its tests compile with the pinned aws-cdk-lib, which the main install does not have', async () => {
  const config = join(root, '.cache', `cdk-types-${process.pid}.json`);
  await writeCdkConfig(config, 'tsconfig.json', {
    include: ['src/cdk.ts', 'src/cdk', 'test/cdk', 'examples/starter/checks/*/cdk.ts'],
  });

  const { stdout } = await promisify(execFile)('tsc', ['-p', config, '--singleThreaded'], {
    cwd: root,
    env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env['PATH']}` },
  }).catch((error: { stdout: string }) => error);
  rmSync(config);

  expect(stdout).toBe('');
});
