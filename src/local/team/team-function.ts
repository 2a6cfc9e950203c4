import { existsSync, unwatchFile, watchFile } from 'node:fs';
import type { HookFunction } from '../../controller/types.ts';
import { type BundleFunction, bundleFunction } from '../../controller/wire/lambda/bundle-function.ts';
import { checkModule, type ModuleCheck } from './check-module.ts';
import { lineSplitter } from './line-splitter.ts';
import type { TeamRuntime } from './team-runtime.ts';

export type TeamFunctionOptions = {
  functionArn: string;
  runtime: TeamRuntime;
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
   * taken for one that failed, so nobody hears of it before {@link TeamFunction.stop}.
   */
  ending: AbortSignal;
};

export type TeamFunction = HookFunction & {
  /** Ends every process of it. To be called once `ending` has aborted. */
  stop(): Promise<void>;
};

/** How soon a saved module is noticed. Asking works on every file system, and bears tools that replace the file or its folder. */
const watchMilliseconds = 200;

/** A module that was just written may be written on. */
const settleMilliseconds = 150;

/**
 * A team's hook, in processes of its own, that may be rebuilt while it is in use: the next call runs what was saved last. A module that is
 * broken fails the calls that come, as in Lambda, until a mended one is saved.
 *
 * @param file the absolute path of the module
 */
export function teamFunction(file: string, options: TeamFunctionOptions): TeamFunction {
  const { runtime, environment, timeoutSeconds, onLine, ending } = options;
  const output = lineSplitter(onLine);
  const pending = new Set<Promise<unknown>>();
  let bundle: BundleFunction | undefined;
  const stopped = Promise.withResolvers<void>();

  const watching = watchModule(file, options);

  function invoke(...call: Parameters<BundleFunction['handler']>): unknown {
    if (ending.aborted) throw new Error('the stage is ending');
    if (!existsSync(file)) throw new Error(`${file} is not there; build it`);
    bundle ??= bundleFunction(file, {
      environment,
      timeoutSeconds,
      runtimeClient: runtime.client,
      onOutput: output.write,
    });
    return bundle.handler(...call);
  }

  return {
    timeoutSeconds,
    async handler(event, context) {
      const call = (async () => await invoke(event, context))();
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

/** Checks the module now and whenever it was saved. */
function watchModule(
  file: string,
  { functionArn, environment, onChecked, ending }: TeamFunctionOptions,
): { stop(): Promise<void> } {
  let settling: ReturnType<typeof setTimeout> | undefined;
  let superseded = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let isFirst = true;

  async function check(signal: AbortSignal): Promise<void> {
    const checked = await checkModule(file, { functionArn, environment }, signal);
    if (signal.aborted || ending.aborted) return;
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
  watchFile(file, { interval: watchMilliseconds, persistent: false }, onChange);
  start();
  return {
    async stop() {
      unwatchFile(file, onChange);
      clearTimeout(settling);
      superseded.abort();
      await running;
    },
  };
}
