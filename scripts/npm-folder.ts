import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { oneAtATime } from './one-at-a-time.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** npm could not install a package folder. */
export class NpmFolderError extends Error {
  override readonly name = 'NpmFolderError';
}

export type NpmFolder = {
  /** Its name under `.cache/`. */
  name: string;
  /** Where its `package.json` and `package-lock.json` are, from the top of the repository. */
  manifests: string;
  /** Runs the packages' install scripts. Default false. */
  withScripts?: boolean;
  /** In addition to the process's own environment. */
  environment?: NodeJS.ProcessEnv;
};

/**
 * Installs the packages of a separate package folder under `.cache/`, if they are not there yet: the main install stays small, and the
 * repository's own folders stay clean. Any number of processes may ask at once: one installs, the others wait for it.
 *
 * @returns the folder with `node_modules`
 * @throws {NpmFolderError} with npm's last words
 */
export async function ensureNpmFolder(asked: NpmFolder): Promise<string> {
  const folder = npmFolderPath(asked);
  if (existsSync(folder)) return folder;

  mkdirSync(join(project, '.cache'), { recursive: true });
  await oneAtATime(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const draft = mkdtempSync(`${folder}-`);
    try {
      cpSync(join(project, asked.manifests, 'package.json'), join(draft, 'package.json'));
      const lockfile = readFileSync(join(project, asked.manifests, 'package-lock.json'), 'utf8');
      writeFileSync(join(draft, 'package-lock.json'), locateTarballs(lockfile));
      await install(asked, draft);
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
  return folder;
}

/** Where {@link ensureNpmFolder} installs to. */
export function npmFolderPath({ name, manifests }: Pick<NpmFolder, 'name' | 'manifests'>): string {
  const lockfile = readFileSync(join(project, manifests, 'package-lock.json'));
  return join(project, '.cache', `${name}-${createHash('sha256').update(lockfile).digest('hex').slice(0, 12)}`);
}

type Lockfile = { packages: Record<string, { name?: string; version: string; integrity?: string; resolved?: string }> };

/**
 * A lockfile that says where each tarball is, on whichever registry is configured. Our own name no registry, and so npm would read every version of
 * each package first, which takes longer than the installation.
 */
export function locateTarballs(lockfile: string): string {
  const { packages, ...rest } = JSON.parse(lockfile) as Lockfile;
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.integrity === undefined) continue;
    const name = entry.name ?? path.replace(/.*node_modules\//, '');
    entry.resolved = `https://${anyRegistry}/${name}/-/${name.replace(/.*\//, '')}-${entry.version}.tgz`;
  }
  return JSON.stringify({ ...rest, packages });
}

/** npm replaces it with the configured one, if it is `--replace-registry-host`. */
export const anyRegistry = 'registry.invalid';

async function install({ name, withScripts = false, environment }: NpmFolder, folder: string): Promise<void> {
  try {
    // npm hides the output of install scripts unless they run in the foreground.
    const options = withScripts ? ['--foreground-scripts'] : ['--ignore-scripts'];
    const quick = ['--no-audit', '--no-fund', '--replace-registry-host', anyRegistry];
    await promisify(execFile)('npm', ['ci', ...quick, ...options], {
      cwd: folder,
      // Files are small, and four threads spend longer on waking each other than one needs to write them.
      env: { ...process.env, UV_THREADPOOL_SIZE: '1', ...environment },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    const words = stderr.trim().split('\n').slice(-6).join('\n') || String(cause);
    throw new NpmFolderError(`${name} could not be installed: ${words}`, { cause });
  }
}
