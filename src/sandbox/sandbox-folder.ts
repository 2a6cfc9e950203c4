import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { hasCode, withFileLock } from '../storage/file/file-lock.ts';
import { messageOf } from '../wording/values.ts';

/** A folder in which this sandbox, and no other, keeps its data. */
type HeldFolder = {
  /** Publishes the holder's address, for other processes that want the folder. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
};

class FolderError extends Error {
  override readonly name = 'FolderError';
}

/**
 * Creates the folder if it is missing and keeps other sandboxes out of it: two that write the same service lose data. A lock left by a
 * crash is taken over.
 *
 * @param another how to choose another folder: `pass --folder <other>`
 * @throws {FolderError} if it cannot be used; the message says why and what to do
 */
export async function holdFolder(folder: string, another: string): Promise<HeldFolder> {
  const lock = join(folder, 'sandbox.lock');
  const mine: Holder = { pid: process.pid, id: randomUUID(), since: new Date().toISOString() };
  let made: readonly string[];
  try {
    made = await makeFolder(folder);
    await withGuard(lock, async () => {
      const holder = await readHolder(lock);
      if (holder !== undefined && (await isAlive(holder))) throw new FolderError(formatTaken(folder, holder, another));
      await writeHolder(lock, mine);
    });
  } catch (cause) {
    if (cause instanceof FolderError) throw cause;
    const why = formatFolderError(cause);
    throw new FolderError(`the folder ${folder || '""'} cannot be used (${why}); ${another}`, { cause });
  }
  return {
    announce: (url) => writeHolder(lock, { ...mine, url }),
    async release() {
      await withGuard(lock, async () => {
        if ((await readHolder(lock))?.id === mine.id) await rm(lock, { force: true });
      });
      await removeEmpty(made);
    },
  };
}

/** What was made for a sandbox that then could not start. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const path of folders.toReversed()) {
    const isRemoved = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/**
 * Folder by folder: if a parent does not allow new folders, such as `/proc`, the recursive `mkdir` of Node 24 never returns.
 *
 * @returns the folders that were missing
 */
async function makeFolder(folder: string): Promise<readonly string[]> {
  if (folder.trim() === '') throw new Error('it has no name');
  const missing: string[] = [];
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = await statUnlessMissing(path);
    if (found?.isDirectory()) break;
    if (found !== undefined) throw new Error(`${path} is a file`);
    missing.unshift(path);
  }
  for (const path of missing) {
    await mkdir(path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) throw new Error(`no folder can be made in ${dirname(path)}`, { cause: error });
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
  return missing;
}

/** In words, for the most frequent reasons. */
function formatFolderError(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return folderErrors[code] ?? messageOf(error);
}

const folderErrors: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};

async function statUnlessMissing(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** If several processes find the folder free, or its holder dead, only one gets it. */
function withGuard(lock: string, work: () => Promise<void>): Promise<void> {
  return withFileLock(`${lock}.guard`, AbortSignal.timeout(10_000), work);
}

const holderSchema = v.object({
  pid: v.number(),
  id: v.string(),
  since: v.pipe(v.string(), v.isoTimestamp()),
  /** Missing while its sandbox is starting. */
  url: v.exactOptional(v.pipe(v.string(), v.url())),
});

type Holder = v.InferOutput<typeof holderSchema>;

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    return v.parse(holderSchema, JSON.parse(await readFile(lock, 'utf8')));
  } catch (error) {
    // An unreadable lock holds nothing: no sandbox wrote it, or a full disk stopped one.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || v.isValiError(error)) return undefined;
    throw error;
  }
}

async function writeHolder(lock: string, holder: Holder): Promise<void> {
  const draft = `${lock}.${holder.id}.draft`;
  await writeFile(draft, `${JSON.stringify(holder)}\n`);
  await rename(draft, lock);
}

/** A sandbox starts in far less time. */
const maxStartMs = 60_000;

/** Whether the holder's process lives and still serves: its pid may have been reused, for example after a container restart. */
async function isAlive({ pid, since, url }: Holder): Promise<boolean> {
  const startedAt = Date.parse(since);
  if (pid === process.pid && startedAt < Date.now() - process.uptime() * 1000) return false;
  if (!isRunning(pid)) return false;
  return url === undefined ? Date.now() - startedAt < maxStartMs : await isServed(url);
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 is not sent; it only checks whether the process exists.
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function isServed(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const { promise, resolve: answer } = Promise.withResolvers<boolean>();
  const socket = connect({ host: hostname, port: Number(port), timeout: 1000 });
  socket.once('connect', () => answer(true));
  socket.once('timeout', () => answer(true));
  socket.once('error', () => answer(false));
  return promise.finally(() => socket.destroy());
}

function formatTaken(folder: string, { url, pid }: Holder, another: string): string {
  const where = url === undefined ? `that process ${pid} is starting` : `at ${url}`;
  return `${folder} is already used by the demo ${where}; stop it or ${another}`;
}
