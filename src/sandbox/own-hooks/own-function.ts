import { existsSync, unwatchFile, watchFile } from 'node:fs';
import { type BundleFunction, bundleFunction } from '../../controller/lambda/bundle-function.ts';
import type { HookFunction } from '../../controller/lambda/hook-function.ts';
import { checkModule, type ModuleCheck } from './check-module.ts';
import { lineSplitter } from './line-splitter.ts';
import type { OwnRuntime } from './own-runtime.ts';

export type OwnFunctionOptions = {
  functionArn: string;
  runtime: OwnRuntime;
  /** The function's own variables. */
  environment: Readonly<Record<string, string>>;
  /** 1 to 900. */
  timeoutSeconds: number;
  /** Takes each line that the function writes. */
  onLine: (line: string) => void;
  /** Told once at the start, and each time the module was saved, whether it can be loaded. */
  onChecked: (check: ModuleCheck, isFirst: boolean) => void;
  /**
   * Aborts when everything is about to end. Ctrl-C in a terminal reaches the function's processes too: a call that dies of it is not to be
   * taken for one that failed, so nobody hears of it before {@link OwnFunction.stop}.
   */
  ending: AbortSignal;
};

export type OwnFunction = HookFunction & {
  /** Ends every process of it. To be called once `ending` has aborted. */
  stop(): Promise<void>;
};

/** How soon a saved module is noticed. Asking works on every file system, and tolerates tools that replace the file or its folder. */
const watchMilliseconds = 200;

/** A module that was just written may be written on. */
const settleMilliseconds = 150;

/**
 * A team's hook, in processes of its own, that may be rebuilt while it is in use: the next call runs what was saved last. A module that is
 * broken fails the calls that come, as in Lambda, until a mended one is saved.
 *
 * @param file the absolute path of the module
 */
export function ownFunction(file: string, options: OwnFunctionOptions): OwnFunction {
  const { runtime, environment, timeoutSeconds, onLine, ending } = options;
  const output = lineSplitter(onLine);
  const pending = new Set<Promise<unknown>>();
  let bundle: BundleFunction | undefined;
  const stopped = Promise.withResolvers<void>();

  const watching = watchModule(file, options);

  async function invoke(...call: Parameters<BundleFunction['handler']>): Promise<unknown> {
    // Of what it is made is known only then, and a call before that would not see when it changed.
    await watching.known;
    if (ending.aborted) throw new Error('the stage is ending');
    if (!existsSync(file)) throw new Error(`${file} is not there; build it`);
    bundle ??= bundleFunction(file, {
      environment,
      timeoutSeconds,
      runtimeClient: runtime.client,
      onOutput: output.write,
      files: watching.files,
    });
    return bundle.handler(...call);
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
      // A call that is only now starting its process has none yet that could be ended.
      do {
        await bundle?.stop();
        await Promise.race([Promise.allSettled(pending), new Promise((resolve) => setTimeout(resolve, 20))]);
      } while (pending.size > 0);
      output.end();
    },
  };
}

type Watching = {
  /** Resolves once {@link Watching.files} is more than the module itself, or no check will tell. */
  known: Promise<void>;
  /** The files that the module is made of. */
  files: () => readonly string[];
  stop(): Promise<void>;
};

/** Checks the module now and whenever one of its files was saved. */
function watchModule(file: string, { functionArn, environment, onChecked, ending }: OwnFunctionOptions): Watching {
  let settling: ReturnType<typeof setTimeout> | undefined;
  let superseded = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let isFirst = true;
  let watched: readonly string[] = [];

  async function check(signal: AbortSignal): Promise<void> {
    const { check: checked, files } = await checkModule(file, { functionArn, environment }, signal);
    if (signal.aborted || ending.aborted) return;
    // One that cannot be loaded may be mended in a file that it did not come to.
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
    settling = setTimeout(start, settleMilliseconds);
  };
  function watch(files: readonly string[]): void {
    for (const one of watched) if (!files.includes(one)) unwatchFile(one, onChange);
    for (const one of files) {
      if (!watched.includes(one)) watchFile(one, { interval: watchMilliseconds, persistent: false }, onChange);
    }
    watched = files;
  }

  watch([file]);
  start();
  return {
    known: running,
    files: () => watched,
    async stop() {
      watch([]);
      clearTimeout(settling);
      superseded.abort();
      await running;
    },
  };
}
