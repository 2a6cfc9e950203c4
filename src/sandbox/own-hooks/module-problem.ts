import { basename, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FoundHandler } from './find-handler.ts';

const example = "export const handler = async (event) => ({ hookStatus: 'SUCCEEDED' })";

/** Why a module that was loaded has no handler, and what to write: continues the file's name. Undefined if it has one. */
export function whyNoHandler({ name, kind, exports, functions }: FoundHandler): string | undefined {
  switch (kind) {
    case 'function':
      return undefined;
    case 'missing': {
      const names = functions.map((each) => `#${each}`).join(' or ');
      const choice = names === '' ? ':' : ` ${names} after the file's name, or:`;
      return `exports ${exports.join(', ') || 'nothing'} and no ${name}; write${choice} ${example}`;
    }
    case 'no-function':
      return `exports a ${name} that is not a function; write: ${example}`;
    case 'callback':
      return `exports a ${name} with a callback, which Lambda refuses since nodejs24; write: ${example}`;
  }
}

/** An error of Node's while it loaded a module. `file` has the error, if that is known: the module itself, or one that it imports. */
export type LoadError = { name: string; message: string; code?: string | undefined; file?: string | undefined };

/** What was thrown, in a form that can be sent to another process. */
export function loadErrorOf(cause: unknown): LoadError {
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause) };
  const { name, message, code } = cause as NodeJS.ErrnoException;
  return {
    ...{ name: String(name), message: String(message), code: code === undefined ? undefined : String(code) },
    // Node prints an error without its line once somebody has read its stack.
    file: cause instanceof SyntaxError ? fileIn(String(cause.stack)) : undefined,
  };
}

/** The stack of a SyntaxError begins with where the error is: `/app/check.cjs:1`. */
function fileIn(stack: string): string | undefined {
  const [, file] = /^(.+):\d+$/.exec(stack.split('\n', 1)[0] ?? '') ?? [];
  return file?.startsWith('file:') ? fileURLToPath(file) : file;
}

/**
 * What to do about a module that cannot be loaded: begins with a verb.
 *
 * @param otherwise - if nothing special helps. Default: to load it with Node alone
 */
export function remedyFor(error: LoadError, file: string, otherwise = `try: node ${file}`): string {
  const { message, code } = error;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    const bundle = file.replace(/\.[cm]?ts$/, '.mjs');
    return `build it, because Node only removes types, and pass ${bundle}: npx esbuild ${file} --bundle --platform=node --format=esm --outfile=${bundle}`;
  }
  const culprit = error.file ?? file;
  const isImported = resolve(culprit) !== resolve(file);
  const rename = (letter: 'm' | 'c') => {
    const suffix = culprit.endsWith('ts') ? `.${letter}ts` : `.${letter}js`;
    return isImported ? `rename ${basename(culprit)} to ${parse(culprit).name}${suffix}` : `name it ${suffix}`;
  };
  if (message.includes('in ES module scope')) return `write import and export, or ${rename('c')}`;
  if (!esModuleOnly.test(message) || /\.m[jt]s$/.test(culprit)) return otherwise;
  if (/\.c[jt]s$/.test(culprit)) return rename('m');
  return `add "type": "module" to the package.json in its folder, or ${rename('m')}`;
}

/** What Node says about the syntax of ES modules in a file that it reads as CommonJS. */
const esModuleOnly =
  /outside a module|^Unexpected token 'export'|^Unexpected reserved word|^await is only valid in async functions and the top level/;
