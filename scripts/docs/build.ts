import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureNpmFolder } from '../npm-folder.ts';
import { findDeadLinks } from './dead-links.ts';
import { DocsError } from './docs-error.ts';
import { apiPages, generateApi } from './generate-api.ts';
import { generatePages } from './generate-pages.ts';
import { writeMarkdown } from './markdown-pages.ts';
import { stageDocs, stageSite } from './stage-site.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

export type BuildOptions = {
  /** The written pages. Default: `docs` of this project. */
  docsFolder?: string;
  /** Where the site goes. Default: `site` of this project. */
  outFolder?: string;
};

/**
 * Builds the documentation site: the pages of `docs/`, those that are made from the code, and what they link to elsewhere in the
 * repository. The result works from any web server and fetches nothing from anywhere else.
 *
 * @throws {DocsError} if a link is dead, a page says something untrue about the code, or the generator fails
 */
export async function buildDocs({ docsFolder, outFolder = join(project, 'site') }: BuildOptions = {}): Promise<string> {
  const { tools, folder } = await prepare(docsFolder);
  try {
    await vitepress(tools, 'build', folder);
    writeMarkdown({ folder, site: join(folder, '.vitepress/dist') });
    const dead = findDeadLinks(join(folder, '.vitepress/dist'));
    if (dead.length > 0) throw new DocsError('DEAD_LINK', `dead links:\n${dead.join('\n')}`);
    rmSync(outFolder, { recursive: true, force: true });
    cpSync(join(folder, '.vitepress/dist'), outFolder, { recursive: true });
    return outFolder;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Serves the pages while somebody writes them. Generated pages are built once, at the start. */
async function serveDocs(): Promise<void> {
  const { tools, folder, generated } = await prepare();
  const watcher = watch(join(project, 'docs'), { recursive: true }, () => {
    try {
      stageDocs({ folder, generated });
    } catch (error) {
      if (!(error instanceof DocsError)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  });
  try {
    await vitepress(tools, 'dev', folder);
  } finally {
    watcher.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(docsFolder = join(project, 'docs')) {
  const tools = await ensureNpmFolder({ name: 'docs', manifests: 'tools/docs' });
  // Inside the packages' folder, where the pages find Vue.
  const folder = mkdtempSync(join(tools, 'site-'));
  try {
    const generated = new Set([...generatePages({ tools, folder }), ...apiPages]);
    stageSite({ docsFolder, folder, generated });
    await generateApi({ tools, folder });
    return { tools, folder, generated };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function vitepress(tools: string, command: 'build' | 'dev', folder: string): Promise<void> {
  const isBuild = command === 'build';
  const child = spawn(process.execPath, [join(tools, 'node_modules/vitepress/bin/vitepress.js'), command, folder], {
    stdio: ['ignore', isBuild ? 'pipe' : 'inherit', isBuild ? 'pipe' : 'inherit'],
  });
  // What is being served is cleaned up behind the child, so a signal is for the child first.
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (words += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  for (const each of ['SIGINT', 'SIGTERM'] as const) process.off(each, forward);
  if (!isBuild && (signal !== null || code === 130)) return;
  if (code !== 0) {
    throw new DocsError(/dead link/.test(words) ? 'DEAD_LINK' : 'GENERATOR_FAILED', words.trim() || 'vitepress failed');
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
  try {
    if (values.dev) await serveDocs();
    else {
      process.stderr.write('building the documentation, which takes about twenty seconds …\n');
      const folder = await buildDocs();
      process.stdout.write(`${folder}\n`);
      process.stderr.write(`to view it: python3 -m http.server --bind 127.0.0.1 --directory ${folder}\n`);
    }
  } catch (error) {
    if (!(error instanceof DocsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
