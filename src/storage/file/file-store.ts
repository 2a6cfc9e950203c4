import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { StorageError } from '../storage-error.ts';
import type { ObjectStore, StoredObject } from '../store.ts';
import { hasCode, withFileLock } from './file-lock.ts';

/**
 * The embedded ledger: objects as files below a folder, for the sandbox and for tests. Safe for several processes on one computer and against a
 * crash at any moment; not meant for a network file system.
 */
export function fileStore(folder: string): ObjectStore {
  return { read, create, replace, put, remove, list };

  async function read(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    signal.throwIfAborted();
    const path = pathOf(key);
    return unlessMissing(key, async () => {
      // One handle for both, or the time could be that of a version that has just replaced this one.
      await using file = await open(path);
      const [body, { mtime }] = [await file.readFile('utf8'), await file.stat()];
      return { body, etag: etagOf(body), lastModified: mtime };
    });
  }

  async function create(key: string, body: string, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted();
    return (await placeNew(pathOf(key), body)) ? etagOf(body) : undefined;
  }

  async function replace(key: string, etag: string, body: string, signal: AbortSignal): Promise<string | undefined> {
    return locked(key, signal, async () => {
      const current = await read(key, signal);
      if (current?.etag !== etag) return undefined;
      await place(pathOf(key), body);
      return etagOf(body);
    });
  }

  async function put(key: string, body: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await place(pathOf(key), body);
  }

  async function remove(key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const path = pathOf(key);
    await reach(key, () => rm(path, { force: true }));
  }

  async function list(prefix: string, signal: AbortSignal): Promise<string[]> {
    signal.throwIfAborted();
    const end = prefix.lastIndexOf('/');
    const parent = prefix.slice(0, Math.max(end, 0));
    // No key can begin like this, and S3 lists nothing, either.
    if (end !== -1 && !isKey(parent)) return [];
    // All of them are in one folder, and the others may be many.
    const shared = join(folder, ...parent.split('/'));
    const files = await unlessMissing(prefix, () => readdir(shared, { recursive: true, withFileTypes: true }));
    return (files ?? [])
      .filter((file) => file.isFile() && !isOurs(file.name))
      .map((file) => relative(folder, join(file.parentPath, file.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  function pathOf(key: string): string {
    if (!isKey(key)) {
      throw new StorageError(`"${key}" is not a key; keys are names separated by single slashes`);
    }
    return join(folder, ...key.split('/'));
  }

  /** One writer at a time per key, across processes. */
  async function locked<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const parent = dirname(pathOf(key));
    const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
    return reach(key, async () => {
      await mkdir(parent, { recursive: true });
      return withFileLock(join(parent, `${ownPrefix}${name}.lock`), signal, work);
    });
  }
}

/** The store's own files, which are not objects. No key part begins like this. */
const ownPrefix = '.greenlight-';

function isKey(key: string): boolean {
  return key.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !isOurs(part));
}

function isOurs(name: string): boolean {
  return name.startsWith(ownPrefix);
}

/** Writes a file, replacing any that exists. It appears with its whole content at once. */
async function place(path: string, body: string): Promise<void> {
  await reach(path, async () => rename(await writeDraft(path, body), path));
}

/** Creates a file, with its whole content at once. Resolves to false if one exists. */
async function placeNew(path: string, body: string): Promise<boolean> {
  return reach(path, async () => {
    const draft = await writeDraft(path, body);
    try {
      // A hard link fails if the name exists.
      await link(draft, path);
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await unlink(draft);
    }
  });
}

async function writeDraft(path: string, body: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const draft = join(dirname(path), `${ownPrefix}${randomUUID()}.draft`);
  await using file = await open(draft, 'wx');
  await file.writeFile(body);
  await file.sync();
  return draft;
}

/** A hash of the content, like S3's for objects like ours: writing the same bytes again gives the same ETag in both. */
function etagOf(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

async function unlessMissing<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw unavailable(what, error);
  }
}

async function reach<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StorageError ? error : unavailable(what, error);
  }
}

function unavailable(what: string, cause: unknown): StorageError {
  return new StorageError(`the ledger's file for ${what} cannot be used: ${String(cause)}`, {
    cause,
  });
}
