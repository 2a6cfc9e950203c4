import { existsSync, unwatchFile, watchFile } from 'node:fs';
import { type BundleFunction, bundleFunction } from '../../controller/lambda/bundle-function.ts';
import type { HookFunction } from '../../controller/lambda/hook-function.ts';
import { checkModule, type ModuleCheck } from './check-module.ts';
import { lineSplitter } from './line-splitter.ts';
import type { OwnRuntime } from './own-runtime.ts';

type OwnFunctionOptions = {
  functionArn: string;
  /** The export to call; default: `handler`, or else `lambdaHandler`. */
  handler?: string | undefined;
  runtime: OwnRuntime;
  /** The function's own variables. */
  environment: Readonly<Record<string, string>>;
  /** 1 to 900. */
  timeoutSeconds: number;
  /** Receives each line that the function writes. */
  onLine: (line: string) => void;
  /** Called at the start, and each time the module is saved, with whether it can be loaded. */
  onChecked: (check: ModuleCheck, isFirst: boolean) => void;
  /**
   * Aborts when everything is about to end. Ctrl-C in a terminal also reaches the function's processes: a call that it ends is not a failed
   * call, so it stays pending until {@link OwnFunction.stop}.
   */
  ending: AbortSignal;
};

export type OwnFunction = HookFunction & {
  /** Ends all its processes. Call it once `ending` has aborted. */
  stop(): Promise<void>;
};

/** How soon a saved module is noticed. Polling works on every file system, and with tools that replace the file or its folder. */
const watchMs = 200;

/** A module that was just written may still be incomplete. */
const settleMs = 150;

/**
 * One of your own hooks, in processes of its own, that may be rebuilt while it is in use: the next call runs what was saved last. A broken
 * module fails its calls, as in Lambda, until a fixed one is saved.
 *
 * @param file the absolute path of the module
 */
export function ownFunction(file: string, options: OwnFunctionOptions): OwnFunction {
  const { runtime, environment, timeoutSeconds, onLine, ending } = options;
  const output = lineSplitter(onLine);
  const pending = new Set<Promise<unknown>>();
  /** By the export that they call, which may have another name when the module is saved again. */
  const bundles = new Map<string | undefined, BundleFunction>();
  const stopped = Promise.withResolvers<void>();

  const watching = watchModule(file, options);

  async function invoke(...call: Parameters<BundleFunction['handler']>): Promise<unknown> {
    // Only then are its files known; an earlier call would not notice when they change.
    await watching.known;
    if (ending.aborted) throw new Error('the sandbox is stopping');
    if (!existsSync(file)) throw new Error(`${file} does not exist; build it`);
    return functionOf(watching.handler() ?? options.handler).handler(...call);
  }

  function functionOf(handler: string | undefined): BundleFunction {
    const known = bundles.get(handler);
    if (known !== undefined) return known;
    const made = bundleFunction(file, {
      ...(handler !== undefined && { handler }),
      environment,
      timeoutSeconds,
      runtimeClient: runtime.client,
      onOutput: output.write,
      files: watching.files,
    });
    bundles.set(handler, made);
    return made;
  }

  return {
    timeoutSeconds,
    async handler(event, context) {
      const call = invoke(event, context);
      pending.add(call);
      try {
        return await call;
      } catch (error) {
        if (ending.aborted) await stopped.promise;
        throw error;
      } finally {
        pending.delete(call);
      }
    },
    async stop() {
      stopped.resolve();
      await watching.stop();
      // A call that is just starting its process has none yet to end.
      do {
        await Promise.all([...bundles.values()].map((bundle) => bundle.stop()));
        await Promise.race([Promise.allSettled(pending), new Promise((resolve) => setTimeout(resolve, 20))]);
      } while (pending.size > 0);
      output.end();
    },
  };
}

type Watching = {
  /** Resolves once {@link Watching.files} has more than the module itself, or no check will find more. */
  known: Promise<void>;
  /** The files that the module consists of. */
  files: () => readonly string[];
  /** The export that the last check found; undefined if it found none. */
  handler: () => string | undefined;
  stop(): Promise<void>;
};

/** Checks the module now and whenever one of its files was saved. */
function watchModule(file: string, options: OwnFunctionOptions): Watching {
  const { onChecked, ending } = options;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let superseded = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let isFirst = true;
  let watched: readonly string[] = [];
  let found: string | undefined;

  async function check(signal: AbortSignal): Promise<void> {
    const { check: checked, files, handler } = await checkModule(file, options, signal);
    if (signal.aborted || ending.aborted) return;
    found = handler;
    // A module that cannot be loaded may be fixed in a file that it has not reached.
    watch(checked.ok ? files : [...new Set([...files, ...watched])]);
    const wasFirst = isFirst;
    isFirst = false;
    onChecked(checked, wasFirst);
  }

  const start = () => {
    superseded.abort();
    superseded = new AbortController();
    running = check(superseded.signal);
  };
  const onChange = () => {
    clearTimeout(settling);
    settling = setTimeout(start, settleMs);
  };
  function watch(files: readonly string[]): void {
    for (const one of watched) if (!files.includes(one)) unwatchFile(one, onChange);
    for (const one of files) {
      if (!watched.includes(one)) watchFile(one, { interval: watchMs, persistent: false }, onChange);
    }
    watched = files;
  }

  watch([file]);
  start();
  return {
    known: running,
    files: () => watched,
    handler: () => found,
    async stop() {
      watch([]);
      clearTimeout(settling);
      superseded.abort();
      await running;
    },
  };
}
