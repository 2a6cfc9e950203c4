import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a folder for this process alone, `<parent>/<its id>`, and removes those of processes that have ended. */
export function makeProcessFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  for (const pid of readdirSync(parent)) {
    if (!isRunning(Number(pid))) rmSync(join(parent, pid), { recursive: true, force: true });
  }
  const folder = join(parent, String(process.pid));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
