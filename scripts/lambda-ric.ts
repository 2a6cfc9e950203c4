import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureNpmFolder, type NpmFolder, NpmFolderError, npmFolderPath } from './npm-folder.ts';

/** Lambda's runtime client cannot be had on this machine. */
export class LambdaRicError extends Error {
  override readonly name = 'LambdaRicError';
}

/**
 * Installs `aws-lambda-ric`, the client that Lambda's own Node.js runtimes run, if it is not there yet. It has a folder of its own under
 * `.cache/`, because its install scripts build libcurl and a native module for a minute and need tools that most machines lack. Those
 * are not run here: only the native part is missing then, and `src/controller/wire/lambda/rapid-client.ts` stands in for it. With
 * `native` they are run.
 *
 * Any number of processes may ask at once: the first one that is done wins.
 *
 * @returns a folder for `lambdaRuntimeClient`
 * @throws {LambdaRicError} where npm could not install it, or, with `native`, where a tool is missing or the build failed
 */
export async function ensureLambdaRic({ native = false } = {}): Promise<string> {
  const folder = named(native);
  if (native && !existsSync(npmFolderPath(folder))) requireBuildTools();
  // node-gyp would fetch Node's headers; the Node that runs this brings its own.
  const headers = join(process.execPath, '../..');
  const environment = existsSync(join(headers, 'include/node/node.h')) ? { npm_config_nodedir: headers } : {};
  try {
    return await ensureNpmFolder({ ...folder, withScripts: native, environment });
  } catch (error) {
    if (error instanceof NpmFolderError) throw new LambdaRicError(error.message, { cause: error });
    throw error;
  }
}

/** Where {@link ensureLambdaRic} installs to. */
export function lambdaRicFolder({ native = false } = {}): string {
  return npmFolderPath(named(native));
}

function named(native: boolean): Pick<NpmFolder, 'name' | 'manifests'> {
  return { name: native ? 'lambda-ric-native' : 'lambda-ric', manifests: 'tools/lambda-ric' };
}

/** What its install scripts run, and the Debian package each is in. */
const buildTools = {
  autoreconf: 'autoconf',
  automake: 'automake',
  libtoolize: 'libtool',
  cmake: 'cmake',
  make: 'make',
  'g++': 'g++',
  xz: 'xz-utils',
  python3: 'python3',
};

function requireBuildTools(): void {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = Object.entries(buildTools).filter(
    ([tool]) => !folders.some((folder) => existsSync(join(folder, tool))),
  );
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name).join(' ');
  throw new LambdaRicError(`the native part of aws-lambda-ric needs ${packages}: apt-get install ${packages}`);
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
