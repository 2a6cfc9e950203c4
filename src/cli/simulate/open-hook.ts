import { dirname } from 'node:path';
import { bundleFunction } from '../../controller/lambda/bundle-function.ts';
import type { HookHandler } from '../../controller/lambda/hook-function.ts';
import { Instances } from '../../controller/lambda/instances.ts';
import { urlFunction } from '../../controller/lambda/url-function.ts';
import { checkModule } from '../../sandbox/own-hooks/check-module.ts';
import { HookThread, type HookThreadOptions, type LoadFailure } from '../../sandbox/own-hooks/hook-thread.ts';
import { lineSplitter } from '../../sandbox/own-hooks/line-splitter.ts';
import { remedyFor, whyNoHandler } from '../../sandbox/own-hooks/module-problem.ts';
import { ownRuntime } from '../../sandbox/own-hooks/own-runtime.ts';
import { functionArn } from '../../simulate/attach-hooks.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { hookName, isUrl, moduleOf } from './load-hook.ts';

export type OpenHookOptions = {
  /** The real time that a call may take. */
  timeoutSeconds: number;
  /** Runs a module in a process of its own instead of a thread. */
  isApart: boolean;
  /** The function's environment variables. In a thread they are added to the existing ones. */
  environment: Readonly<Record<string, string>>;
  /** What `Date` says in a thread; default: the real time. */
  now?: (() => Date) | undefined;
  /** Receives each line that a module writes. */
  onLine: (line: string) => void;
  /** Receives messages about where it runs. */
  onNotice: (line: string) => void;
  /** Called if a module fails outside a call. Only a thread is watched for that. */
  onCrash: (problem: string) => void;
};

/** A hook's module or URL, and the export that is called. */
type HookPlace = { file: string; handler?: string | undefined };

export type OpenedHook = {
  name: string;
  handler: HookHandler;
  /** Stops everything that was started for it. */
  stop(): Promise<void>;
};

/**
 * Makes a hook callable: one at a URL, in a thread of this process, or in a process of its own.
 *
 * @throws {MisuseError}
 */
export async function openHook(place: HookPlace, options: OpenHookOptions): Promise<OpenedHook> {
  if (isUrl(place.file)) return openUrl(place.file, options);
  return options.isApart ? await openApart(place, options) : await openThread(place, options);
}

function openUrl(url: string, { timeoutSeconds }: OpenHookOptions): OpenedHook {
  if (!URL.canParse(url)) throw new MisuseError(`${url} is not a URL; write one such as http://127.0.0.1:9000`);
  const { handler } = urlFunction(url);
  return { name: hookName(url), handler: withRealDeadline(handler, timeoutSeconds), async stop() {} };
}

async function openThread(place: HookPlace, options: OpenHookOptions): Promise<OpenedHook> {
  const { timeoutSeconds, environment, now, onLine, onCrash } = options;
  const file = moduleOf(place.file);
  const settings: HookThreadOptions = {
    ...{ file, handler: place.handler, timeoutSeconds, now, onLine, onCrash },
    environment: { ...process.env, ...environment },
  };
  // Started before the first call, so that a module without a handler is found before anything is played.
  let first: HookThread | undefined = await startThread(place, settings);
  const instances = new Instances(async () => {
    // What the module has started while it was loaded may have ended it since.
    const started = first?.isAlive ? first : await startThread(place, settings);
    first = undefined;
    return started;
  });
  return {
    name: hookName(file, place.handler),
    handler: (event, context) => instances.invoke(event, context),
    async stop() {
      await Promise.all([first?.stop(), instances.stop()]);
    },
  };
}

/** @throws {MisuseError} */
async function startThread({ file }: HookPlace, settings: HookThreadOptions): Promise<HookThread> {
  const started = await HookThread.start(settings);
  if (started instanceof HookThread) return started;
  throw unusable(started, file);
}

function unusable(failure: LoadFailure, file: string): MisuseError {
  if ('found' in failure) return new MisuseError(`${file} ${whyNoHandler(failure.found) ?? ''}`);
  const { name, message } = failure.error;
  const why = `${file} cannot be loaded: ${name}: ${message.split('\n', 1)[0]}`;
  return new MisuseError(why, { next: remedyFor(failure.error, file) });
}

/** As in `greenlight dev`, but without reloading. */
async function openApart(
  { file, handler: wanted }: HookPlace,
  { timeoutSeconds, environment, onLine, onNotice }: OpenHookOptions,
): Promise<OpenedHook> {
  const path = moduleOf(file);
  const name = hookName(path, wanted);
  const surroundings = { functionArn: functionArn(name), environment, handler: wanted };
  const { check, handler } = await checkModule(path, surroundings, new AbortController().signal);
  if (!check.ok) throw new MisuseError(`${file} ${check.problem}`, check);

  const { client, advice } = ownRuntime(path, [dirname(path), process.cwd()]);
  onNotice(`${name} runs in ${client.name}${advice === undefined ? '' : ` (${advice})`}`);
  const output = lineSplitter(onLine);
  const bundle = bundleFunction(path, {
    ...{ environment, timeoutSeconds, runtimeClient: client },
    ...(handler !== undefined && { handler }),
    onOutput: output.write,
  });
  return {
    name,
    handler: withRealDeadline(bundle.handler, timeoutSeconds),
    async stop() {
      await bundle.stop();
      output.end();
    },
  };
}

/**
 * Gives a handler that runs elsewhere its remaining real time, because simulated time stands still during a call. The code behind the
 * handler has to respect it.
 */
function withRealDeadline(handler: HookHandler, seconds: number): HookHandler {
  return (event, context) => {
    const end = performance.now() + seconds * 1000;
    return handler(event, { ...context, getRemainingTimeInMillis: () => Math.max(0, end - performance.now()) });
  };
}
