import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ControllerSnapshot } from '../controller/state/controller-snapshot.ts';
import { isJsonObject } from '../hook/json.ts';

/** Keeps the service in a file, so that a second start finds it. */
export class ServiceStore {
  readonly path: string;
  #writing: Promise<void> = Promise.resolve();
  #next: (() => ControllerSnapshot) | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * The last written value; undefined before the first write. The reader validates it.
   *
   * @throws Error if {@link save} did not write the file; the message names it and says what to do
   */
  async load(): Promise<ControllerSnapshot | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Error(`${this.path} cannot be read (${(cause as Error).message}); remove it to start again`, { cause });
    }
    const kept = parseJson(text, this.path);
    if (isJsonObject(kept)) return kept as ControllerSnapshot;
    throw new Error(`${this.path} does not hold a service; remove it to start again`);
  }

  /** Writes after the previous write has finished; of several calls meanwhile only the last one counts. Rejects if writing failed. */
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

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not valid JSON; remove it to start again`, { cause });
  }
}

/** A clock that ran ahead of real time continues from there, so that no past event is in the future. */
export function startOfClock(kept: ControllerSnapshot | undefined): Date {
  const left = kept === undefined ? 0 : Date.parse(kept.takenAt) || 0;
  return new Date(Math.max(Date.now(), left));
}
