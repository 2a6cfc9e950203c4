import { dirname } from 'node:path';
import { bundleFunction } from '../../controller/lambda/bundle-function.ts';
import type { HookHandler } from '../../controller/lambda/hook-function.ts';
import { urlFunction } from '../../controller/lambda/url-function.ts';
import { checkModule } from '../../sandbox/own-hooks/check-module.ts';
import { lineSplitter } from '../../sandbox/own-hooks/line-splitter.ts';
import { ownRuntime } from '../../sandbox/own-hooks/own-runtime.ts';
import { functionArn } from '../../simulate/attach-hooks.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { withinRealTime, withRealDeadline } from './hook-guard.ts';
import { hookName, isUrl, loadHook, moduleOf } from './load-hook.ts';

export type OpenHookOptions = {
  /** The real time that a call may take. */
  timeoutSeconds: number;
  /** Runs a module in a process of its own. */
  isApart: boolean;
  /** The function's environment variables. In this process they are added to the existing ones. */
  environment: Readonly<Record<string, string>>;
  /** Receives each line that a process of its own writes. */
  onLine: (line: string) => void;
  /** Receives messages about that process. */
  onNotice: (line: string) => void;
};

export type OpenedHook = {
  name: string;
  handler: HookHandler;
  /** Stops everything that was started for it. */
  stop(): Promise<void>;
};

/** A hook's module or URL, and the export that is called. */
type HookPlace = { file: string; handler?: string | undefined };

/**
 * Makes a hook callable: one at a URL, in this process, or in one of its own.
 *
 * @throws {MisuseError}
 */
export async function openHook(place: HookPlace, options: OpenHookOptions): Promise<OpenedHook> {
  if (isUrl(place.file)) return openUrl(place.file, options);
  return options.isApart ? await openApart(place, options) : await openHere(place, options);
}

function openUrl(url: string, { timeoutSeconds }: OpenHookOptions): OpenedHook {
  if (!URL.canParse(url)) throw new MisuseError(`${url} is not a URL; write one such as http://127.0.0.1:9000`);
  const { handler } = urlFunction(url);
  return { name: hookName(url), handler: withRealDeadline(handler, timeoutSeconds), async stop() {} };
}

async function openHere(place: HookPlace, { timeoutSeconds, environment }: OpenHookOptions): Promise<OpenedHook> {
  Object.assign(process.env, environment);
  const { handler, name } = await loadHook(place.file, place.handler);
  return { name, handler: withinRealTime(handler, timeoutSeconds), async stop() {} };
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
  if (!check.ok) throw new MisuseError(`${file} ${check.problem}`);

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
