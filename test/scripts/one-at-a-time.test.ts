import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { oneAtATime } from '../../scripts/one-at-a-time.ts';

function newLock(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'lock');
}

test('what several ask for at once is done by one after the other, even after one that failed', async () => {
  const lock = newLock();
  const seen: string[] = [];
  const run = (name: string) =>
    oneAtATime(lock, async () => {
      seen.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} ends`);
      if (name === 'one') throw new Error('it does not work');
      return name;
    });

  expect(await Promise.allSettled([run('one'), run('two')])).toMatchObject([
    { status: 'rejected' },
    { status: 'fulfilled', value: 'two' },
  ]);

  expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a process that has ended is taken', async () => {
  const lock = newLock();
  writeFileSync(lock, String(spawnSync(process.execPath, ['--version']).pid));

  expect(await oneAtATime(lock, async () => 'done')).toBe('done');
});
