import { cp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { bundleOptions } from './build.ts';
import { ensureNpmFolder } from './npm-folder.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** What the bundle cannot contain: Chromium is packed, and Playwright finds its parts by their paths. */
const external = ['@sparticuz/chromium', 'playwright-core'];

export type BrowserBuild = {
  /** Where `index.mjs` is written. Default: `browser/dist`, which browser/template.yaml deploys. */
  outdir?: string;
  /** Whether `node_modules` is written next to it; default true. Without it, the external packages are found above `outdir`, or not at all. */
  withPackages?: boolean;
};

/**
 * Bundles the browser hook, with packages of its own: those in `browser/package.json`, which nothing else of Greenlight needs. Resolves to what esbuild
 * reports.
 *
 * @throws {NpmFolderError} if npm could not install the packages
 */
export async function buildBrowser({ outdir = join(project, 'browser/dist'), withPackages = true }: BrowserBuild = {}) {
  const packages = join(await ensureNpmFolder({ name: 'browser', manifests: 'browser' }), 'node_modules');
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: { index: join(project, 'browser/function/index.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    ...bundleOptions,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    external,
    nodePaths: [packages],
    // Packages of CommonJS ask for Node's own modules with `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  if (withPackages) await copyPackages(packages, join(outdir, 'node_modules'));
  return metafile satisfies Metafile;
}

/** Without what never runs: the other half of Playwright's files are tools, and the rest is in the bundle already. */
async function copyPackages(from: string, to: string): Promise<void> {
  const bundled = new Set(['.bin', '.package-lock.json', 'pixelmatch', 'pngjs']);
  for (const name of await readdir(from)) {
    if (!bundled.has(name)) await cp(join(from, name), join(to, name), { recursive: true });
  }
}

async function megabytesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(files.map(async (file) => stat(join(folder, file))));
  return sizes.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0) / 1_000_000;
}

if (import.meta.main) {
  await buildBrowser();
  console.log(`browser/dist  ${(await megabytesIn(join(project, 'browser/dist'))).toFixed(1)} MB unpacked`);
}
