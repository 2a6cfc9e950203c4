import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs some work while nothing else, in this process or another, runs under the same lock file. A lock whose holder died without releasing it
 * is broken.
 *
 * @param lock - the lock file's path; its folder must exist
 */
export async function withFileLock<T>(lock: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await acquire(lock, signal);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function acquire(lock: string, signal: AbortSignal): Promise<void> {
  const id = randomUUID();
  const draft = `${lock}.${id}.draft`;
  await writeFile(draft, `${process.pid} ${id}`, { flag: 'wx' });
  const writtenAt = performance.now();
  // By the clock of the file system, which on a mounted folder may be another one than ours.
  const now = async () => (await stat(draft)).mtimeMs + performance.now() - writtenAt;
  try {
    while (!(await linkUnlessThere(draft, lock))) {
      signal.throwIfAborted();
      await breakIfDead(lock, now, signal);
      await sleep(2, undefined, { signal });
    }
  } finally {
    await rm(draft);
  }
}

/** A hard link fails if the name exists, and appears with its whole content at once. */
async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Breaks the lock of a dead holder. That needs a second lock: otherwise two processes that both find it dead would race, and the slower would
 * delete the lock that the faster has just created.
 */
async function breakIfDead(lock: string, now: () => Promise<number>, signal: AbortSignal): Promise<void> {
  const holder = await readHolder(lock);
  if (!holder || isAlive(holder, await now())) return;
  const name = createHash('sha256').update(holder.owner).digest('hex').slice(0, 16);
  await withFileLock(`${lock}.${name}`, signal, async () => {
    if ((await readHolder(lock))?.owner === holder.owner) await rm(lock, { force: true });
  });
}

type Holder = { owner: string; sinceMs: number };

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)]);
    return { owner, sinceMs: mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Locks are held for milliseconds. One this old belongs to a process from before a crash, whose pid may have been reused. */
const oldestMs = 60_000;

function isAlive({ owner, sinceMs }: Holder, nowMs: number): boolean {
  if (nowMs - sinceMs > oldestMs) return false;
  const pid = Number.parseInt(owner, 10);
  // In a container our process often has the same pid as the one that ran there before.
  if (pid === process.pid) return sinceMs >= nowMs - process.uptime() * 1000;
  try {
    // Signal 0 is not sent; it only checks that the process exists.
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
