import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HookHandler } from '../../controller/lambda/hook-function.ts';
import { isJsonObject } from '../../hook/json.ts';
import { MisuseError } from '../command/misuse-error.ts';

/**
 * Loads the handler of a hook from its module: `handler`, as Lambda finds it, in an ES module, a CommonJS bundle or TypeScript that
 * Node can strip.
 *
 * @throws {MisuseError}
 */
export async function loadHook(file: string): Promise<{ handler: HookHandler; name: string }> {
  const path = moduleOf(file);
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (cause) {
    const why = describe(cause);
    const isModule = why === 'SyntaxError: Cannot use import statement outside a module';
    const remedy = isModule
      ? 'add "type": "module" to the package.json beside it, or name it .mts or .mjs'
      : `try: node ${file}`;
    throw new MisuseError(`${file} cannot be loaded: ${why}; ${remedy}`, { cause });
  }
  const { default: fallback } = module;
  const handler = module['handler'] ?? (isJsonObject(fallback) ? fallback['handler'] : undefined);
  if (!isHandler(handler)) {
    const found = Object.keys(module).join(', ') || 'nothing';
    const what = handler === undefined ? `exports ${found} and no handler` : `exports a handler that is not a function`;
    throw new MisuseError(
      `${file} ${what}; write: export const handler = async (event) => ({ hookStatus: 'SUCCEEDED' })`,
    );
  }
  return { handler, name: hookName(path) };
}

/**
 * The absolute path of an existing module.
 *
 * @throws {MisuseError}
 */
export function moduleOf(file: string): string {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new MisuseError(
      `there is no file ${file}; build it first, or write the path of the hook's module, such as ./dist/my-hook/index.mjs`,
    );
  }
  if (!statSync(path).isFile()) throw new MisuseError(`${file} is a folder; write the module in it: ${file}/index.mjs`);
  return path;
}

/** Whether a `--hook` names the URL of a function and not a file. */
export function isUrl(where: string): boolean {
  return /^https?:/i.test(where);
}

/**
 * The name of a hook's function: that of its file, or of its host. Bundles are often called `index`; their folder tells them apart.
 *
 * @param path may be a URL
 */
export function hookName(path: string): string {
  if (isUrl(path)) return URL.parse(path)?.host ?? path;
  const stem = basename(path).replace(/\.[cm]?[jt]s$/, '');
  return stem === 'index' ? basename(dirname(resolve(path))) : stem;
}

function isHandler(value: unknown): value is HookHandler {
  return typeof value === 'function';
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message.split('\n', 1)[0]}` : String(cause);
}
