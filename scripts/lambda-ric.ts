import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CodedError } from '../src/wording/coded-error.ts';
import { ensureNpmFolder, type NpmFolder, NpmFolderError, npmFolderPath } from './npm-folder.ts';

/**
 * - `TOOLS_MISSING`: the native part cannot be built here; the message says what to install
 * - `INSTALL_FAILED`: npm could not install it, or the build failed; the last words are in the message
 */
export type LambdaRicErrorCode = 'TOOLS_MISSING' | 'INSTALL_FAILED';

/** Lambda's runtime client is not available on this machine. */
export class LambdaRicError extends CodedError<LambdaRicErrorCode> {
  override readonly name = 'LambdaRicError';
}

/**
 * Installs `aws-lambda-ric`, the client that Lambda's own Node.js runtimes run, if it is not there yet. It has its own folder under
 * `.cache/`, because its install scripts build libcurl and a native module, which takes a minute of a core and tools that many machines
 * lack. By default they are not run: then only the native part is missing, and `src/controller/lambda/rapid-client.ts` replaces it. With
 * `native` they are run.
 *
 * @returns a folder for `lambdaRuntimeClient`
 * @throws {LambdaRicError} if npm could not install it, or, with `native`, if a tool is missing or the build failed
 */
export async function ensureLambdaRic({ native = false } = {}): Promise<string> {
  const folder = named(native);
  if (native && !existsSync(npmFolderPath(folder))) requireBuildTools();
  // node-gyp would fetch Node's headers; the Node that runs this brings its own.
  const headers = join(process.execPath, '../..');
  const nodeDir = existsSync(join(headers, 'include/node/node.h')) ? { npm_config_nodedir: headers } : {};
  try {
    return await ensureNpmFolder({ ...folder, withScripts: native, environment: { ...quickBuild, ...nodeDir } });
  } catch (error) {
    if (error instanceof NpmFolderError) throw new LambdaRicError('INSTALL_FAILED', error.message, { cause: error });
    throw error;
  }
}

/**
 * Optimizing code that waits for a socket takes a third of the build; so does bash, which libcurl's `configure` prefers to the quicker `sh`. It takes
 * `enable_` flags from the environment: what is built once needs no list of which file depends on which. Nor does anybody need the program `curl`.
 */
const quickBuild = {
  ...{ CFLAGS: '-O0', CXXFLAGS: '-O0 -fno-lto', CONFIG_SHELL: '/bin/sh' },
  ...{ enable_dependency_tracking: 'no', MAKEFLAGS: 'bin_PROGRAMS=' },
};

/** Where {@link ensureLambdaRic} installs to. */
export function lambdaRicFolder({ native = false } = {}): string {
  return npmFolderPath(named(native));
}

function named(native: boolean): Pick<NpmFolder, 'name' | 'manifests'> {
  return { name: native ? 'lambda-ric-native' : 'lambda-ric', manifests: 'tools/lambda-ric' };
}

/** What its install scripts run, and the Debian package each is in. Not the autotools: the bundled curl is configured already. */
const buildTools = {
  cmake: 'cmake',
  make: 'make',
  'g++': 'g++',
  xz: 'xz-utils',
  python3: 'python3',
};

function requireBuildTools(): void {
  if (process.platform !== 'linux') {
    throw new LambdaRicError(
      'TOOLS_MISSING',
      `the native part of aws-lambda-ric builds on Linux only, not on ${process.platform}`,
    );
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = Object.entries(buildTools).filter(
    ([tool]) => !folders.some((folder) => existsSync(join(folder, tool))),
  );
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name).join(' ');
  const what = `the native part of aws-lambda-ric needs ${packages}: apt-get install ${packages}`;
  throw new LambdaRicError('TOOLS_MISSING', what);
}

if (import.meta.main) {
  try {
    process.stdout.write(`${await ensureLambdaRic({ native: process.argv.includes('--native') })}\n`);
  } catch (error) {
    if (!(error instanceof LambdaRicError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
