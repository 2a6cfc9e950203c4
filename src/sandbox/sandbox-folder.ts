import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { hasCode, withFileLock } from '../storage/file/file-lock.ts';

/** A folder that this stage, and no other, keeps its data in. */
export type HeldFolder = {
  /** Tells whoever wants the folder too where its holder can be found. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
};

export class FolderError extends Error {
  override readonly name = 'FolderError';
}

/**
 * Makes the folder where it is missing and keeps other stages out of it: two that write the same service lose data. What a crash
 * left locked is taken over.
 *
 * @param another what to do to have another folder: `pass --folder <other>`
 * @throws {FolderError} where it cannot be used; the message says why and what to do
 */
export async function holdFolder(folder: string, another: string): Promise<HeldFolder> {
  const lock = join(folder, 'stage.lock');
  const mine: Holder = { pid: process.pid, id: randomUUID(), since: new Date().toISOString() };
  try {
    await makeFolder(folder);
    await withGuard(lock, async () => {
      const holder = await readHolder(lock);
      if (holder !== undefined && (await isAlive(holder))) throw new FolderError(sayTaken(folder, holder, another));
      await writeHolder(lock, mine);
    });
  } catch (cause) {
    if (cause instanceof FolderError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FolderError(`the folder ${folder || '""'} cannot be used (${why}); ${another}`, { cause });
  }
  return {
    announce: (url) => writeHolder(lock, { ...mine, url }),
    release: () =>
      withGuard(lock, async () => {
        if ((await readHolder(lock))?.id === mine.id) await rm(lock, { force: true });
      }),
  };
}

/**
 * Folder by folder: where a parent exists in which nothing can be made, as in `/proc`, the recursive `mkdir` of Node 24 tries for
 * ever.
 */
async function makeFolder(folder: string): Promise<void> {
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
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

async function statUnlessMissing(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Of several that find the folder free, or its holder dead, one is the first. */
function withGuard(lock: string, work: () => Promise<void>): Promise<void> {
  return withFileLock(`${lock}.guard`, AbortSignal.timeout(10_000), work);
}

const holderSchema = v.object({
  pid: v.number(),
  id: v.string(),
  since: v.pipe(v.string(), v.isoTimestamp()),
  /** Missing while its stage is being started. */
  url: v.exactOptional(v.pipe(v.string(), v.url())),
});

type Holder = v.InferOutput<typeof holderSchema>;

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    return v.parse(holderSchema, JSON.parse(await readFile(lock, 'utf8')));
  } catch (error) {
    // Junk holds nothing: it is left by no stage, or by one that a full disk stopped.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || v.isValiError(error)) return undefined;
    throw error;
  }
}

async function writeHolder(lock: string, holder: Holder): Promise<void> {
  const draft = `${lock}.${holder.id}.draft`;
  await writeFile(draft, `${JSON.stringify(holder)}\n`);
  await rename(draft, lock);
}

/** A stage is through with its start long before. */
const longestStartMilliseconds = 60_000;

/** Whether the holder's process lives and still serves: its id may have gone to another process, in a container at the next start. */
async function isAlive({ pid, since, url }: Holder): Promise<boolean> {
  const startedAt = Date.parse(since);
  if (pid === process.pid && startedAt < Date.now() - process.uptime() * 1000) return false;
  if (!isRunning(pid)) return false;
  return url === undefined ? Date.now() - startedAt < longestStartMilliseconds : await isServed(url);
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 is not sent; it only asks whether there is such a process.
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

function sayTaken(folder: string, { url, pid }: Holder, another: string): string {
  const where = url === undefined ? `that process ${pid} is starting` : `at ${url}`;
  return `${folder} is already used by the demo ${where}; stop it or ${another}`;
}
