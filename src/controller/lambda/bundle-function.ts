import { statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { HookEvent } from '../ecs/payload.ts';
import type { HookFunction } from './hook-function.ts';
import { Instance, type InstanceOptions } from './instance.ts';
import type { HookContext } from './lambda-context.ts';
import { lambdaRuntimeClient, type RuntimeClient } from './runtime-client.ts';

export type BundleOptions = {
  /** The function's environment variables. It gets nothing else of this process's environment. Default: none. */
  environment?: Readonly<Record<string, string>>;
  /** 1 to 900. Default 900, as {@link HookFunction} has it. */
  timeoutSeconds?: number;
  /** The export to call. Default `handler`. */
  handler?: string;
  /** Default: {@link lambdaRuntimeClient} as seen from the bundle. */
  runtimeClient?: RuntimeClient;
  /** The function's files, any of which may be rebuilt. Default: only the bundle. */
  files?: () => readonly string[];
  /** Receives what the function writes to stdout and stderr. Default: it is dropped. */
  onOutput?: (text: string) => void;
};

export type BundleFunction = HookFunction & {
  /** Ends every process of the function. It can be called again afterwards, in new processes. */
  stop(): Promise<void>;
};

/**
 * A function as it would be deployed: a built bundle that runs in processes of its own under Lambda's runtime client. As in Lambda, a
 * process handles one event at a time and is kept for the next; concurrent calls get one each; a process that crashed or was late is
 * killed, and the next call starts another. A rebuilt bundle is loaded again. Processes run in real time, no matter what the controller's
 * clock says.
 *
 * @param path of the bundle, such as `dist/my-hook/index.mjs`
 * @throws Error if there is no bundle, or no runtime client
 */
export function bundleFunction(path: string, options: BundleOptions = {}): BundleFunction {
  const bundle = resolve(path);
  statSync(bundle);
  const { files = () => [bundle] } = options;
  const instances = new Instances(files, {
    taskRoot: dirname(bundle),
    handler: `${basename(bundle, extname(bundle))}.${options.handler ?? 'handler'}`,
    environment: options.environment ?? {},
    runtimeClient: options.runtimeClient ?? lambdaRuntimeClient(dirname(bundle)),
    timeoutSeconds: options.timeoutSeconds ?? 900,
    onOutput: options.onOutput ?? (() => {}),
  });
  return {
    handler: (event, context) => instances.invoke(event, context),
    ...(options.timeoutSeconds !== undefined && { timeoutSeconds: options.timeoutSeconds }),
    stop: () => instances.stop(),
  };
}

class Instances {
  readonly #files: () => readonly string[];
  readonly #options: InstanceOptions;
  readonly #all = new Set<Instance>();
  #idle: Instance[] = [];
  #build: string;
  #stops = 0;

  constructor(files: () => readonly string[], options: InstanceOptions) {
    this.#files = files;
    this.#options = options;
    this.#build = buildOf(files());
  }

  async invoke(event: HookEvent, context: HookContext): Promise<unknown> {
    const stops = this.#stops;
    await this.#dropUseless();
    const instance = this.#idle.pop() ?? (await this.#start(context));
    // Stopped before this call had a process: it ends like calls that had one.
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

  async #start(context: HookContext): Promise<Instance> {
    const instance = await Instance.start(this.#options, context);
    this.#all.add(instance);
    return instance;
  }

  async #end(instance: Instance): Promise<void> {
    this.#all.delete(instance);
    await instance.stop();
  }

  /** Ends idle processes whose bundle was rebuilt, and forgets those that have ended. */
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
