import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fileStore } from '../../../src/storage/file/file-store.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { itIsAnObjectStore } from '../store-conformance.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('fileStore', () => {
  itIsAnObjectStore({ newStore: () => fileStore(folder), manyKeys: 1200, clockToleranceSeconds: 1 });
});

describe('fileStore between processes', () => {
  test('loses no write of four processes, and lets one of them be first', async () => {
    const racer = fileURLToPath(new URL('./file-store-racer.ts', import.meta.url));
    const names = ['ana', 'ben', 'cho', 'dee'];

    const outcomes = await Promise.all(
      names.map(async (name) => {
        const { stdout } = await promisify(execFile)(process.execPath, [racer, folder, name, '10']);
        return JSON.parse(stdout) as { name: string; wasFirst: boolean; taken: number };
      }),
    );

    const list = (await fileStore(folder).read('race/list', neverAborted))?.body.trim().split(' ') ?? [];
    expect(outcomes.filter(({ wasFirst }) => wasFirst)).toHaveLength(1);
    expect(list).toHaveLength(40);
    expect(names.map((name) => list.filter((entry) => entry === name).length)).toEqual([10, 10, 10, 10]);
    expect(await hiddenFiles()).toEqual([]);
  });
});

describe('fileStore after a crash', () => {
  test('does not read a half-written draft as an object', async () => {
    const store = fileStore(folder);
    await store.put('open/one', '', neverAborted);
    await writeFile(join(folder, 'open/.greenlight-0b5c.draft'), '{"half":');

    expect(await store.list('', neverAborted)).toEqual(['open/one']);
  });

  test.each([
    ['of a process that has ended', () => `${endedProcess()} 6f9619ff`, 0],
    ['of the process that had this id before', () => `${process.pid} 6f9619ff`, 30_000 + process.uptime() * 1000],
    ['of a process before a power cut, with an id that was reused', () => `${process.ppid} 6f9619ff`, 120_000],
    ['without a signature', () => '', 0],
  ])('ignores the lock %s, and still lets one of sixteen win', async (_whose, owner, ageMs) => {
    const store = fileStore(folder);
    const etag = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';
    const then = (Date.now() - ageMs) / 1000;
    await writeFile(lockOf('a/one'), owner());
    await utimes(lockOf('a/one'), then, then);

    const etags = await Promise.all(
      Array.from({ length: 16 }, (_, number) => store.replace('a/one', etag, `by ${number}`, neverAborted)),
    );

    expect(etags.filter((won) => won !== undefined)).toHaveLength(1);
    expect(await hiddenFiles()).toEqual([]);
  });

  // As in a virtual machine whose clock has drifted, with a folder of its host.
  test.each([-90_000, 90_000])('lets one of sixteen win if our clock differs by %i ms', async (difference) => {
    const store = fileStore(folder);
    const etag = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';
    const realNow = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => realNow() + difference);

    const etags = await Promise.all(
      Array.from({ length: 16 }, (_, number) => store.replace('a/one', etag, `by ${number}`, neverAborted)),
    );

    expect(etags.filter((won) => won !== undefined)).toHaveLength(1);
    expect(await hiddenFiles()).toEqual([]);
  });

  test('waits for the lock of a living process, until the caller gives up', async () => {
    const store = fileStore(folder);
    const etag = (await store.create('a/one', 'first', neverAborted)) ?? 'not created';
    await writeFile(lockOf('a/one'), `${process.ppid} 6f9619ff`);

    const replaced = store.replace('a/one', etag, 'second', AbortSignal.timeout(50));

    await expect(replaced).rejects.toThrow();
    expect(await readFile(join(folder, 'a/one'), 'utf8')).toBe('first');
  });
});

describe('fileStore and its folder', () => {
  test.each(['../outside', 'a/../../outside', '/etc/passwd', 'a//b', 'a/./b', '', 'a/', 'a/.greenlight-x'])(
    'refuses the key "%s"',
    async (name) => {
      const store = fileStore(join(folder, 'ledger'));
      await writeFile(join(folder, 'outside'), 'not an object');

      for (const attempt of [
        () => store.read(name, neverAborted),
        () => store.create(name, '', neverAborted),
        () => store.replace(name, '"e"', '', neverAborted),
        () => store.put(name, '', neverAborted),
        () => store.remove(name, neverAborted),
      ]) {
        await expect(attempt()).rejects.toMatchObject({
          name: 'StorageError',
          message: `"${name}" is not a key; keys are names separated by single slashes`,
        });
      }
      expect(await readFile(join(folder, 'outside'), 'utf8')).toBe('not an object');
    },
  );

  test('is empty before the first write', async () => {
    const store = fileStore(join(folder, 'ledger'));

    expect(await store.list('', neverAborted)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('reports a folder instead of an object', async () => {
    const store = fileStore(folder);
    await store.put('a/one', '', neverAborted);

    await expect(store.read('a', neverAborted)).rejects.toMatchObject({ name: 'StorageError' });
    await expect(store.put('a/one/two', '', neverAborted)).rejects.toMatchObject({ name: 'StorageError' });
  });
});

function lockOf(key: string): string {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return join(folder, key, '..', `.greenlight-${name}.lock`);
}

function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

async function hiddenFiles(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((name) => name.includes('.greenlight-'));
}
