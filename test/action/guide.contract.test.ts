import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { fakeAws } from '../cli/run-cli.ts';
import { startTestAccount } from '../cli/test-account.ts';
import { answering, hookAt, runningService, version } from '../controller/play.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { runLines } from './simulated-runner.ts';

const moto = useMoto();

test('the template for GitLab ends with 1 after a rollback, with the result in a file and the cause in the log', async () => {
  const guide = await readFile(new URL('../../docs/guides/pipelines.md', import.meta.url), 'utf8');
  const [, template = ''] = /## GitLab\n\n```yaml\n(.*?)```/s.exec(guide) ?? [];
  const { deploy } = parse(template.replaceAll('prod-cluster/retail-ui', 'my-cluster/my-service'));
  const clock = new VirtualClock({ start: new Date(Date.now() - 86_400_000) });
  const played = await runningService({
    clock,
    configuration: { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] },
    functions: () => answering({ hookStatus: 'FAILED' }).handler,
  });
  const account = await startTestAccount(moto().endpoint, played);
  let ticking: NodeJS.Timeout | undefined;
  onTestFinished(async () => {
    clearInterval(ticking);
    await account.stop();
  });
  const env = {
    ...fakeAws,
    ...account.environment,
    ...{ AWS_TOKEN: 'token', AWS_WEB_IDENTITY_TOKEN_FILE: 'token', TASK_DEFINITION: 'shop:2' },
  };

  const { code, log, folder } = await runLines(
    deploy.script,
    {
      env,
      // It deploys as soon as deploy.sh says so, which is after the time that the script has noted.
      onOutput: () => {
        if (ticking) return;
        ticking = setInterval(() => void clock.advance(60_000), 50);
        void clock
          .advance(Date.now() + 1000 - clock.now().getTime())
          .then(() => played.controller.startDeployment(version(2)));
      },
    },
    ['deploy.sh', '#!/bin/sh\necho "deploying $1"\n'],
  );

  expect([code, log]).toEqual([1, expect.stringContaining('deploying shop:2')]);
  expect(JSON.parse(await readFile(join(folder, 'watch.json'), 'utf8'))).toMatchObject({ end: 'missed' });
  expect(log).toContain('The hook my-hook answered FAILED');
});
