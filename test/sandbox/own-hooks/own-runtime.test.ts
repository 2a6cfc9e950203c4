import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownRuntime } from '../../../src/sandbox/own-hooks/own-runtime.ts';

test("uses Lambda's runtime client from the first folder that has it", async () => {
  const { empty, full } = await folders();

  const { client, advice } = ownRuntime(join(empty, 'index.mjs'), [empty, full]);

  expect(client.name).toBe('aws-lambda-ric 4.0.2 without its native part');
  expect(client.arguments.at(-1)).toBe(join(full, 'node_modules/aws-lambda-ric/index.mjs'));
  expect(advice).toBeUndefined();
});

test('uses plain Node if no folder has it, and says what to install', async () => {
  const { empty } = await folders();
  const file = join(empty, 'index.mjs');

  const { client, advice } = ownRuntime(file, [empty]);

  expect(client.name).toBe(`plain Node ${process.versions.node}`);
  expect(client.arguments).toEqual([expect.stringMatching(/plain-runtime\.ts$/), file]);
  expect(advice).toBe("for Lambda's own runtime client, run npm install --save-dev --ignore-scripts aws-lambda-ric");
});

test('uses plain Node for TypeScript, which Lambda does not run', async () => {
  const { full } = await folders();

  const { client, advice } = ownRuntime(join(full, 'hook.ts'), [full]);

  expect(client.name).toMatch(/^plain Node/);
  expect(advice).toBe('Lambda does not run TypeScript; pass the built bundle to use its runtime client');
});

/** Two folders, one of which has the package as npm would have installed it. */
async function folders(): Promise<{ empty: string; full: string }> {
  const root = await mkdtemp(join(tmpdir(), 'greenlight-runtime-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [empty, full] = [join(root, 'empty'), join(root, 'full')];
  const installed = join(full, 'node_modules/aws-lambda-ric');
  for (const folder of [empty, installed]) await mkdir(folder, { recursive: true });
  await writeFile(join(installed, 'package.json'), '{ "version": "4.0.2" }');
  return { empty, full };
}
