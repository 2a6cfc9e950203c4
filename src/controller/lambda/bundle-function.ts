import { statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { HookFunction } from './hook-function.ts';
import { Instance, type InstanceOptions } from './instance.ts';
import { Instances } from './instances.ts';
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
  const settings: InstanceOptions = {
    taskRoot: dirname(bundle),
    handler: `${basename(bundle, extname(bundle))}.${options.handler ?? 'handler'}`,
    environment: options.environment ?? {},
    runtimeClient: options.runtimeClient ?? lambdaRuntimeClient(dirname(bundle)),
    timeoutSeconds: options.timeoutSeconds ?? 900,
    onOutput: options.onOutput ?? (() => {}),
  };
  const instances = new Instances((context) => Instance.start(settings, context), files);
  return {
    handler: (event, context) => instances.invoke(event, context),
    ...(options.timeoutSeconds !== undefined && { timeoutSeconds: options.timeoutSeconds }),
    stop: () => instances.stop(),
  };
}
