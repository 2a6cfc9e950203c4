import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { MisuseError } from '../command/misuse-error.ts';

/**
 * The absolute path of an existing module.
 *
 * @throws {MisuseError}
 */
export function moduleOf(file: string): string {
  const path = resolve(file);
  if (!existsSync(path)) {
    if (/^[\w.-]+:\d+(?:\/|$)/.test(file)) {
      throw new MisuseError(`${file} is neither a file nor a URL; write http://${file} if a function listens there`);
    }
    throw new MisuseError(
      `there is no file ${file}; build it first, or write the path of the hook's module, such as ./dist/my-hook/index.mjs`,
    );
  }
  if (!statSync(path).isFile()) throw new MisuseError(`${file} is a folder; write the module in it: ${file}/index.mjs`);
  if (/^\.(?:[cm]?[jt]s)?$/.test(extname(path) || '.')) return path;
  throw new MisuseError(
    `${file} is neither JavaScript nor TypeScript; run it in its Lambda container image, and write: greenlight simulate --hook http://127.0.0.1:9000@POST_TEST_TRAFFIC_SHIFT`,
  );
}

/** Whether a `--hook` names the URL of a function and not a file. */
export function isUrl(where: string): boolean {
  return /^https?:/i.test(where);
}

/**
 * The name of a hook's function: that of an export that was named, of its file, or of its host. Bundles are often called `index`; their folder
 * tells them apart.
 *
 * @param path may be a URL
 * @example hookName('./hooks.mjs', 'smoke') // 'smoke'
 */
export function hookName(path: string, handler?: string): string {
  if (isUrl(path)) return URL.parse(path)?.host ?? path;
  if (handler !== undefined && !/^(?:lambdaH|h)andler$/.test(handler)) return handler;
  const stem = basename(path).replace(/\.[cm]?[jt]s$/, '');
  return stem === 'index' ? basename(dirname(resolve(path))) : stem;
}
