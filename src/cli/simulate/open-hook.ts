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

/**
 * Makes a hook callable: one at a URL, in this process, or in one of its own.
 *
 * @param where the path of a module, or the URL of a function
 * @throws {MisuseError}
 */
export async function openHook(where: string, options: OpenHookOptions): Promise<OpenedHook> {
  if (isUrl(where)) return openUrl(where, options);
  return options.isApart ? await openApart(where, options) : await openHere(where, options);
}

function openUrl(url: string, { timeoutSeconds }: OpenHookOptions): OpenedHook {
  if (!URL.canParse(url)) throw new MisuseError(`${url} is not a URL; write one such as http://127.0.0.1:9000`);
  const { handler } = urlFunction(url);
  return { name: hookName(url), handler: withRealDeadline(handler, timeoutSeconds), async stop() {} };
}

async function openHere(file: string, { timeoutSeconds, environment }: OpenHookOptions): Promise<OpenedHook> {
  Object.assign(process.env, environment);
  const { handler, name } = await loadHook(file);
  return { name, handler: withinRealTime(handler, timeoutSeconds), async stop() {} };
}

/** As in `greenlight dev`, but without reloading. */
async function openApart(
  file: string,
  { timeoutSeconds, environment, onLine, onNotice }: OpenHookOptions,
): Promise<OpenedHook> {
  const path = moduleOf(file);
  const name = hookName(path);
  const surroundings = { functionArn: functionArn(name), environment };
  const { check } = await checkModule(path, surroundings, new AbortController().signal);
  if (!check.ok) throw new MisuseError(`${file} ${check.problem}`);

  const { client, advice } = ownRuntime(path, [dirname(path), process.cwd()]);
  onNotice(`${name} runs in ${client.name}${advice === undefined ? '' : ` (${advice})`}`);
  const output = lineSplitter(onLine);
  const bundle = bundleFunction(path, {
    environment,
    timeoutSeconds,
    runtimeClient: client,
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
