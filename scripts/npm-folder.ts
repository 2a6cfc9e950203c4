import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('..', import.meta.url));

/** npm could not install a package folder. */
export class NpmFolderError extends Error {
  override readonly name = 'NpmFolderError';
}

export type NpmFolder = {
  /** Names its place under `.cache/`. */
  name: string;
  /** Where its `package.json` and `package-lock.json` are, from the top of the repository. */
  manifests: string;
  /** Runs the packages' install scripts. Default false. */
  withScripts?: boolean;
  /** Beside the process's own environment. */
  environment?: NodeJS.ProcessEnv;
};

/**
 * Installs what a package folder of its own needs, if it is not there yet, under `.cache/`: the main install stays small, and the
 * repository's own folders stay clean. Any number of processes may ask at once: the first one that is done wins.
 *
 * @returns the folder with `node_modules`
 * @throws {NpmFolderError} with npm's last words
 */
export async function ensureNpmFolder(asked: NpmFolder): Promise<string> {
  const folder = npmFolderPath(asked);
  if (existsSync(folder)) return folder;

  mkdirSync(join(project, '.cache'), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    for (const file of ['package.json', 'package-lock.json']) {
      cpSync(join(project, asked.manifests, file), join(draft, file));
    }
    await install(asked, draft);
    renameSync(draft, folder);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Where {@link ensureNpmFolder} installs to. */
export function npmFolderPath({ name, manifests }: Pick<NpmFolder, 'name' | 'manifests'>): string {
  const lockfile = readFileSync(join(project, manifests, 'package-lock.json'));
  return join(project, '.cache', `${name}-${createHash('sha256').update(lockfile).digest('hex').slice(0, 12)}`);
}

async function install({ name, withScripts = false, environment }: NpmFolder, folder: string): Promise<void> {
  try {
    const options = withScripts ? [] : ['--ignore-scripts'];
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', ...options], {
      cwd: folder,
      env: { ...process.env, ...environment },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    const words = stderr.trim().split('\n').slice(-6).join('\n') || String(cause);
    throw new NpmFolderError(`${name} could not be installed: ${words}`, { cause });
  }
}
