import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { holdFolder } from '../../src/sandbox/sandbox-folder.ts';
import { newFolder, passing, startTestSandbox } from './sandbox-fixture.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const another = 'pass --folder <other>';

describe('a folder in use', () => {
  test('is refused to a second sandbox, with the address of the first one', async () => {
    const { folder } = await keptFolder();
    const first = await startTestSandbox(passing, { folder });
    undoing.push(first.stop);

    await expect(startTestSandbox(passing, { folder })).rejects.toThrow(
      `${folder} is already used by the demo at ${first.urls.dashboard}; stop it or pass --folder <other>`,
    );
  });

  test('is refused while its sandbox is still starting', async () => {
    const { folder } = await keptFolder();
    await holdFolder(folder, another);

    await expect(holdFolder(folder, another)).rejects.toThrow(
      `${folder} is already used by the demo that process ${process.pid} is starting`,
    );
  });

  test('goes to one of several that request it at once', async () => {
    const { folder } = await keptFolder();

    const holds = await Promise.allSettled(Array.from({ length: 8 }, () => holdFolder(folder, another)));

    expect(holds.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is free once its sandbox has stopped', async () => {
    const { folder } = await keptFolder();
    const first = await startTestSandbox(passing, { folder });
    await first.stop();

    const second = await startTestSandbox(passing, { folder });
    undoing.push(second.stop);

    expect((await fetch(second.urls.dashboard)).status).toBe(200);
  });
});

describe('a lock that a crash has left behind', () => {
  const since = () => new Date().toISOString();
  const gone = () => spawnSync(process.execPath, ['--version']).pid;

  test.each([
    ['names a process that has ended', () => ({ pid: gone(), id: 'a', since: since() })],
    [
      'names this process before it was started',
      () => ({ pid: process.pid, id: 'a', since: '2020-01-01T00:00:00.000Z' }),
    ],
    [
      'names a process that serves no sandbox',
      () => ({ pid: process.ppid, id: 'a', since: since(), url: 'http://127.0.0.1:1' }),
    ],
    ['names a start that never ended', () => ({ pid: process.ppid, id: 'a', since: '2020-01-01T00:00:00.000Z' })],
    ['holds junk', () => 'half a l'],
  ])('is taken over if it %s', async (_, lock) => {
    const { folder } = await keptFolder();
    const left = lock();
    await writeFile(join(folder, 'sandbox.lock'), typeof left === 'string' ? left : JSON.stringify(left));

    const held = await holdFolder(folder, another);

    await expect(holdFolder(folder, another)).rejects.toThrow('is already used');
    await held.release();
    await expect(holdFolder(folder, another)).resolves.toBeDefined();
  });
});

test('a folder is created with its parents', async () => {
  const { folder } = await keptFolder();

  const held = await holdFolder(join(folder, 'a', 'b'), another);

  await expect(held.release()).resolves.toBeUndefined();
});

async function keptFolder() {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  return { folder };
}

test.skipIf(process.platform !== 'linux')('a folder that cannot be made is refused in words', async () => {
  await expect(holdFolder('/proc/x/y', another)).rejects.toThrow(
    'the folder /proc/x/y cannot be used (no folder can be made in /proc); pass --folder <other>',
  );
});
