import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DeploymentHistory } from '../../../src/sandbox/view/deployment-history.ts';
import { formatKept, type KeptDeployment } from '../../../src/sandbox/view/kept-deployment.ts';
import type { DeploymentView } from '../../../src/sandbox/view/service-view.ts';
import { waitingSandbox } from '../dashboard/sandbox-data.ts';

function kept(change: Partial<DeploymentView>): string {
  const { view } = waitingSandbox();
  const deployment = { ...view.deployment, ...change } as DeploymentView;
  return formatKept({
    deployment,
    events: view.log,
    played: {} as KeptDeployment['played'],
    before: '1.41',
    after: '1.42',
  });
}

async function historyWith(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-history-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const never = () => {
    throw new Error('not asked for');
  };
  const history = new DeploymentHistory({ folder, describe: never, versionOf: never, onError: never });
  await history.load();
  return { history, folder };
}

test('deployments of an earlier run are there again, and one that had not ended was stopped by the end of the sandbox', async () => {
  const { history } = await historyWith({
    '1-a.json': kept({ arn: 'a', status: 'SUCCESSFUL', startedAt: new Date('2026-11-22T12:00:00Z') }),
    '2-b.json': kept({ arn: 'b', status: 'IN_PROGRESS' }),
    '3-c.json': 'half a file',
  });

  expect(history.list().map(({ deployment: { arn, status } }) => [arn, status])).toEqual([
    ['b', 'STOPPED'],
    ['a', 'SUCCESSFUL'],
  ]);
});

test('the oldest of more than fifty are removed', async () => {
  const names = Array.from({ length: 52 }, (_, index) => `${1000 + index}-d${index}.json`);
  const { folder } = await historyWith(
    Object.fromEntries(names.map((name) => [name, kept({ arn: name, status: 'SUCCESSFUL' })])),
  );

  expect(await readdir(folder)).toEqual(names.slice(2));
});
