import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('..', import.meta.url));
const manifests = join(project, 'tools/lambda-ric');

/**
 * - `TOOLS_MISSING`: the native part cannot be built here; the message says what to install
 * - `INSTALL_FAILED`: npm could not install it, or the build failed; the last words are in the message
 */
export type LambdaRicErrorCode = 'TOOLS_MISSING' | 'INSTALL_FAILED';

/** Lambda's runtime client cannot be had on this machine. */
export class LambdaRicError extends Error {
  override readonly name = 'LambdaRicError';

  readonly code: LambdaRicErrorCode;

  constructor(code: LambdaRicErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Installs `aws-lambda-ric`, the client that Lambda's own Node.js runtimes run, if it is not there yet. It has a folder of its own under
 * `.cache/`, because its install scripts build libcurl and a native module for a minute of a core and need tools that many machines lack. Those
 * are not run here: only the native part is missing then, and `src/controller/wire/lambda/rapid-client.ts` stands in for it. With
 * `native` they are run.
 *
 * Any number of processes may ask at once: one installs, the others wait for it.
 *
 * @returns a folder for `lambdaRuntimeClient`
 * @throws {LambdaRicError} where npm could not install it, or, with `native`, where a tool is missing or the build failed
 */
export async function ensureLambdaRic({ native = false } = {}): Promise<string> {
  const folder = lambdaRicFolder({ native });
  if (existsSync(folder)) return folder;
  if (native) requireBuildTools();

  mkdirSync(join(project, '.cache'), { recursive: true });
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (!takeLock(lock)) {
      await setTimeout(200);
      continue;
    }
    const draft = mkdtempSync(`${folder}-`);
    try {
      if (existsSync(folder)) break;
      cpSync(manifests, draft, { recursive: true });
      await install(draft, native);
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
      rmSync(lock, { force: true });
    }
  }
  return folder;
}

/** Whether this process may install now. A lock whose process is gone is removed, so that the next try may take it. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock: string): boolean {
  try {
    // Empty for a moment, while it is being written.
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid === 0 || process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Where {@link ensureLambdaRic} installs to. */
export function lambdaRicFolder({ native = false } = {}): string {
  const lockfile = readFileSync(join(manifests, 'package-lock.json'));
  const version = createHash('sha256').update(lockfile).digest('hex').slice(0, 12);
  return join(project, '.cache', `lambda-ric-${version}${native ? '-native' : ''}`);
}

async function install(folder: string, native: boolean): Promise<void> {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  // node-gyp would fetch Node's headers; the Node that runs this brings its own.
  const headers = join(process.execPath, '../..');
  if (existsSync(join(headers, 'include/node/node.h'))) environment['npm_config_nodedir'] = headers;
  try {
    // npm hides what install scripts write, unless they run in front.
    const options = native ? ['--foreground-scripts'] : ['--ignore-scripts'];
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', ...options], {
      cwd: folder,
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    const words = stderr.trim().split('\n').slice(-6).join('\n') || String(cause);
    throw new LambdaRicError('INSTALL_FAILED', `aws-lambda-ric could not be installed: ${words}`, { cause });
  }
}

/** What its install scripts run, and the Debian package each is in. Not the autotools: the curl that it brings is configured already. */
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
