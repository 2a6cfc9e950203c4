import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ControllerSnapshot } from '../controller/snapshot.ts';

/** Keeps the service in a file, so that a second start finds it. */
export class ServiceStore {
  readonly path: string;
  #writing: Promise<void> = Promise.resolve();
  #next: (() => ControllerSnapshot) | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** What was written last; undefined before the first time. Throws on a file that was not written by {@link save}. */
  async load(): Promise<ControllerSnapshot | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new Error(`${this.path} is no JSON; remove it to begin anew`, { cause });
    }
  }

  /** Writes as soon as the last write is through; of several calls meanwhile only the last one counts. Rejects where it could not. */
  save(snapshot: () => ControllerSnapshot): Promise<void> {
    const isQueued = this.#next !== undefined;
    this.#next = snapshot;
    if (!isQueued) this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const snapshot = this.#next;
    this.#next = undefined;
    if (snapshot === undefined) return;
    await mkdir(dirname(this.path), { recursive: true });
    const unfinished = `${this.path}.partial`;
    await writeFile(unfinished, `${JSON.stringify(snapshot(), undefined, 2)}\n`);
    await rename(unfinished, this.path);
  }
}
