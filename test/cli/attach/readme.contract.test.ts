import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { serve } from '../../controller/ecs-api/serve.ts';
import { runningService } from '../../controller/play.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { createGreenlightStack } from '../greenlight-stack.ts';
import { fakeAws } from '../run-cli.ts';

const moto = useMoto();
const project = fileURLToPath(new URL('../../..', import.meta.url));

test('the command in the README attaches the three hooks when pasted into a shell unchanged', async () => {
  await createGreenlightStack(moto().endpoint, {});
  const service = { cluster: 'prod-cluster', service: 'retail-ui' };
  const { controller } = await runningService({ service });
  const api = await serve({ controllers: [controller] });
  const readme = readFileSync(`${project}/README.md`, 'utf8');
  const [command = 'no command'] = /^npx greenlight attach [\s\S]*?[^\\]\n/m.exec(readme) ?? [];

  const { stdout } = await promisify(execFile)(
    'bash',
    ['-ec', `npx() { shift; "${process.execPath}" bin/greenlight.js "$@" --yes; }\n${command}`],
    {
      cwd: project,
      env: {
        PATH: process.env['PATH'] ?? '',
        ...fakeAws,
        AWS_ENDPOINT_URL: moto().endpoint,
        AWS_ENDPOINT_URL_ECS: api.endpoint,
      },
    },
  );

  expect(stdout).toContain('Done: ECS now has these 3 hooks.');
});
