import { statSync } from 'node:fs';
import type { HookEvent } from '../ecs/payload.ts';
import type { HookContext } from './lambda-context.ts';

/** One execution environment of a function: it handles one event at a time. */
export interface FunctionInstance {
  /** False once it has ended, or is being ended. */
  readonly isAlive: boolean;
  /** @throws FunctionError what the function threw, or how it ended */
  invoke(event: HookEvent, context: HookContext): Promise<unknown>;
  stop(): Promise<void>;
}

/** The instances of one function: concurrent calls get one each, one that has ended is replaced, and all are when a file was rebuilt. */
export class Instances {
  readonly #start: (context: HookContext) => Promise<FunctionInstance>;
  readonly #files: () => readonly string[];
  readonly #all = new Set<FunctionInstance>();
  #idle: FunctionInstance[] = [];
  #build: string;
  #stops = 0;

  /** @param files whose modification means a new build; default: none */
  constructor(start: (context: HookContext) => Promise<FunctionInstance>, files: () => readonly string[] = () => []) {
    this.#start = start;
    this.#files = files;
    this.#build = buildOf(files());
  }

  async invoke(event: HookEvent, context: HookContext): Promise<unknown> {
    const stops = this.#stops;
    await this.#dropUseless();
    const instance = this.#idle.pop() ?? (await this.#open(context));
    // Stopped before this call had an instance: it ends like calls that had one.
    if (stops !== this.#stops) await this.#end(instance);
    const build = this.#build;
    try {
      return await instance.invoke(event, context);
    } finally {
      if (build === this.#build) this.#idle.push(instance);
      else await this.#end(instance);
    }
  }

  async stop(): Promise<void> {
    this.#stops++;
    this.#idle = [];
    await Promise.all([...this.#all].map((instance) => this.#end(instance)));
  }

  async #open(context: HookContext): Promise<FunctionInstance> {
    const instance = await this.#start(context);
    this.#all.add(instance);
    return instance;
  }

  async #end(instance: FunctionInstance): Promise<void> {
    this.#all.delete(instance);
    await instance.stop();
  }

  /** Ends idle instances whose function was rebuilt, and forgets those that have ended. */
  async #dropUseless(): Promise<void> {
    const now = buildOf(this.#files());
    const idle = this.#idle;
    const isOutdated = now !== this.#build;
    this.#build = now;
    this.#idle = idle.filter((instance) => !isOutdated && instance.isAlive);
    await Promise.all(
      idle.filter((instance) => isOutdated || !instance.isAlive).map((instance) => this.#end(instance)),
    );
  }
}

/** Identifies a build by the modification times of its files. */
function buildOf(files: readonly string[]): string {
  return files.map((file) => `${statSync(file, { throwIfNoEntry: false })?.mtimeMs} ${file}`).join('\n');
}
