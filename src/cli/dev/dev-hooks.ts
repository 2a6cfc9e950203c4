import type { OwnHook } from '../../sandbox/own-hooks/own-hooks.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { hookName, isUrl, moduleOf as pathOf } from '../simulate/load-hook.ts';
import type { ModuleFlag } from '../simulate/simulate-flags.ts';

/** A module of your own, and the function made from it. */
export type DevModule = {
  name: string;
  file: string;
  path: string;
  /** The export that was named. */
  handler?: string | undefined;
};

/**
 * The hooks to attach, and their functions: an export of a file that is given twice is one function, attached twice.
 *
 * @throws {MisuseError} if a file does not exist
 */
export function readDevHooks(flags: readonly ModuleFlag[]): {
  hooks: readonly OwnHook[];
  modules: readonly DevModule[];
} {
  if (flags.length === 0) {
    const how = 'write --hook ./dist/my-hook/index.mjs, or greenlight demo for the sandbox with the built-in hooks';
    throw new MisuseError(`there is no hook to serve; ${how}`);
  }
  const modules = new Map<string, DevModule>();
  const hooks = flags.map(({ at, hookDetails, timeoutMinutes, timeoutAction, ...place }): OwnHook => {
    const { name } = moduleOf(place, modules);
    return {
      name,
      at: at.length === 0 ? ['POST_TEST_TRAFFIC_SHIFT'] : at,
      ...(hookDetails && { hookDetails }),
      timeoutConfiguration: {
        ...(timeoutMinutes !== undefined && { timeoutInMinutes: timeoutMinutes }),
        ...(timeoutAction !== undefined && { action: timeoutAction }),
      },
    };
  });
  return { hooks, modules: [...modules.values()] };
}

function moduleOf({ file, handler }: Pick<ModuleFlag, 'file' | 'handler'>, modules: Map<string, DevModule>): DevModule {
  if (isUrl(file)) {
    throw new MisuseError(
      `${file} is a URL, and dev runs modules; write: greenlight simulate --hook ${file}@POST_TEST_TRAFFIC_SHIFT`,
    );
  }
  const path = pathOf(file);
  const key = `${path}#${handler ?? ''}`;
  const known = modules.get(key);
  if (known) return known;
  const taken = new Set([...modules.values()].map(({ name }) => name));
  const module = { name: freeName(hookName(path, handler), taken), file, path, handler };
  modules.set(key, module);
  return module;
}

/** A name that Lambda accepts; files of the same name get a number. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 56) || 'hook';
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}
