import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { lambdaRuntimeClient } from '../../../src/controller/lambda/runtime-client.ts';

/** A folder in which `aws-lambda-ric` was installed, with these files. */
async function installed(...files: readonly string[]) {
  const root = await mkdtemp(join(tmpdir(), 'greenlight-ric-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'node_modules/aws-lambda-ric');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"name":"aws-lambda-ric","version":"4.0.2"}');
  for (const file of files) await writeFile(join(folder, file), '');
  return { root, entry: join(folder, 'index.mjs') };
}

test('W-24 the client with its native part is run unchanged', async () => {
  const { root, entry } = await installed('index.mjs', 'rapid-client.node');

  expect(lambdaRuntimeClient(root)).toEqual({ name: 'aws-lambda-ric 4.0.2', arguments: [entry] });
});

test('W-24 the client without its native part gets the stand-in, and its name says so', async () => {
  const { root, entry } = await installed('index.mjs');

  const { name, arguments: given } = lambdaRuntimeClient(root);

  expect(name).toBe('aws-lambda-ric 4.0.2 without its native part');
  expect(given).toEqual(['--import', expect.stringMatching(/\/src\/controller\/lambda\/rapid-client\.ts$/), entry]);
  expect(fileURLToPath(given[1] ?? '')).toMatch(/rapid-client\.ts$/);
});

test('W-24 the client is found in a parent folder', async () => {
  const { root, entry } = await installed('index.mjs', 'rapid-client.node');
  const below = join(root, 'dist/my-hook');
  await mkdir(below, { recursive: true });

  expect(lambdaRuntimeClient(below).arguments).toEqual([entry]);
});

test('W-24 an error says what to install if there is no client', async () => {
  const root = await mkdtemp(join(tmpdir(), 'greenlight-ric-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));

  expect(() => lambdaRuntimeClient(root)).toThrow(
    `aws-lambda-ric is not installed in ${root} or above; run npm install --save-dev --ignore-scripts aws-lambda-ric`,
  );
});
