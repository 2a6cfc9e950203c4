import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs something while no other process does. Any number may ask at once: one runs, and the others wait for it.
 *
 * @param lock - a file that says who runs. It is removed afterwards
 */
export async function oneAtATime<T>(lock: string, run: () => Promise<T>): Promise<T> {
  while (!takeLock(lock)) await setTimeout(200);
  try {
    return await run();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Whether this process may run now. A lock whose process is gone is removed, so that the next attempt can acquire it. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock: string): boolean {
  try {
    // Empty for a moment, while it is being written.
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid === 0 || process.kill(pid, 0);
  } catch {
    return false;
  }
}
