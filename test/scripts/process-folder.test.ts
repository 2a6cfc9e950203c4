import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeProcessFolder } from '../../scripts/process-folder.ts';

test('a process has a folder of its own, beside those of processes that run, and those that have ended lose theirs', () => {
  const parent = mkdtempSync(join(tmpdir(), 'greenlight-process-folder-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  // A process has no higher id than 4 194 304.
  const folders = { own: String(process.pid), running: String(process.ppid), ended: '999999999' };
  for (const each of [folders.running, folders.ended]) mkdirSync(join(parent, each, 'inner'), { recursive: true });

  expect(makeProcessFolder(parent)).toBe(join(parent, folders.own));

  expect(existsSync(join(parent, folders.own))).toBe(true);
  expect(existsSync(join(parent, folders.running, 'inner'))).toBe(true);
  expect(existsSync(join(parent, folders.ended))).toBe(false);
});
