import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** The functions of template.yaml, each in `src/functions/<name>.ts`. */
export const functionNames = ['approval-hook', 'smoke-hook', 'alarm-hook', 'desk'] as const;

/**
 * Bundles each function into `<outdir>/<function>/index.mjs` with its chunks beside it. What a poll does not need stands behind `import()`, and so
 * in a chunk that is read only when it is first used.
 */
export async function buildFunctions(outdir = join(root, 'dist')): Promise<void> {
  await Promise.all(functionNames.map((name) => bundle(name, join(outdir, name))));
}

async function bundle(name: string, outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: { index: join(root, `src/functions/${name}.ts`) },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    // The map is written but not named in the bundle: reading it at every error would cost more than a poll.
    sourcemap: 'external',
    // Without this the SDK's CommonJS builds are taken, and die at init with "Dynamic require is not supported".
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    // A CommonJS dependency may still ask for a built-in module.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
}

async function sizes(outdir: string): Promise<string> {
  const { size } = await stat(join(outdir, 'index.mjs'));
  const chunks = (await readdir(outdir, { recursive: true })).filter(
    (file) => file.endsWith('.mjs') && file !== 'index.mjs',
  );
  return `${(size / 1024).toFixed(1)} KiB to start, ${chunks.length} chunks`;
}

if (import.meta.main) {
  await buildFunctions();
  for (const name of functionNames) console.log(`dist/${name}/index.mjs  ${await sizes(join(root, 'dist', name))}`);
}
